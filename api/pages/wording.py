"""How values of the record are worded on pages."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

from api.query.plan import UnknownReason
from schema.figures import figure_text

UNKNOWN = "unknown"
NO_BREAK = "\u00a0"  # a space at which no line breaks

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_LABEL_MAX = 18
_WITH_ARTICLE = ("Union", "Islands", "Republic", "Netherlands", "Philippines", "Bahamas")
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


def formula(text: str) -> str:
    """A text of the record with chemical formulas as they are written: CO₂."""
    return text.replace("CO2", "CO₂")


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


def day(value: str | None) -> str:
    """A date of any precision in prose: `2021-02` → "February 2021"; of none "unknown"."""
    if value is None:
        return UNKNOWN
    year, month, number = [*value.split("-"), "", ""][:3]
    parts = (number.lstrip("0"), _MONTHS[int(month) - 1] if month else "", year)
    return " ".join(filter(None, parts))


def series_in_words(series: Mapping[str, Any]) -> str:
    """The name of a series within a sentence, as it is written: CO₂."""
    name = formula(series["name"])
    return name if name.startswith("CO₂") else name[:1].lower() + name[1:]


def on_day(value: str) -> str:
    """A date of any precision as a time: "on 1 March 2021", "in February 2021"."""
    return f"{'on' if value.count('-') == 2 else 'in'} {day(value)}"


def reason(value: str | None) -> str:
    """Why it is unknown whether a row holds on a date, as the contract defines it."""
    return "" if value is None else UnknownReason(value).definition


def in_prose(name: str) -> str:
    """A name of a country or group as it stands in a sentence: "the United States of America"."""
    return f"the {name}" if name.startswith("United ") or name.endswith(_WITH_ARTICLE) else name


def label_of(name: str) -> str:
    """A name of a country as a label: of a long one, what stands before the word "of"."""
    return name if len(name) <= _LABEL_MAX else name.partition(" of ")[0]


def listed(parts: list[str], word: str = "and") -> str:
    """Parts in a sentence: "a, b and c"."""
    return f" {word} ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


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


def opposite(number: float | None) -> float | None:
    """The number with the other sign, if it has one."""
    return -number if number else number


FILTERS: dict[str, Callable[..., Any]] = {
    "words": words,
    "figure": figure,
    "percent": percent,
    "known": known,
    "gas": gas,
    "formula": formula,
    "count": count,
    "opposite": opposite,
    "size": size,
    "capital": capital,
    "day": day,
    "on_day": on_day,
    "reason": reason,
    "in_prose": in_prose,
    "code_words": code_words,
    "breakable": breakable,
}
