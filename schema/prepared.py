"""What publishing prepares: each row's JSON, and each resource's list as CSV and NDJSON."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import zstandard

from schema.figures import figure_text, json_text
from schema.resource import Resource

COLUMN = "row_json"  # in every resource's table
EXPORT = "prepared_export"  # the table of (resource, format, part, total, body_zstd)

# On SQLite, beside a figure: its decimal digits, which are slow to compute there.
DIGITS = "{}_digits"

# On SQLite, beside a table with words that `q` searches: their index, an FTS5 table.
WORDS = "{}_words"

_PART_CHARACTERS = 200_000  # of an export: small enough to be read between two requests
CODING = "zstd"  # the content coding of stored parts (RFC 8878)
_ZSTD_LEVEL = 3  # a part is compressed once and read often: decision 32


def word_vector(column: str) -> str:
    """The words in a column as PostgreSQL's tsvector, of which publishing makes an index."""
    return f"array_to_tsvector(array_remove(string_to_array({column}, ' '), ''))"


def row_json(resource: Resource, row: Mapping[str, Any]) -> str:
    """The row as a JSON object of all fields, in the table's order.

    Whole figures are written without a decimal point, as both databases write them.
    """
    return json_text({name: row[name] for name in resource.fields})


def digits(figure: Any) -> str | None:
    """A figure as in a row's JSON."""
    return None if figure is None else figure_text(figure)


def csv_lines(texts: Sequence[str], fields: Sequence[str]) -> str:
    """RFC 4180 without a header: null is empty, `|` joins lists, booleans are words.

    Args:
        texts: The rows as JSON, their figures in digits.
        fields: Their members, in the order of the columns.
    """
    text = f"[{','.join(texts)}]"
    # The digits of a figure are a cell as they are. An object is written as JSON again.
    rows = json.loads(text) if ":{" in text else _DIGITS_AS_TEXT.decode(text)
    out = io.StringIO()
    columns = [_cells([row[name] for row in rows]) for name in fields]
    csv.writer(out).writerows(zip(*columns, strict=True))
    return out.getvalue()


_DIGITS_AS_TEXT = json.JSONDecoder(parse_float=str, parse_int=str)


def _cells(values: list[Any]) -> list[Any]:
    """The values of a column as `csv` has to be given them."""
    if not _CELLS.keys() & set(map(type, values)):
        return values
    return [_cell(value) for value in values]


def _cell(value: object) -> object:
    write = _CELLS.get(type(value))
    return value if write is None else write(value)


# How values are written that `csv` would write otherwise.
_CELLS: dict[type, Callable[[Any], str]] = {
    bool: lambda flag: "true" if flag else "false",
    float: figure_text,
    list: lambda items: "|".join(map(str, items)),
    dict: json_text,
}


def export_parts(
    resource: Resource, rows: Iterable[str], total: int, formats: Iterable[str]
) -> Iterator[dict[str, Any]]:
    """The rows of the export table, part by part; every export has a part 0, which may be empty.

    Args:
        resource: The resource.
        rows: Its rows as JSON, in its default order.
        total: How many there are.
        formats: The formats to write. A part has the same rows in each.
    """
    compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL)
    for number, texts in enumerate(_parts(rows)):
        for name in formats:
            lines = _FORMATS[name](texts, tuple(resource.fields)).encode()
            part = {"resource": resource.name, "format": name, "part": number, "total": total}
            yield part | {"body_zstd": compressor.compress(lines)}


def export_lines(body_zstd: bytes) -> bytes:
    """The lines of a stored part."""
    return zstandard.ZstdDecompressor().decompress(body_zstd)


def _parts(rows: Iterable[str]) -> Iterator[list[str]]:
    """Rows in parts of about `_PART_CHARACTERS`; without rows one part that is empty."""
    part: list[str] = []
    size, is_first = 0, True
    for row in rows:
        part.append(row)
        size += len(row)
        if size > _PART_CHARACTERS:
            yield part
            part, size, is_first = [], 0, False
    if part or is_first:
        yield part


def _ndjson(texts: Sequence[str], _fields: Sequence[str]) -> str:
    return "".join([f"{text}\n" for text in texts])


_FORMATS = {"ndjson": _ndjson, "csv": csv_lines}
FORMATS = tuple(_FORMATS)
