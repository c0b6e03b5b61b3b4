"""Plans an operation: one plan for each root field and everything selected below it.

`Planner` decides which rows a selection reads. Its two subclasses decide what is written of them:
`compiler.ResponsePlanner` the members of the response, `reference.ReferencePlanner` what resolvers
read. Nothing here runs a statement.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Self

from graphql import GraphQLError, GraphQLObjectType, OperationDefinitionNode

from api.graphql.execution.arguments import (
    check_count_of_ids,
    list_dates,
    list_defaults,
    list_holds,
    list_order,
    list_window,
    lookup_condition,
    row_dates,
    search_words,
    where_conditions,
)
from api.graphql.execution.missing_rows import no_resource, no_row, no_version
from api.graphql.execution.selection import SelectedField, Selection
from api.graphql.schema.names import field_name, plural, singular
from api.problems import Problem
from api.query.dates import accepts_known_by
from api.query.filters import NameResolver, is_possible_key, resolve_key
from api.query.plan import NO_DATES, Condition, Dates, Parameter, Plan, RowDate, Window
from api.query.shape import (
    Constant,
    DatedGroup,
    Embed,
    Form,
    HoldsOn,
    HoldsReason,
    Member,
    OneOf,
    Shape,
)
from api.query.values import parse_date
from schema import FORMER_NAMES, RESOURCES
from schema.figures import json_text
from schema.relations import Relation, Then
from schema.resource import Resource

_RESOURCE_BY_ROW_FIELD = {singular(resource): resource for resource in RESOURCES.values()}
_RESOURCE_BY_LIST_FIELD = {plural(resource): resource for resource in RESOURCES.values()}
RowPlan = Plan | Problem  # a problem where no row can match
RootPlan = RowPlan | tuple[RowPlan, ...]  # several rows of `nodes`

_FIELDS_THAT_READ_ROWS = frozenset({"nodes", "edges", "pageInfo"})


@dataclass(frozen=True, slots=True)
class Planner(ABC):
    """Plans the root fields of an operation, from the top down.

    Invalid arguments raise `GraphQLError`, with the `Problem` as its original error.
    """

    selection: Selection
    names: NameResolver
    release: str
    dates: Dates = NO_DATES  # those that led to the rows being planned

    @abstractmethod
    def plan_row(self, resource: Resource, fields: list[SelectedField]) -> tuple[Member, ...]:
        """The members of a row, for the fields selected on its type."""

    @abstractmethod
    def plan_page(
        self,
        resource: Resource,
        fields: list[SelectedField],
        window: Window,
        defaults: Sequence[Condition],
        *,
        is_root: bool,
    ) -> Shape:
        """The parts of a page, for the fields selected on its connection type.

        `defaults` are the conditions that the list has of itself. `is_root` tells the lists of root
        fields, which have a coverage.
        """

    def root_fields(self, operation: OperationDefinitionNode) -> Iterator[SelectedField]:
        """The root fields of an operation."""
        query_type = self.selection.schema.query_type
        assert query_type is not None
        return self.selection.collect(query_type, [operation.selection_set])

    def plan_root_field(self, field: SelectedField) -> RootPlan:
        """The plan of a root field, or those of its rows."""
        if field.name in _RESOURCE_BY_LIST_FIELD:
            return self._plan_list(field, _RESOURCE_BY_LIST_FIELD[field.name])
        arguments = self.selection.arguments(field)
        if field.name == "node":
            return self._plan_node(field, str(arguments["id"]))
        if field.name == "nodes":
            return self._plan_nodes(field, arguments["ids"])
        key = arguments.get("slug", arguments.get("code"))
        if key is None and field.name == "release":
            key = self.release
        resource = _RESOURCE_BY_ROW_FIELD[field.name]
        with _located_at(field):
            dates = row_dates(arguments)
        return self._plan_lookup(field, resource, key, dates)

    def _plan_nodes(self, field: SelectedField, ids: list[str]) -> tuple[RowPlan, ...]:
        """The plans of rows by their ids, in their order."""
        with _located_at(field):
            check_count_of_ids(ids)
        return tuple(self._plan_node(field, id_) for id_ in ids)

    def _plan_node(self, field: SelectedField, id_: str) -> RowPlan:
        """The plan of a row by its id, which names its dates if a date led to it."""
        path, at, version = id_.partition("@")
        name, _, row_key = path.partition("/")
        name = FORMER_NAMES.get(name, name)
        if (successor := self.names.successor(name, row_key)) is not None:
            name, row_key = successor
        resource = RESOURCES.get(name)
        if resource is None:
            return no_resource(id_, name)
        if at and resource.validity is None:
            return no_version(resource, id_, "the rows have no versions of dates")
        as_of, _, known_by = version.partition("~")
        if known_by and not accepts_known_by(resource):
            return no_version(resource, id_, "when the rows were first stated is not held")
        try:
            dates = Dates(*(parse_date(text, "@") if text else None for text in (as_of, known_by)))
        except Problem as problem:
            return no_version(resource, id_, problem.detail)
        return self._plan_lookup(field, resource, row_key, dates)

    def plan_then(self, field: SelectedField, then: Then, key: str) -> DatedGroup:
        """What the date of a row leads to, as of that date, under `key`."""
        return DatedGroup(key, then.date, tuple(self.plan_then_members(then, field)))

    @abstractmethod
    def plan_then_members(self, then: Then, field: SelectedField) -> Iterator[Member]:
        """The members of what the date of a row leads to, for the fields selected below a field."""

    def plan_relation(
        self, field: SelectedField, relation: Relation, key: str, on: RowDate | None = None
    ) -> Embed:
        """The rows or the row that a relation leads to, embedded under `key`.

        A list is as of `on`, or of its own `asOf`.
        """
        target = RESOURCES[relation.target]
        if relation.many:
            return Embed(key, relation, self._plan_list(field, target, relation, on))
        members = self._on(NO_DATES).plan_row(target, self.selection.subfields(field))
        return Embed(key, relation, Plan(target, members))

    def plan_holds(self, key: str) -> Member:
        """Whether a row holds on the date that led to it, under `key`; null without a date."""
        on = self.dates.as_of
        return Constant(key, "null") if on is None else HoldsOn(key, on)

    def plan_holds_reason(self, key: str, form: Form) -> Member:
        """Why it is unknown whether a row holds, under `key`; null if it is known."""
        on = self.dates.as_of
        return Constant(key, "null") if on is None else HoldsReason(key, on, form)

    def _on(self, dates: Dates) -> Self:
        """This planner, for rows that other dates led to."""
        return self if dates == self.dates else replace(self, dates=dates)

    def plan_actor(self, field: SelectedField, resource: Resource, key: str) -> OneOf:
        """The actor of a row, of whatever kind it is, under `key`."""
        return OneOf(key, tuple(self._plan_kind(field, r, key) for r in resource.actor_relations))

    def _plan_kind(self, field: SelectedField, relation: Relation, key: str) -> Embed:
        target = RESOURCES[relation.target]
        fields = self.selection.subfields(field, self._object_type(target))
        return Embed(key, relation, Plan(target, self.plan_alternative(target, fields)))

    def plan_alternative(
        self, resource: Resource, fields: list[SelectedField]
    ) -> tuple[Member, ...]:
        """The members of a row whose resource the field does not determine."""
        return self.plan_row(resource, fields)

    def _object_type(self, resource: Resource) -> GraphQLObjectType:
        object_type = self.selection.schema.type_map[resource.type_name]
        assert isinstance(object_type, GraphQLObjectType)
        return object_type

    def _plan_lookup(
        self,
        field: SelectedField,
        resource: Resource,
        key: str | Parameter | None,
        dates: Dates,
    ) -> RowPlan:
        if isinstance(key, Parameter):
            condition = lookup_condition(resource, key)
        else:
            resolved = resolve_key(resource.name, str(key), self.names)
            if not is_possible_key(resolved):
                return no_row(resource, resolved, self.names)
            condition = Condition(resource.filters[resource.key], "eq", resolved)
        subfields = self.selection.subfields(field, self._object_type(resource))
        members = self._on(dates).plan_row(resource, subfields)
        return Plan(resource, members, (condition,), as_of=dates.as_of, known_by=dates.known_by)

    def _plan_list(
        self,
        field: SelectedField,
        resource: Resource,
        relation: Relation | None = None,
        on: RowDate | None = None,
    ) -> Plan:
        arguments = self.selection.arguments(field)
        subfields = self.selection.subfields(field)
        where = arguments.get("where") or {}
        has_rows = any(subfield.name in _FIELDS_THAT_READ_ROWS for subfield in subfields)
        with _located_at(field):
            window = list_window(arguments, self.release, has_rows=has_rows)
            conditions = where_conditions(resource, where, self.names)
            dates = list_dates(resource, arguments, conditions, relation)
            dates = dates._replace(as_of=on) if on is not None else dates
            defaults = list_defaults(resource, arguments, conditions, relation)
            order_by = arguments.get("orderBy")
            return Plan(
                resource,
                self._on(dates).plan_page(
                    resource, subfields, window, defaults, is_root=relation is None
                ),
                (*conditions, *defaults),
                search_words(where),
                list_order(resource, order_by),
                window,
                dates.as_of,
                dates.known_by,
                list_holds(resource, arguments, dates),
                certain_first=dates.as_of is not None and not order_by,
            )


def defaults_json(defaults: Sequence[Condition]) -> str:
    """The default filters of a list, as `where` names them and as enum values; null if none."""
    named = {field_name(c.filter.short_name): str(c.value).upper() for c in defaults}
    return json_text(named or None)


@contextmanager
def _located_at(field: SelectedField) -> Iterator[None]:
    """Turn a `Problem` into a GraphQL error with the location of a field."""
    try:
        yield
    except Problem as problem:
        raise GraphQLError(problem.detail, field.nodes, original_error=problem) from problem
