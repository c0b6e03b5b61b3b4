"""One operation from text to answer: chosen, costed, planned, fetched, and put in shape."""

import json
import logging
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    execute_sync,
)
from graphql.execution.values import VariableValues, get_variable_values

from api.graphql.execution.compiler import Compiled, Declined, compiled
from api.graphql.execution.cost import Limits, refuse_if_over
from api.graphql.execution.document_cache import (
    ERRORS_MAX,
    Document,
    DocumentCache,
    NormalizedDocument,
)
from api.graphql.execution.introspection import PARTS_MAX, parts_at_most
from api.graphql.execution.normalize import NormalizedQuery
from api.graphql.execution.planner import plans_of, rows_at_most
from api.graphql.execution.selection import Selection
from api.graphql.schema.build import SCHEMA
from api.graphql.schema.relay import ConnectionValue, NodeValue
from api.http.response import compact_json
from api.problems import PROBLEMS, Problem, did_you_mean, near
from api.query.cursors import unknown_cursor_row
from api.query.plan import Plan
from api.query.sql import statements as sql
from api.releases.store import Snapshot

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class GraphQLRequest:
    """A GraphQL request, however it came."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    safe: bool = False  # by GET, which must not be more than a query


@dataclass(slots=True)
class GraphQLResult:
    """A GraphQL response. Without `data` it is a refusal, and `problem` says of which kind."""

    errors: list[dict[str, Any]]
    extensions: str = ""  # as JSON
    release: str = ""  # that it is answered from
    data: str | None = None  # as JSON
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What resolvers see."""

    release: str


@dataclass(slots=True)
class PreparedOperation:
    """An operation that may be answered, with its variables coerced."""

    document: Document
    operation: OperationDefinitionNode
    variables: VariableValues
    query: NormalizedQuery

    @property
    def selection(self) -> Selection:
        """What it selects."""
        return Selection(SCHEMA, self.document.fragments, self.variables)

    @property
    def name(self) -> str | None:
        """Its name, if it has one."""
        return self.operation.name.value if self.operation.name else None


async def execute(
    request: GraphQLRequest, documents: DocumentCache, snapshot: Snapshot
) -> GraphQLResult:
    """Execute one request. Errors of the request are in the result, never raised."""
    try:
        try:
            prepared = select_operation(request, documents.get_normalized(request.query))
            return await _compiled_answer(request, prepared, documents, snapshot)
        except Declined:
            documents.reference_executions += 1
            exact = NormalizedDocument(documents.get(request.query), NormalizedQuery(request.query))
            return await _executed_answer(
                request, select_operation(request, exact), documents.limits, snapshot
            )
    except Problem as problem:
        return request_error(problem)
    except GraphQLSyntaxError as error:
        return _refused([error], "GRAPHQL_PARSE_FAILED")
    except _Refused as refused:
        return _refused(refused.errors, refused.code)


async def _compiled_answer(
    request: GraphQLRequest,
    prepared: PreparedOperation,
    documents: DocumentCache,
    snapshot: Snapshot,
) -> GraphQLResult:
    """The answer as the database writes it. Raises `Declined` for what is not covered."""
    if not documents.compiles:
        raise Declined
    key = _key(request, prepared)
    found: Compiled | None = snapshot.statements.get(key)
    if found is None:
        found = compiled(prepared.document, prepared.operation, prepared.selection, snapshot)
        cost = _cost(prepared, found.plans, documents.limits)
        found = replace(found, extensions=_extensions(snapshot, cost))
        snapshot.statements.put(key, found)
    texts: Iterator[str | None] = iter(())
    if found.statement is not None:
        values = found.values(prepared.variables.coerced, snapshot.aliases)
        texts = iter(await snapshot.fetch_one(found.statement.text, found.statement.bind(values)))
    data = prepared.query.restore_aliases(found.json(texts))
    return GraphQLResult([], found.extensions, snapshot.release, data)


def _key(request: GraphQLRequest, prepared: PreparedOperation) -> Hashable:
    """What a compiled operation depends on: the text, and the variables that are no mere values."""
    slots, given = prepared.document.slots, prepared.variables.coerced
    filled, shape = slots, ""
    if slots != given.keys():
        filled = slots.intersection(given)
        shaping = {name: value for name, value in given.items() if name not in slots}
        shape = json.dumps(shaping, sort_keys=True, default=str)
    return ("graphql", prepared.query.key, request.operation_name, filled, shape)


async def _executed_answer(
    request: GraphQLRequest, prepared: PreparedOperation, limits: Limits, snapshot: Snapshot
) -> GraphQLResult:
    """The answer as the executor puts it together, field by field, over the same rows."""
    try:
        plans = plans_of(prepared.selection, prepared.operation, snapshot.aliases, snapshot.release)
    except GraphQLError as error:
        raise _Refused([error], "BAD_USER_INPUT") from error
    cost = _cost(prepared, plans.values(), limits)
    result = execute_sync(
        SCHEMA,
        prepared.document.ast,
        await _fetch(plans, snapshot),
        Context(snapshot.release),
        request.variables,
        prepared.name,
    )
    errors = [_formatted(error, "BAD_USER_INPUT") for error in result.errors or ()]
    data = compact_json(result.data)
    return GraphQLResult(errors, _extensions(snapshot, cost), snapshot.release, data)


def _extensions(snapshot: Snapshot, cost: dict[str, int]) -> str:
    return compact_json({"release": snapshot.release, "cost": cost})


