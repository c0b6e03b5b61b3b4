"""Files of facts as importers write them: rendered as CSV, all of an import or none."""

import csv
import io
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from seeds.loading.files import LIST_SEPARATOR, valid_facts

FactCell = str | int | bool | list[str] | None
FactRow = dict[str, FactCell]


@dataclass(slots=True)
class FactsFile:
    """The rows of one file of facts.

    `path` is relative to the folder of facts. Rows are sorted by `key`, or by all columns if it is
    empty.
    """

    path: str
    columns: tuple[str, ...]
    rows: list[FactRow]
    key: str = "id"

    def render(self) -> str:
        """The CSV text: sorted rows, LF line ends, empty cells for null, lists joined with `|`."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        for row in sorted(self.rows, key=self._sort_key):
            writer.writerow(_cell_text(row.get(column)) for column in self.columns)
        return out.getvalue()

    def _sort_key(self, row: FactRow) -> tuple[str, ...]:
        columns = (self.key,) if self.key else self.columns
        return tuple(_cell_text(row.get(column)) for column in columns)


def fact_rows(path: Path, columns: Iterable[str]) -> list[FactRow]:
    """The rows of a file of facts, with None for null; empty if there is no such file."""
    return [
        {c: str(fact.cells[c].text) if c in fact.cells else None for c in columns}
        for fact in (valid_facts(path) if path.is_file() else ())
    ]


def _cell_text(value: FactCell) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        if any(LIST_SEPARATOR in item for item in value):
            raise ValueError(f"{LIST_SEPARATOR!r} in {value}")
        return LIST_SEPARATOR.join(value)
    return "" if value is None else str(value)


def write_all(texts: dict[Path, str]) -> None:
    """Write every file under a temporary name first, then rename all of them."""
    temporary: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary[path] = path.with_name(f".{path.name}.{os.getpid()}")
            temporary[path].write_bytes(text.encode())
        for path, written in temporary.items():
            written.replace(path)
    finally:
        for written in temporary.values():
            written.unlink(missing_ok=True)
