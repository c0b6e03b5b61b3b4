"""What every importer shares: reading strictly, naming bad cells, writing all files or none.

An importer is a function from a file (or folder) and a `Frame` to tables. It has no state and
looks at nothing but its input, so that the same input gives the same bytes.
"""

import csv
import io
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from rich.console import Console
from rich.progress import Progress, TaskID

from seeds.loading.files import LIST_SEPARATOR, display_path

if TYPE_CHECKING:
    from _csv import Reader

Cells = dict[str, str]
OutCell = str | int | bool | list[str] | None
T = TypeVar("T")


class BadCell(ValueError):
    """A cell that cannot be imported: its column, what is wrong, and a hint."""

    def __init__(self, column: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.column = column
        self.hint = hint


class ImportFailed(Exception):
    """Input that cannot be imported; `problems` are lines of `file:line:column: message (hint)`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(slots=True)
class Table:
    """Rows for one file of facts, in the order in which they are written."""

    path: str  # below the folder of facts
    columns: tuple[str, ...]
    rows: list[dict[str, OutCell]]
    key: str = "id"

    def render(self) -> str:
        """The file's text: sorted by key, LF, empty where null, lists split by a bar."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        for row in sorted(self.rows, key=self._sort_key):
            writer.writerow(_written(row.get(column)) for column in self.columns)
        return out.getvalue()

    def _sort_key(self, row: dict[str, OutCell]) -> tuple[str, ...]:
        columns = (self.key,) if self.key else self.columns
        return tuple(_written(row.get(column)) for column in columns)


def _written(value: OutCell) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        if any(LIST_SEPARATOR in item for item in value):
            raise ValueError(f"{LIST_SEPARATOR!r} in {value}")
        return LIST_SEPARATOR.join(value)
    return "" if value is None else str(value)


@dataclass(slots=True)
class Frame:
    """One run of an importer: where facts are, what was read and left out, what was bad."""

    facts: Path
    console: Console
    read: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    noted: Counter[str] = field(default_factory=Counter)  # what else the summary counts
    problems: list[str] = field(default_factory=list)

    def each(
        self, path: Path, columns: Iterable[str], convert: Callable[[Cells], Iterable[T]]
    ) -> list[T]:
        """Pass every row of a CSV file through `convert` and gather what comes out.

        `columns` must be in the header. A `BadCell` that `convert` raises is noted with its line.
        """
        results: list[T] = []
        for line, cells in self._rows(path, tuple(columns)):
            self.read += 1
            try:
                results.extend(convert(cells))
            except BadCell as bad:
                self._bad(path, line, bad.column, str(bad), bad.hint)
        return results

    def leave_out(self, reason: str, rows: int = 1) -> None:
        """Count rows that are not imported, and why."""
        self.left_out[reason] += rows

    def json(self, path: Path) -> object:
        """A JSON file's content."""
        try:
            return json.loads(path.read_bytes())
        except FileNotFoundError:
            raise ImportFailed([f"{display_path(path)}:1:1: no such file"]) from None
        except ValueError as error:
            raise ImportFailed([f"{display_path(path)}:1:1: not JSON in UTF-8: {error}"]) from None

    def bad_file(self, path: Path, message: str) -> None:
        """Note that a whole file is not what it should be."""
        self.problems.append(f"{display_path(path)}:1:1: {message}")

    def _bad(self, path: Path, line: int, column: str, message: str, hint: str = "") -> None:
        end = f" ({hint})" if hint else ""
        self.problems.append(f"{display_path(path)}:{line}:{column}: {message}{end}")

    def _rows(self, path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, Cells]]:
        """Each row with the line it starts on; what cannot be read ends the file."""
        if not path.is_file():
            self.bad_file(path, "no such file")
            return
        with path.open("rb") as stream, _Bar(self.console, path) as advance:
            reader = csv.reader(_lines(stream, advance), strict=True)
            try:
                yield from self._rows_under_header(path, columns, reader)
            except UnicodeDecodeError as error:
                at = reader.line_num + 1
                self._bad(path, at, f"byte {error.start + 1}", f"not UTF-8: {error.reason}")
            except csv.Error as error:
                self._bad(path, reader.line_num, "1", f"not CSV: {error}")

    def _rows_under_header(
        self, path: Path, columns: tuple[str, ...], reader: "Reader"
    ) -> Iterator[tuple[int, Cells]]:
        header: list[str] = next(reader, [])
        missing = [column for column in columns if column not in header]
        for column in missing:
            self._bad(path, 1, column, "the header has no such column")
        line = reader.line_num + 1
        for values in () if missing else reader:
            start, line = line, reader.line_num + 1
            if len(values) == len(header):
                yield start, dict(zip(header, values, strict=True))
            else:
                told = f"{len(values)} cells under {len(header)} columns"
                self._bad(path, start, str(len(values)), told)


class _Bar:
    """A progress bar by bytes, on a terminal only."""

    def __init__(self, console: Console, path: Path) -> None:
        off = not console.is_terminal
        self._progress = Progress(console=console, disable=off, transient=True)
        self._task: TaskID = self._progress.add_task(path.name, total=path.stat().st_size)

    def __enter__(self) -> Callable[[int], None]:
        self._progress.start()
        return lambda size: self._progress.advance(self._task, size)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def _lines(stream: BinaryIO, advance: Callable[[int], None]) -> Iterator[str]:
    """Lines decoded one by one, so that a bad byte has a line; a BOM is dropped."""
    for number, raw in enumerate(stream):
        advance(len(raw))
        yield raw.decode("utf-8-sig" if number == 0 else "utf-8")


Importer = Callable[[Path, Frame], list[Table]]


def run(importer: Importer, source: Path, frame: Frame) -> list[Table]:
    """Import `source` into `frame.facts`: every file, or none.

    Raises ImportFailed with every bad row if there is one; then nothing is written.
    """
    tables = importer(source, frame)
    if frame.problems:
        raise ImportFailed(frame.problems)
    write_all({frame.facts / table.path: table.render() for table in tables})
    return tables


def write_all(texts: dict[Path, str]) -> None:
    """Write every file beside its place first, then move all of them into place."""
    temporary: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary[path] = path.with_name(f".{path.name}.{os.getpid()}")
            temporary[path].write_bytes(text.encode())
        for path, beside in temporary.items():
            beside.replace(path)
    finally:
        for beside in temporary.values():
            beside.unlink(missing_ok=True)
