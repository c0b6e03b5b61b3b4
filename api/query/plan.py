"""A plan: one question to the record, as inert data.

Both faces make plans (`params` from a query string, `graphql` from a selection); `sql` turns plans
into one statement. Nothing here runs anything.

A plan says which rows (`resource`, `where`, `words`, `order`, `window`) and what is answered of
them (`shape`): of a single row its members, of a list the parts of a page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from schema import RESOURCES, prepared
from schema.resource import VALIDITY_COLUMNS, Filter, Relation, Resource


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that is known only when the statement runs: which one of the request's values."""

    name: str
    index: int = 0


Value = str | int | float | bool | Parameter | tuple[str | int | float | bool | Parameter, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter with its operator and its typed value (a tuple for `in`)."""

    filter: Filter
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class Order:
    """One sort key. Unknown values come last in either direction."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of an ordered list: up to `limit` rows after, or with `backward` before, a row.

    `anchor` is the key of the row that a cursor names.
    """

    limit: int
    anchor: str | Parameter | None = None
    backward: bool = False


# What is answered of a row


class Form(StrEnum):
    """How a column's value is written."""

    plain = "plain"
    capitals = "capitals"  # a vocabulary's word, as GraphQL writes it
    path = "path"  # a key with its resource: `pledges/chn-net-zero-2060`


@dataclass(frozen=True, slots=True)
class Column:
    """A column's value, under `key`."""

    key: str
    name: str
    form: Form = Form.plain


@dataclass(frozen=True, slots=True)
class Constant:
    """A JSON text that no row changes."""

    key: str
    json: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row's cursor."""

    key: str


@dataclass(frozen=True, slots=True)
class Group:
    """An object of members of the same row, or of parts of the same page."""

    key: str
    shape: "Shape"


@dataclass(frozen=True, slots=True)
class Embed:
    """What a relation leads to: an object or null, or with a window in its plan a page."""

    key: str
    relation: Relation
    plan: "Plan"


@dataclass(frozen=True, slots=True)
class PreparedRow:
    """The row as REST answers it, prepared at publish, with the members that follow put behind."""

    key: str = ""


@dataclass(frozen=True, slots=True)
class HoldsOn:
    """Whether the row's own validity contains a date: true, false, or null if unknown."""

    key: str
    on: str | Parameter


@dataclass(frozen=True, slots=True)
class CertainMember:
    """Whether the row is in its list for certain on the plan's date: true, else null."""

    key: str


# What is answered of a list


@dataclass(frozen=True, slots=True)
class Items:
    """The rows of the page, each as its members. None of them asks for the whole row as REST
    answers it, which is prepared at publish."""

    key: str
    shape: "Shape | None"


class PageStat(StrEnum):
    """What can be told of a page besides its rows."""

    total = "total"  # rows that match, on all pages
    certain = "certain"  # of these, the rows that hold for certain on the plan's date
    unknown = "unknown"  # and those of which it is not known
    has_next = "has_next"  # whether rows follow (or, backward, precede)
    has_previous = "has_previous"  # whether rows lie on the anchor's side
    cursor_exists = "cursor_exists"  # whether the row that the cursor names exists
    first = "first"  # cursor of the first row
    last = "last"  # cursor of the last row


@dataclass(frozen=True, slots=True)
class PageField:
    """One fact of a page, under `key`."""

    key: str
    stat: PageStat


@dataclass(frozen=True, slots=True)
class Address:
    """REST's address of an embedded list: `href` + the parent's key, or its next page or null.
    The plan's date goes into it.
    """

    key: str
    href: str
    following: bool = False


@dataclass(frozen=True, slots=True)
class AsOf:
    """The date that a plan asks about, as asked."""

    key: str


Member = Column | Constant | Cursor | Group | Embed | PreparedRow | HoldsOn | CertainMember
Part = Items | PageField | Address | AsOf | Constant | Group
Shape = tuple[Member | Part, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to read of one resource, and what to answer of it. A list has a `window`.

    With `as_of`, a list leaves out what does not hold on that date: rows that have a validity
    of their own, and what links lead to. A single row is never left out.
    """

    resource: Resource
    shape: Shape | None
    where: tuple[Condition, ...] = ()
    words: tuple[str | Parameter, ...] = ()
    order: tuple[Order, ...] = ()
    window: Window | None = None
    as_of: str | Parameter | None = None


HOLDS = "holds"  # what a row is answered with besides its columns, on a date
DATED_TABLES = frozenset(r.table_name for r in RESOURCES.values() if r.validity is not None)


def accepts_as_of(
    resource: Resource, filters: Iterable[Filter] = (), relation: Relation | None = None
) -> bool:
    """Whether a date can filter the rows of a list: by their own validity, or by a link's."""
    links = [what.through for what in filters] + [relation.through if relation else None]
    return resource.validity is not None or any(
        link.table in DATED_TABLES for link in links if link
    )


def as_of_dates(plan: Plan) -> Iterator[str | Parameter]:
    """The dates that a plan asks about, but for those of what it embeds."""
    if plan.as_of is not None:
        yield plan.as_of
    yield from _dates_in_shape(plan.shape)


def _dates_in_shape(shape: Shape | None) -> Iterator[str | Parameter]:
    for part in shape or ():
        if isinstance(part, HoldsOn):
            yield part.on
        elif isinstance(part, Items | Group):
            yield from _dates_in_shape(part.shape)


def uses_as_of(plan: Plan) -> bool:
    """Whether anything in a plan, at any depth, is answered as of a date."""
    return any(as_of_dates(plan)) or any(uses_as_of(embed.plan) for embed in embeds_of(plan.shape))


def columns(names: Iterable[str]) -> tuple[Column, ...]:
    """Columns under their own names."""
    return tuple(Column(name, name) for name in names)


def embeds_of(shape: Shape | None) -> Iterator[Embed]:
    """What a shape embeds, at any depth of its own but not of the embedded plans."""
    for part in shape or ():
        if isinstance(part, Embed):
            yield part
        elif isinstance(part, Items | Group):
            yield from embeds_of(part.shape)


def order_of(resource: Resource, names: tuple[str, ...]) -> tuple[Order, ...]:
    """Sort keys from names such as `-year`; the resource's key is added, so that order is total."""
    orders = [Order(name.removeprefix("-"), name.startswith("-")) for name in names]
    if resource.key not in {order.column for order in orders}:
        orders.append(Order(resource.key))
    return tuple(orders)


def required_columns(plan: Plan, shape: Shape | None) -> Iterable[str]:
    """The columns that a row's members and its relations need."""
    return [prepared.COLUMN] if shape is None else _columns_in_shape(plan, shape)


def _columns_in_shape(plan: Plan, shape: Shape) -> Iterator[str]:
    for member in shape:
        match member:
            case PreparedRow():
                yield prepared.COLUMN
            case HoldsOn() | CertainMember() if plan.resource.validity is not None:
                yield from VALIDITY_COLUMNS
            case Column(_, name, _):
                yield name
            case Embed(_, relation, _):
                yield relation.local
            case Group(_, inner):
                yield from _columns_in_shape(plan, inner)
