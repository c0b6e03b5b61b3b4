"""Column constructors: one for each kind of value.

Each returns an SQLModel field whose column carries its kind, its description and its vocabulary or
reference in `Column.info`. SQL, filters, relations, OpenAPI, CSV and the checks of facts read them
from there.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Integer, Numeric, Text
from sqlmodel import Field

from schema.vocabulary import Vocabulary


class Kind(StrEnum):
    """The kind of a column's values. It decides the operators, the JSON type and the checks."""

    slug = "slug"  # a readable, stable id: `chn-carbon-neutrality-2060`, `CHN`
    text = "text"
    choice = "choice"  # one of a closed vocabulary
    choices = "choices"  # a list of values of a closed vocabulary
    integer = "integer"
    figure = "figure"  # a number, rounded at publish (see `schema.figures`)
    flag = "flag"
    date = "date"  # ISO 8601 of reduced precision: 2021, 2021-03 or 2021-03-01
    url = "url"
    texts = "texts"  # a list of texts
    json = "json"  # any JSON value
    search = "search"  # normalised words for `q` (see `schema.words`); hidden
    bound = "bound"  # a validity bound: a whole day (see `Validity`); hidden


HIDDEN = (Kind.search, Kind.bound)
LISTS = (Kind.texts, Kind.choices)
VOCABULARIES = (Kind.choice, Kind.choices)
FEW_VALUES = (Kind.choice, Kind.flag)  # each of which many rows share

_VALUES = ("eq", "in", "not")
_ORDERED = ("lt", "lte", "gt", "gte")

# The operators of each kind, in REST as `name__operator` (`eq` is bare) and in GraphQL's `where`.
OPERATORS: dict[Kind, tuple[str, ...]] = {
    Kind.slug: _VALUES,
    Kind.text: (*_VALUES, "contains"),
    Kind.choice: _VALUES,
    Kind.integer: (*_VALUES, *_ORDERED),
    Kind.figure: (*_VALUES, *_ORDERED),
    Kind.flag: _VALUES,
    Kind.date: (*_VALUES, *_ORDERED),
    Kind.url: (*_VALUES, "contains"),
    Kind.texts: _VALUES,
    Kind.choices: _VALUES,
    Kind.json: (),
}

# Those that the REST contract declares for each filter. The others are accepted as well: `in` is
# what a bare name with several values means, and of whole numbers `lt` and `gt` say no more than
# `lte` and `gte`.
DECLARED_OPERATORS = ("eq", "not", "lte", "gte", "contains", "isnull")

OPERATOR_MEANINGS: dict[str, str] = {
    "eq": "equal to",
    "in": "one of several values",
    "not": "none of the values; a row whose value is unknown is among the answers",
    "lt": "less than",
    "lte": "less than or equal to",
    "gt": "greater than",
    "gte": "greater than or equal to",
    "contains": "has this text in it, letter for letter (for words in any case use `q`)",
    "isnull": "true: unknown, or of a list that there is none; false: known, or there is one",
}

# NUMERIC writes 30.0 as 30 on SQLite and on PostgreSQL: both engines give the same bytes.
_TYPES: dict[Kind, Any] = {
    Kind.integer: Integer,
    Kind.figure: Numeric(asdecimal=False),
    Kind.flag: Boolean,
    Kind.texts: JSON,
    Kind.choices: JSON,
    Kind.json: JSON(none_as_null=False),
}


def _column(kind: Kind, description: str, info: dict[str, Any] | None = None, **kwargs: Any) -> Any:
    sa_kwargs = {"info": {"kind": kind, **(info or {})}, "comment": description}
    sa_type = _TYPES.get(kind, Text)
    return Field(description=description, sa_type=sa_type, sa_column_kwargs=sa_kwargs, **kwargs)


def key(description: str) -> Any:
    """The row's own id: the primary key, a readable and stable slug or an ISO code."""
    return _column(Kind.slug, description, primary_key=True)


@dataclass(frozen=True, slots=True)
class Inverse:
    """The list that a reference adds to the resource it leads to: `/v1/{parent}/{key}/{name}`."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a reference column leads, and the relation and the list that follow from it."""

    table: str
    column: str
    relation: str | None = None
    inverse: Inverse | None = None
    may_be_gone: bool = False


