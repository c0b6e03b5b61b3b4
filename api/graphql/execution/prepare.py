"""Prepares a request for execution: GetOperation and CoerceVariableValues (specification, 6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import OperationDefinitionNode, OperationType
from graphql.execution.values import VariableValues, get_variable_values

from api.graphql.execution.document_cache import ERRORS_MAX, Document
from api.graphql.execution.result import BAD_USER_INPUT, RequestErrors
from api.graphql.execution.selection import Selection
from api.graphql.execution.variables import coerce_leaves
from api.graphql.schema.build import SCHEMA
from api.problems import Problem
from schema.suggestions import did_you_mean, nearest


@dataclass(slots=True)
class GraphQLRequest:
    """The parameters of a GraphQL request, by GET or POST.

    `query` is empty if only its hash was sent, and the persisted query is not known yet.
    """

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    safe: bool = False  # by GET, which may only execute queries
    query_hash: str | None = None  # of a persisted query


@dataclass(slots=True)
class PreparedOperation:
    """A valid operation with its coerced variables."""

    document: Document
    node: OperationDefinitionNode
    name: str | None
    variables: VariableValues

    @property
    def selection(self) -> Selection:
        """Its fragments and variables, by which fields are collected."""
        return Selection(SCHEMA, self.document.fragments, self.variables)

    @property
    def depth(self) -> int:
        """Its depth, with fragments expanded."""
        return self.document.sizes[self.name].depth


def select_operation(
    request: GraphQLRequest, document: Document, literals: Mapping[str, Any] | None = None
) -> PreparedOperation:
    """Select the operation that a request executes, and coerce its variables.

    Args:
        request: The request.
        document: Its document, or a normalized one in place of it.
        literals: Values of the variables that normalization put in place of literals.

    Raises:
        Problem: The document has no such operation, or GET may not execute it.
        RequestErrors: The document or the variables are invalid.
    """
    node = document.by_name.get(request.operation_name)
    if node is None:
        raise _no_operation(document, request.operation_name)
    if request.safe and node.operation is not OperationType.QUERY:
        detail = f"a {node.operation.value} needs POST"
        raise Problem("method-not-allowed", detail, headers={"Allow": "POST"})
    if document.errors:
        raise RequestErrors(list(document.errors), "GRAPHQL_VALIDATION_FAILED")
    name = node.name.value if node.name else None
    leaves = document.leaf_variables.get(name)
    # get_variable_values looks up the types for each request, which takes 2 µs a variable.
    coerced = None if leaves is None else coerce_leaves(leaves, request.variables)
    if coerced is None:
        variables = _coerce_variables(node, request.variables)
    else:
        variables = VariableValues({}, coerced)
    if literals:
        variables = VariableValues(variables.sources, {**variables.coerced, **literals})
    return PreparedOperation(document, node, name, variables)


def _no_operation(document: Document, name: str | None) -> Problem:
    """The problem of an `operationName` that names none, or is missing where several could be."""
    if name is not None:
        names = [other for other in document.by_name if other is not None]
        suggestions = nearest(name, names)
        return Problem(
            "invalid-value",
            f"the document has no operation {name!r}{did_you_mean(suggestions)}",
            parameter="operationName",
            suggestions=suggestions,
        )
    count = len(document.operations)
    detail = f"{count} operations: name one of them in operationName" if count else "no operation"
    return Problem("invalid-value", f"the document has {detail}", parameter="operationName")


def _coerce_variables(node: OperationDefinitionNode, values: dict[str, Any]) -> VariableValues:
    definitions = node.variable_definitions or ()
    coerced = get_variable_values(SCHEMA, definitions, values, max_errors=ERRORS_MAX)
    if isinstance(coerced, VariableValues):
        return coerced
    raise RequestErrors(coerced, BAD_USER_INPUT)
