"""Where the dates of a query apply: `as_of`, `known_by` and the members that they add.

A date without an effect is refused by both faces.
"""

from collections.abc import Iterable, Iterator

from api.problems import Problem
from api.query.plan import Date, Parameter, Plan, RowDate
from api.query.shape import Group, HoldsOn, HoldsReason, Items, Shape, embeds_of
from schema import RESOURCES
from schema.filters import Filter
from schema.relations import Relation
from schema.resource import Resource
from schema.validity import THEN

# The members that state a row's validity on the date of the query, and why it is unknown.
HOLDS, HOLDS_REASON = "holds", "holds_reason"
DATED_TABLES = frozenset(r.table_name for r in RESOURCES.values() if r.validity is not None)


def accepts_as_of(
    resource: Resource, filters: Iterable[Filter] = (), relation: Relation | None = None
) -> bool:
    """Whether a date can filter the rows of a list: by their own validity, or by a link's."""
    links = [what.through for what in filters] + [relation.through if relation else None]
    return resource.validity is not None or any(
        link.table in DATED_TABLES for link in links if link
    )


def as_of_dates(plan: Plan) -> Iterator[str | Parameter]:
    """The dates of validity that a request names in a plan, without those of embedded plans."""
    for on in (plan.as_of, *_dates_in_shape(plan.shape)):
        if on is not None and not isinstance(on, RowDate):
            yield on


def dates_of(plan: Plan) -> Iterator[str | Parameter]:
    """All dates that a request names in a plan, without those of embedded plans."""
    yield from as_of_dates(plan)
    if plan.known_by is not None:
        yield plan.known_by


def _dates_in_shape(shape: Shape | None) -> Iterator[Date]:
    for part in shape or ():
        if isinstance(part, HoldsOn | HoldsReason):
            yield part.on
        elif isinstance(part, Items | Group):
            yield from _dates_in_shape(part.shape)


def uses_as_of(plan: Plan) -> bool:
    """Whether a plan, or a plan embedded in it at any depth, has a date that a request names."""
    return any(as_of_dates(plan)) or any(uses_as_of(embed.plan) for embed in embeds_of(plan.shape))


def accepts_known_by(resource: Resource) -> bool:
    """Whether it is known by when the rows of a list had been stated.

    It is if they have versions, or one source each. Memberships are merged from several sources and
    have no versions: an interval may rest on a source of today and have been stated long before.
    """
    has_day = resource.is_versioned or resource.has_stated_day
    return resource.validity is not None and has_day


def uses_known_by(plan: Plan) -> bool:
    """Whether what had been stated by a date counts in a plan, or in a plan embedded in it."""
    embedded = (embed.plan for embed in embeds_of(plan.shape))
    return plan.known_by is not None or any(map(uses_known_by, embedded))


def as_of_alternatives(resource: Resource) -> list[str]:
    """The parameters with which a resource without a validity of its own takes `as_of`."""
    links = [f"{f.name}=" for f in resource.link_filters if accepts_as_of(resource, [f])]
    leading = [r for r in resource.relations if accepts_as_of(RESOURCES[r.target], relation=r)]
    return [*links, *(f"include={relation.name}" for relation in leading)]


def as_of_not_applicable(resource: Resource) -> Problem:
    """The problem of an `as_of` that nothing in the query depends on."""
    alternatives = as_of_alternatives(resource) or [
        f"/v1/{r.name}" for r in RESOURCES.values() if r.validity
    ]
    own = [
        f"include={THEN}.{r.name}"
        for r in _of_own_date(resource)
        if accepts_as_of(RESOURCES[r.target], relation=r)
    ]
    without = f"; {' or '.join(own)} is of the day of each row, without as_of" if own else ""
    return Problem(
        "no-effect",
        f"as_of has no effect here: {resource.name} have no validity in time of their own;"
        f" use it with {' or '.join(alternatives)}{without}",
        parameter="as_of",
    )


def known_by_alternatives(resource: Resource) -> list[str]:
    """The parameters with which a resource without a validity of its own takes `known_by`."""
    leading = [r.name for r in resource.relations if accepts_known_by(RESOURCES[r.target])]
    own = [r.name for r in _of_own_date(resource) if accepts_known_by(RESOURCES[r.target])]
    return [f"include={name}" for name in (*leading, *(f"{THEN}.{name}" for name in own))]


def _of_own_date(resource: Resource) -> tuple[Relation, ...]:
    """The relations that the date of a row leads to."""
    return resource.then.relations if resource.then is not None else ()


def known_by_not_applicable(resource: Resource) -> Problem:
    """The problem of a `known_by` that nothing in the query depends on."""
    alternatives = known_by_alternatives(resource) or [
        f"/v1/{r.name}" for r in RESOURCES.values() if accepts_known_by(r)
    ]
    return Problem(
        "no-effect",
        f"known_by has no effect here: when {resource.name} were first stated is not held;"
        f" use it with {' or '.join(alternatives)}",
        parameter="known_by",
    )
