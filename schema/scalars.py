"""Column constructors: one a kind of value, so that a table reads as its own data dictionary.

Each returns an SQLModel field whose column carries its kind, its vocabulary and its description.
Everything that is derived from a table (SQL, filters, OpenAPI, CSV, the loader's checks) reads them
from there.
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Integer, Numeric, Text
from sqlmodel import Field


class Kind(StrEnum):
    """What a column's value is; it decides the operators, the JSON type and the checks."""

    slug = "slug"  # a readable, stable id: `chn-carbon-neutrality-2060`, `CHN`
    text = "text"
    choice = "choice"  # one of a closed vocabulary
    integer = "integer"
    figure = "figure"  # a number already rounded to the digits that are answered
    flag = "flag"
    date = "date"  # ISO 8601 of reduced precision: 2021, 2021-03 or 2021-03-01
    url = "url"
    texts = "texts"  # a list of texts
    search = "search"  # normalised words for `q`; never answered
    bound = "bound"  # a validity bound: a whole day (see `Validity`); never answered


HIDDEN = (Kind.search, Kind.bound)


# NUMERIC keeps 30.0 as 30 on SQLite and on PostgreSQL alike: both engines answer the same bytes.
_TYPES: dict[Kind, Any] = {
    Kind.integer: Integer,
    Kind.figure: Numeric(asdecimal=False),
    Kind.flag: Boolean,
    Kind.texts: JSON,
}


def _column(kind: Kind, description: str, info: dict[str, Any] | None = None, **kwargs: Any) -> Any:
    sa_kwargs = {"info": {"kind": kind, **(info or {})}, "comment": description}
    sa_type = _TYPES.get(kind, Text)
    return Field(description=description, sa_type=sa_type, sa_column_kwargs=sa_kwargs, **kwargs)


def key(description: str) -> Any:
    """The row's own id: the primary key, a readable and stable slug or an ISO code."""
    return _column(Kind.slug, description, primary_key=True)


def reference(description: str, to: str | None) -> Any:
    """The id of a row elsewhere, in `table.column`; None where a constraint would be a cycle."""
    constraint: dict[str, Any] = {"foreign_key": to} if to else {}
    return _column(Kind.slug, description, index=True, **constraint)


def text(description: str, *, index: bool = False) -> Any:
    """Free text, or a code that no row of ours stands for."""
    return _column(Kind.text, description, index=index)


def choice(vocabulary: type[StrEnum], description: str, *, index: bool = False) -> Any:
    """One value of a closed vocabulary."""
    return _column(Kind.choice, description, {"vocabulary": vocabulary}, index=index)


def integer(description: str, *, index: bool = False) -> Any:
    """A whole number: a year, mostly."""
    return _column(Kind.integer, description, index=index)


def figure(description: str, *, digits: int) -> Any:
    """A measured or reported number, rounded to `digits` decimals at publish."""
    return _column(Kind.figure, description, {"digits": digits})


def flag(description: str) -> Any:
    """True, false, or null where the source does not say."""
    return _column(Kind.flag, description)


def date(description: str, *, index: bool = False) -> Any:
    """A date with the precision it has: `2021`, `2021-03` or `2021-03-01`."""
    return _column(Kind.date, description, index=index)


def url(description: str) -> Any:
    """An absolute http(s) address, as the source prints it."""
    return _column(Kind.url, description)


def texts(description: str) -> Any:
    """A list of texts; empty, never null."""
    return _column(Kind.texts, description)


def search() -> Any:
    """The words that `q` looks in, normalised at publish (see `schema.words`)."""
    return _column(Kind.search, "Normalised words for full-text search.")


def bound() -> Any:
    """A validity bound, computed at publish: an ISO day, or text that sorts before or after all."""
    return _column(Kind.bound, "A bound of the row's life.")