class _Refused(Exception):
    """Refused by GraphQL's own rules."""

    def __init__(self, errors: list[GraphQLError], code: str) -> None:
        super().__init__(code)
        self.errors, self.code = errors, code


def select_operation(request: GraphQLRequest, template: NormalizedDocument) -> PreparedOperation:
    """Pick the operation and coerce its variables. Raises `Problem` and GraphQL's errors."""
    document, taken = template.document, template.query
    operation = _select(document, request.operation_name)
    if request.safe and operation.operation is not OperationType.QUERY:
        detail = f"a {operation.operation.value} needs POST"
        raise Problem("method-not-allowed", detail, headers={"Allow": "POST"})
    if document.errors:
        raise _Refused(list(document.errors), "GRAPHQL_VALIDATION_FAILED")
    texts = document.texts[operation.name.value if operation.name else None]
    variables = _variables(operation, texts, request.variables)
    if taken.values:
        variables = VariableValues(variables.sources, variables.coerced | dict(taken.values))
    return PreparedOperation(document, operation, variables, taken)


def _select(document: Document, name: str | None) -> OperationDefinitionNode:
    if name is None and len(document.operations) == 1:
        return document.operations[0]
    by_name = {o.name.value: o for o in document.operations if o.name}
    if name is not None and name not in by_name:
        suggestions = near(name, by_name)
        raise Problem(
            "invalid-value",
            f"the document has no operation {name!r}{did_you_mean(suggestions)}",
            parameter="operationName",
            suggestions=suggestions,
        )
    if name is not None:
        return by_name[name]
    count = len(document.operations)
    detail = f"{count} operations: name one of them in operationName" if count else "no operation"
    raise Problem("invalid-value", f"the document has {detail}", parameter="operationName")


def _variables(
    operation: OperationDefinitionNode, texts: frozenset[str] | None, given: dict[str, Any]
) -> VariableValues:
    """The variables, coerced. `texts` are their names, if all are texts: so they mostly are."""
    if not operation.variable_definitions:
        return _NO_VARIABLES
    if texts == given.keys() and all(type(value) is str for value in given.values()):
        return VariableValues({}, given)
    found = get_variable_values(
        SCHEMA, operation.variable_definitions, given, max_errors=ERRORS_MAX
    )
    if isinstance(found, VariableValues):
        return found
    raise _Refused(found, "BAD_USER_INPUT")


_NO_VARIABLES = VariableValues({}, {})


def _cost(
    prepared: PreparedOperation, plans: Iterable[Plan | None], limits: Limits
) -> dict[str, int]:
    rows = sum(map(rows_at_most, plans))
    refuse_if_over("nodes", rows, limits.nodes, "nodes (page sizes multiplied)")
    parts = parts_at_most(SCHEMA, prepared.operation, prepared.document.fragments)
    refuse_if_over("introspection", parts, PARTS_MAX, "parts of the schema")
    return {
        "nodes": rows,
        "maximumNodes": limits.nodes,
        "depth": prepared.document.sizes[prepared.name].depth,
        "maximumDepth": limits.depth,
    }


async def _fetch(
    plans: dict[str, Plan | None], snapshot: Snapshot
) -> dict[str, ConnectionValue | NodeValue | Problem | None]:
    """What the root fields resolve to: one statement, whatever is selected below them."""
    if not any(plans.values()):
        return dict.fromkeys(plans)
    statement = sql.answers(plans.values(), snapshot.dialect, snapshot.release)
    texts = await snapshot.fetch_one(statement.text, statement.bind({}))
    return {
        key: _resolved(found, text, snapshot.release)
        for (key, found), text in zip(plans.items(), texts, strict=True)
    }


def _resolved(
    found: Plan | None, text: str | None, release: str
) -> ConnectionValue | NodeValue | Problem | None:
    if found is None or (text is None and found.window is None):
        return None
    if text is None:
        return unknown_cursor_row()  # for the field's own resolver to raise
    data = json.loads(text)
    if found.window is None:
        return NodeValue(found.resource, data)
    return ConnectionValue(found.resource, release, **data)


def request_error(problem: Problem) -> GraphQLResult:
    """The answer that a `Problem` makes, when nothing was executed."""
    error = {"message": problem.detail, "extensions": problem.as_extensions()}
    return GraphQLResult([error], problem=problem)


def _refused(errors: list[GraphQLError], code: str) -> GraphQLResult:
    problem = Problem("invalid-document", errors[0].message)
    for error in errors:
        if isinstance(error.original_error, Problem):
            problem = error.original_error
    return GraphQLResult([_formatted(error, code) for error in errors], problem=problem)


def _formatted(error: GraphQLError, code: str) -> dict[str, Any]:
    """An error as answered: with a code, and with nothing of ours in it if the fault is ours."""
    formatted: dict[str, Any] = dict(error.formatted)
    original = error.original_error
    if isinstance(original, Problem):
        return formatted | {"extensions": original.as_extensions()}
    if original is not None and not isinstance(original, GraphQLError):
        _LOG.error("a resolver broke", exc_info=original)
        broken = PROBLEMS["internal-error"]
        formatted["message"] = broken.title
        return formatted | {"extensions": {"code": broken.code, "type": "/problems/internal-error"}}
    slug = "invalid-value" if code == "BAD_USER_INPUT" else "invalid-document"
    return formatted | {"extensions": {"code": code, "type": f"/problems/{slug}"}}
