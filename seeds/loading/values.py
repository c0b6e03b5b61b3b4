"""Types the cells: each kind of column has one parser, which refuses what it does not accept."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from urllib.parse import urlsplit

from schema import RECORD
from schema.filters import Field
from schema.scalars import LISTS, Kind
from schema.suggestions import did_you_mean, nearest
from schema.vocabulary import Vocabulary
from seeds.loading.files import LIST_SEPARATOR, Cell, Fact, FactProblem, Place
from seeds.loading.support import SUPPORT_FIELDS

Value = str | int | float | Decimal | bool | list[str] | Mapping[str, object] | None

_INTEGER = re.compile(r"-?(0|[1-9]\d*)", re.ASCII)
_FIGURE = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?", re.ASCII)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # NUL and lone surrogates: no database stores them
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
# The YAML tags that a kind accepts; all other kinds need `str`. So a text that YAML would resolve
# to another type has to be quoted: `2021-03-01` is a timestamp and `no` is false.
_YAML_TAGS = {Kind.integer: {"int"}, Kind.figure: {"int", "float"}, Kind.flag: {"bool"}}


class BadValue(ValueError):
    """A cell that its column does not accept; `hint` says what it does."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


_NO_LINES: Mapping[str, int] = {}


@dataclass(slots=True)
class Row:
    """One typed row.

    `lines` has the lines of values that are not on the row's first line. `bad` names the columns
    for which a problem is reported already.
    """

    place: Place
    values: dict[str, Value]
    # Nearly all rows have neither, and share what is empty: there are a hundred thousand of them.
    lines: Mapping[str, int] = field(default_factory=lambda: _NO_LINES)
    bad: frozenset[str] = frozenset()

    def at(self, column: str) -> Place:
        """The place of a column's value, or the row's place if it has none."""
        return Place(self.place.file, self.lines.get(column, self.place.line))

    def text(self, column: str) -> str | None:
        """The column's value if it is a string, else None."""
        value = self.values.get(column)
        return value if isinstance(value, str) else None

    @property
    def party(self) -> Value:
        """The key of the country, group or aggregate of a row that belongs to one."""
        columns = ("country_code", "group_id", "aggregate_id")
        return next((key for name in columns if (key := self.values.get(name))), None)


Rows = Collection[Row]
Record = dict[str, Rows]


def fields_of(folder: str) -> dict[str, Field]:
    """The columns that the files of a folder may have."""
    return SUPPORT_FIELDS[folder] if folder in SUPPORT_FIELDS else RECORD[folder].fields


# Typed values by column and CSV text: most texts recur thousands of times.
ValueCache = dict[tuple[str, str | tuple[str, ...]], Value]
_CACHED_KINDS = (Kind.choice, Kind.integer, Kind.slug)


def type_row(
    fact: Fact, fields: dict[str, Field], cache: ValueCache, problems: list[FactProblem]
) -> Row:
    """The typed row; a cell that cannot be typed is null and has a problem.

    Args:
        fact: The row as read.
        fields: The columns that it may have.
        cache: The values typed so far, of all rows of these columns.
        problems: Gets the problems.
    """
    row = Row(fact.place, dict.fromkeys(fields))
    for column, cell in fact.cells.items():
        if cell.line != fact.place.line:
            row.lines = {**row.lines, column: cell.line}
        if cell.tag == "csv" and (value := cache.get((column, cell.text))) is not None:
            row.values[column] = value
            continue
        try:
            field = _field(column, fields)
            row.values[column] = value = parse_cell(cell, field)
            if cell.tag == "csv" and field.kind in _CACHED_KINDS:
                cache[column, cell.text] = value
        except BadValue as error:
            row.bad |= {column}
            problems.append(FactProblem(row.at(column), f"{column}: {error}", error.hint))
    return row


def _field(column: str, fields: dict[str, Field]) -> Field:
    if column not in fields:
        raise BadValue("no such column", suggest(column, fields))
    return fields[column]


