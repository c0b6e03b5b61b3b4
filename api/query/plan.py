"""A plan: one query of the record, as inert data.

REST makes plans from a query string and GraphQL from a selection; `api.query.sql` writes one SQL
statement for them. Nothing here executes anything.

A plan selects rows (`resource`, `where`, `words`, `order`, `window`) and describes the JSON of the
result (`shape`): the members of a single row, or the parts of a page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from schema import prepared
from schema.relations import Relation
from schema.resource import Filter, Resource
from schema.validity import KNOWN_FROM, THEN_COLUMNS
from schema.vocabulary import Vocabulary


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
    """One filter with its operator and its typed value (a tuple for `in` and `not`)."""

    filter: Filter
    operator: str
    value: Value


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


# Members of a row


class Form(StrEnum):
    """How the value of a column is written."""

    plain = "plain"
    capitals = "capitals"  # a vocabulary's member as a GraphQL enum value
    path = "path"  # a key with its resource, such as `pledges/chn-net-zero-2060`


@dataclass(frozen=True, slots=True)
class Column:
    """The value of the column `name`."""

    key: str
    name: str
    form: Form = Form.plain


@dataclass(frozen=True, slots=True)
class Constant:
    """A JSON text that is the same for every row."""

    key: str
    json: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row's cursor."""

    key: str


@dataclass(frozen=True, slots=True)
class Group:
    """An object within the object: members of the same row, or parts of the same page."""

    key: str
    shape: "Shape"


@dataclass(frozen=True, slots=True)
class DatedGroup:
    """A group whose embeds are as of the date in `column`; null for a row without a date."""

    key: str
    column: str
    shape: "Shape"


@dataclass(frozen=True, slots=True)
class Embed:
    """The target of a relation: a page if its plan has a window, else an object or null."""

    key: str
    relation: Relation
    plan: "Plan"


def reads_key_alone(embed: Embed) -> bool:
    """Whether an embed shows only the key of a row: the column that leads there has it."""
    plan, relation = embed.plan, embed.relation
    is_dated = plan.as_of is not None or plan.known_by is not None
    if plan.window is not None or is_dated or relation.may_be_gone:
        return False
    key = plan.resource.key
    return (
        plan.shape is not None
        and relation.remote == key
        and all(
            isinstance(part, Constant) or (isinstance(part, Column) and part.name == key)
            for part in plan.shape
        )
    )


@dataclass(frozen=True, slots=True)
class OneOf:
    """The one target that there is among those of to-one relations, or null."""

    key: str
    alternatives: tuple[Embed, ...]


@dataclass(frozen=True, slots=True)
class PreparedRow:
    """The precomputed `row_json`; further members are spliced in before the closing brace."""

    key: str = ""


@dataclass(frozen=True, slots=True)
class HoldsOn:
    """Whether the row's own validity contains a date: true, false, or null if unknown."""

    key: str
    on: Date


@dataclass(frozen=True, slots=True)
class CertainMember:
    """Whether the row certainly belongs to the list on the plan's date: true, else null."""

    key: str


@dataclass(frozen=True, slots=True)
class HoldsReason:
    """Why it is unknown whether the row holds on a date; null if it is known."""

    key: str
    on: Date
    form: Form = Form.plain


# Parts of a page


@dataclass(frozen=True, slots=True)
class Items:
    """The rows of the page as an array. Without a shape, each is its precomputed `row_json`."""

    key: str
    shape: "Shape | None"


class PageStat(StrEnum):
    """What is known of a page besides its rows."""

    total = "total"  # number of matching rows, on all pages
    certain = "certain"  # number of these that certainly belong on the plan's date
    has_next = "has_next"  # whether rows follow the page in the direction of paging
    has_previous = "has_previous"  # whether rows precede the page in that direction
    cursor_exists = "cursor_exists"  # whether the row exists that the cursor names
    first = "first"  # cursor of the first row
    last = "last"  # cursor of the last row


@dataclass(frozen=True, slots=True)
class PageField:
    """One statistic of a page."""

    key: str
    stat: PageStat


@dataclass(frozen=True, slots=True)
class CoverageText:
    """The coverage of the list, a JSON text that the request binds; NULL if the list has no rows.

    `fields` has the response key and the name of each field of it.
    """

    key: str
    parameter: Parameter
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Address:
    """REST's address of an embedded list, or if `following` of its next page, or null.

    It is `href` and the parent's key, with the plan's date as `as_of`.
    """

    key: str
    href: str
    following: bool = False


@dataclass(frozen=True, slots=True)
class AsOf:
    """The plan's date as the client wrote it."""

    key: str


Member = (
    Column
    | Constant
    | Cursor
    | Group
    | DatedGroup
    | Embed
    | OneOf
    | PreparedRow
    | HoldsOn
    | CertainMember
    | HoldsReason
)
Part = Items | PageField | CoverageText | Address | AsOf | Constant | Group
Shape = tuple[Member | Part, ...]


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
    shape: Shape | None
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


def columns(names: Iterable[str]) -> tuple[Column, ...]:
    """Members that are columns under their own names."""
    return tuple(Column(name, name) for name in names)


def embeds_of(shape: Shape | None) -> Iterator[Embed]:
    """The embeds in a shape and its groups, without those of embedded plans."""
    for alternatives in alternatives_of(shape):
        yield from alternatives


def alternatives_of(shape: Shape | None) -> Iterator[tuple[Embed, ...]]:
    """The embeds in a shape and its groups; those of which a row has one are together."""
    for part in shape or ():
        if isinstance(part, Embed):
            yield (part,)
        elif isinstance(part, OneOf):
            yield part.alternatives
        elif isinstance(part, Items | Group | DatedGroup):
            yield from alternatives_of(part.shape)


def order_of(resource: Resource, names: tuple[str, ...]) -> tuple[Order, ...]:
    """Sort keys from names such as `-year`. The resource's key is added, which makes them total."""
    orders = [Order(name.removeprefix("-"), name.startswith("-")) for name in names]
    if resource.key not in {order.column for order in orders}:
        orders.append(Order(resource.key))
    return tuple(orders)


def required_columns(plan: Plan, shape: Shape | None) -> Iterable[str]:
    """The columns that the members of a row read, including those that its relations join on."""
    return [prepared.COLUMN] if shape is None else _columns_in_shape(plan, shape)


def _columns_in_shape(plan: Plan, shape: Shape) -> Iterator[str]:
    for member in shape:
        match member:
            case PreparedRow():
                yield prepared.COLUMN
            case HoldsOn() | CertainMember() | HoldsReason() if plan.resource.validity is not None:
                yield from plan.resource.validity.columns
                if plan.reads_versions:
                    yield from (plan.resource.key, KNOWN_FROM)
            case Column(_, name, _):
                yield name
            case Embed(_, relation, _):
                yield relation.local
            case OneOf(_, alternatives):
                yield from (embed.relation.local for embed in alternatives)
            case Group(_, inner):
                yield from _columns_in_shape(plan, inner)
            case DatedGroup(_, column, inner):
                yield from (column, *THEN_COLUMNS)
                yield from _columns_in_shape(plan, inner)
