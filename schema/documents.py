"""Documents: what parties submitted to the registry of nationally determined contributions."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.editions import Editions
from schema.resource import Indexes, Query, Resource
from schema.scalars import Inverse
from schema.validity import Validity
from schema.vocabulary import NDC_REGISTRY, Vocabulary


class DocumentKind(Vocabulary):
    """What a submitted file is, as the registry files it."""

    ndc = (
        "ndc",
        "A nationally determined contribution, in the language in which it was submitted.",
        NDC_REGISTRY,
    )
    addendum = (
        "addendum",
        "A file that goes with an NDC, such as a letter or an annex.",
        NDC_REGISTRY,
    )
    translation = (
        "translation",
        "An NDC in another language than that of the submission.",
        NDC_REGISTRY,
    )


class DocumentStatus(Vocabulary):
    """Where the registry keeps it. Several of one party's can be active at once."""

    active = (
        "active",
        "The registry lists the file as active; several of one party's can be so at once.",
        NDC_REGISTRY,
    )
    archived = "archived", "The registry keeps the file in its archive.", NDC_REGISTRY


class Document(SQLModel, table=True):
    """One file in the registry, for one party. A joint submission has a row for each party."""

    id: str = col.key("Stable slug of the registry's entry.")
    kind: DocumentKind = col.choice(DocumentKind, "NDC, addendum or translation.", index=True)
    country_code: str | None = col.reference(
        "The country that submitted it.",
        "country.code",
        inverse=Inverse(
            "documents", "Its NDCs with their addenda and translations, earliest first."
        ),
    )
    group_id: str | None = col.reference(
        "The group that submitted it.",
        "country_group.id",
        inverse=Inverse(
            "documents", "The group's NDCs with their addenda and translations, earliest first."
        ),
    )
    title: str = col.text("Its title, as the registry has it.", index=True)
    language: str | None = col.text("Its language as the registry has it (BCP 47).", index=True)
    version: str | None = col.text("The number that the registry gives the party's NDC.")
    status: DocumentStatus = col.choice(
        DocumentStatus, "Whether the registry lists it as active or archived.", index=True
    )
    submitted_on: str | None = col.date("When it was submitted.", index=True)
    submission_id: str | None = col.slug(
        "The submission that it belongs to, as party and day: its languages, translations and"
        " addenda have the same. An addendum without a day belongs to the only submission of its"
        " version; null if there are several."
    )
    latest: bool | None = col.flag(
        "Whether it belongs to the party's latest submission of an NDC, whatever is in force."
        " Computed; null if its submission is not known."
    )
    next_submitted_on: str | None = col.date(
        "When the party submitted its next NDC, which does not end this one by itself. Computed;"
        " null if it has not.",
        index=True,
    )
    period_to: int | None = col.integer(
        "Of an NDC: the last year of its period, if its title names it (2030, 2035 or 2040)."
    )
    in_force_from: str | None = col.date(
        "Of an NDC: the day it was submitted, or the day from which the Paris Agreement is in"
        " force for its party, if that is later. Computed.",
        index=True,
    )
    in_force_from_note: str | None = col.text("Of an NDC: why `in_force_from` is null.")
    in_force_to: str | None = col.date(
        "Of an archived NDC that an update of the same NDC has replaced: the day before the update."
        " Computed; null for the others.",
        index=True,
    )
    in_force_to_note: str | None = col.text(
        "Of an NDC that has ended, or may have: why `in_force_to` is null."
    )
    url: str = col.url("Where the file is.")
    by_default: bool = col.by_default()
    source_id: str = col.source(inverse=Inverse("documents", "Documents that rest on this source."))
    certain_from: str | None = col.certain_from()
    certain_until: str | None = col.certain_until()
    former_ids: list[str] = col.former_ids()


DOCUMENTS = Resource(
    name="documents",
    table=Document,
    summary="Nationally determined contributions as submitted, with addenda and translations.",
    example="chn-ndc-2021-10-28-zh",
    actor=Actor(description="The country or group that submitted it."),
    editions=Editions(),
    indexes=Indexes(unindexed=("by_default",)),
    query=Query(
        order=("submitted_on", "id"),
        filter_by=(
            "kind",
            "title",
            "language",
            "version",
            "status",
            "submitted_on",
            "submission_id",
            "latest",
            "next_submitted_on",
            "period_to",
            "in_force_from",
            "in_force_to",
            "url",
            "by_default",
        ),
        search=("title",),
    ),
    validity=Validity(
        start=("in_force_from",),
        end=("in_force_to",),
        meaning="NDCs in force on that day; addenda and translations never are by themselves.",
        needs="treaty_status_unknown",
    ),
)
