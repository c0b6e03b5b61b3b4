"""Sources: the documents and datasets that the other rows refer to."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.resource import Query, Resource
from schema.vocabulary import Vocabulary


class SourceKind(Vocabulary):
    """What sort of thing a source is."""

    article = "article", "A text of a news organization or a journal, read as it stands."
    dataset = "dataset", "A table or a set of files, read by an importer."
    standard = "standard", "A published list of codes and names that others refer to."
    compilation = "compilation", "Collected for this record from many sources, and read by eye."


class Source(SQLModel, table=True):
    """One document or dataset, and the terms under which its facts are here."""

    id: str = col.key("Stable slug of the source.")
    kind: SourceKind = col.choice(SourceKind, "Whether it is an article, a dataset or a standard.")
    publisher: str | None = col.text("Who published it.", index=True)
    producers: list[str] = col.texts("Who made the data that it publishes, as it names them.")
    title: str | None = col.text("Its title; null where the copy at hand has none.")
    dataset: str | None = col.text(
        "The dataset that it is an edition of, as `owid-co2-data`. Editions stand side by side; of"
        " those with rows for the same, the latest answers where no source is named."
    )
    edition: str | None = col.date(
        "The date of the edition, by which editions of a dataset are ordered."
    )
    url: str | None = col.url(
        "Its own address, or the permalink of the file that was read, at its commit."
    )
    url_note: str | None = col.text("What `url` leads to, or why it is null.")
    files: list[str] = col.texts("Permalinks of the files that were read, where `url` is not one.")
    authors: list[str] = col.texts("People named as its authors.")
    contributors: list[str] = col.texts("People named as contributors to it, not as its authors.")
    published_on: str | None = col.date("When it was published, as precisely as is known.")
    retrieved_on: str | None = col.date(
        "The date of the copy that was read: of its commit, where it is in a repository."
    )
    accessed_on: str | None = col.date("When that copy was read for this record.")
    version: str | None = col.text("Version, commit or release of the copy that was read.")
    data_through: str | None = col.date(
        "The last day, month or year of which it says what was the case."
    )
    data_through_note: str | None = col.text("Why `data_through` is null.")
    derived_from: list[str] = col.texts(
        "What it is a copy, a snapshot or a selection of: a title, or the id of a source."
    )
    licence: str | None = col.text(
        "SPDX identifier of the licence its facts come under.", index=True
    )
    licence_url: str | None = col.url(
        "Address of the licence; null where no source at hand states it."
    )
    licence_note: str | None = col.text("Where that licence is stated, or why there is none.")
    citation: str = col.text("How to cite it; in this record's wording if no request is known.")
    citation_request: str | None = col.text(
        "What its producer asks users to cite, and where; null where no source at hand says so."
    )
    modified: str | None = col.text("What this record changed, left out or computed.")
    former_ids: list[str] = col.former_ids()


SOURCES = Resource(
    name="sources",
    table=Source,
    summary="Documents and datasets, with address, producers, licence and citation.",
    example="voa-us-china-climate-2021",
    query=Query(
        filter_by=(
            "kind",
            "publisher",
            "producers",
            "dataset",
            "edition",
            "licence",
            "published_on",
        ),
        search=("title", "publisher", "producers", "citation"),
    ),
)
