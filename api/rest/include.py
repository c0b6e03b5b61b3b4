"""`include=` → embedded plans: which relations it takes, how deep, and at what cost."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from api.limits import REST_ALL, REST_EMBEDDED, REST_PAGE_MAX, REST_ROWS_MAX
from api.problems import Problem
from api.query.actors import shared_relations
from api.query.dates import (
    HOLDS,
    HOLDS_REASON,
    accepts_as_of,
    accepts_known_by,
    known_by_not_applicable,
)
from api.query.defaults import default_conditions
from api.query.filters import parse_name_list
from api.query.plan import NO_DATES, Date, Dates, Plan, RowDate, Window, order_of
from api.query.shape import (
    Address,
    AsOf,
    CertainMember,
    DatedGroup,
    Embed,
    Group,
    HoldsOn,
    HoldsReason,
    Items,
    Member,
    OneOf,
    PageField,
    PageStat,
    PreparedRow,
    Shape,
    columns,
)
from schema import RESOURCES
from schema.actors import ACTOR
from schema.relations import Relation
from schema.resource import Resource
from schema.validity import THEN

_INCLUDE_DEPTH_MAX = 2

_Embedded = Embed | OneOf | DatedGroup


@dataclass(frozen=True, slots=True)
class Within:
    """What all embedded plans share: the release that links name, if the request does, the dates,
    and what addresses begin with."""

    release: str | None = None
    dates: Dates = NO_DATES
    base: str = ""


def include_paths(resource: Resource) -> list[str]:
    """Every relation, and every relation's relation, that `include` takes."""
    return [
        path
        for name, targets in _targets(resource).items()
        for path in (name, *(f"{name}.{below}" for below in _below(targets)))
    ]


def _targets(resource: Resource) -> dict[str, tuple[Resource, ...]]:
    """What `include` takes → the resources that it leads to: of the actor, one for each kind."""
    one = {relation.name: (RESOURCES[relation.target],) for relation in resource.relations}
    then = {name: (RESOURCES[r.target],) for name, r in _then_relations(resource).items()}
    actors = tuple(RESOURCES[relation.target] for relation in resource.actor_relations)
    return one | ({ACTOR: actors} if actors else {}) | then


def _then_relations(resource: Resource) -> dict[str, Relation]:
    """The relations that the date of a row leads to, by their names in `include`."""
    return {_of_then(r.name): r for r in resource.then.relations} if resource.then else {}


def _of_then(name: str) -> str:
    return f"{THEN}.{name}"


def _below(targets: tuple[Resource, ...]) -> Iterable[str]:
    """The relations of a target, or those that all kinds of actors have."""
    if len(targets) > 1:
        return shared_relations(targets)
    return (*targets[0].relations_by_name, *_then_relations(targets[0]))


def parse_include(
    resource: Resource, include: str | None, limit: int, within: Within
) -> tuple[_Embedded, ...]:
    """The plans that `include` embeds in each of up to `limit` rows.

    Raises:
        Problem: A relation does not exist, or the answer may hold too many rows.
    """
    if include is None:
        return ()
    paths = include.split(",")
    if len(set(paths)) < len(paths):
        raise Problem("invalid-value", "include names a relation twice", parameter="include")
    tree: dict[str, dict[str, object]] = {}
    for path in paths:
        _add_path(tree, path)
    try:
        embedded, rows = _embeds(resource, tree, "", within)
    except Problem as problem:
        if "offered" in problem.members:  # the names of one step
            problem.members["offered"] = include_paths(resource)
        raise
    if limit * rows > REST_ROWS_MAX:
        raise _too_many_rows(include, limit, rows)
    return embedded


