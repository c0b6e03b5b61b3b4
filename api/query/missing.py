"""What a query of one row says where there is no such row: which keys and names are near."""

from dataclasses import replace

from api.query.filters import is_possible_key
from api.query.plan import Plan
from api.query.shape import columns
from api.query.sql.statements import answer, neighbours
from api.releases.store import Snapshot
from schema.filters import ALIASED_RESOURCES
from schema.resource import Resource
from schema.suggestions import nearest


async def similar_keys(resource: Resource, key: str, snapshot: Snapshot) -> list[str]:
    """Keys of a resource that are similar to one that no row has; of actors by their names.

    Of other resources the keys around it are compared: a table may have millions.
    """
    if resource.name in ALIASED_RESOURCES:
        return list(snapshot.aliases.similar(resource.name, key))
    if not is_possible_key(key):
        return []
    statement = neighbours(resource, key, snapshot.dialect)
    (keys,) = await snapshot.fetch_one(statement.text, statement.parameters)
    return nearest(key, keys.split(",")) if keys else []


async def exists_undated(plan: Plan, snapshot: Snapshot) -> bool:
    """Whether the row of a plan exists, whatever was known of it by when."""
    undated = replace(plan, shape=columns([plan.resource.key]), as_of=None, known_by=None)
    statement = answer(undated, snapshot.dialect, snapshot.release)
    (row,) = await snapshot.fetch_one(statement.text, statement.bind({}))
    return row is not None
