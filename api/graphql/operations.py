"""One operation from text to answer: chosen, costed, planned, fetched, and put in shape."""

import json
import logging
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    execute_sync,
)
from graphql.execution.values import VariableValues, get_variable_values

from api import sql
from api.cursors import cursor_problem
from api.errors import PROBLEMS, Problem, did_you_mean, near
from api.graphql.documents import ERRORS_MAX, Document, Documents
from api.graphql.introspection import PARTS_MAX, parts_at_most
from api.graphql.limits import refuse_if_over
from api.graphql.planner import plans_of, rows_at_most
from api.graphql.schema import SCHEMA
from api.graphql.selection import Selection
from api.graphql.shapes import Listed, Row
from api.plan import Plan
from api.store import Snapshot

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A GraphQL request, however it came."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    safe: bool = False  # by GET, which must not be more than a query


@dataclass(frozen=True, slots=True)
class Answer:
    """A GraphQL response. Without `data` it is a refusal, and `problem` says of which kind."""

    errors: list[dict[str, Any]]
    extensions: dict[str, Any] = field(default_factory=dict)
    data: Any = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What resolvers see."""

    release: str


@dataclass(frozen=True, slots=True)
class Planned:
    """An operation that will be answered: its plans and what they cost."""

    document: Document
    operation: OperationDefinitionNode
    plans: dict[str, Plan | None]
    cost: dict[str, int]


async def answer(asked: Asked, documents: Documents, snapshot: Snapshot) -> Answer:
    """Answer one request. Never raises for what the asker wrote."""
    try:
        planned = plan(asked, documents, snapshot)
    except Problem as problem:
        return refusal(problem)
    except GraphQLSyntaxError as error:
        return _refused([error], "GRAPHQL_PARSE_FAILED")
    except _Refused as refused:
        return _refused(refused.errors, refused.code)
    try:
        answers = await _fetch(planned.plans, snapshot)
    except Problem as problem:
        return refusal(problem)
    result = execute_sync(
        SCHEMA,
        planned.document.ast,
        answers,
        Context(snapshot.release),
        asked.variables,
        planned.operation.name.value if planned.operation.name else None,
    )
    return _answered(result, {"release": snapshot.release, "cost": planned.cost})


class _Refused(Exception):
    """Refused by GraphQL's own rules."""

    def __init__(self, errors: list[GraphQLError], code: str) -> None:
        super().__init__(code)
        self.errors, self.code = errors, code


def plan(asked: Asked, documents: Documents, snapshot: Snapshot) -> Planned:
    """Everything that happens before the store is asked: no statement is run."""
    document = documents.get(asked.query)
    operation = _chosen(document, asked.operation_name)
    if asked.safe and operation.operation is not OperationType.QUERY:
        detail = f"a {operation.operation.value} needs POST"
        raise Problem("method-not-allowed", detail, headers={"Allow": "POST"})
    if document.errors:
        raise _Refused(list(document.errors), "GRAPHQL_VALIDATION_FAILED")
    selection = Selection(SCHEMA, document.fragments, _variables(operation, asked.variables))
    try:
        plans = plans_of(selection, operation, snapshot.names, snapshot.release)
    except GraphQLError as error:
        raise _Refused([error], "BAD_USER_INPUT") from error
    return Planned(document, operation, plans, _cost(document, operation, plans, documents))


def _chosen(document: Document, name: str | None) -> OperationDefinitionNode:
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
    if len(document.operations) != 1:
        count = len(document.operations)
        detail = (
            f"{count} operations: name one of them in operationName" if count else "no operation"
        )
        raise Problem("invalid-value", f"the document has {detail}", parameter="operationName")
    return document.operations[0]


def _variables(operation: OperationDefinitionNode, given: dict[str, Any]) -> VariableValues:
    found = get_variable_values(
        SCHEMA, operation.variable_definitions or (), given, max_errors=ERRORS_MAX
    )
    if isinstance(found, VariableValues):
        return found
    raise _Refused(found, "BAD_USER_INPUT")


def _cost(
    document: Document,
    operation: OperationDefinitionNode,
    plans: dict[str, Plan | None],
    documents: Documents,
) -> dict[str, int]:
    bounds = documents.bounds
    rows = sum(rows_at_most(found) for found in plans.values())
    refuse_if_over("nodes", rows, bounds.nodes, "nodes (page sizes multiplied)")
    parts = parts_at_most(SCHEMA, operation, document.fragments)
    refuse_if_over("introspection", parts, PARTS_MAX, "parts of the schema")
    depth = document.shapes[operation.name.value if operation.name else None].depth
    return {
        "nodes": rows,
        "maximumNodes": bounds.nodes,
        "depth": depth,
        "maximumDepth": bounds.depth,
    }


async def _fetch(
    plans: dict[str, Plan | None], snapshot: Snapshot
) -> dict[str, Listed | Row | Problem | None]:
    """What the root fields resolve to: one statement, whatever is selected below them."""
    if not any(plans.values()):
        return dict.fromkeys(plans)
    asked = sql.answers(plans.values(), snapshot.dialect, snapshot.release)
    texts = await snapshot.one(asked.text, asked.bind({}))
    return {
        key: _resolved(found, text, snapshot.release)
        for (key, found), text in zip(plans.items(), texts, strict=True)
    }


def _resolved(found: Plan | None, text: str | None, release: str) -> Listed | Row | Problem | None:
    if found is None or (text is None and found.window is None):
        return None
    if text is None:
        return cursor_problem()  # for the field's own resolver to raise
    data = json.loads(text)
    if found.window is None:
        return Row(found.resource, data)
    return Listed(found.resource, release, **data)


def refusal(problem: Problem) -> Answer:
    """The answer that a `Problem` makes, when nothing was executed."""
    error = {"message": problem.detail, "extensions": problem.as_extensions()}
    return Answer([error], problem=problem)


def _refused(errors: list[GraphQLError], code: str) -> Answer:
    problem = Problem("invalid-document", errors[0].message)
    for error in errors:
        if isinstance(error.original_error, Problem):
            problem = error.original_error
    return Answer([_formatted(error, code) for error in errors], problem=problem)


def _answered(result: ExecutionResult, extensions: dict[str, Any]) -> Answer:
    errors = [_formatted(error, "BAD_USER_INPUT") for error in result.errors or ()]
    return Answer(errors, extensions, result.data)


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
