"""The reference executor: graphql-core resolves the fields, over rows that one statement fetched.

It covers every operation. The compiled path has to give the same results for those it covers.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphql import GraphQLError, OperationDefinitionNode, execute_sync

from api.graphql.execution.cost import Limits, operation_cost
from api.graphql.execution.missing_rows import missing_row
from api.graphql.execution.planner import Planner, RootPlan, RowPlan, defaults_json
from api.graphql.execution.prepare import PreparedOperation
from api.graphql.execution.response_planner import ResponsePlanner
from api.graphql.execution.result import (
    BAD_USER_INPUT,
    GraphQLResult,
    RequestErrors,
    faults_of,
    format_errors,
)
from api.graphql.execution.selection import SelectedField, Selection
from api.graphql.schema.build import SCHEMA
from api.graphql.schema.names import columns as columns_by_field
from api.graphql.schema.names import field_name, then_relations
from api.graphql.schema.names import relations as relations_by_field
from api.graphql.schema.relay import DATED_ID, RESOURCE_KEY, ConnectionValue, NodeValue
from api.problems import Problem
from api.query.coverage import ListCoverage, list_coverage, plan_subject
from api.query.cursors import unknown_cursor_row
from api.query.dates import HOLDS, HOLDS_REASON
from api.query.filters import NameResolver
from api.query.plan import NO_DATES, Condition, Plan, RowDate, Window
from api.query.shape import (
    Column,
    Constant,
    Form,
    Items,
    Member,
    PageField,
    PageStat,
    Shape,
    columns,
)
from api.query.sql.statements import answers
from api.releases.gate import ThreadLane
from api.releases.store import Snapshot, too_many_bytes
from schema.actors import ACTOR
from schema.defaults import DEFAULTS
from schema.figures import json_text
from schema.relations import Then
from schema.resource import Resource
from schema.validity import THEN

_NOT_PLANNED = ("__typename", "__schema", "__type")  # graphql-core resolves these by itself

RowValue = ConnectionValue | NodeValue | Problem
RootValue = dict[str, RowValue | list[RowValue]]

_SUGGESTED_MAX = 5  # rows that there are not, for which similar keys are looked up


@dataclass(frozen=True, slots=True)
class Context:
    """The context value of resolvers."""

    release: str


async def execute_reference(
    operation: PreparedOperation,
    variables: dict[str, Any],
    limits: Limits,
    snapshot: Snapshot,
    lane: ThreadLane,
) -> GraphQLResult:
    """Execute an operation.

    Args:
        operation: The operation, of the document as the client wrote it.
        variables: The raw values of its variables.
        limits: What it may cost.
        snapshot: The release to read.
        lane: Where the fields are resolved: in a thread.

    Raises:
        Problem: It costs too much.
        RequestErrors: An argument is invalid.
    """
    try:
        plans = plan_root_fields(
            operation.selection, operation.node, snapshot.aliases, snapshot.release
        )
    except GraphQLError as error:
        raise RequestErrors([error], BAD_USER_INPUT) from error
    fragments, depth = operation.document.fragments, operation.depth
    response = _response_plans(operation, snapshot)
    cost = operation_cost(operation.node, fragments, depth, response, limits, snapshot)
    root_value = await _fetch_root_value(plans, snapshot, lane)

    def resolve() -> GraphQLResult:
        result = execute_sync(
            SCHEMA,
            operation.document.ast,
            root_value,
            Context(snapshot.release),
            variables,
            operation.name,
        )
        data = json_text(result.data)
        if len(data) > limits.answer_bytes:
            raise too_many_bytes(limits.answer_bytes)
        errors = result.errors or []
        return GraphQLResult(
            format_errors(errors, BAD_USER_INPUT),
            json_text({"release": snapshot.release, "cost": cost}),
            snapshot.release,
            data,
            faults=faults_of(errors),
        )

    return await lane.run(resolve)


def plan_root_fields(
    selection: Selection, operation: OperationDefinitionNode, names: NameResolver, release: str
) -> dict[str, RootPlan]:
    """The plan of each root field that reads the record, by response key.

    Raises `GraphQLError` for an invalid argument.
    """
    planner = ReferencePlanner(selection, names, release)
    return {
        field.key: planner.plan_root_field(field)
        for field in planner.root_fields(operation)
        if field.name not in _NOT_PLANNED
    }


def _response_plans(operation: PreparedOperation, snapshot: Snapshot) -> list[Plan]:
    """The plans of the response: what an operation costs does not depend on who executes it."""
    planner = ResponsePlanner(operation.selection, snapshot.aliases, snapshot.release)
    fields = planner.root_fields(operation.node)
    roots = (planner.plan_root(field) for field in fields if field.name not in _NOT_PLANNED)
    plans = (plan for root in roots for plan in (root if isinstance(root, tuple) else (root,)))
    return [plan for plan in plans if isinstance(plan, Plan)]


async def _fetch_root_value(
    plans: dict[str, RootPlan], snapshot: Snapshot, lane: ThreadLane
) -> RootValue:
    """Run the plans as one statement; the values of the root fields by response key."""
    rows = {
        key if place is None else f"{key}/{place}": plan
        for key, root in plans.items()
        for place, plan in (enumerate(root) if isinstance(root, tuple) else [(None, root)])
    }
    values = await _fetch_rows(rows, snapshot, lane)
    return {
        key: [values[f"{key}/{place}"] for place in range(len(root))]
        if isinstance(root, tuple)
        else values[key]
        for key, root in plans.items()
    }


async def _fetch_rows(
    rows: dict[str, RowPlan], snapshot: Snapshot, lane: ThreadLane
) -> dict[str, RowValue]:
    """The value of each plan, or the problem for its resolver to raise."""
    values: dict[str, RowValue] = {k: v for k, v in rows.items() if isinstance(v, Problem)}
    plans = {key: plan for key, plan in rows.items() if isinstance(plan, Plan)}
    if not plans:
        return values
    statement = answers(plans, snapshot.dialect, snapshot.release, all_exist=False)
    (text,) = await snapshot.fetch_one(statement.text, statement.bind({}))
    answered = await lane.run(json.loads, text)
    missing = 0
    for key, plan in plans.items():
        if plan.window is None and answered[key] is None:
            missing += 1
            suggests = missing <= _SUGGESTED_MAX
            values[key] = await missing_row(plan, snapshot, suggests=suggests)
        else:
            values[key] = await _root_field_value(plan, answered[key], snapshot)
    return values


async def _root_field_value(
    plan: Plan, data: dict[str, Any] | None, snapshot: Snapshot
) -> RowValue:
    if data is None:
        return unknown_cursor_row()
    if plan.window is None:
        return NodeValue(plan.resource, data)
    page = ConnectionValue(plan.resource, snapshot.release, **data)
    if not page.has_coverage:
        return page
    return replace(page, coverage=await _coverage(plan, page.total or 0, snapshot))


async def _coverage(plan: Plan, total: int, snapshot: Snapshot) -> ListCoverage:
    subject = plan_subject(plan, {})
    return await list_coverage(snapshot, subject, lambda: plan, {}, total)


class ReferencePlanner(Planner):
    """Plans rows and pages as the resolvers of the schema read them.

    The key of an embedded value is its response path below the row or page, with a leading slash:
    `/source` in a row, `/nodes/source` or `/edges/node/source` in a page. No column has a slash,
    and no two fields of an operation have the same response path.
    """

    def plan_row(self, resource: Resource, fields: list[SelectedField]) -> tuple[Member, ...]:
        """The columns and embedded values of a row that stands alone."""
        return self._row_members(resource, fields, "/")

    def plan_alternative(
        self, resource: Resource, fields: list[SelectedField]
    ) -> tuple[Member, ...]:
        """The members of the row, and the name of its resource."""
        name = Constant(RESOURCE_KEY, f'"{resource.name}"')
        return (*self.plan_row(resource, fields), name)

    def plan_page(
        self,
        resource: Resource,
        fields: list[SelectedField],
        window: Window,
        defaults: Sequence[Condition],
        *,
        is_root: bool,
    ) -> Shape:
        """A page as the constructor of `ConnectionValue` takes it."""
        members = [
            member
            for path, selected in self._row_selections(fields)
            for member in self._row_members(resource, selected, path)
        ]
        stats = (PageStat.has_next, PageStat.has_previous, PageStat.cursor_exists)
        has_coverage = is_root and any(field.name == "coverage" for field in fields)
        counts = has_coverage or any(field.name == "totalCount" for field in fields)
        return (
            Items("rows", tuple(dict.fromkeys(members)) or columns([resource.key])),
            PageField("total", PageStat.total) if counts else Constant("total", "null"),
            *(PageField(stat, stat) for stat in stats),
            Constant("backward", "true" if window.backward else "false"),
            Constant("has_coverage", "true" if has_coverage else "false"),
            Constant(DEFAULTS, defaults_json(defaults)),
        )

    def _row_members(
        self, resource: Resource, fields: list[SelectedField], path: str
    ) -> tuple[Member, ...]:
        """The columns, the key always among them, and the embedded values at a response path."""
        column_names = columns_by_field(resource.name)
        relations = relations_by_field(resource.name)
        names = [column_names[field.name] for field in fields if field.name in column_names]
        embeds = (
            self.plan_relation(field, relations[field.name], path + field.key)
            for field in fields
            if field.name in relations
        )
        holds = [self.plan_holds(path + f.key) for f in fields if f.name == HOLDS]
        reasons = [
            self.plan_holds_reason(path + f.key, Form.plain)
            for f in fields
            if f.name == field_name(HOLDS_REASON)
        ]
        actors = [self.plan_actor(f, resource, path + f.key) for f in fields if f.name == ACTOR]
        then = resource.then
        dated = [self.plan_then(f, then, path + f.key) for f in fields if then and f.name == THEN]
        has_dates = resource.validity is not None and self.dates != NO_DATES
        ids = [Column(DATED_ID, resource.key, Form.path)] if has_dates else []
        names = list(dict.fromkeys([resource.key, *names]))
        return (*columns(names), *ids, *embeds, *actors, *dated, *holds, *reasons)

    def plan_then_members(self, then: Then, field: SelectedField) -> Iterator[Member]:
        """The embedded values at their response paths."""
        relations = then_relations(then)
        for below in self.selection.subfields(field):
            if below.name in relations:
                yield self.plan_relation(below, relations[below.name], f"/{below.key}", RowDate())

    def _row_selections(
        self, fields: list[SelectedField]
    ) -> Iterator[tuple[str, list[SelectedField]]]:
        """For each field that selects the page's rows: the response path to a row, its fields."""
        for field in fields:
            if field.name == "nodes":
                yield f"/{field.key}/", self.selection.subfields(field)
            elif field.name == "edges":
                for inner in self.selection.subfields(field):
                    if inner.name == "node":
                        yield f"/{field.key}/{inner.key}/", self.selection.subfields(inner)
