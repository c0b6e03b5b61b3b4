"""The framework of the importers: strict reading, and problems with their place.

An importer is a function from an upstream file or folder and an `ImportContext` to files of facts.
It has no state and reads nothing else, so the same input always gives the same bytes.
"""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console

from schema.import_notes import ImportAction, ImportReason
from seeds.importers.editions import (
    Dataset,
    Edition,
    Given,
    UnknownEdition,
    edition_of,
)
from seeds.importers.facts_files import FactsFile
from seeds.importers.notes import Note
from seeds.importers.reading import ProgressBar, decoded_lines, header_names
from seeds.loading.files import display_path, valid_facts

if TYPE_CHECKING:
    from _csv import Reader

Cells = dict[str, str]
T = TypeVar("T")


class BadCell(ValueError):
    """A cell that cannot be imported: its column, a message and a hint."""

    def __init__(self, column: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.column = column
        self.hint = hint


class ImportFailed(Exception):
    """Input with problems; each is a line `file:line:column: message (hint)`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(slots=True)
class ImportContext:
    """One run of an importer.

    Attributes:
        facts: The folder of facts.
        console: Where progress is shown.
        source_id: The source of the rows that are being read; an importer sets it.
        locator: The place of the row that is being read, as `file:line`.
        rows_read: The number of upstream rows read.
        notes: What is left out.
        events: Further numbers for the summary, by description.
        problems: Lines of `file:line:column: message (hint)`.
        given: What the command says of the file.
        editions: The editions that were read, by the id of their source.
        data_through: The last year that the data of an edition are of, by the id of its source.
    """

    facts: Path
    console: Console
    source_id: str = ""
    locator: str = ""
    rows_read: int = 0
    notes: list[Note] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    given: Given = field(default_factory=Given)
    editions: dict[str, tuple[Edition, Path]] = field(default_factory=dict)
    data_through: dict[str, str] = field(default_factory=dict)

    def begin_edition(self, dataset: Dataset, path: Path) -> Edition:
        """The edition that a file is; rows and notes that follow are of its source.

        Raises ImportFailed if neither the command nor the file's name says which it is.
        """
        if not path.exists():
            raise ImportFailed([f"{display_path(path)}:1:1: no such file"])
        try:
            edition = edition_of(dataset, path, self.given)
        except UnknownEdition as error:
            raise ImportFailed([f"{display_path(path)}:1:1: {error}"]) from None
        self.source_id = edition.source_id
        self.editions[edition.source_id] = edition, path
        return edition

    def known_keys(self, resource: str, column: str) -> set[str]:
        """The values of a column in the facts of a resource; empty if there are none."""
        return {
            str(fact.cells[column].text)
            for path in sorted(self.facts.glob(f"{resource}/[!.]*"))
            for fact in valid_facts(path)
            if column in fact.cells
        }

    def convert_rows(
        self,
        path: Path,
        columns: Iterable[str],
        convert: Callable[[Cells], Iterable[T]],
        *,
        optional: Iterable[str] = (),
        delimiter: str = ",",
    ) -> list[T]:
        """Convert every row of a CSV file, and collect the results.

        A `BadCell` that `convert` raises becomes a problem at the row's line. If the header lacks
        one of `columns`, no row is converted. One of `optional` that it lacks is noted, and its
        cells are empty. The other columns of the file are noted as left out.
        """
        results: list[T] = []
        used, rows_before, header = tuple(columns), self.rows_read, Cells()
        optional = tuple(optional)
        for line, header in self._read_rows(path, used, optional, delimiter):
            self.rows_read += 1
            cells = dict.fromkeys(optional, "") | header
            self.locator = f"{path.name}:{line}"
            try:
                results.extend(convert(cells))
            except BadCell as bad:
                self._add_problem(path, line, bad.column, str(bad), bad.hint)
        self.locator = f"{path.name}:1"
        for column in (column for column in optional if header and column not in header):
            self.leave_out(
                "the file has no such column",
                0,
                column=column,
                reason=ImportReason.incomplete,
                action=ImportAction.column_left_out,
            )
        for column in (c for c in header if c and c not in (*used, *optional)):
            self.leave_out(
                "a column that is not imported",
                self.rows_read - rows_before,
                column=column,
                action=ImportAction.column_left_out,
            )
        return results

    def leave_out(
        self,
        note: str,
        rows: int = 1,
        *,
        value: str | None = None,
        column: str | None = None,
        reason: ImportReason = ImportReason.out_of_scope,
        action: ImportAction = ImportAction.row_left_out,
    ) -> Note:
        """Note that something at the current place is not imported: rows, unless `action` differs.

        Notes that differ in nothing but the place become one, so `note` is the same text for all
        rows of one kind, and what differs is in `value`.
        """
        made = Note(self.source_id, self.locator, action, reason, note, column, value or None, rows)
        self.notes.append(made)
        return made

    def leave_out_cell(
        self,
        cells: Cells,
        column: str,
        note: str,
        reason: ImportReason = ImportReason.malformed,
        *,
        resource: str | None = None,
        field: str | None = None,
    ) -> Note:
        """Note that a row is imported without the value of one cell.

        Args:
            cells: The row.
            column: The cell's column upstream.
            note: What is wrong with the value, as in "is not a date".
            reason: The kind of fault.
            resource: The resource whose row lacks the value.
            field: The field of it.
        """
        action = ImportAction.cell_left_out
        made = self.leave_out(
            note, value=cells[column].strip(), column=column, reason=reason, action=action
        )
        made.resource, made.field = resource, field
        return made

    def value_or_none(
        self,
        cells: Cells,
        parse: Callable[[], T],
        *,
        resource: str | None = None,
        field: str | None = None,
    ) -> T | None:
        """What `parse` returns; None, with a note, if it raises `BadCell`."""
        try:
            return parse()
        except BadCell as bad:
            note = str(bad).removeprefix(repr(cells[bad.column].strip())).strip()
            self.leave_out_cell(cells, bad.column, note, resource=resource, field=field)
            return None

    def read_json(self, path: Path) -> object:
        """The content of a JSON file; raises ImportFailed if it cannot be read."""
        try:
            return json.loads(path.read_bytes())
        except FileNotFoundError:
            raise ImportFailed([f"{display_path(path)}:1:1: no such file"]) from None
        except ValueError as error:
            raise ImportFailed([f"{display_path(path)}:1:1: not JSON in UTF-8: {error}"]) from None

    def reject_file(self, path: Path, message: str) -> None:
        """Add a problem that concerns a whole file or folder."""
        self.problems.append(f"{display_path(path)}:1:1: {message}")

    def _add_problem(
        self, path: Path, line: int, column: str, message: str, hint: str = ""
    ) -> None:
        end = f" ({hint})" if hint else ""
        self.problems.append(f"{display_path(path)}:{line}:{column}: {message}{end}")

    def _read_rows(
        self, path: Path, columns: tuple[str, ...], optional: tuple[str, ...], delimiter: str
    ) -> Iterator[tuple[int, Cells]]:
        """The rows, each with the line it starts on. A decoding or CSV error ends the file."""
        if not path.is_file():
            self.reject_file(path, "no such file")
            return
        with path.open("rb") as stream, ProgressBar(self.console, path) as advance:
            lines = decoded_lines(stream, advance)
            reader = csv.reader(lines, strict=True, delimiter=delimiter)
            try:
                header = header_names(next(reader, []), (*columns, *optional))
                yield from self._rows_under_header(path, columns, header, reader)
            except UnicodeDecodeError as error:
                at = reader.line_num + 1
                self._add_problem(path, at, f"byte {error.start + 1}", f"not UTF-8: {error.reason}")
            except csv.Error as error:
                self._add_problem(path, reader.line_num, "1", f"not CSV: {error}")

    def _rows_under_header(
        self, path: Path, columns: tuple[str, ...], header: list[str], reader: "Reader"
    ) -> Iterator[tuple[int, Cells]]:
        missing = [column for column in columns if column not in header]
        for column in missing:
            self._add_problem(path, 1, column, "the header has no such column")
        line = reader.line_num + 1
        for values in () if missing else reader:
            start, line = line, reader.line_num + 1
            if len(values) == len(header):
                yield start, dict(zip(header, values, strict=True))
            else:
                message = f"{len(values)} cells under {len(header)} columns"
                self._add_problem(path, start, str(len(values)), message)


Importer = Callable[[Path, ImportContext], list[FactsFile]]
