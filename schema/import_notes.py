"""Import notes: what the importers of upstream datasets leave out, and why."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.resource import Query, Resource
from schema.scalars import Inverse
from schema.vocabulary import Vocabulary


class ImportAction(Vocabulary):
    """What an importer did with a part of a source."""

    cell_left_out = "cell_left_out", "The row is here, without the value of the cell."
    column_left_out = "column_left_out", "Nothing of the column is here."
    row_left_out = "row_left_out", "The row is not here."
    row_merged = "row_merged", "The row is here as a part of another row."


class ImportReason(Vocabulary):
    """Why an importer left something out or merged it."""

    malformed = (
        "malformed",
        "The cell has not the form of its column, such as a date that is none.",
    )
    contradiction = (
        "contradiction",
        (
            "The cell contradicts another cell of its row, such as an end before the start, and the"
            " source does not say which is wrong."
        ),
    )
    ambiguous = "ambiguous", "The cell may mean several things, such as a name of two countries."
    incomplete = "incomplete", "What the row cannot do without is missing."
    out_of_scope = "out_of_scope", "The record has no place for it."
    duplicate = "duplicate", "Another row of the source says the same."
    entered_by_hand = "entered_by_hand", "The record has a row for it that was written by hand."


class ImportNote(SQLModel, table=True):
    """One thing that an importer left out or merged: a cell, a column, or rows alike."""

    id: str = col.key("Source, line and column, joined by hyphens.")
    action: ImportAction = col.choice(ImportAction, "What the importer did.", index=True)
    reason: ImportReason = col.choice(ImportReason, "Why, as one of a few reasons.", index=True)
    note: str = col.text("Why, in words.")
    locator: str = col.text(
        "Where in the source: the file and the line, or the entry. Of several rows, the first."
    )
    source_column: str | None = col.text("The column of the source, as the source names it.")
    value: str | None = col.text("The text of the cell in the source.")
    rows: int = col.integer("How many rows of the source it is about.")
    resource: str | None = col.slug("The resource of the row that it concerns, as in REST's paths.")
    row_id: str | None = col.slug("The key of that row; null where there is none.")
    field: str | None = col.slug("The field of that row which lacks the value.")
    source_id: str = col.reference(
        "The source that was imported.",
        "source.id",
        inverse=Inverse("import_notes", "What was left out when it was imported, and why."),
    )


IMPORT_NOTES = Resource(
    name="import-notes",
    table=ImportNote,
    summary="What was left out when a source was imported: cells, columns and rows, and why.",
    example="everypolitician-world-leaders-2021-wikidata-273-country",
    query=Query(
        filter_by=("action", "reason", "source_column", "rows", "resource", "row_id", "field"),
        search=("note", "value"),
    ),
)
