"""How values of the record are worded on pages."""

from collections.abc import Callable
from typing import Any

from schema.figures import figure_text

UNKNOWN = "unknown"
NO_BREAK = "\u00a0"  # a space at which no line breaks

_GASES = {"co2": "CO₂", "ghg": "greenhouse gases", "ch4": "methane", "n2o": "nitrous oxide"}

# Why it is unknown whether a row held on a day, after "because": the values of `holds_reason`.
HOLDS_REASONS = {
    "before_first_seen": "the day is before the first source record",
    "after_last_seen": "the day is after the last source record",
    "sources_disagree": "between two source records, another source states otherwise",
    "start_unknown": "the day is at or before a start that is not known exactly",
    "end_unknown": "the day is after the last one that a source shows, and no source gives an end",
    "no_source_for_date": "no source shows a day on which it held",
    "treaty_status_unknown": "its party may not have been one to the treaty on the day",
    "future": "the day is after the date of the release",
}


def words(value: str | None) -> str:
    """A value of a vocabulary in words: `in_policy_document` → "in policy document"."""
    return UNKNOWN if value is None else value.replace("_", " ")


def figure(value: float | None) -> str:
    """A figure as the service gives it, its thousands apart; "unknown" where there is none."""
    if value is None:
        return UNKNOWN
    whole, point, places = figure_text(value).partition(".")
    sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}{point}{places}"


def percent(value: float | None) -> str:
    """A share as the service gives it, on one line with its sign."""
    return UNKNOWN if value is None else f"{figure_text(value)}{NO_BREAK}%"


def known(value: Any) -> Any:
    """The value, or the word "unknown"."""
    return UNKNOWN if value in (None, "") else value


def gas(value: str | None) -> str:
    """A gas, or gases, as they are written."""
    return _GASES.get(value or "", words(value))


def count(number: int, one: str, several: str = "") -> str:
    """A number with its noun: 1 pledge, 3 pledges."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def capital(text: str) -> str:
    """The text with a capital letter first, the others as they are."""
    return text[:1].upper() + text[1:]


def listed(parts: list[str]) -> str:
    """Parts in a sentence: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


FILTERS: dict[str, Callable[..., Any]] = {
    "words": words,
    "figure": figure,
    "percent": percent,
    "known": known,
    "gas": gas,
    "count": count,
    "capital": capital,
}
