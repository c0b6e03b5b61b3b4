"""From cells to values: what each kind of column takes, and what to say when it is not that."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from urllib.parse import urlsplit

from schema import RECORD
from schema.emissions import Accounting, Gas
from schema.resource import Field
from schema.scalars import Kind
from seeds.loading.files import LIST_SEPARATOR, Cell, Fact, Facts, Place, Problem

Value = str | int | float | Decimal | bool | list[str] | None

# What is kept in files but is no resource of its own: it goes into the rows of others.
SUPPORT: dict[str, dict[str, Field]] = {
    "world-emissions": {
        "gas": Field("gas", Kind.choice, False, "The gases counted.", Gas),
        "accounting": Field("accounting", Kind.choice, False, "What is counted.", Accounting),
        "year": Field("year", Kind.integer, False, "The year."),
        "emissions_mt": Field("emissions_mt", Kind.figure, False, "Million tonnes.", digits=3),
        "source_id": Field("source_id", Kind.slug, False, "The source of this row."),
    },
    "change-reasons": {
        "version": Field("version", Kind.text, False, "The version that makes the change."),
        "resource": Field("resource", Kind.slug, False, "The resource of the row."),
        "row_id": Field("row_id", Kind.slug, False, "The key of the row."),
        "field": Field("field", Kind.slug, True, "The field; all that changes in the row if null."),
        "why": Field("why", Kind.text, False, "The reason, in a sentence."),
        "source_id": Field("source_id", Kind.slug, True, "The source of the reason."),
    },
    "country-aliases": {
        "country_code": Field("country_code", Kind.slug, False, "The country."),
        "alias": Field("alias", Kind.text, False, "A name that the source calls it by."),
        "source_id": Field("source_id", Kind.slug, False, "The source of this row."),
    },
    "official-aliases": {
        "official_id": Field("official_id", Kind.slug, False, "The official."),
        "alias": Field("alias", Kind.text, False, "A name that the source calls them by."),
        "source_id": Field("source_id", Kind.slug, False, "The source of this row."),
    },
    "unmerged-officials": {
        "official_id": Field("official_id", Kind.slug, False, "The official."),
        "other_id": Field("other_id", Kind.slug, False, "Another, who may be the same person."),
        "why": Field("why", Kind.text, False, "Why they are not taken for one person."),
        "source_id": Field("source_id", Kind.slug, False, "The source of the first."),
    },
}

_INTEGER = re.compile(r"-?(0|[1-9]\d*)", re.ASCII)
_FIGURE = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?", re.ASCII)
_NEVER = re.compile("[\0\ud800-\udfff]")  # what no database takes for text
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
# What YAML must take a value for. Everything else is text, and so has to be quoted if it looks
# like something else: `2021-03-01` is a timestamp to YAML, `no` is false.
_YAML_TAGS = {Kind.integer: {"int"}, Kind.figure: {"int", "float"}, Kind.flag: {"bool"}}


class BadValue(ValueError):
    """A cell that its column does not take: what is wrong, and a hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(slots=True)
class Row:
    """One row with its values and where they stand; `bad` names columns already complained of."""

    place: Place
    values: dict[str, Value]
    lines: dict[str, int] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)

    def at(self, column: str) -> Place:
        """Where the value of a column stands, or the row if it has none."""
        return Place(self.place.file, self.lines.get(column, self.place.line))

    def text(self, column: str) -> str | None:
        """A column's value if it is text, else None."""
        value = self.values.get(column)
        return value if isinstance(value, str) else None


Record = dict[str, list[Row]]


def fields_of(name: str) -> dict[str, Field]:
    """The columns that a folder's files may have."""
    return SUPPORT[name] if name in SUPPORT else RECORD[name].fields


def type_rows(facts: Facts) -> tuple[Record, list[Problem]]:
    """Turn every fact into a row of values; what cannot be is null and told of."""
    problems: list[Problem] = []
    record: Record = {}
    for name, rows in facts.rows.items():
        fields, seen = fields_of(name), _Seen()
        record[name] = [_type_row(fact, fields, seen, problems) for fact in rows]
    return record, problems


# What a column's text in CSV was found to mean: most are written thousands of times.
_Seen = dict[tuple[str, str | tuple[str, ...]], Value]
_REPEATED = (Kind.choice, Kind.integer, Kind.slug)


