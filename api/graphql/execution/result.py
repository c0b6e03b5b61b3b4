"""Results of GraphQL requests, and how their errors are written (specification, section 7)."""

import logging
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError

from api.graphql.execution.former_values import with_hint
from api.problems import PROBLEMS, Problem

_LOG = logging.getLogger(__name__)

BAD_USER_INPUT = "BAD_USER_INPUT"


@dataclass(slots=True)
class GraphQLResult:
    """A GraphQL response, its parts written as JSON.

    `data` is None if the request failed before execution (a request error, section 7.1.1); then
    `problem` sets the HTTP status.
    """

    errors: list[dict[str, Any]]
    extensions: str = ""  # JSON
    release: str = ""  # id of the release that was read
    data: str | None = None  # JSON
    problem: Problem | None = None


class RequestErrors(Exception):
    """GraphQL errors that prevent execution; `code` goes into their extensions."""

    def __init__(self, errors: list[GraphQLError], code: str) -> None:
        super().__init__(code)
        self.errors, self.code = errors, code


def request_error(problem: Problem) -> GraphQLResult:
    """The result of a request that a problem prevents from being executed."""
    error = {"message": problem.detail, "extensions": problem.as_extensions()}
    return GraphQLResult([error], problem=problem)


def request_errors(raised: RequestErrors) -> GraphQLResult:
    """The result of a request that GraphQL errors prevent from being executed."""
    problem = Problem("invalid-document", raised.errors[0].message)
    for error in raised.errors:
        if isinstance(error.original_error, Problem):
            problem = error.original_error
    return GraphQLResult(format_errors(raised.errors, raised.code), problem=problem)


def format_errors(errors: list[GraphQLError], code: str) -> list[dict[str, Any]]:
    """Errors as the response has them; `code` is for those that bring none of their own."""
    return [_format_error(error, code) for error in errors]


def _format_error(error: GraphQLError, code: str) -> dict[str, Any]:
    formatted: dict[str, Any] = dict(error.formatted)
    original = error.original_error
    if isinstance(original, Problem):
        return formatted | {"extensions": original.as_extensions()}
    if original is not None and not isinstance(original, GraphQLError):
        # A fault of this program: the message is for the log only.
        _LOG.error("a resolver failed", exc_info=original)
        problem = PROBLEMS["internal-error"]
        formatted["message"] = problem.title
        return formatted | {
            "extensions": {"code": problem.code, "type": "/problems/internal-error"}
        }
    formatted["message"] = with_hint(error.message)
    slug = "invalid-value" if code == BAD_USER_INPUT else "invalid-document"
    return formatted | {"extensions": {"code": code, "type": f"/problems/{slug}"}}
