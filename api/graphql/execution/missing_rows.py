"""The problems of root fields of one row, where there is no such row: they name candidates."""

from collections.abc import Sequence
from typing import Any

from api.graphql.execution.result import BAD_USER_INPUT
from api.graphql.schema.names import global_id, key_argument, singular
from api.problems import Problem
from api.query.filters import NameResolver
from api.query.missing import exists_undated, similar_keys
from api.query.plan import Plan
from api.releases.store import Snapshot
from schema import RESOURCES
from schema.filters import ALIASED_RESOURCES
from schema.resource import Resource
from schema.suggestions import did_you_mean, nearest

_SHOWN = 100  # characters of a key that an error repeats


def _not_found(detail: str, **members: Any) -> Problem:
    # Clients and test tools class errors by their code, and know no other for what a client sent.
    return Problem("not-found", detail, code=BAD_USER_INPUT, **members)


def no_row(
    resource: Resource, key: str, names: NameResolver, suggestions: Sequence[str] = ()
) -> Problem:
    """The problem of a key that no row of a resource has.

    Args:
        resource: The resource.
        key: The key, or what was given for it.
        names: Tells whether it stands for an actor of another kind.
        suggestions: Keys or names that are similar to it.
    """
    fault = f"no row of {resource.name} has the key {key[:_SHOWN]!r}"
    is_actor = resource.name in ALIASED_RESOURCES
    other = names.actor_of_other_kind(resource.name, key) if is_actor else None
    if other is not None:
        kind, other_key = other
        of_kind = RESOURCES[kind]
        fault += f", but one of {kind} goes by it"
        suggestions = [f'{singular(of_kind)}({key_argument(of_kind)}: "{other_key}")']
    elif "@" in key:
        fault += "; an id with a date goes into `node(id:)`"
    return _not_found(fault + did_you_mean(suggestions), suggestions=list(suggestions))


def no_resource(id_: str, name: str) -> Problem:
    """The problem of an id that begins with no resource."""
    suggestions = nearest(name, RESOURCES)
    example = next(iter(RESOURCES.values()))
    return _not_found(
        f"no row has the id {id_[:_SHOWN]!r}: an id is the name of a resource and a key, as in"
        f" {global_id(example, example.example)!r}{did_you_mean(suggestions)}",
        suggestions=suggestions,
    )


def no_version(resource: Resource, id_: str, reason: str) -> Problem:
    """The problem of an id with dates that no id of such a row has."""
    id_without = id_.partition("@")[0]
    return _not_found(
        f"no row of {resource.name} has the id {id_[:_SHOWN]!r}: {reason};"
        f" did you mean {id_without}?",
        suggestions=[id_without],
    )


async def missing_row(plan: Plan, snapshot: Snapshot, *, suggests: bool) -> Problem:
    """The problem of a plan of one row by its key that has no answer.

    Args:
        plan: The plan.
        snapshot: The release that was read.
        suggests: Whether to look for similar keys, which takes a statement.
    """
    resource, key = plan.resource, str(plan.where[0].value)
    if plan.known_by is not None and await exists_undated(plan, snapshot):
        return _not_found(
            f"no source had stated {key!r} of {resource.name} by {plan.known_by}:"
            " give a later knownBy, or leave it out",
            parameter="knownBy",
        )
    suggestions = await similar_keys(resource, key, snapshot) if suggests else []
    return no_row(resource, key, snapshot.aliases, suggestions)
