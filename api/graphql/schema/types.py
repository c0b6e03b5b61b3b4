"""The object types, one for each resource, and the root type, derived from the declarations.

Fields with behaviour of their own (`holds`, `release`, `node`) are written in `fields`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import strawberry

from api.graphql.schema.enums import PartialDate
from api.graphql.schema.fields import (
    connection_field,
    holds_field,
    holds_reason_field,
    list_field,
    node_field,
    release_field,
    row_field,
    to_one_field,
)
from api.graphql.schema.names import KEY_NAMES, plural, singular
from api.graphql.schema.relay import Connection, Node
from api.query.plan import HOLDS, HOLDS_REASON, UnknownReason
from schema import RELEASES, RESOURCES
from schema.resource import Field, Relation, Resource
from schema.scalars import Kind


class _Member(NamedTuple):
    """One field of a type: its Python annotation and the strawberry field."""

    annotation: Any
    field: Any


_PYTHON_TYPES: dict[Kind, Any] = {
    Kind.integer: int,
    Kind.figure: float,
    Kind.flag: bool,
    Kind.date: PartialDate,
    Kind.texts: list[str],
    Kind.json: strawberry.scalars.JSON,
}

_connection: Any = Connection  # a generic type that is applied to types made at run time

# Made before their fields, since types refer to each other.
_TYPES: dict[str, Any] = {
    resource.name: type(resource.type_name, (Node,), {"__module__": __name__})
    for resource in RESOURCES.values()
}


def _publish(cls: type, members: Mapping[str, _Member], name: str, description: str) -> type:
    """Make a class a GraphQL object type with these fields."""
    cls.__annotations__ = {key: member.annotation for key, member in members.items()}
    for key, member in members.items():
        setattr(cls, key, member.field)
    return strawberry.type(cls, name=name, description=description)


def _members(resource: Resource) -> dict[str, _Member]:
    """The columns, `holds` where the resource has a validity, and the relations."""
    members = {
        KEY_NAMES.get(field.name, field.name): _Member(
            _annotation(field), strawberry.field(description=field.description)
        )
        for field in resource.fields.values()
    }
    if resource.validity is not None:
        members[HOLDS] = _Member(bool | None, holds_field())
        members[HOLDS_REASON] = _Member(UnknownReason | None, holds_reason_field())
    return members | {r.name: _relation(resource, r) for r in resource.relations}


def _annotation(field: Field) -> Any:
    annotation = field.vocabulary or _PYTHON_TYPES.get(field.kind, str)
    return annotation | None if field.nullable else annotation


def _relation(resource: Resource, relation: Relation) -> _Member:
    target = _TYPES[relation.target]
    if relation.many:
        return _Member(_connection[target], connection_field(relation))
    nullable = resource.fields[relation.local].nullable
    return _Member(target | None if nullable else target, to_one_field(relation))


def _roots() -> dict[str, _Member]:
    """The fields of the root: `release` and `node`, then each resource's row and its list."""
    rows = {
        singular(resource): _Member(_TYPES[name] | None, row_field(resource))
        for name, resource in RESOURCES.items()
        if resource is not RELEASES
    }
    lists = {
        plural(resource): _Member(_connection[_TYPES[name]], list_field(resource))
        for name, resource in RESOURCES.items()
    }
    release = _Member(_TYPES[RELEASES.name] | None, release_field(RELEASES))
    return {
        singular(RELEASES): release,
        "node": _Member(Node | None, node_field()),
        **rows,
        **lists,
    }


for _resource in RESOURCES.values():
    _publish(_TYPES[_resource.name], _members(_resource), _resource.type_name, _resource.summary)

QUERY = _publish(
    type("Query", (), {"__module__": __name__}),
    _roots(),
    "Query",
    "Climate Record: who emits, who pledged, who held office, who said what.",
)
