"""Documents: what parties submitted to the registry of nationally determined contributions."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.resource import Query, Resource
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
            "documents",
            "Its NDCs with their addenda and translations, earliest first.",
            nested=True,
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
    in_force_from: str | None = col.date(
        "Of an NDC: the day it was submitted. Computed; null for what goes with an NDC.",
        index=True,
    )
    in_force_to: str | None = col.date(
        "Of an NDC: the day before the party submitted its next one. Computed; null while there is"
        " none. `status` says which the registry still lists as active.",
        index=True,
    )
    url: str = col.url("Where the file is.")
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
    query=Query(
        order=("submitted_on", "id"),
        filter_by=(
            "kind",
            "title",
            "language",
            "version",
            "status",
            "submitted_on",
            "in_force_from",
            "in_force_to",
            "url",
        ),
        search=("title",),
    ),
    validity=Validity(
        start=("in_force_from",),
        end=("in_force_to",),
        meaning="NDCs in force on that day; addenda and translations never are by themselves.",
    ),
)
