"""The types of Relay that every resource shares, and the values behind them.

Resolvers read rows that a plan has fetched. A row is one parsed JSON object. Rows embedded in it
stand under the response path of their field, which keeps two aliases of one relation apart.
"""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import strawberry

from api.graphql.schema.enums import PartialDate
from api.graphql.schema.names import global_id
from api.query.coverage import ListCoverage
from api.query.cursors import make_cursor
from schema import RESOURCES
from schema.coverage import CoverageLevel, EmptyReason
from schema.resource import Resource

T = TypeVar("T")

DATED_ID = "@id"  # the id of a row that a date led to, among its values


# In a row that may be of several resources: the name of its own. No column has a slash.
RESOURCE_KEY = "/resource"


class NodeValue:
    """One row of a resource: columns as attributes, embedded rows under `below` + response key."""

    __slots__ = ("below", "data", "of")  # none is a column's name

    def __init__(self, resource: Resource, data: dict[str, Any], below: str = "/") -> None:
        self.of = resource
        self.data = data
        self.below = below

    def __getattr__(self, name: str) -> Any:
        return self.data[name]

    @property
    def code(self) -> str:
        """The key of a country, a group or an aggregate."""
        return self.slug

    @property
    def slug(self) -> str:
        """The row's key in its resource."""
        return str(self.data[self.of.key])

    @property
    def id(self) -> str:
        """The row's Relay id, with the dates that led to it."""
        return str(self.data.get(DATED_ID) or global_id(self.of, self.slug))

    def embedded(self, key: str) -> Any:
        """The value embedded for the field with this response key."""
        return self.data[self.below + key]


@dataclass(frozen=True, slots=True)
class ConnectionValue:
    """One page of a list, behind a connection."""

    resource: Resource
    release: str
    rows: list[dict[str, Any]]
    total: int | None
    has_next: bool  # in the direction of paging
    has_previous: bool
    backward: bool
    cursor_exists: bool = True  # whether the row that the cursor names exists
    has_coverage: bool = False  # whether its coverage is selected
    coverage: ListCoverage | None = None
    defaults: dict[str, str] | None = None  # the default filters that it has

    def cursor(self, row: dict[str, Any]) -> str:
        """The cursor of one of its rows."""
        return make_cursor(self.release, row[self.resource.key])


@strawberry.interface(
    description="Anything of the record that has an address.",
)
class Node:
    """See the Relay specification."""

    id: strawberry.ID = strawberry.field(
        description="Id in the whole record: the REST address below `/v1`, as in `countries/CHN`."
        " A row that `asOf` or `knownBy` led to is another object than the row of today, and its id"
        " names the dates: `pledges/usa-net-zero-2050@2022-04-01`, `pledges/x@2022~2023`."
    )

    @classmethod
    def is_type_of(cls, _row: Any, _info: Any) -> bool:
        """True: a field leads to rows of one resource only."""
        return True

    @classmethod
    def resolve_type(cls, row: NodeValue, _info: Any, _abstract: Any) -> str:
        """The name of the row's type, for `node`."""
        return row.of.type_name


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    """See the Relay specification."""

    has_next_page: bool = strawberry.field(description="Whether rows follow this page.")
    has_previous_page: bool = strawberry.field(description="Whether rows precede this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row: `before`.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row: `after`.")


@dataclass(frozen=True, slots=True)
class EdgeValue:
    """One row with its cursor; `path` is the response key of `edges`."""

    cursor: str
    row: dict[str, Any]
    resource: Resource
    path: str


def _node(root: EdgeValue, info: strawberry.Info) -> Any:
    return NodeValue(root.resource, root.row, f"/{root.path}/{info.path.key}/")


@strawberry.type(description="One row of a list, with its cursor.")
class Edge(Generic[T]):
    """See the Relay specification."""

    cursor: str = strawberry.field(description="The row's place: give it to `after` or `before`.")
    node: T = strawberry.field(resolver=_node, description="The row.")


def _nodes(root: ConnectionValue, info: strawberry.Info) -> Any:
    below = f"/{info.path.key}/"
    return [NodeValue(root.resource, row, below) for row in root.rows]


def _edges(root: ConnectionValue, info: strawberry.Info) -> Any:
    path, resource = str(info.path.key), root.resource
    return [EdgeValue(root.cursor(row), row, resource, path) for row in root.rows]


def _page_info(root: ConnectionValue) -> Any:
    forth, back = root.has_next, root.has_previous
    if root.backward:
        forth, back = back, forth
    return PageInfo(
        has_next_page=forth,
        has_previous_page=back,
        start_cursor=root.cursor(root.rows[0]) if root.rows else None,
        end_cursor=root.cursor(root.rows[-1]) if root.rows else None,
    )


def _total_count(root: ConnectionValue) -> Any:
    return root.total


@strawberry.type(description="How far the sources cover what a list is about.")
class Coverage:
    """The coverage of a list, and the reason of one without rows."""

    level: CoverageLevel | None = strawberry.field(
        description="How much is covered; null if the list is about no actor and no date."
    )
    empty_reason: EmptyReason | None = strawberry.field(
        description="Why the list has no rows; null if it has some."
    )
    sources: list[strawberry.ID] = strawberry.field(
        description="The ids of the sources that cover it, for `node`."
    )
    covered_from: PartialDate | None = strawberry.field(
        name="from", description="The first day or year that is covered; null if not known."
    )
    covered_to: PartialDate | None = strawberry.field(
        name="to", description="The last day or year that is covered; null if not known."
    )


def _coverage(root: ConnectionValue) -> Any:
    if root.coverage is None:
        return None
    _, covered, reason = root.coverage
    sources = RESOURCES["sources"]
    return Coverage(
        level=covered and covered.level,
        empty_reason=reason,
        sources=[strawberry.ID(global_id(sources, s)) for s in covered.sources] if covered else [],
        covered_from=covered and covered.covered_from,  # type: ignore[arg-type]
        covered_to=covered and covered.covered_to,  # type: ignore[arg-type]
    )


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    """See the Relay specification."""

    nodes: list[T] = strawberry.field(resolver=_nodes, description="The rows of this page.")
    edges: list[Edge[T]] = strawberry.field(
        resolver=_edges, description="The rows of this page, each with its cursor."
    )
    page_info: PageInfo = strawberry.field(
        resolver=_page_info, description="Whether there is more, and where to go on."
    )
    total_count: int = strawberry.field(
        resolver=_total_count, description="How many rows match, on all pages together."
    )
    coverage: Coverage | None = strawberry.field(
        resolver=_coverage,
        description="How far the sources cover what the list is about; null in lists of a row.",
    )
    defaults: strawberry.scalars.JSON | None = strawberry.field(
        description="The filters that the list has by default, as in `where`; null if none."
    )
