"""`as_of` for resources without a validity of their own, and the problems of dates without use."""

from api.problems import Problem
from api.query.plan import accepts_as_of
from schema import RESOURCES
from schema.resource import Resource


def as_of_alternatives(resource: Resource) -> list[str]:
    """The parameters with which a resource without a validity of its own takes `as_of`."""
    links = [f"{what.name}=" for what in resource.link_filters if accepts_as_of(resource, [what])]
    leading = [r for r in resource.relations if accepts_as_of(RESOURCES[r.target], relation=r)]
    return [*links, *(f"include={relation.name}" for relation in leading)]


def as_of_not_applicable(resource: Resource) -> Problem:
    """The problem of an `as_of` that nothing in the query depends on."""
    alternatives = as_of_alternatives(resource) or [
        f"/v1/{r.name}" for r in RESOURCES.values() if r.validity
    ]
    return Problem(
        "invalid-value",
        f"as_of has no effect here: {resource.name} have no validity in time of their own;"
        f" use it with {' or '.join(alternatives)}",
        parameter="as_of",
    )


def known_by_not_applicable(resource: Resource) -> Problem:
    """The problem of a `known_by` that nothing in the query depends on."""
    alternatives = [f"/v1/{r.name}" for r in RESOURCES.values() if r.validity]
    return Problem(
        "invalid-value",
        f"known_by has no effect here: when {resource.name} were first stated is not held;"
        f" use it with {' or '.join(alternatives)}",
        parameter="known_by",
    )
