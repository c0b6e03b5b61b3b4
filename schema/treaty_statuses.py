"""What an actor is in a treaty, from when to when: derived from its acts."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.resource import Query, Resource
from schema.scalars import Inverse
from schema.validity import Validity
from schema.vocabulary import Vocabulary


class TreatyStatusKind(Vocabulary):
    """What an actor is in a treaty."""

    party = (
        "party",
        "Bound by the treaty: its consent has taken effect, and no withdrawal of it has.",
    )
    signatory = "signatory", "Has signed the treaty, and no consent of it has taken effect yet."
    not_party = (
        "not_party",
        "Neither bound nor waiting to be: before its signature or accession, or after it left.",
    )


class TreatyStatus(SQLModel, table=True):
    """One unbroken time in which an actor is a party to a treaty, a signatory, or neither."""

    __tablename__ = "treaty_status"

    id: str = col.key("Stable slug of the status.")
    treaty_id: str = col.reference(
        "The treaty.",
        "treaty.id",
        inverse=Inverse("statuses", "What actors are in it, from when to when."),
    )
    country_code: str | None = col.reference(
        "The country.",
        "country.code",
        inverse=Inverse("treaty_statuses", "What it is in treaties, since when."),
    )
    group_id: str | None = col.reference(
        "The group.",
        "country_group.id",
        inverse=Inverse("treaty_statuses", "What the group is in treaties, since when."),
    )
    status: TreatyStatusKind = col.choice(TreatyStatusKind, "What it is.", index=True)
    start_date: str | None = col.date("First day; of a party the day of effect.", index=True)
    start_note: str | None = col.text("Why `start_date` is null.")
    end_date: str | None = col.date("Last day; null if it lasts or is unknown.", index=True)
    end_note: str | None = col.text("Why `end_date` is null, if something speaks of an end.")
    began_after: str | None = col.date("A day on which it had not begun.")
    ended_by: str | None = col.date("A day by which it had ended.")
    first_seen: str | None = col.date("First date on which a source shows it without its start.")
    last_seen: str | None = col.date("Last date on which a source shows it without its end.")
    rests_on: list[str] = col.texts("The sources that the days rest on.")
    source_id: str = col.source()
    certain_from: str | None = col.certain_from()
    certain_until: str | None = col.certain_until()


TREATY_STATUSES = Resource(
    name="treaty-statuses",
    table=TreatyStatus,
    summary="Who is a party to which treaty, or a signatory, since when.",
    example="paris-agreement-usa-party-2021-02-19",
    actor=Actor(description="The country or group that has the status."),
    query=Query(order=("start_date", "id"), filter_by=("status", "start_date", "end_date")),
    validity=Validity(
        start=("start_date",),
        end=("end_date",),
        held=("first_seen", "last_seen"),
        meaning="Parties, signatories and others on that day.",
        has_one_source=False,
    ),
)