def suggest(word: str, words: Iterable[str]) -> str:
    """A hint that names the most similar of the words, or nothing."""
    return did_you_mean(nearest(word, words, count=1), lead="")


def parse_cell(cell: Cell, column: Field) -> Value:
    """The typed value of a cell; raises BadValue."""
    if column.kind in LISTS:
        items = _parse_texts(cell)
        is_closed = column.vocabulary is not None
        return [_parse_choice(item, column) for item in items] if is_closed else items
    if isinstance(cell.text, tuple):
        raise BadValue("one value, not a list")
    expected = _YAML_TAGS.get(column.kind, {"str"})
    if cell.tag != "csv" and cell.tag not in expected:
        hint = f'quote it: "{cell.text}"' if expected == {"str"} else "write it without quotes"
        raise BadValue(f"{cell.text!r} is read as {cell.tag}", hint)
    if not cell.text or cell.text != cell.text.strip():
        raise BadValue(f"{cell.text!r} is empty or has space around it", "leave out what is null")
    if _UNSTORABLE.search(cell.text):
        raise BadValue("a null or half a surrogate pair is no text")
    if column.kind is Kind.choice:
        return _parse_choice(cell.text, column)
    return _PARSERS[column.kind](cell.text)


def _parse_texts(cell: Cell) -> list[str]:
    if isinstance(cell.text, str) and cell.tag != "csv":
        raise BadValue("a list, not one value", f"[{cell.text}]")
    parts = cell.text.split(LIST_SEPARATOR) if isinstance(cell.text, str) else list(cell.text)
    if any(not part or part != part.strip() or _UNSTORABLE.search(part) for part in parts):
        raise BadValue("an item is empty or has space around it")
    if len(set(parts)) != len(parts):
        raise BadValue("an item is given twice")
    return parts


def _parse_choice(text: str, column: Field) -> str:
    values = _vocabulary_values(column.vocabulary)
    if text not in values:
        former = column.vocabulary.former_values() if column.vocabulary else {}
        hint = f"it is {former[text]} now" if text in former else suggest(text, values)
        hint = hint or f"one of {', '.join(values)}"
        raise BadValue(f"{text!r} is not in the vocabulary", hint)
    return text


@cache
def _vocabulary_values(vocabulary: type[Vocabulary] | None) -> dict[str, None]:
    return dict.fromkeys(str(value) for value in vocabulary or ())


def _parse_integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise BadValue(f"{text!r} is not a whole number")
    return int(text)


def _parse_figure(text: str) -> Decimal:
    if not _FIGURE.fullmatch(text):
        raise BadValue(f"{text!r} is not a number", "digits with a point, such as 28.875")
    return Decimal(text)


def _parse_flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise BadValue(f"{text!r} is neither true nor false")
    return text == "true"


def _parse_date(text: str) -> str:
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


def _parse_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_valid = (
            parts.scheme in ("http", "https") and parts.hostname and not re.search(r"\s", text)
        )
    except ValueError:
        is_valid = False
    if not is_valid:
        raise BadValue(f"{text!r} is not an absolute address", "http:// or https://, no space")
    return text


_PARSERS: dict[Kind, Callable[[str], Value]] = {
    Kind.slug: str,
    Kind.text: str,
    Kind.integer: _parse_integer,
    Kind.figure: _parse_figure,
    Kind.flag: _parse_flag,
    Kind.date: _parse_date,
    Kind.url: _parse_url,
}


def texts_of(rows: Iterable[Row], column: str) -> Iterator[tuple[str, Row]]:
    """The rows that have text in a column, each with that text."""
    for row in rows:
        text = row.values.get(column)
        if isinstance(text, str):
            yield text, row


def plain_number(number: Decimal) -> int | float:
    """The number as the databases store it: a whole number without a decimal point."""
    return int(number) if number == number.to_integral_value() else float(number)
