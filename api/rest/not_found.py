"""What a 404 says: what is not there, and where to look instead."""

from api.problems import Problem
from api.query.missing import similar_keys
from api.releases.store import Snapshot
from api.rest.redirects import PREFIX
from schema import RESOURCES
from schema.filters import ALIASED_RESOURCES
from schema.relations import Relation
from schema.resource import Resource
from schema.suggestions import did_you_mean, nearest


def no_resource(name: str) -> Problem:
    """The problem of a path that begins with no resource."""
    paths = [f"{PREFIX}{near_name}" for near_name in nearest(name, RESOURCES)]
    detail = f"there is no resource {name!r}{did_you_mean(paths)}"
    return Problem("not-found", detail, suggestions=paths)


def no_nested_list(path: str, parent: Resource, name: str) -> Problem:
    """The problem of a segment below a row that is no list of it."""
    if not parent.nested:
        return Problem("not-found", f"there is nothing at {path}: see {PREFIX}{parent.name}")
    return Problem(
        "not-found",
        f"one of the {parent.name} has no {name!r}, but {', '.join(parent.nested)}",
        suggestions=nearest(name, parent.nested),
    )


def no_nested_path(path: str, parent: Resource, key: str, relation: Relation) -> Problem:
    """The problem of a relation to one row, which is not at a path below the row."""
    way_out = f"{PREFIX}{parent.name}/{key}?include={relation.name}"
    detail = f"there is nothing at {path}: see {way_out}"
    return Problem("not-found", detail, suggestions=[way_out])


async def no_row(
    resource: Resource, key: str, snapshot: Snapshot, nested: Relation | None = None
) -> Problem:
    """The problem of a key that no row has; `nested` is the list that was asked for below it."""
    fault, names = f"no row of {resource.name} has the key {key!r}", snapshot.aliases
    is_actor = resource.name in ALIASED_RESOURCES
    if is_actor and (other := names.actor_of_other_kind(resource.name, key)) is not None:
        way_out = f"{PREFIX}{other.resource}/{other.key}"
        if nested is not None and nested.segment in RESOURCES[other.resource].nested:
            way_out += f"/{nested.segment}"
        detail = f"{fault}, but one of {other.resource} goes by it: see {way_out}"
        return Problem("not-found", detail, suggestions=[way_out])
    suggestions = await similar_keys(resource, key, snapshot)
    detail = f"{fault}{did_you_mean(suggestions)}; see {PREFIX}{resource.name}"
    return Problem("not-found", detail, suggestions=suggestions)


def not_stated_by(resource: Resource, key: str, known_by: str) -> Problem:
    """The problem of a row that no source had stated by a date."""
    return Problem(
        "not-found",
        f"no source had stated {key!r} of {resource.name} by {known_by}:"
        " give a later known_by, or leave it out",
        parameter="known_by",
    )
