"""The object types, one for each resource, and the root type, derived from the declarations.

Fields with behaviour of their own (`holds`, `release`, `node`) are written in `fields`.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import strawberry

from api.graphql.schema.enums import PartialDate
from api.graphql.schema.fields import (
    actor_field,
    actor_kind_field,
    connection_field,
    holds_field,
    holds_reason_field,
    list_field,
    node_field,
    nodes_field,
    release_field,
    row_field,
    then_field,
    to_one_field,
)
from api.graphql.schema.names import KEY_NAMES, naming_columns, plural, singular
from api.graphql.schema.relay import Connection, Node
from api.query.actors import shared_relations
from api.query.dates import HOLDS, HOLDS_REASON
from api.query.plan import UnknownReason
from schema import RELEASES, RESOURCES
from schema.actors import ACTOR, ACTOR_KIND, ActorKind
from schema.filters import Field
from schema.relations import Relation, Then
from schema.resource import Resource
from schema.scalars import Kind
from schema.validity import THEN


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
_ACTOR: Any = type("Actor", (Node,), {"__module__": __name__})
_TYPES: dict[str, Any] = {
    resource.name: type(
        resource.type_name, (_ACTOR if resource.actor_kind else Node,), {"__module__": __name__}
    )
    for resource in RESOURCES.values()
}


def _publish(
    cls: type,
    members: Mapping[str, _Member],
    name: str,
    description: str,
    make: Callable[..., type] = strawberry.type,
) -> type:
    """Make a class a GraphQL object type, or by `make` an interface, with these fields."""
    cls.__annotations__ = {key: member.annotation for key, member in members.items()}
    for key, member in members.items():
        setattr(cls, key, member.field)
    return make(cls, name=name, description=description)


def _members(resource: Resource) -> dict[str, _Member]:
    """The columns, `holds` where the resource has a validity, and the relations."""
    members = {
        KEY_NAMES.get(field.name, field.name): _Member(
            _annotation(field), strawberry.field(description=field.description)
        )
        for field in resource.fields.values()
        if field.name not in naming_columns(resource.name)
    }
    if resource.validity is not None:
        members[HOLDS] = _Member(bool | None, holds_field())
        members[HOLDS_REASON] = _Member(UnknownReason | None, holds_reason_field())
    if resource.actor is not None:
        annotation = _ACTOR if resource.actor.required else _ACTOR | None
        members[ACTOR] = _Member(annotation, actor_field(resource.actor))
    if resource.actor_kind is not None:
        described = "Its code or, of what has none, its slug: `CHN`, `eu`."
        members |= {
            "code": _Member(str, strawberry.field(description=described)),
            ACTOR_KIND: _Member(ActorKind, actor_kind_field()),
        }
    if resource.then is not None:
        type_ = _then_type(resource, resource.then)
        members[THEN] = _Member(type_ | None, then_field(resource.then))
    return members | {r.name: _relation(resource, r) for r in resource.relations}


def _then_type(resource: Resource, then: Then) -> Any:
    members = {r.name: _relation(resource, r, is_dated=True) for r in then.relations}
    name = f"{resource.type_name}{THEN.capitalize()}"
    return _publish(type(name, (), {"__module__": __name__}), members, name, then.description)


def _annotation(field: Field) -> Any:
    annotation = field.vocabulary or _PYTHON_TYPES.get(field.kind, str)
    if field.kind is Kind.choices:
        annotation = list[annotation]  # type: ignore[valid-type]
    # A JSON value that is there may be null itself.
    return annotation | None if field.nullable or field.kind is Kind.json else annotation


def _relation(resource: Resource, relation: Relation, *, is_dated: bool = False) -> _Member:
    target = _TYPES[relation.target]
    if relation.many:
        return _Member(_connection[target], connection_field(relation, is_dated=is_dated))
    nullable = resource.fields[relation.local].nullable
    return _Member(target | None if nullable else target, to_one_field(relation))


def _roots() -> dict[str, _Member]:
    """The fields of the root: `release`, `node` and `nodes`, then each resource's row and list."""
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
        "nodes": _Member(list[Node | None], nodes_field()),
        **rows,
        **lists,
    }


def _actor_members() -> dict[str, _Member]:
    """What all kinds of actors have: columns, and relations to the same rows."""
    kinds = [resource for resource in RESOURCES.values() if resource.actor_kind]
    columns = set.intersection(
        *(
            {
                (name, _annotation(f))
                for name, f in kind.fields.items()
                if name not in naming_columns(kind.name)
            }
            for kind in kinds
        )
    )
    shared = {"code", *(name for name, _ in columns), ACTOR_KIND, *shared_relations(kinds)}
    # The last kind describes its columns without naming itself, the first kind its lists.
    members = _members(kinds[0]) | {name: _members(kinds[-1])[name] for name, _ in columns}
    return {name: member for name, member in members.items() if name in shared}


_publish(
    _ACTOR,
    _actor_members(),
    "Actor",
    "Whoever emits, pledges, belongs or is spoken for: a country, a group or an aggregate.",
    strawberry.interface,
)
for _resource in RESOURCES.values():
    _publish(_TYPES[_resource.name], _members(_resource), _resource.type_name, _resource.summary)

QUERY = _publish(
    type("Query", (), {"__module__": __name__}),
    _roots(),
    "Query",
    "Climate Record: who emits, who pledged, who held office, who said what.",
)
