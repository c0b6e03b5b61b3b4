"""Initiatives: declarations and alliances that countries join freely, and who has joined them."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.resource import Query, Resource
from schema.scalars import Inverse
from schema.validity import Validity
from schema.vocabulary import Vocabulary


class InitiativeSubject(Vocabulary):
    """What an initiative is about."""

    forests = "forests", "Ending or reversing the loss of forests."
    methane = "methane", "Cutting emissions of methane."
    coal = "coal", "Ending the use of coal for power."
    cars = "cars", "Selling only cars that emit nothing when they are driven."
    energy = "energy", "Energy without carbon, or from renewable sources."


class ParticipationStatus(Vocabulary):
    """What a source says of an actor in an initiative."""

    joined = "joined", "The source states that it had joined by itself."
    joined_through_eu = (
        "joined_through_eu",
        "The source states that it had joined as part of the European Union.",
    )
    incomplete = (
        "incomplete",
        "The source calls what it joined incomplete, and does not say what it left out.",
    )
    not_joined = "not_joined", "The source states that it had not joined on the day of the list."
    withdrawal_ordered = (
        "withdrawal_ordered",
        "The source orders steps to leave it; what they led to is not stated.",
    )


class Initiative(SQLModel, table=True):
    """One declaration or alliance that governments join freely; it is no treaty."""

    id: str = col.key("Stable slug of the initiative.")
    name: str = col.text("Its name in English.", index=True)
    aliases: list[str] = col.texts("Other names of it.")
    subject: InitiativeSubject = col.choice(InitiativeSubject, "What it is about.", index=True)
    declared_on: str | None = col.date("When it was first declared.", index=True)
    declared_on_note: str | None = col.text("What that date rests on, or why it is null.")
    event_id: str | None = col.reference(
        "The session of the Conference of the Parties whose agreements the source counts it among.",
        "event.id",
        inverse=Inverse("initiatives", "Initiatives of that session."),
    )
    source_id: str = col.source()


class InitiativeParticipation(SQLModel, table=True):
    """What one source says of one actor in one initiative, by the date of its list."""

    __tablename__ = "initiative_participation"

    id: str = col.key("Stable slug of the row.")
    initiative_id: str = col.reference(
        "The initiative.",
        "initiative.id",
        inverse=Inverse("participations", "Who has joined it, and who has not."),
    )
    country_code: str | None = col.reference(
        "The country.",
        "country.code",
        inverse=Inverse("initiative_participations", "Which initiatives it has joined or not."),
    )
    group_id: str | None = col.reference(
        "The group.",
        "country_group.id",
        inverse=Inverse("initiative_participations", "Which initiatives the group has joined."),
    )
    status: ParticipationStatus = col.choice(
        ParticipationStatus, "What the source says of it.", index=True
    )
    target_year: int | None = col.integer(
        "The year that the source gives for what it joined; null where it gives none.", index=True
    )
    attested_on: str = col.date("The date of the list that says so.", index=True)
    words: str = col.text("The source's word for it, to the letter.")
    locator: str = col.text("Where in the source: the file and the line.")
    source_id: str = col.source()
    certain_from: str | None = col.certain_from()
    certain_until: str | None = col.certain_until()


INITIATIVES = Resource(
    name="initiatives",
    table=Initiative,
    summary="Declarations and alliances that countries join freely, as the Global Methane Pledge.",
    example="global-methane-pledge",
    query=Query(filter_by=("name", "subject", "declared_on"), search=("name", "aliases")),
)

INITIATIVE_PARTICIPATIONS = Resource(
    name="initiative-participations",
    table=InitiativeParticipation,
    summary="Which countries had joined an initiative by the date of a list, and which had not.",
    example="global-methane-pledge-usa-2021-11",
    actor=Actor(description="The country or group that the source speaks of."),
    query=Query(filter_by=("status", "target_year", "attested_on")),
    validity=Validity(
        start=(),
        end=(),
        held=("attested_on",),
        meaning="What lists say on that day; unknown on days that no list is of.",
    ),
)
