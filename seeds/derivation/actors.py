"""The actor of each row: the value of the one reference column that is not null."""

from schema import RECORD
from schema.actors import ACTOR_COLUMNS, ACTOR_ID, ACTOR_KIND, KIND_BY_TABLE
from schema.resource import Resource
from seeds.loading.values import Record


def set_actors(record: Record) -> None:
    """Set `actor_id` and `actor_kind` of all rows of resources that declare an actor, in place."""
    for resource in (resource for resource in RECORD.values() if resource.actor):
        kinds = _kinds(resource)
        for row in record[resource.name]:
            row.values |= dict.fromkeys(ACTOR_COLUMNS)
            for column, kind in kinds.items():
                if row.values[column] is not None:
                    row.values |= {ACTOR_ID: row.values[column], ACTOR_KIND: kind}
            if row.values[ACTOR_ID] is None:
                row.bad |= {*ACTOR_COLUMNS}  # the rule about actors reports it


def _kinds(resource: Resource) -> dict[str, str]:
    """The kind of actor that each of the resource's actor columns names."""
    assert resource.actor is not None
    references = {c.name: c.info["reference"] for c in resource.columns if "reference" in c.info}
    return {name: KIND_BY_TABLE[references[name].table].value for name in resource.actor.columns}
