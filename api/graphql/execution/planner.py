"""Plans an operation: one plan for each root field and everything selected below it.

`Planner` decides which rows a selection reads. Its two subclasses decide what is written of them:
`compiler.ResponsePlanner` the members of the response, `reference.ReferencePlanner` what resolvers
read. Nothing here runs a statement.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from graphql import GraphQLError, GraphQLObjectType, OperationDefinitionNode

from api.graphql.execution.arguments import (
    as_of_date,
    list_as_of,
    list_order,
    list_window,
    lookup_condition,
    search_words,
    where_conditions,
)
from api.graphql.execution.selection import SelectedField, Selection
from api.graphql.schema.names import plural, singular
from api.problems import Problem
from api.query.filters import NameResolver, is_possible_key, resolve_key
from api.query.plan import Condition, Embed, HoldsOn, Member, Parameter, Plan, Shape, Window
from schema import RESOURCES
from schema.resource import Relation, Resource

_RESOURCE_BY_ROW_FIELD = {singular(resource): resource for resource in RESOURCES.values()}
_RESOURCE_BY_LIST_FIELD = {plural(resource): resource for resource in RESOURCES.values()}
_FIELDS_THAT_READ_ROWS = frozenset({"nodes", "edges", "pageInfo"})


@dataclass(frozen=True, slots=True)
class Planner(ABC):
    """Plans the root fields of an operation, from the top down.

    Invalid arguments raise `GraphQLError`, with the `Problem` as its original error.
    """

    selection: Selection
    names: NameResolver
    release: str

    @abstractmethod
    def plan_row(self, resource: Resource, fields: list[SelectedField]) -> tuple[Member, ...]:
        """The members of a row, for the fields selected on its type."""

    @abstractmethod
    def plan_page(self, resource: Resource, fields: list[SelectedField], window: Window) -> Shape:
        """The parts of a page, for the fields selected on its connection type."""

    def root_fields(self, operation: OperationDefinitionNode) -> Iterator[SelectedField]:
        """The root fields of an operation."""
        query_type = self.selection.schema.query_type
        assert query_type is not None
        return self.selection.collect(query_type, [operation.selection_set])

    def plan_root_field(self, field: SelectedField) -> Plan | None:
        """The plan of a root field; None where no row can match."""
        if field.name in _RESOURCE_BY_LIST_FIELD:
            return self._plan_list(field, _RESOURCE_BY_LIST_FIELD[field.name])
        arguments = self.selection.arguments(field)
        if field.name == "node":
            name, _, row_key = str(arguments["id"]).partition("/")
            resource = RESOURCES.get(name)
            return self._plan_lookup(field, resource, row_key) if resource else None
        key = arguments.get("slug", arguments.get("code"))
        if key is None and field.name == "release":
            key = self.release
        return self._plan_lookup(field, _RESOURCE_BY_ROW_FIELD[field.name], key)

    def plan_relation(self, field: SelectedField, relation: Relation, key: str) -> Embed:
        """The rows or the row that a relation leads to, embedded under `key`."""
        target = RESOURCES[relation.target]
        if relation.many:
            return Embed(key, relation, self._plan_list(field, target, relation))
        members = self.plan_row(target, self.selection.subfields(field))
        return Embed(key, relation, Plan(target, members))

    def plan_holds(self, field: SelectedField, key: str) -> HoldsOn:
        """Whether a row holds on the date of the field's argument, under `key`."""
        with _located_at(field):
            date = as_of_date(self.selection.arguments(field))
        assert date is not None  # the argument is required
        return HoldsOn(key, date)

    def _plan_lookup(
        self, field: SelectedField, resource: Resource, key: str | Parameter | None
    ) -> Plan | None:
        if isinstance(key, Parameter):
            condition = lookup_condition(resource, key)
        else:
            resolved = resolve_key(resource.name, str(key), self.names)
            if not is_possible_key(resolved):
                return None
            condition = Condition(resource.filters[resource.key], "eq", resolved)
        object_type = self.selection.schema.type_map[resource.type_name]
        assert isinstance(object_type, GraphQLObjectType)
        members = self.plan_row(resource, self.selection.subfields(field, object_type))
        return Plan(resource, members, (condition,))

    def _plan_list(
        self, field: SelectedField, resource: Resource, relation: Relation | None = None
    ) -> Plan:
        arguments = self.selection.arguments(field)
        subfields = self.selection.subfields(field)
        where = arguments.get("where") or {}
        has_rows = any(subfield.name in _FIELDS_THAT_READ_ROWS for subfield in subfields)
        with _located_at(field):
            window = list_window(arguments, self.release, has_rows=has_rows)
            conditions = where_conditions(resource, where, self.names)
            return Plan(
                resource,
                self.plan_page(resource, subfields, window),
                conditions,
                search_words(where),
                list_order(resource, arguments.get("orderBy")),
                window,
                list_as_of(resource, arguments, conditions, relation),
            )


@contextmanager
def _located_at(field: SelectedField) -> Iterator[None]:
    """Turn a `Problem` into a GraphQL error with the location of a field."""
    try:
        yield
    except Problem as problem:
        raise GraphQLError(problem.detail, field.nodes, original_error=problem) from problem
