"""Query string → Plan: what REST's parameters mean, as pure functions.

Strict on purpose: an unknown, repeated or malformed parameter is refused with a hint, since an
answer to another question than the one asked is worse than none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from api.cursors import anchor
from api.errors import Problem, did_you_mean, near
from api.limits import REST_EMBEDDED, REST_PAGE, REST_PAGE_MAX, REST_ROWS_MAX
from api.plan import Condition, Embed, Order, Plan, Window, order_of
from api.values import Resolved, Resolver, condition, key_of, words
from schema import RESOURCES
from schema.resource import Filter, Relation, Resource

_INCLUDE_DEPTH_MAX = 2
_PARAMETERS_MAX = 100

# What hangs below one country: /v1/countries/{code}/{name}.
OF_A_COUNTRY = ("pledges", "emissions-shares", "officials", "positions", "quotes", "dialogues")


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan, and what its codes and aliases were taken to mean."""

    plan: Plan
    resolved: Resolved = field(default_factory=Resolved)


def filter_parameters(resource: Resource) -> dict[str, tuple[Filter, str]]:
    """Every filter parameter of a resource: `status` and `status__in` → (filter, operator)."""
    return {
        what.name if operator == "eq" else f"{what.name}__{operator}": (what, operator)
        for what in resource.filters.values()
        for operator in what.operators
    }


def list_parameters(resource: Resource) -> list[str]:
    """The names of every parameter that a list of this resource takes."""
    search = ["q"] if resource.search else []
    return [*filter_parameters(resource), *search, "sort", "fields", "include", "limit", "after"]


def include_paths(resource: Resource) -> list[str]:
    """Every relation, and every relation's relation, that `include` takes."""
    return [
        path
        for relation in resource.relations
        for path in (
            relation.name,
            *(f"{relation.name}.{below.name}" for below in RESOURCES[relation.target].relations),
        )
    ]


def read_query(query: str) -> dict[str, str]:
    """Decode a query string, refusing repeated names, broken escapes and sheer numbers."""
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, errors="strict", max_num_fields=_PARAMETERS_MAX
        )
    except UnicodeDecodeError:
        raise Problem("invalid-value", "the query string is not UTF-8") from None
    except ValueError:
        raise Problem(
            "too-costly", f"more than {_PARAMETERS_MAX} parameters", maximum=_PARAMETERS_MAX
        ) from None
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in values:
            raise Problem("duplicate-parameter", f"{name} is given twice", parameter=name)
        values[name] = value
    return values


def ask_list(
    resource: Resource,
    query: Mapping[str, str],
    names: Resolver,
    release: str,
    within: Condition | None = None,
) -> Asked:
    """The plan of a list. `within` is a condition that the path sets, such as the country."""
    filters = filter_parameters(resource)
    known = list_parameters(resource)
    if within is not None:
        own = within.filter.name
        known = [name for name in known if name.split("__")[0] != own]
    _refuse_unknown(query, known)
    resolved = Resolved()
    conditions = [
        condition(*filters[name], value, names, resolved, name)
        for name, value in query.items()
        if name in filters
    ]
    limit = _limit(query.get("limit"))
    after = query.get("after")
    plan = Plan(
        resource=resource,
        fields=_fields(resource, query.get("fields")),
        where=(*conditions, *([within] if within else [])),
        words=words(query["q"]) if "q" in query else (),
        order=_order(resource, query.get("sort")),
        window=Window(limit, None if after is None else anchor(after, release, "after")),
        embeds=_embeds(resource, query.get("include"), limit),
    )
    return Asked(plan, resolved)


def ask_item(resource: Resource, key: str, query: Mapping[str, str], names: Resolver) -> Asked:
    """The plan of one row, by its key or, for countries and groups, any code or alias."""
    _refuse_unknown(query, ["fields", "include"])
    found = key_of(resource.name, key, names)
    plan = Plan(
        resource=resource,
        fields=_fields(resource, query.get("fields")),
        where=(Condition(resource.filters[resource.key], "eq", found),),
        embeds=_embeds(resource, query.get("include"), 1),
    )
    return Asked(plan, Resolved({resource.key: {key: found}} if found != key else {}))


def _refuse_unknown(query: Mapping[str, str], known: Iterable[str]) -> None:
    known = list(known)
    for name in query:
        if name not in known:
            suggestions = near(name, known)
            raise Problem(
                "unknown-parameter",
                f"there is no parameter {name!r} here{did_you_mean(suggestions)}",
                parameter=name,
                suggestions=suggestions,
            )


