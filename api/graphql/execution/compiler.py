"""The compiled path: an operation becomes one SQL statement that writes the response itself.

No field is resolved in Python. Variables that only stand for values (in `where`, or for a key or a
date) become parameters of the statement, so a compiled operation serves all their values. Functions
here return None for what the compiled path does not cover: introspection, cursors in nested lists,
`nodes`, the reason of an empty list, a row that there is not, and every argument in error. The
reference executor executes those.
"""

import json
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError
from graphql.execution.values import VariableValues

from api.graphql.execution.arguments import is_lookup, variable_name
from api.graphql.execution.cost import Limits, operation_cost
from api.graphql.execution.coverage import coverage_json, coverage_texts_of, number_coverage
from api.graphql.execution.document_cache import in_lane_if_long
from api.graphql.execution.normalize import NormalizedQuery
from api.graphql.execution.prepare import PreparedOperation
from api.graphql.execution.response_planner import ResponsePlanner
from api.graphql.execution.result import GraphQLResult
from api.graphql.execution.schema_fields import NAMES, schema_field_json
from api.graphql.execution.selection import SelectedField, Selection
from api.graphql.schema.build import SCHEMA
from api.problems import Problem
from api.query.dates import dates_of
from api.query.filters import (
    AS_OF_FILTER,
    NameResolver,
    ResolvedNames,
    is_possible_key,
    parse_condition,
    resolve_key,
)
from api.query.plan import Condition, Parameter, Plan
from api.query.shape import CoverageText, embeds_of
from api.query.sql.statements import Root, Statement, answers, with_named_keys
from api.releases.coverage import CoverageIndex
from api.releases.gate import ThreadLane
from api.releases.store import Snapshot
from schema.figures import json_text
from schema.resource import Resource


@dataclass(frozen=True, slots=True)
class ParameterBinding:
    """A parameter of a statement, and the variable that its value is made from."""

    parameter: Parameter
    variable: str
    resource: Resource
    condition: Condition
    is_lookup: bool  # of a root field that takes a key

    def bind(self, value: Any, names: NameResolver) -> Any:
        """The parameter's value; None if the reference executor has to report an error or null."""
        if value is None:
            return None
        if self.is_lookup:
            key = resolve_key(self.resource.name, str(value), names)
            return key if is_possible_key(key) else None
        filter_, operator = self.condition.filter, self.condition.operator
        try:
            bound = parse_condition(filter_, operator, value, names, ResolvedNames(), self.variable)
        except Problem:
            return None  # the reference executor reports it, with its location
        return bound.value


@dataclass(frozen=True, slots=True)
class CompiledOperation:
    """The plans, statement and bindings of an operation."""

    statement: Statement
    bindings: tuple[ParameterBinding, ...]
    extensions: str  # JSON
    coverages: tuple[tuple[Plan, CoverageText], ...]
    schema_fields: tuple[tuple[Parameter, SelectedField], ...]  # `__schema` and `__type`

    def bind(self, variables: Mapping[str, Any], names: NameResolver) -> dict[str, Any] | None:
        """The values of the parameters by name, or None if any has none."""
        values = {}
        for binding in self.bindings:
            value = binding.bind(variables[binding.variable], names)
            if value is None:
                return None
            values[binding.parameter.name] = value
        return values

    def coverage_texts(
        self, values: Mapping[str, Any], aliases: Mapping[str, str], index: CoverageIndex
    ) -> dict[str, str]:
        """The coverage of the root fields' lists as JSON, by the name of its parameter."""
        return {
            text.parameter.name: coverage_json(plan, text, values, aliases, index)
            for plan, text in self.coverages
        }


async def execute_compiled(
    operation: PreparedOperation,
    query: NormalizedQuery,
    variables: Mapping[str, Any],
    limits: Limits,
    snapshot: Snapshot,
    lane: ThreadLane,
) -> GraphQLResult | None:
    """Execute an operation; None if the compiled path does not cover it.

    Args:
        operation: The operation, of a normalized document.
        query: The normalized text, by which the compiled operation is cached.
        variables: The raw values of its variables.
        limits: What it may cost.
        snapshot: The release to read.
        lane: Where the schema is read, and long texts are compiled: in a thread.

    Raises:
        Problem: It costs too much.
    """
    key = _cache_key(operation, query)
    compiled: CompiledOperation | None = snapshot.statements.find(key)
    if compiled is None:
        compiled = await in_lane_if_long(
            query.key, lane, compile_operation, operation, query.aliases, limits, snapshot
        )
        if compiled is None:
            return None
        snapshot.statements[key] = compiled
    values = compiled.bind(operation.variables.coerced, snapshot.aliases)
    if values is None:
        return None
    values |= query.aliases
    if compiled.coverages:
        values |= compiled.coverage_texts(values, query.aliases, snapshot.coverage)
    node, document = operation.node, operation.document
    for parameter, field in compiled.schema_fields:
        values[parameter.name] = await lane.run(
            schema_field_json, field, node, document, variables, query.aliases
        )
    statement = compiled.statement
    (data,) = await snapshot.fetch_one(statement.text, statement.bind(values))
    if data is None:
        return None  # a key or cursor names no row, or the reason of an empty list is selected
    return GraphQLResult([], compiled.extensions, snapshot.release, data)


