"""The compiled path: an operation becomes one SQL statement that writes the response itself.

No field is resolved in Python. Variables that only stand for values (in `where`, or for a key or a
date) become parameters of the statement, so a compiled operation serves all their values. Functions
here return None for what the compiled path does not cover: introspection, cursors in nested lists,
the reason of an empty list, and every argument in error. The reference executor executes those.
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
from api.graphql.execution.normalize import NormalizedQuery
from api.graphql.execution.prepare import PreparedOperation
from api.graphql.execution.response_planner import ResponsePlanner
from api.graphql.execution.result import GraphQLResult
from api.graphql.execution.selection import Selection
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
from api.query.plan import Condition, CoverageText, Parameter, Plan, embeds_of
from api.query.sql.statements import Statement, answers
from api.releases.coverage import CoverageIndex
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

    roots: tuple[tuple[str, Plan | str], ...]  # by response key; a text is the field's JSON itself
    statement: Statement | None  # None if no root field reads the record
    bindings: tuple[ParameterBinding, ...]
    extensions: str  # JSON
    coverages: tuple[tuple[Plan, CoverageText], ...]

    @property
    def plans(self) -> list[Plan]:
        """The plans of the root fields that read the record."""
        return [root for _, root in self.roots if isinstance(root, Plan)]

    def bind(self, variables: Mapping[str, Any], names: NameResolver) -> dict[str, Any] | None:
        """The values of the parameters by name, or None if any has none."""
        values = {}
        for binding in self.bindings:
            value = binding.bind(variables[binding.variable], names)
            if value is None:
                return None
            values[binding.parameter.name] = value
        return values

    def coverage_texts(self, values: Mapping[str, Any], index: CoverageIndex) -> dict[str, str]:
        """The coverage of the root fields' lists as JSON, by the name of its parameter."""
        return {
            text.parameter.name: coverage_json(plan, text, values, index)
            for plan, text in self.coverages
        }

    def response_data(self, columns: Iterable[str | None]) -> str | None:
        """The response's `data` from the columns of the statement's row.

        None if a list's column is NULL: its cursor names no row, or it has no rows and the reason
        of that is selected.
        """
        parts: list[str] = []
        texts, before = iter(columns), "{"
        for key, root in self.roots:
            text = root if isinstance(root, str) else next(texts)
            if text is None and isinstance(root, Plan) and root.window is not None:
                return None
            parts += (before, f'"{key}":', text or "null")  # a long text is copied only by `join`
            before = ","
        return "".join((*parts, "}"))


async def execute_compiled(
    operation: PreparedOperation, query: NormalizedQuery, limits: Limits, snapshot: Snapshot
) -> GraphQLResult | None:
    """Execute an operation; None if the compiled path does not cover it.

    Args:
        operation: The operation, of a normalized document.
        query: The normalized text, by which the compiled operation is cached.
        limits: What it may cost.
        snapshot: The release to read.

    Raises:
        Problem: It costs too much.
    """
    key = _cache_key(operation, query)
    compiled: CompiledOperation | None = snapshot.statements.find(key)
    if compiled is None:
        compiled = compile_operation(operation, limits, snapshot)
        if compiled is None:
            return None
        snapshot.statements[key] = compiled
    columns: Iterable[str | None] = ()
    if compiled.statement is not None:
        values = compiled.bind(operation.variables.coerced, snapshot.aliases)
        if values is None:
            return None
        if compiled.coverages:
            values |= compiled.coverage_texts(values, snapshot.coverage)
        statement = compiled.statement
        columns = await snapshot.fetch_one(statement.text, statement.bind(values))
    data = compiled.response_data(columns)
    if data is None:
        return None
    data = query.restore_aliases(data)
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
    operation: PreparedOperation, limits: Limits, snapshot: Snapshot
) -> CompiledOperation | None:
    """Compile an operation; None if it is not covered. Raises `Problem` if it costs too much."""
    planner = ResponsePlanner(_with_parameters(operation), snapshot.aliases, snapshot.release)
    fields = list(planner.root_fields(operation.node))
    if any(field.name in ("__schema", "__type") for field in fields):
        return None
    try:
        planned = ((field.key, planner.plan_root(field)) for field in fields)
        roots = tuple((key, number_coverage(root, n)) for n, (key, root) in enumerate(planned))
    except GraphQLError:
        return None  # the reference executor reports it, with its location
    plans = [root for _, root in roots if isinstance(root, Plan)]
    if any(map(_has_nested_cursor, plans)):
        return None
    cost = operation_cost(
        operation.node, operation.document.fragments, operation.depth, plans, limits
    )
    bindings = {b.parameter: b for plan in plans for b in _parameter_bindings(plan)}
    return CompiledOperation(
        roots,
        answers(plans, snapshot.dialect, snapshot.release) if plans else None,
        tuple(bindings.values()),
        json_text({"release": snapshot.release, "cost": cost}),
        tuple((plan, part) for plan in plans for part in coverage_texts_of(plan)),
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
        (inner.window is not None and inner.window.anchor is not None) or _has_nested_cursor(inner)
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
