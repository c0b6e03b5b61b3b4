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
from api.releases.gate import ThreadLane
from api.releases.store import Snapshot

__all__ = ["GraphQLRequest", "GraphQLResult", "execute", "request_error"]


async def execute(
    request: GraphQLRequest, documents: DocumentCache, snapshot: Snapshot, lane: ThreadLane
) -> GraphQLResult:
    """Execute a request (specification, section 6). Request errors are part of the result.

    Args:
        request: The request.
        documents: The documents that are cached, and the limits.
        snapshot: The release to read.
        lane: Where the reference executor works, and the schema is read: in a thread.
    """
    limits, variables = documents.limits, request.variables
    try:
        document, query = await documents.get_normalized(request.query, lane)
        operation = select_operation(request, document, query.values)
        result = None
        if documents.compiles:
            result = await execute_compiled(operation, query, variables, limits, snapshot, lane)
        if result is None:
            documents.reference_executions += 1
            operation = select_operation(request, await documents.get(request.query, lane))
            result = await execute_reference(operation, variables, limits, snapshot, lane)
    except Problem as problem:
        return request_error(problem)
    except RequestErrors as errors:
        return request_errors(errors)
    return result
