"""The actor of each row: the value of the one reference column that is not null."""

from collections.abc import Mapping

from schema import RECORD
from schema.actors import ACTOR_COLUMNS, ACTOR_ID, ACTOR_KIND, KIND_BY_TABLE
from schema.resource import Resource
from seeds.loading.spool import Spool
from seeds.loading.values import Record, Row


def set_actors(record: Record) -> None:
    """Set `actor_id` and `actor_kind` of all rows of resources that declare an actor, in place."""
    for resource in (resource for resource in RECORD.values() if resource.actor):
        rows = record[resource.name]
        if not isinstance(rows, Spool):  # theirs are set as they are derived
            kinds = actor_kinds(resource)
            for row in rows:
                set_actor(row, kinds)


def set_actor(row: Row, kinds: Mapping[str, str]) -> None:
    """Set `actor_id` and `actor_kind` of a row; `kinds` are the `actor_kinds` of its resource."""
    values = row.values
    values[ACTOR_ID] = values[ACTOR_KIND] = None
    for column, kind in kinds.items():
        if values[column] is not None:
            values[ACTOR_ID], values[ACTOR_KIND] = values[column], kind
    if values[ACTOR_ID] is None:
        row.bad |= {*ACTOR_COLUMNS}  # the rule about actors reports it


def actor_kinds(resource: Resource) -> dict[str, str]:
    """The kind of actor that each of the resource's actor columns names."""
    assert resource.actor is not None
    references = {c.name: c.info["reference"] for c in resource.columns if "reference" in c.info}
    return {name: KIND_BY_TABLE[references[name].table].value for name in resource.actor.columns}