def _cache_key(operation: PreparedOperation, query: NormalizedQuery) -> Hashable:
    """What a compiled operation depends on: the text, and the variables that cannot be bound."""
    bindable, coerced = operation.document.bindable, operation.variables.coerced
    bound, structural = bindable, ""
    if bindable != coerced.keys():
        bound = bindable.intersection(coerced)
        others = {name: value for name, value in coerced.items() if name not in bindable}
        structural = json.dumps(others, sort_keys=True, default=str)
    return ("graphql", query.key, operation.name, bound, structural)


def compile_operation(
    operation: PreparedOperation, aliases: Iterable[str], limits: Limits, snapshot: Snapshot
) -> CompiledOperation | None:
    """Compile an operation; None if it is not covered.

    Args:
        operation: The operation, of a normalized document.
        aliases: The aliases of that document, which become parameters of the statement.
        limits: What it may cost.
        snapshot: The release to read.

    Raises:
        Problem: It costs too much.
    """
    planner = ResponsePlanner(_with_parameters(operation), snapshot.aliases, snapshot.release)
    fields = list(planner.root_fields(operation.node))
    schema_fields = {f.key: (Parameter(f"schema {f.key}"), f) for f in fields if f.name in NAMES}
    roots: dict[str, Root] = {}
    try:
        for number, field in enumerate(fields):
            if field.key in schema_fields:
                roots[field.key] = schema_fields[field.key][0]
                continue
            root = planner.plan_root(field)
            if not isinstance(root, Plan | str):
                return None  # no row can match, or there are several
            roots[field.key] = number_coverage(root, number)
    except GraphQLError:
        return None  # the reference executor reports it, with its location
    plans = [root for root in roots.values() if isinstance(root, Plan)]
    if any(map(_has_nested_cursor, plans)):
        return None
    fragments, depth = operation.document.fragments, operation.depth
    cost = operation_cost(operation.node, fragments, depth, plans, limits, snapshot)
    bindings = {b.parameter: b for plan in plans for b in _parameter_bindings(plan)}
    statement = answers(roots, snapshot.dialect, snapshot.release, all_exist=True)
    return CompiledOperation(
        with_named_keys(statement, aliases, snapshot.dialect),
        tuple(bindings.values()),
        json_text({"release": snapshot.release, "cost": cost}),
        tuple((plan, part) for plan in plans for part in coverage_texts_of(plan)),
        tuple(schema_fields.values()),
    )


def _with_parameters(operation: PreparedOperation) -> Selection:
    """The operation's selection, with parameters in place of the bindable variables' values."""
    sources, coerced = operation.variables
    parameters = {name: Parameter(name) for name in operation.document.bindable if name in coerced}
    variables = VariableValues(sources, {**coerced, **parameters})
    return Selection(SCHEMA, operation.document.fragments, variables)


def _has_nested_cursor(plan: Plan) -> bool:
    # A nested list whose cursor names no row is an error with a path, which SQL cannot report.
    nested = [embed.plan for embed in embeds_of(plan.shape)]
    return any(
        (inner.window is not None and bool(inner.window.ends)) or _has_nested_cursor(inner)
        for inner in nested
    )


def _parameter_bindings(plan: Plan) -> Iterator[ParameterBinding]:
    """The bindings of all parameters in a plan and the plans embedded in it."""
    dates = [Condition(AS_OF_FILTER, "eq", date) for date in dates_of(plan)]
    for condition in (*plan.where, *dates):
        if isinstance(condition.value, Parameter):
            parameter = condition.value
            variable, is_key = variable_name(parameter), is_lookup(parameter)
            yield ParameterBinding(parameter, variable, plan.resource, condition, is_key)
    for embed in embeds_of(plan.shape):
        yield from _parameter_bindings(embed.plan)