def _listed(parameter: str, asked: str, known: Iterable[str]) -> tuple[str, ...]:
    """Names separated by commas, each known and given once."""
    known, found = list(known), asked.split(",")
    for name in found:
        if name not in known:
            suggestions = near(name, known)
            raise Problem(
                "invalid-value",
                f"{parameter} takes {', '.join(known)}; not {name!r}{did_you_mean(suggestions)}",
                parameter=parameter,
                suggestions=suggestions,
            )
    if len(set(found)) < len(found):
        raise Problem("invalid-value", f"{parameter} names a thing twice", parameter=parameter)
    return tuple(found)


def _fields(resource: Resource, asked: str | None) -> tuple[str, ...]:
    if asked is None:
        return tuple(resource.fields)
    return _listed("fields", asked, resource.fields)


def _order(resource: Resource, asked: str | None) -> tuple[Order, ...]:
    if asked is None:
        return order_of(resource, resource.order)
    both = [f"{sign}{name}" for name in resource.sortable for sign in ("", "-")]
    found = _listed("sort", asked, both)
    if len({name.removeprefix("-") for name in found}) < len(found):
        raise Problem("invalid-value", "sort names a column twice", parameter="sort")
    return order_of(resource, found)


def _limit(asked: str | None) -> int:
    if asked is None:
        return REST_PAGE
    if not (asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= REST_PAGE_MAX):
        raise Problem(
            "invalid-value",
            f"limit takes a whole number from 1 to {REST_PAGE_MAX}, not {asked!r}",
            parameter="limit",
            maximum=REST_PAGE_MAX,
        )
    return int(asked)


# Includes


def _embeds(resource: Resource, asked: str | None, limit: int) -> tuple[Embed, ...]:
    if asked is None:
        return ()
    paths = asked.split(",")
    if len(set(paths)) < len(paths):
        raise Problem("invalid-value", "include names a relation twice", parameter="include")
    tree: dict[str, dict[str, object]] = {}
    for path in paths:
        _plant(tree, path)
    embeds, rows = _grow(resource, tree, "")
    if (cost := limit * rows) > REST_ROWS_MAX:
        raise Problem(
            "too-costly",
            f"limit={limit} with include={asked} may reach {cost} rows, and the most is"
            f" {REST_ROWS_MAX}: use limit={max(REST_ROWS_MAX // rows, 1)} or include less",
            parameter="include",
            cost=cost,
            maximum=REST_ROWS_MAX,
        )
    return embeds


def _plant(tree: dict[str, dict[str, object]], path: str) -> None:
    steps = path.split(".")
    if len(steps) > _INCLUDE_DEPTH_MAX:
        raise Problem(
            "too-costly",
            f"include goes {_INCLUDE_DEPTH_MAX} relations deep at most, and {path!r} {len(steps)}",
            parameter="include",
            maximum=_INCLUDE_DEPTH_MAX,
        )
    for step in steps:
        tree = tree.setdefault(step, {})  # type: ignore[assignment]


def _grow(
    resource: Resource, tree: Mapping[str, Mapping[str, object]], prefix: str
) -> tuple[tuple[Embed, ...], int]:
    """Embedded plans of a tree of relations, and the most rows that one parent row leads to."""
    embeds, rows = [], 1
    for name, below in tree.items():
        if name not in resource.relations_by_name:
            _listed("include", prefix + name, [prefix + r for r in resource.relations_by_name])
        relation = resource.relations_by_name[name]
        target = RESOURCES[relation.target]
        inner, inner_rows = _grow(target, below, f"{prefix}{name}.")  # type: ignore[arg-type]
        embeds.append(_embed(relation, target, inner))
        rows += inner_rows * (REST_EMBEDDED if relation.many else 1)
    return tuple(embeds), rows


def _embed(relation: Relation, target: Resource, embeds: tuple[Embed, ...]) -> Embed:
    window = Window(REST_EMBEDDED) if relation.many else None
    order = order_of(target, target.order)
    plan = Plan(target, tuple(target.fields), order=order, window=window, embeds=embeds)
    return Embed(relation.name, relation, plan, address(relation) if relation.many else None)


def address(relation: Relation) -> str:
    """The REST list that a to-many relation leads to, up to the key: `/v1/pledges?country=`."""
    target = RESOURCES[relation.target]
    inverse = target.inverse(relation)
    assert inverse is not None, f"{relation.target} has no filter for {relation.name}"
    return f"/v1/{target.name}?{inverse.name}="
