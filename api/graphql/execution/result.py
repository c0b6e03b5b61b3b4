"""Results of GraphQL requests, and how their errors are written (specification, section 7)."""

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError

from api.graphql.execution.former_values import with_hint
from api.problems import PROBLEMS, Problem

BAD_USER_INPUT = "BAD_USER_INPUT"


@dataclass(slots=True)
class GraphQLResult:
    """A GraphQL response, its parts written as JSON.

    `data` is None if the request failed before execution (a request error, section 7.1.1); then
    `problem` sets the HTTP status. `faults` are those of this program, for the log only.
    """

    errors: list[dict[str, Any]]
    extensions: str = ""  # JSON
    release: str = ""  # id of the release that was read
    data: str | None = None  # JSON
    problem: Problem | None = None
    faults: tuple[Exception, ...] = ()

    @property
    def problem_slug(self) -> str:
        """The type of the problem that the request or a field of it met first; "" for none."""
        if self.problem is not None:
            return self.problem.type.slug
        if not self.errors:
            return ""
        return str(self.errors[0]["extensions"]["type"]).removeprefix("/problems/")


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
    errors = format_errors(raised.errors, raised.code)
    return GraphQLResult(errors, problem=problem, faults=faults_of(raised.errors))


def faults_of(errors: list[GraphQLError]) -> tuple[Exception, ...]:
    """What went wrong in this program, among the errors of a request."""
    originals = (error.original_error for error in errors)
    return tuple(error for error in originals if error is not None and _is_fault(error))


def _is_fault(error: Exception) -> bool:
    return not isinstance(error, Problem | GraphQLError)


def format_errors(errors: list[GraphQLError], code: str) -> list[dict[str, Any]]:
    """Errors as the response has them; `code` is for those that bring none of their own."""
    return [_format_error(error, code) for error in errors]


def _format_error(error: GraphQLError, code: str) -> dict[str, Any]:
    formatted: dict[str, Any] = dict(error.formatted)
    original = error.original_error
    if isinstance(original, Problem):
        return formatted | {"extensions": original.as_extensions()}
    if original is not None and _is_fault(original):
        problem = PROBLEMS["internal-error"]
        formatted["message"] = problem.title
        return formatted | {
            "extensions": {"code": problem.code, "type": "/problems/internal-error"}
        }
    formatted["message"] = with_hint(error.message)
    slug = "invalid-value" if code == BAD_USER_INPUT else "invalid-document"
    return formatted | {"extensions": {"code": code, "type": f"/problems/{slug}"}}