def _type_row(fact: Fact, fields: dict[str, Field], seen: _Seen, problems: list[Problem]) -> Row:
    row = Row(fact.place, dict.fromkeys(fields))
    for column, cell in fact.cells.items():
        if cell.line != fact.place.line:
            row.lines[column] = cell.line
        if cell.tag == "csv" and (known := seen.get((column, cell.text))) is not None:
            row.values[column] = known
            continue
        try:
            field = _known(column, fields)
            row.values[column] = value = convert(cell, field)
            if cell.tag == "csv" and field.kind in _REPEATED:
                seen[column, cell.text] = value
        except BadValue as error:
            row.bad.add(column)
            problems.append(Problem(row.at(column), f"{column}: {error}", error.hint))
    return row


def _known(column: str, fields: dict[str, Field]) -> Field:
    if column not in fields:
        raise BadValue("no such column", did_you_mean(column, fields))
    return fields[column]


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """A hint that names the nearest of `words`, or nothing if none is near."""
    near = get_close_matches(word, list(words), n=1)
    return f"did you mean {near[0]}?" if near else ""


def convert(cell: Cell, column: Field) -> Value:
    """The value of a cell in a column; raises BadValue."""
    if column.kind is Kind.texts:
        return _texts(cell)
    if isinstance(cell.text, tuple):
        raise BadValue("one value, not a list")
    expected = _YAML_TAGS.get(column.kind, {"str"})
    if cell.tag != "csv" and cell.tag not in expected:
        hint = f'quote it: "{cell.text}"' if expected == {"str"} else "write it without quotes"
        raise BadValue(f"{cell.text!r} is read as {cell.tag}", hint)
    if not cell.text or cell.text != cell.text.strip():
        raise BadValue(f"{cell.text!r} is empty or has space around it", "leave out what is null")
    if _NEVER.search(cell.text):
        raise BadValue("a null or half a surrogate pair is no text")
    if column.kind is Kind.choice:
        return _choice(cell.text, column)
    return _CONVERTERS[column.kind](cell.text)


def _texts(cell: Cell) -> list[str]:
    if isinstance(cell.text, str) and cell.tag != "csv":
        raise BadValue("a list, not one value", f"[{cell.text}]")
    parts = cell.text.split(LIST_SEPARATOR) if isinstance(cell.text, str) else list(cell.text)
    if any(not part or part != part.strip() or _NEVER.search(part) for part in parts):
        raise BadValue("an item is empty or has space around it")
    if len(set(parts)) != len(parts):
        raise BadValue("an item is given twice")
    return parts


def _choice(text: str, column: Field) -> str:
    words = _words(column.vocabulary)
    if text not in words:
        near = did_you_mean(text, words) or f"one of {', '.join(words)}"
        raise BadValue(f"{text!r} is not in the vocabulary", near)
    return text


@cache
def _words(vocabulary: type[StrEnum] | None) -> dict[str, None]:
    return dict.fromkeys(str(word) for word in vocabulary or ())


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise BadValue(f"{text!r} is not a whole number")
    return int(text)


def _figure(text: str) -> Decimal:
    if not _FIGURE.fullmatch(text):
        raise BadValue(f"{text!r} is not a number", "digits with a point, such as 28.875")
    return Decimal(text)


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise BadValue(f"{text!r} is neither true nor false")
    return text == "true"


def _date(text: str) -> str:
    if not _DATE.fullmatch(text):
        raise BadValue(f"{text!r} is not a date", "2021, 2021-03 or 2021-03-01")
    if text.startswith("9999"):
        raise BadValue(f"{text} stands for unknown", "leave it out: unknown is null")
    year, month, day = (*text.split("-"), "01", "01")[:3]
    try:
        date(int(year), int(month), int(day))
    except ValueError as error:
        raise BadValue(f"{text} is in no calendar", str(error)) from None
    return text


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and parts.hostname and not re.search(r"\s", text)
    except ValueError:
        good = False
    if not good:
        raise BadValue(f"{text!r} is not an absolute address", "http:// or https://, no space")
    return text


_CONVERTERS: dict[Kind, Callable[[str], Value]] = {
    Kind.slug: str,
    Kind.text: str,
    Kind.integer: _integer,
    Kind.figure: _figure,
    Kind.flag: _flag,
    Kind.date: _date,
    Kind.url: _url,
}


def values_of(rows: list[Row], column: str) -> Iterator[tuple[str, Row]]:
    """Each row that has text in a column, with that text."""
    for row in rows:
        text = row.text(column)
        if text is not None:
            yield text, row
