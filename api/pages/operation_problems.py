"""Which problems an operation can answer, from the table of problem types."""

from collections.abc import Callable

from api.pages.operations import Operation
from api.problems import PROBLEMS, ProblemType
from schema.actors import ACTORS
from schema.filters import ALIASED_RESOURCES


def _takes(*names: str) -> Callable[[Operation], bool]:
    """Whether an operation has one of these parameters."""
    return lambda operation: any(each["name"] in names for each in operation.parameters)


def _takes_query(operation: Operation) -> bool:
    return any(each["in"] == "query" for each in operation.parameters)


def _resolves(operation: Operation) -> bool:
    """Whether it has a filter by country or group, or is of the rows of one."""
    filters = operation.resource.filters.values() if operation.resource else ()
    return operation.is_list and any(
        each.resolves in (*ALIASED_RESOURCES, ACTORS) for each in filters
    )


def _is_file(operation: Operation) -> bool:
    return operation.tag == "files"


def _always(_operation: Operation) -> bool:
    return True


def _reads_record(operation: Operation) -> bool:
    return operation.path.startswith("/v1")


# Problems of GraphQL, and of what no request to an operation can be, are not here.
_OF_OPERATIONS: dict[str, Callable[[Operation], bool]] = {
    "unknown-parameter": _reads_record,
    "duplicate-parameter": _takes_query,
    "invalid-value": _takes_query,
    "no-effect": _takes("as_of", "known_by", "holds", "sort", "bom"),
    "unknown-name": _takes("sort", "fields", "include"),
    "unknown-code": _resolves,
    "invalid-cursor": _takes("after"),
    "too-costly": _takes("limit", "include", "fields"),
    "not-found": lambda operation: bool(operation.path_parameters),
    "unknown-release": _takes("release"),
    "release-gone": _takes("release", "after"),
    "range-not-satisfiable": _is_file,
    "not-acceptable": _reads_record,
    "method-not-allowed": _always,
    "quota-exceeded": _reads_record,
    "internal-error": _always,
    "busy": _reads_record,
    "not-ready": lambda operation: operation.id != "healthz",
    "overloaded": _always,
}


def problems_of(operation: Operation) -> list[ProblemType]:
    """The problem types that an operation can answer, by status."""
    slugs = [slug for slug, applies in _OF_OPERATIONS.items() if applies(operation)]
    return sorted((PROBLEMS[slug] for slug in slugs), key=lambda problem: problem.status)
