"""Notes of what an importer leaves out, as rows of the resource `import-notes`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from schema.import_notes import ImportAction, ImportReason
from schema.words import normalise
from seeds.importers.facts_files import FactRow

NOTE_COLUMNS = (
    "id", "action", "reason", "note", "locator", "source_column", "value", "rows", "resource",
    "row_id", "field", "source_id",
)  # fmt: skip
# A longer text is no bare fact such as a code, a date, a number or a name: it is not repeated.
_VALUE_LENGTH = 120


@dataclass(slots=True)
class Note:
    """One thing that is left out or merged; the attributes are the resource's columns.

    An importer that makes the id of a row later than it reads the row sets `row_id` then.
    """

    source_id: str
    locator: str
    action: ImportAction
    reason: ImportReason
    note: str
    source_column: str | None = None
    value: str | None = None
    rows: int = 1
    resource: str | None = None
    row_id: str | None = None
    field: str | None = None

    def __str__(self) -> str:
        """A line for the summary of an import."""
        if self.action is ImportAction.cell_left_out and self.value is not None:
            return f"{self.locator}:{self.source_column}: {self.value!r} {self.note}"
        detail = self.value or self.source_column
        return f"{self.rows:,}: {self.note}{f': {detail}' if detail else ''}"


def merge_notes(notes: Iterable[Note]) -> list[Note]:
    """One note for those that differ in nothing but the line, with their rows counted."""
    merged: dict[tuple[object, ...], Note] = {}
    for note in notes:
        first = merged.setdefault(_subject(note), note)
        if first is not note:
            first = replace(first, rows=first.rows + note.rows)
            merged[_subject(note)] = first
    return list(merged.values())


def _subject(note: Note) -> tuple[object, ...]:
    return (
        note.source_id, note.action, note.reason, note.note, note.source_column, note.value,
        note.resource, note.row_id, note.field,
    )  # fmt: skip


def note_rows(notes: Iterable[Note]) -> Iterator[FactRow]:
    """The rows of facts, one for each merged note."""
    for note in notes:
        value = note.value if note.value and len(note.value) <= _VALUE_LENGTH else None
        yield {
            "id": _id(note),
            "action": note.action,
            "reason": note.reason,
            "note": note.note,
            "locator": note.locator,
            "source_column": note.source_column,
            "value": value,
            "rows": note.rows,
            "resource": note.resource,
            "row_id": note.row_id,
            "field": note.field,
            "source_id": note.source_id,
        }


def _id(note: Note) -> str:
    """Source, locator and column, without the words of the file's name that the source has too."""
    file, _, place = note.locator.partition(":")
    source = note.source_id.split("-")
    stem = [word for word in _words(file.rpartition(".")[0]) if word not in source]
    return "-".join([*source, *stem, *_words(place), *_words(note.source_column or "")])


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", normalise(text))
