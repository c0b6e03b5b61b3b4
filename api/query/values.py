"""Values as texts or as JSON has them → typed values; each refusal names what is taken instead."""

import re
from functools import cache
from typing import Any

from api.problems import Problem
from api.query.habits import as_our_name
from api.query.value_habits import of_date, of_flag, of_number, of_value
from schema.filters import Filter
from schema.suggestions import did_you_mean, nearest
from schema.vocabulary import Vocabulary

Operators = tuple[str, ...]  # those of a filter, which hints may name

# Python's int() also accepts "1_0", "+5" and full-width digits, which JSON does not.
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})", re.ASCII)
_FIGURE = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?", re.ASCII)

INTEGER_MAX = 2**53 - 1  # what JavaScript holds exactly (RFC 8259, section 6)
FIGURE_MAX = 1e15
TEXT_MAX = 500

_YEAR = "[1-9][0-9]{3}"
_LEAP_YEAR = "([1-9][0-9](0[48]|[2468][048]|[13579][26])|([2468][048]|[13579][26])00)"
# ISO 8601 calendar dates of any precision from year to day; only days that exist.
DATE_PATTERN = (
    f"^({_YEAR}(-(0[1-9]|1[0-2]))?"
    f"|{_YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    "|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
    f"|{_LEAP_YEAR}-02-29)$"
)
_DATE = re.compile(DATE_PATTERN.strip("^$"), re.ASCII)


def parse_integer(value: object, parameter: str, operators: Operators = ()) -> int:
    """A whole number that JSON holds exactly everywhere."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str) or not _INTEGER.fullmatch(value):
        meant = of_number(str(value)) or meant_by(parameter, value, operators)
        raise misspelt(parameter, f"is not a whole number: {value!r}", meant)
    if abs(int(value)) > INTEGER_MAX:
        raise invalid(parameter, f"is not a whole number within ±{INTEGER_MAX}: {value!r}")
    return int(value)


def parse_figure(value: object, parameter: str, operators: Operators = ()) -> float:
    """A number within the bounds of figures."""
    text = value if isinstance(value, str) else repr(value)
    if isinstance(value, bool) or not _FIGURE.fullmatch(text) or abs(float(text)) > FIGURE_MAX:
        fault = f"is not a number within ±{FIGURE_MAX:g}: {value!r}"
        raise misspelt(parameter, fault, meant_by(parameter, value, operators))
    return float(text)


def parse_flag(value: object, parameter: str, operators: Operators = ()) -> bool:
    """True or false, in any case."""
    if isinstance(value, bool):
        return value
    text = str(value).lower()
    if text not in ("true", "false"):
        meant = of_flag(text) or meant_by(parameter, value, operators)
        raise misspelt(parameter, f"is neither true nor false: {value!r}", meant)
    return text == "true"


def parse_date(text: str, parameter: str = "as_of", operators: Operators = ()) -> str:
    """The date, unchanged. Raises `Problem` if the text is not an ISO 8601 date."""
    if not _DATE.fullmatch(text):
        meant = [date for date in of_date(text) if _DATE.fullmatch(date)]
        meant = meant or meant_by(parameter, text, operators)
        fault = f"is not a date such as 2021, 2021-03 or 2021-03-01: {text!r}"
        raise misspelt(parameter, fault, meant)
    return text


def meant_by(parameter: str, value: object, operators: Operators) -> list[str]:
    """Parameters of REST that a value with an operator in it was meant to be."""
    if not isinstance(value, str) or parameter.startswith("where."):
        return []
    return of_value(parameter, value, operators)


def misspelt(parameter: str, fault: str, meant: list[str]) -> Problem:
    """The problem of a value, with what was meant."""
    return invalid(parameter, f"{fault}{did_you_mean(meant)}", suggestions=meant)


@cache
def _members(vocabulary: type[Vocabulary]) -> tuple[str, ...]:
    """The values of a vocabulary, which are looked at for each request."""
    return tuple(str(member) for member in vocabulary)


def parse_choice(filter_: Filter, text: str, parameter: str) -> str:
    """A value of the filter's vocabulary, in any case."""
    assert filter_.vocabulary is not None
    members = _members(filter_.vocabulary)
    if text.lower() in members:
        return text.lower()
    if path := dict(filter_.moved).get(text):
        fault = f"takes one of {', '.join(members)}; rows with {text!r} are in {path} now"
        raise invalid(parameter, fault, suggestions=[path])
    if new := filter_.vocabulary.former_values().get(text):
        fault = f"takes one of {', '.join(members)}; {text!r} is {new!r} now"
        raise invalid(parameter, fault, suggestions=[new])
    same = [member for member in members if member == as_our_name(text)]
    suggestions = same or meant_by(parameter, text, filter_.operators)
    suggestions = suggestions or nearest(text.lower(), members)
    raise invalid(
        parameter,
        f"takes one of {', '.join(members)}, not {text!r}{did_you_mean(suggestions)}",
        suggestions=suggestions,
    )


def parse_text(text: str, parameter: str) -> str:
    """A text that the record can hold."""
    if not text or len(text) > TEXT_MAX:
        raise invalid(parameter, f"takes a text of 1 to {TEXT_MAX} characters")
    if "\x00" in text or not _is_unicode(text):
        raise invalid(parameter, "has a character that no text of the record can hold")
    return text


def _is_unicode(text: str) -> bool:
    """False for lone surrogates, which JSON can express and databases reject."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def invalid(parameter: str, fault: str, **members: Any) -> Problem:
    """The problem of a value, which the fault does not name the parameter of."""
    return Problem("invalid-value", f"{parameter} {fault}", parameter=parameter, **members)
