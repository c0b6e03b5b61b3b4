"""How other APIs write values, operators within values, and names of columns: the right spelling.

`year=>2015` and `year=2015-2020` are parameters with an operator here, `2050.0` is 2050.
"""

import re
from collections.abc import Collection, Sequence

from api.query.habits import COLUMNS, OPERATORS, as_our_name

_TRUE, _FALSE = ("1", "yes", "y", "t", "on"), ("0", "no", "n", "f", "off")
_NULLS = ("null", "none", "na", "n/a", "nan", "nil", "undefined", "unknown", "")
_WHOLE = re.compile(r"([+-]?)0*([0-9]+)(?:\.0*)?")
_COMPARED = re.compile(
    r"(>=|<=|!=|<>|>|<|!|(?:gte|lte|gt|lt|ge|le|neq|ne|eq|not|in|like)[.:])\s*\(?(.+?)\)?"
)
_RANGE = re.compile(
    r"\[?\s*([0-9-]{4,10}?)\s*(?:\.\.\.?|:|/|\bto\b|,)\s*([0-9-]{4,10})\s*\]?", re.I
)
_YEARS = re.compile(r"([0-9]{4})\s*[-\u2013]\s*([0-9]{4})")
_DAY = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?:[T ].*)?")
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})")
_DIRECTED = re.compile(r"(\w+)[ :.](asc|desc)(?:ending)?|(asc|desc)\((\w+)\)", re.I)


def of_value(parameter: str, text: str, operators: Sequence[str]) -> list[str]:
    """Parameters with values that a refused value was meant to be: `year=>2015`, `status=null`.

    Args:
        parameter: The name of the filter.
        text: The value.
        operators: The operators that the filter takes.
    """
    name = parameter.split("__")[0]
    if text.lower() in _NULLS and "isnull" in operators and text:
        return [f"{name}__isnull=true"]
    if (match := _COMPARED.fullmatch(text)) is not None:
        end = OPERATORS.get(match[1].strip(".:").replace("!=", "!"))
        if end is not None and (not end or end.strip("_") in operators):
            return [f"{name}{end}={match[2]}"]
    for pattern in (_YEARS, _RANGE):
        if "gte" in operators and (match := pattern.fullmatch(text)) is not None:
            return [f"{name}__gte={match[1]}&{name}__lte={match[2]}"]
    return []


def of_number(text: str) -> list[str]:
    """The whole number that a text is written for otherwise: `2050.0`, `+5`, `007`."""
    if (match := _WHOLE.fullmatch(text)) is None or not text.isascii() or len(match[2]) > 18:
        return []
    return [f"{match[1].strip('+')}{match[2]}"]


def of_flag(text: str) -> list[str]:
    """`true` or `false` for other words that mean them."""
    word = text.lower()
    return ["true"] if word in _TRUE else ["false"] if word in _FALSE else []


def of_date(text: str) -> list[str]:
    """A date in ISO 8601 for one with its year in front: `2021/3/1`, `2021-03-01T00:00:00Z`."""
    if text.isascii() and (match := _DAY.fullmatch(text)) is not None:
        return [f"{match[1]}-{int(match[3]):02}-{int(match[4]):02}"]
    if text.isascii() and (match := _DIGITS.fullmatch(text)) is not None:
        return [f"{match[1]}-{match[2]}-{match[3]}"]
    if text.isascii() and (match := _MONTH.fullmatch(text)) is not None:
        return [f"{match[1]}-{int(match[2]):02}"]
    return []


def of_name(text: str, known: Collection[str]) -> list[str]:
    """A name of `sort`, `fields` or `include` in other words: `year desc`, `targetYear`."""
    sign, name = ("-", text[1:]) if text.startswith("-") else ("", text)
    if (match := _DIRECTED.fullmatch(name)) is not None:
        sign = "-" if (match[2] or match[3]).lower() == "desc" else ""
        name = match[1] or match[4]
    candidates = (f"{sign}{as_our_name(name)}", f"{sign}{COLUMNS.get(name, ('',))[0]}")
    return [c for c in candidates if c in known and c != text][:1]
