"""How values of the record are worded on pages."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from schema.figures import figure_text

UNKNOWN = "unknown"
NO_BREAK = "\u00a0"  # a space at which no line breaks

_GASES = {"co2": "CO₂", "ghg": "greenhouse gases", "ch4": "methane", "n2o": "nitrous oxide"}


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


def size(number_bytes: int) -> str:
    """A number of bytes in the unit that fits, with three digits: 12.3 MB."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if number_bytes >= factor:
            return f"{number_bytes / factor:.3g}{NO_BREAK}{unit}"
    return f"{number_bytes} bytes"


def count(number: int, one: str, several: str = "") -> str:
    """A number with its noun: 1 pledge, 3 pledges."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def capital(text: str) -> str:
    """The text with a capital letter first, the others as they are."""
    return text[:1].upper() + text[1:]


def listed(parts: list[str]) -> str:
    """Parts in a sentence: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def code_words(text: str) -> Markup:
    """A text of the declarations, whose words in backquotes are code."""
    parts = text.split("`")
    return Markup().join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )


def breakable(text: str, sign: str = "/") -> Markup:
    """A path, without the prefix of REST, or a name, whose lines may break after a sign."""
    parts = (text.removeprefix("/v1") or text).split(sign)
    return Markup("{}<wbr>").format(sign).join(parts)


FILTERS: dict[str, Callable[..., Any]] = {
    "words": words,
    "figure": figure,
    "percent": percent,
    "known": known,
    "gas": gas,
    "count": count,
    "size": size,
    "capital": capital,
    "code_words": code_words,
    "breakable": breakable,
}
