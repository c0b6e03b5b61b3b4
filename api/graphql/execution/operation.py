"""Executes GraphQL requests: compiled into one statement, or field by field by the reference
executor.
"""

from api.graphql.execution.compiler import execute_compiled
from api.graphql.execution.document_cache import DocumentCache
from api.graphql.execution.prepare import GraphQLRequest, select_operation
from api.graphql.execution.reference import execute_reference
from api.graphql.execution.result import (
    GraphQLResult,
    RequestErrors,
    request_error,
    request_errors,
)
from api.problems import Problem
from api.releases.store import Snapshot

__all__ = ["GraphQLRequest", "GraphQLResult", "execute", "request_error"]


async def execute(
    request: GraphQLRequest, documents: DocumentCache, snapshot: Snapshot
) -> GraphQLResult:
    """Execute a request (specification, section 6). Request errors are part of the result."""
    try:
        document, query = documents.get_normalized(request.query)
        operation = select_operation(request, document, query.values)
        result = None
        if documents.compiles:
            result = await execute_compiled(operation, query, documents.limits, snapshot)
        if result is None:
            documents.reference_executions += 1
            operation = select_operation(request, documents.get(request.query))
            values = request.variables
            result = await execute_reference(operation, values, documents.limits, snapshot)
    except Problem as problem:
        return request_error(problem)
    except RequestErrors as errors:
        return request_errors(errors)
    return result
