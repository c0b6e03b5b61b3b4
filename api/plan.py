"""A plan: one question to the record, as inert data.

Both faces make plans (`params` from a query string, `graphql` from a selection); `sql` turns a plan
into one statement. Nothing here runs anything.
"""

from dataclasses import dataclass

from schema.resource import Filter, Relation, Resource

Value = str | int | float | bool | tuple[str | int | float, ...]


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

    `anchor` is the key of the row that a cursor names. With `behind`, the page also says whether
    rows lie on the anchor's other side.
    """

    limit: int
    anchor: str | None = None
    backward: bool = False
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What to read of one resource: columns, conditions, words, order, window, embedded plans.

    `window` is None for a single row. `total` asks for the count of all rows that match.
    """

    resource: Resource
    fields: tuple[str, ...]
    where: tuple[Condition, ...] = ()
    words: tuple[str, ...] = ()
    order: tuple[Order, ...] = ()
    window: Window | None = None
    total: bool = True
    embeds: tuple["Embed", ...] = ()


@dataclass(frozen=True, slots=True)
class Embed:
    """A plan inside a plan: the rows that a relation leads to, answered under `key`.

    With `href`, a list is answered as REST answers lists, and `href` + this row's key is its
    address; without, as a bare page (`rows`, `total`, `more`, `anchored`, `behind`, `backward`).
    """

    key: str
    relation: Relation
    plan: Plan
    href: str | None = None


def order_of(resource: Resource, names: tuple[str, ...]) -> tuple[Order, ...]:
    """Sort keys from names such as `-year`; the resource's key is added, so that order is total."""
    orders = [Order(name.removeprefix("-"), name.startswith("-")) for name in names]
    if resource.key not in {order.column for order in orders}:
        orders.append(Order(resource.key))
    return tuple(orders)
