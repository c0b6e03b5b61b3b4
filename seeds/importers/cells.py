"""Parsers of upstream cells that several importers share; each raises BadCell."""

import re
from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from seeds.importers.context import BadCell, Cells

V = TypeVar("V")

_ALPHA3 = re.compile(r"[A-Z]{3}", re.ASCII)
YEAR = r"(19|20)\d\d"


def is_alpha3(text: str) -> bool:
    """Whether the text has the form of an ISO 3166-1 alpha-3 code."""
    return _ALPHA3.fullmatch(text) is not None


def checked_alpha3(code: str, column: str, hint: str = "") -> str:
    """The code, if it has the form of an ISO 3166-1 alpha-3 code."""
    if not is_alpha3(code):
        raise BadCell(column, f"{code!r} is not an ISO 3166-1 alpha-3 code", hint)
    return code


def matching(cells: Cells, column: str, pattern: str, description: str) -> str:
    """The stripped text of a cell. Raises `BadCell` unless the pattern matches all of it."""
    text = cells[column].strip()
    if not re.fullmatch(pattern, text, re.ASCII):
        raise BadCell(column, f"{text!r} is not {description}", f"it should match {pattern}")
    return text


def matching_or_none(cells: Cells, column: str, pattern: str, description: str) -> str | None:
    """Like `matching`, but None for an empty cell."""
    return matching(cells, column, pattern, description) if cells[column].strip() else None


def mapped(cells: Cells, column: str, values: Mapping[str, V]) -> V:
    """The value that stands for the text of a cell; a text without one is refused as new."""
    text = cells[column].strip()
    if text not in values:
        raise BadCell(column, f"{text!r} is new", f"known: {', '.join(filter(None, values))}")
    return values[text]


def collapsed(text: str) -> str:
    """The text with each run of white space replaced by one space."""
    return " ".join(text.split())


def label(cells: Cells, column: str, message: str = "a label is needed") -> str:
    """The text of a cell with collapsed white space; an empty cell is refused with `message`."""
    text = collapsed(cells[column])
    if not text:
        raise BadCell(column, message)
    return text


def url_or_none(cells: Cells, column: str) -> str | None:
    """An absolute http or https URL, or None for an empty cell."""
    url = cells[column].strip()
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", url):
        raise BadCell(column, f"{url!r} is not one absolute address")
    return url
