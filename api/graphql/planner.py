"""Operation → Plans: one plan a root field, for the whole selection below it. Pure.

An embed's key is the response path below the row (or the page) that it is embedded in, after a
slash: `/source` in a row, `/nodes/source` or `/edges/node/source` in a page. No column has a slash,
and no two selections of one operation have the same path.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from graphql import GraphQLError, GraphQLObjectType, OperationDefinitionNode

from api.errors import Problem
from api.graphql.arguments import conditions, order, search_words, window
from api.graphql.names import columns as columns_of
from api.graphql.names import plural, relations, singular
from api.graphql.selection import Selected, Selection
from api.plan import (
    Condition,
    Constant,
    Embed,
    Fact,
    Items,
    Member,
    Plan,
    Shape,
    Told,
    Window,
    columns,
    embeds_of,
)
from api.values import Resolver, key_of
from schema import RESOURCES
from schema.resource import Relation, Resource

_SINGLES = {singular(resource): resource for resource in RESOURCES.values()}
_LISTS = {plural(resource): resource for resource in RESOURCES.values()}
_PAGE_ITEMS = ("nodes", "edges")


def plans_of(
    selection: Selection, operation: OperationDefinitionNode, names: Resolver, release: str
) -> dict[str, Plan | None]:
    """Response key of each root field that asks the record → its plan; None where no row can be.

    Raises `GraphQLError`, with the code of a `Problem`, for an argument that cannot be followed.
    """
    query = selection.schema.query_type
    assert query is not None
    planner = _Planner(selection, names, release)
    roots = selection.of(query, [operation.selection_set])
    return {root.key: planner.root(root) for root in roots if root.name != "release"}


def rows_at_most(plan: Plan | None) -> int:
    """How many rows a plan can answer: page sizes multiplied through the nesting.

    A list of which no row is asked counts as one: it is looked at, to be counted.
    """
    if plan is None:
        return 0
    own = 1 if plan.window is None else plan.window.limit
    return max(1, own * (1 + sum(rows_at_most(embed.plan) for embed in embeds_of(plan.shape))))


@dataclass(frozen=True, slots=True)
class _Planner:
    """Walks a selection top down."""

    selection: Selection
    names: Resolver
    release: str

    def root(self, root: Selected) -> Plan | None:
        if root.name in _LISTS:
            return self._page(root, _LISTS[root.name])
        arguments = self.selection.arguments(root)
        if root.name == "node":
            name, _, key = str(arguments["id"]).partition("/")
            resource = RESOURCES.get(name)
        else:
            resource = _SINGLES[root.name]
            key = str(arguments.get("slug", arguments.get("code")))
        return self._lookup(root, resource, key) if resource else None

    def _lookup(self, root: Selected, resource: Resource, asked: str) -> Plan | None:
        key = key_of(resource.name, asked, self.names)
        if not key.isascii() or not key.isprintable():
            return None  # no key of the record, and nothing to trouble the database with
        type_ = self.selection.schema.type_map[resource.type_name]
        assert isinstance(type_, GraphQLObjectType)
        members = self._row(resource, self.selection.below(root, type_), "/")
        return Plan(resource, members, (Condition(resource.filters[resource.key], "eq", key),))

    def _page(self, selected: Selected, resource: Resource) -> Plan:
        arguments = self.selection.arguments(selected)
        parts = self.selection.below(selected)
        asked = {part.name for part in parts}
        has_rows = not asked.isdisjoint((*_PAGE_ITEMS, "pageInfo"))
        members = [
            m for prefix, items in self._items(parts) for m in self._row(resource, items, prefix)
        ]
        where = arguments.get("where") or {}
        with _located(selected):
            cut = window(arguments, self.release, has_rows=has_rows)
            return Plan(
                resource,
                _as_listed(tuple(dict.fromkeys(members)) or columns([resource.key]), cut, asked),
                conditions(resource, where, self.names),
                search_words(where),
                order(resource, arguments.get("orderBy")),
                cut,
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

    def _row(self, resource: Resource, items: list[Selected], prefix: str) -> tuple[Member, ...]:
        """The columns and the embeds of a row; the key is always among the columns."""
        known, leading = columns_of(resource.name), relations(resource.name)
        names = [known[item.name] for item in items if item.name in known]
        embeds = (self._embed(i, leading[i.name], prefix) for i in items if i.name in leading)
        return (*columns(dict.fromkeys([resource.key, *names])), *embeds)

    def _embed(self, item: Selected, relation: Relation, prefix: str) -> Embed:
        target = RESOURCES[relation.target]
        if relation.many:
            plan = self._page(item, target)
        else:
            plan = Plan(target, self._row(target, self.selection.below(item), "/"))
        return Embed(prefix + item.key, relation, plan)


def _as_listed(members: tuple[Member, ...], cut: Window, asked: set[str]) -> Shape:
    """A page as `Listed` takes it."""
    return (
        Items("rows", members),
        Told("total", Fact.total) if "totalCount" in asked else Constant("total", "null"),
        *(Told(fact, fact) for fact in (Fact.more, Fact.behind, Fact.anchored)),
        Constant("backward", "true" if cut.backward else "false"),
    )


@contextmanager
def _located(selected: Selected) -> Iterator[None]:
    """Turn a `Problem` into a GraphQL error that says where in the document it lies."""
    try:
        yield
    except Problem as problem:
        raise GraphQLError(problem.detail, selected.nodes, original_error=problem) from problem
