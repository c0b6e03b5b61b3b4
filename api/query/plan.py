"""A plan: one query of the record, as inert data.

REST makes plans from a query string and GraphQL from a selection; `api.query.sql` writes one SQL
statement for them. Nothing here executes anything.

A plan selects rows (`resource`, `where`, `words`, `order`, `window`) and describes the JSON of the
result (`shape`, see `api.query.shape`).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from schema.filters import Filter
from schema.resource import Resource
from schema.vocabulary import Vocabulary

if TYPE_CHECKING:
    from api.query.shape import Shape


@dataclass(frozen=True, slots=True)
class Parameter:
    """A placeholder for a value of the request, which is bound when the statement is executed.

    `index` selects one of several values under the same name.
    """

    name: str
    index: int = 0


@dataclass(frozen=True, slots=True)
class RowDate:
    """The date of the row whose `DatedGroup` is the nearest: each row has its own."""


Date = str | Parameter | RowDate

Value = str | int | float | bool | Parameter | tuple[str | int | float | bool | Parameter, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter with its operator and its typed value (a tuple for `in` and `not`).

    `by_default` tells a condition that the list has of itself from those of the client.
    """

    filter: Filter
    operator: str
    value: Value
    by_default: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """One sort key. Nulls come last in either direction."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """A part of an ordered list: up to `limit` rows after, or if `backward` before, the anchor.

    `anchor` is the key of the row that a cursor names; without it, the window is at the list's end.
    `bound` is that of the row which ends the part on the other side, if a cursor names one.
    """

    limit: int
    anchor: str | Parameter | None = None
    backward: bool = False
    bound: str | Parameter | None = None

    @property
    def ends(self) -> tuple["Window", ...]:
        """The windows beyond each of the rows that cursors name: it has the rows of all of them."""
        other = Window(self.limit, self.bound, not self.backward)
        return tuple(end for end in (self, other) if end.anchor is not None)


class Holds(Vocabulary):
    """Which rows of a list with a date: those that hold on it, do not, or may."""

    true = "true", "Rows that hold on every day of the date."
    false = "false", "Rows that hold on no day of the date."
    unknown = "unknown", "Rows of which it is unknown whether they hold on the date."


class Dates(NamedTuple):
    """The dates of a query: of what was the case, and by which it had been stated."""

    as_of: Date | None = None
    known_by: str | Parameter | None = None


NO_DATES = Dates()


class UnknownReason(Vocabulary):
    """Why it is unknown whether a row holds on a date."""

    no_source_for_date = "no_source_for_date", "No source shows that it held on any day."
    before_first_seen = "before_first_seen", "The date is before the first source record."
    after_last_seen = "after_last_seen", "The date is after the last source record."
    sources_disagree = (
        "sources_disagree",
        "Between two of its source records, another source states another target or none.",
    )
    start_unknown = "start_unknown", "It may have begun by then: its start is not known exactly."
    end_unknown = "end_unknown", "It may have ended by then: its end is not known, or is planned."
    treaty_status_unknown = (
        "treaty_status_unknown",
        "Its party may not have been in the treaty that it is submitted under.",
    )
    future = "future", "The date is after that of the release."


@dataclass(frozen=True, slots=True)
class Plan:
    """Which rows of one resource to select, and the JSON to make of them.

    Attributes:
        shape: The members of the row or the parts of the page; None for the prepared `row_json`.
        words: Each must be the beginning of a word of the row.
        window: The page of a list; None for a single row.
        as_of: A date on which the rows of a list, and the links that lead to them, may be valid.
        known_by: A date: only what had been stated by then counts.
        holds: Which rows of a list with a date; those that hold and those that may, if None.
        certain_first: Whether the rows that certainly hold come before those that may.
    """

    resource: Resource
    shape: "Shape | None"
    where: tuple[Condition, ...] = ()
    words: tuple[str | Parameter, ...] = ()
    order: tuple[Order, ...] = ()
    window: Window | None = None
    as_of: Date | None = None
    known_by: str | Parameter | None = None
    holds: Holds | None = None
    certain_first: bool = False

    @property
    def reads_versions(self) -> bool:
        """Whether the rows are versions, as of a date or by what was known on a date."""
        is_dated = self.as_of is not None and self.resource.has_dated_versions
        return is_dated or (self.known_by is not None and self.resource.is_versioned)

    @property
    def table_name(self) -> str:
        """The SQL table of the rows."""
        return self.resource.version_table_name if self.reads_versions else self.resource.table_name


def order_of(resource: Resource, names: tuple[str, ...]) -> tuple[Order, ...]:
    """Sort keys from names such as `-year`. The resource's key is added, which makes them total."""
    orders = [Order(name.removeprefix("-"), name.startswith("-")) for name in names]
    if resource.key not in {order.column for order in orders}:
        orders.append(Order(resource.key))
    return tuple(orders)
