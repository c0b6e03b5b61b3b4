"""Operation → Plans: one plan a root field, for the whole selection below it. Pure.

Which rows a selection means is settled here; in what shape they are answered is for the two kinds
of planner to say: for the executor (`ReferencePlanner`), or as the
response (`compiler`).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from graphql import GraphQLError, GraphQLObjectType, OperationDefinitionNode

from api.graphql.execution.arguments import (
    as_of,
    conditions,
    date_asked,
    looked_up,
    order,
    search_words,
    window,
)
from api.graphql.execution.selection import Selected, Selection
from api.graphql.schema.names import columns as columns_of
from api.graphql.schema.names import plural, relations, singular
from api.problems import Problem
from api.query.filters import NameResolver, is_possible_key, resolve_key
from api.query.plan import (
    HOLDS,
    Condition,
    Constant,
    Embed,
    HoldsOn,
    Items,
    Member,
    PageField,
    PageStat,
    Parameter,
    Plan,
    Shape,
    Window,
    columns,
    embeds_of,
)
from schema import RESOURCES
from schema.resource import Relation, Resource

_SINGLES = {singular(resource): resource for resource in RESOURCES.values()}
_LISTS = {plural(resource): resource for resource in RESOURCES.values()}
_PAGE_STATS = (PageStat.has_next, PageStat.has_previous, PageStat.cursor_exists)
_PAGE_ITEMS = ("nodes", "edges")
_OF_NO_PLAN = ("__typename", "__schema", "__type")


def plans_of(
    selection: Selection, operation: OperationDefinitionNode, names: NameResolver, release: str
) -> dict[str, Plan | None]:
    """Response key of each root field that asks the record → its plan; None where no row can be.

    Raises `GraphQLError`, with the code of a `Problem`, for an argument that cannot be followed.
    """
    planner = ReferencePlanner(selection, names, release)
    return {
        root.key: planner.root(root)
        for root in planner.roots(operation)
        if root.name not in _OF_NO_PLAN
    }


def rows_at_most(plan: Plan | None) -> int:
    """How many rows a plan can answer: page sizes multiplied through the nesting.

    A list of which no row is asked counts as one: it is looked at, to be counted.
    """
    if plan is None:
        return 0
    own = 1 if plan.window is None else plan.window.limit
    return max(1, own * (1 + sum(rows_at_most(embed.plan) for embed in embeds_of(plan.shape))))


@dataclass(frozen=True, slots=True)
class Planner(ABC):
    """Walks a selection top down."""

    selection: Selection
    names: NameResolver
    release: str

    @abstractmethod
    def row(self, resource: Resource, items: list[Selected], path: str = "/") -> tuple[Member, ...]:
        """What is answered of a row; `path` leads to it in the response."""

    @abstractmethod
    def parts(self, resource: Resource, parts: list[Selected], cut: Window) -> Shape:
        """What is answered of a page."""

    def roots(self, operation: OperationDefinitionNode) -> Iterator[Selected]:
        """The root fields of an operation."""
        query = self.selection.schema.query_type
        assert query is not None
        return self.selection.of(query, [operation.selection_set])

    def root(self, root: Selected) -> Plan | None:
        """The plan of a root field; None where no row can be."""
        if root.name in _LISTS:
            return self._page(root, _LISTS[root.name])
        arguments = self.selection.arguments(root)
        if root.name == "node":
            name, _, key = str(arguments["id"]).partition("/")
            resource = RESOURCES.get(name)
            return self._lookup(root, resource, key) if resource else None
        asked = arguments.get("slug", arguments.get("code"))
        if asked is None and root.name == "release":
            asked = self.release
        return self._lookup(root, _SINGLES[root.name], asked)

    def _lookup(
        self, root: Selected, resource: Resource, asked: str | Parameter | None
    ) -> Plan | None:
        if isinstance(asked, Parameter):
            where = looked_up(resource, asked)
        else:
            key = resolve_key(resource.name, str(asked), self.names)
            if not is_possible_key(key):
                return None
            where = Condition(resource.filters[resource.key], "eq", key)
        type_ = self.selection.schema.type_map[resource.type_name]
        assert isinstance(type_, GraphQLObjectType)
        members = self.row(resource, self.selection.below(root, type_))
        return Plan(resource, members, (where,))

    def _page(
        self, selected: Selected, resource: Resource, relation: Relation | None = None
    ) -> Plan:
        arguments = self.selection.arguments(selected)
        parts = self.selection.below(selected)
        has_rows = any(part.name in (*_PAGE_ITEMS, "pageInfo") for part in parts)
        where = arguments.get("where") or {}
        with _located(selected):
            cut = window(arguments, self.release, has_rows=has_rows)
            found = conditions(resource, where, self.names)
            return Plan(
                resource,
                self.parts(resource, parts, cut),
                found,
                search_words(where),
                order(resource, arguments.get("orderBy")),
                cut,
                as_of(resource, arguments, found, relation),
            )

    def holds(self, item: Selected, key: str) -> HoldsOn:
        """Whether a row holds on the date that the field is asked with."""
        with _located(item):
            on = date_asked(self.selection.arguments(item))
        assert on is not None  # the argument is required
        return HoldsOn(key, on)

    def embed(self, item: Selected, relation: Relation, key: str) -> Embed:
        """What a relation leads to."""
        target = RESOURCES[relation.target]
        if relation.many:
            return Embed(key, relation, self._page(item, target, relation))
        return Embed(key, relation, Plan(target, self.row(target, self.selection.below(item))))


class ReferencePlanner(Planner):
    """Answers rows as the executor's resolvers take them.

    An embed's key is the response path below the row (or the page) that it is embedded in, after a
    slash: `/source` in a row, `/nodes/source` or `/edges/node/source` in a page. No column has a
    slash, and no two selections of one operation have the same path.
    """

    def row(self, resource: Resource, items: list[Selected], path: str = "/") -> tuple[Member, ...]:
        """The columns and the embeds of a row; the key is always among the columns."""
        known, leading = columns_of(resource.name), relations(resource.name)
        names = [known[item.name] for item in items if item.name in known]
        embeds = (
            self.embed(item, leading[item.name], path + item.key)
            for item in items
            if item.name in leading
        )
        holds = (self.holds(item, path + item.key) for item in items if item.name == HOLDS)
        return (*columns(dict.fromkeys([resource.key, *names])), *embeds, *holds)

    def parts(self, resource: Resource, parts: list[Selected], cut: Window) -> Shape:
        """A page as `ConnectionValue` takes it."""
        members = [m for path, items in self._items(parts) for m in self.row(resource, items, path)]
        counts = any(part.name == "totalCount" for part in parts)
        return (
            Items("rows", tuple(dict.fromkeys(members)) or columns([resource.key])),
            PageField("total", PageStat.total) if counts else Constant("total", "null"),
            *(
                PageField(stat, stat)
                for stat in (PageStat.has_next, PageStat.has_previous, PageStat.cursor_exists)
            ),
            Constant("backward", "true" if cut.backward else "false"),
        )

    def _items(self, parts: list[Selected]) -> Iterator[tuple[str, list[Selected]]]:
        """Each way that a connection's rows are selected: the path to a row, and what of it."""
        for part in parts:
            if part.name == "nodes":
                yield f"/{part.key}/", self.selection.below(part)
            elif part.name == "edges":
                for inner in self.selection.below(part):
                    if inner.name == "node":
                        yield f"/{part.key}/{inner.key}/", self.selection.below(inner)


@contextmanager
def _located(selected: Selected) -> Iterator[None]:
    """Turn a `Problem` into a GraphQL error that says where in the document it lies."""
    try:
        yield
    except Problem as problem:
        raise GraphQLError(problem.detail, selected.nodes, original_error=problem) from problem