def reference(
    description: str,
    to: str,
    *,
    relation: str | None = None,
    inverse: Inverse | None = None,
    constrained: bool = True,
    may_be_gone: bool = False,
    related: bool = True,
) -> Any:
    """The key of a row elsewhere.

    It makes a to-one relation, named after the column without `_id` or `_code`.

    Args:
        description: What the key stands for; of the relation as well.
        to: The table and its key column, as in `country.code`.
        relation: The relation's description, if it differs from the column's.
        inverse: The list of these rows on the other side, if there is one.
        constrained: False leaves out the foreign key, where it would close a cycle.
        may_be_gone: Whether the release may lack the row; then there is no foreign key either.
        related: False makes no relation.
    """
    table, _, column = to.partition(".")
    led_to = Reference(table, column, relation, inverse, may_be_gone)
    info = {"reference": led_to} if related else None
    constraint: dict[str, Any] = {"foreign_key": to} if constrained and not may_be_gone else {}
    return _column(Kind.slug, description, info, index=True, **constraint)


def slug(description: str) -> Any:
    """A slug that is not the key of a row of one resource."""
    return _column(Kind.slug, description, index=True)


def text(description: str, *, index: bool = False, verbatim: bool = False) -> Any:
    """Free text, or a code without a resource of its own.

    `verbatim` text repeats its source; publishing checks it against the source's article.
    """
    return _column(Kind.text, description, {"verbatim": verbatim}, index=index)


def choice(
    vocabulary: type[Vocabulary],
    description: str,
    *,
    index: bool = False,
    moved: tuple[tuple[str, str], ...] = (),
) -> Any:
    """One value of a closed vocabulary.

    `moved` names values that the vocabulary had, each with the path that answers for it now.
    """
    info = {"vocabulary": vocabulary, "moved": moved}
    return _column(Kind.choice, description, info, index=index)


def choices(vocabulary: type[Vocabulary], description: str, *, filter_name: str) -> Any:
    """A list of values of a closed vocabulary; empty, never null.

    `filter_name` names the filter, which holds where one of the values is meant.
    """
    info = {"vocabulary": vocabulary, "filter_name": filter_name}
    return _column(Kind.choices, description, info)


def integer(description: str, *, index: bool = False) -> Any:
    """A whole number, such as a year."""
    return _column(Kind.integer, description, index=index)


def figure(description: str, *, digits: int) -> Any:
    """A measured or reported number, rounded to `digits` decimals at publish.

    A number that takes more decimals for five significant digits has more, so none becomes zero.
    """
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


def json_value(description: str) -> Any:
    """A JSON value whose type depends on the row."""
    return _column(Kind.json, description)


def source(*, inverse: Inverse | None = None) -> Any:
    """The source of a row as a whole; `inverse` is the list of such rows of a source."""
    return reference("The source of this row.", "source.id", inverse=inverse)


def certain_from() -> Any:
    """The first day on which a dated row holds for certain."""
    return date(
        "First day of the unbroken time in which it holds for certain, by the sources; null if"
        " there is none."
    )


def certain_until() -> Any:
    """The last day on which a dated row holds for certain."""
    return date("Last day of that time, and no later than its source; null if there is none.")


def by_default() -> Any:
    """Whether lists show a row where no source is named; see `schema.editions`."""
    return flag(
        "Whether lists show it where no `source` is named: true of the latest edition of its"
        " dataset; of figures, of the latest that has the series. Rows of other editions are in"
        " lists with `source=` or `by_default=false`."
    )


FORMER_IDS = "former_ids"


def former_ids() -> Any:
    """The ids that a row had, and those of rows that were merged into it: they lead to it."""
    return texts(
        "Ids that this row had, or that were merged into it, as resource and key:"
        " `pledges/x`. They lead here."
    )


def hidden(kind: Kind, *, nullable: bool = False) -> Column[str]:
    """A column that publishing computes and no answer shows."""
    comments = {
        Kind.search: "Normalised words for full-text search.",
        Kind.bound: "The first or the last day of a period of the row.",
    }
    return Column(Text, nullable=nullable, info={"kind": kind}, comment=comments[kind])