def _too_many_rows(include: str, limit: int, rows: int) -> Problem:
    """The problem of `limit` rows, each of which leads to `rows` with itself."""
    cost, fitting = limit * rows, min(REST_ROWS_MAX // rows, REST_PAGE_MAX)
    way_out = f"use limit={fitting} or include less" if fitting else "include less"
    detail = f"limit={limit} with include={include} may reach {cost} rows, and the most is"
    detail += f" {REST_ROWS_MAX}: {way_out}"
    if limit == REST_ALL:
        detail = f"limit=all takes no include: leave out include, or {way_out}"
    return Problem("too-costly", detail, parameter="include", cost=cost, maximum=REST_ROWS_MAX)


def _add_path(tree: dict[str, dict[str, object]], path: str) -> None:
    steps = steps_of(path)
    if len(steps) > _INCLUDE_DEPTH_MAX:
        raise Problem(
            "too-costly",
            f"include goes {_INCLUDE_DEPTH_MAX} relations deep at most, and {path!r} {len(steps)}",
            parameter="include",
            maximum=_INCLUDE_DEPTH_MAX,
        )
    for step in steps:
        tree = tree.setdefault(step, {})  # type: ignore[assignment]


def steps_of(path: str) -> list[str]:
    """The relations along a path of `include`; one of a date is one step: `then.pledges`."""
    return re.split(rf"(?<!\b{THEN})\.", path)


def _embeds(
    resource: Resource, tree: Mapping[str, Mapping[str, object]], prefix: str, within: Within
) -> tuple[tuple[_Embedded, ...], int]:
    """Embedded plans of a tree of relations, and the most rows that one parent row leads to."""
    embedded: list[_Embedded] = []
    on_date: list[Embed] = []
    rows = 1
    targets, then = _targets(resource), _then_relations(resource)
    for name, below in tree.items():
        inner = f"{prefix}{name}."
        if name not in targets:
            parse_name_list("include", prefix + name, [prefix + known for known in targets])
        if name == ACTOR:
            actor, cost = _embed_actor(resource, below, inner, within)
            embedded.append(actor)
        elif name in then:
            embed, cost = _embed_relation(then[name], below, inner, _on_row_date(within))
            on_date.append(embed)
        else:
            embed, cost = _embed_relation(resource.relations_by_name[name], below, inner, within)
            embedded.append(embed)
        rows += cost
    if on_date and resource.then is not None:
        embedded.append(DatedGroup(THEN, resource.then.date, tuple(on_date)))
    return tuple(embedded), rows


def _on_row_date(within: Within) -> Within:
    return replace(within, dates=within.dates._replace(as_of=RowDate()))


def _embed_relation(
    relation: Relation, below: Mapping[str, object], prefix: str, within: Within
) -> tuple[Embed, int]:
    """The rows or the row that a relation leads to, and the most rows that these lead to."""
    target = RESOURCES[relation.target]
    inner, rows = _embeds(target, below, prefix, within)  # type: ignore[arg-type]
    return _embed(relation, target, inner, within), rows * (REST_EMBEDDED if relation.many else 1)


def _embed_actor(
    resource: Resource, below: Mapping[str, object], prefix: str, within: Within
) -> tuple[OneOf, int]:
    """The actor of each row, of whatever kind it is, and the most rows that it leads to."""
    relations = resource.actor_relations
    targets = tuple(RESOURCES[relation.target] for relation in relations)
    for name in below:
        known = [prefix + shared for shared in _below(targets)]
        parse_name_list("include", prefix + name, known)
    embedded, rows = [], 0
    for relation, target in zip(relations, targets, strict=True):
        inner, cost = _embeds(target, below, prefix, within)  # type: ignore[arg-type]
        embedded.append(_embed(relation, target, inner, within))
        rows = max(rows, cost)
    return OneOf(ACTOR, tuple(embedded)), rows


def _embed(
    relation: Relation, target: Resource, embeds: tuple[_Embedded, ...], within: Within
) -> Embed:
    as_of, known_by = within.dates
    if known_by is not None and target.validity is not None and not accepts_known_by(target):
        raise known_by_not_applicable(target)
    known_by = known_by if accepts_known_by(target) else None
    if not relation.many:
        dated = as_of if target.validity else None
        validity = validity_members(target, HoldsOn(HOLDS, dated), dated) if dated else ()
        plan = Plan(target, _row(target, embeds, validity), as_of=dated, known_by=known_by)
        return Embed(relation.name, relation, plan)
    dated = as_of if accepts_as_of(target, relation=relation) else None
    href = within.base + list_address(relation, within.release)
    on_date: Shape = (
        AsOf("date"),
        PageField("holds", PageStat.certain),
    )
    meta: Shape = (
        PageField("total", PageStat.total),
        *([Group("as_of", on_date)] if dated else []),
    )
    validity = validity_members(target, CertainMember(HOLDS), dated) if dated else ()
    shape: Shape = (
        Items("data", _row(target, embeds, validity)),
        Group("meta", meta),
        Group("links", (Address("self", href), Address("next", href, following=True))),
    )
    plan = Plan(
        target,
        shape,
        default_conditions(target, (), relation),
        order=order_of(target, target.query.order),
        window=Window(REST_EMBEDDED),
        as_of=dated,
        known_by=known_by,
        certain_first=dated is not None,
    )
    return Embed(relation.name, relation, plan)


def validity_members(resource: Resource, holds: Member, on: Date) -> tuple[Member, ...]:
    """The members that a date adds to a row: `holds` and, of its own validity, the reason."""
    return (holds, HoldsReason(HOLDS_REASON, on)) if resource.validity is not None else (holds,)


def _row(
    target: Resource, embeds: tuple[_Embedded, ...], validity: tuple[Member, ...]
) -> Shape | None:
    """A row's members; None for the whole row, which is prepared at publish."""
    if embeds:
        return (*columns(target.fields), *validity, *embeds)
    return (PreparedRow(), *validity) if validity else None


def list_address(relation: Relation, release: str | None = None) -> str:
    """The REST list of a to-many relation, up to the key: `/v1/pledges?country_code=`."""
    target = RESOURCES[relation.target]
    inverse = target.inverse(relation)
    assert inverse is not None, f"{relation.target} has no filter for {relation.name}"
    named = f"release={release}&" if release is not None else ""
    return f"/v1/{target.name}?{named}{inverse.name}="
