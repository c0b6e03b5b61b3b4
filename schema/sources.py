"""Sources: the documents and datasets that the other rows refer to."""

from enum import StrEnum

from sqlmodel import SQLModel

from schema import scalars as col
from schema.resource import Query, Resource


class SourceKind(StrEnum):
    """What sort of thing a source is."""

    article = "article"
    dataset = "dataset"
    standard = "standard"


class Source(SQLModel, table=True):
    """One document or dataset, and the terms under which its facts are here."""

    id: str = col.key("Stable slug of the source.")
    kind: SourceKind = col.choice(SourceKind, "Whether it is an article, a dataset or a standard.")
    publisher: str | None = col.text("Who published it.", index=True)
    title: str | None = col.text("Its title; null where the copy at hand has none.")
    url: str | None = col.url("Where it was published; null where the copy at hand does not say.")
    authors: list[str] = col.texts("People named as its authors or contributors.")
    published: str | None = col.date("When it was published, as precisely as is known.")
    retrieved: str | None = col.date("The date or version of the copy that was read.")
    version: str | None = col.text("Version, commit or release of the copy that was read.")
    licence: str | None = col.text(
        "SPDX identifier of the licence its facts come under.", index=True
    )
    licence_note: str | None = col.text("Where that licence is stated, or why there is none.")
    citation: str = col.text("How to cite it.")


SOURCES = Resource(
    name="sources",
    table=Source,
    summary="Documents and datasets, with publisher, licence and citation.",
    example="voa-us-china-climate-2021",
    query=Query(
        filter_by=("kind", "publisher", "licence", "published"),
        search=("title", "publisher", "citation"),
    ),
)
