"""The fields of forms: those that take one of several values, or a number."""

from collections.abc import Collection, Iterable
from enum import Enum

from api.pages.wording import words
from api.problems import Problem
from schema.suggestions import did_you_mean, nearest

_DIGITS_MAX = 9


def whole_number(text: str) -> int | None:
    """The number that a field has; None if it has none, or one of many digits."""
    return int(text) if text.isdecimal() and len(text) <= _DIGITS_MAX else None


def choices(vocabulary: Iterable[Enum]) -> list[tuple[str, str]]:
    """The values of a field that takes those of a vocabulary, each with its words."""
    return [(each.value, words(each.value)) for each in vocabulary]


def chosen(text: str | None, parameter: str, values: Collection[str]) -> str | None:
    """A value of a field. Raises `Problem` if the field has no such value."""
    if text is None or text in values:
        return text
    near = nearest(text, values)
    detail = f"{parameter} is one of {', '.join(values)}, not {text!r}{did_you_mean(near)}"
    raise Problem("invalid-value", detail, parameter=parameter)
