"""The JSON Schemas of rows, lists and problems."""

import json
from pathlib import Path

import schema as declarations
from api.problems import PROBLEMS
from api.query.dates import HOLDS, HOLDS_REASON, accepts_as_of
from api.rest.openapi.values import (
    DATE,
    FILTER_VALUES,
    SEVERAL_VALUES,
    Json,
    column_schema,
    nullable,
    object_schema,
    reference,
    vocabulary_schemas,
)
from schema import RESOURCES
from schema.actors import ACTOR, Actor
from schema.coverage import CoverageLevel
from schema.defaults import DEFAULTS
from schema.relations import Relation, Then
from schema.resource import Resource
from schema.validity import THEN

# Rows as the release of the committed facts has them: `python -m api examples` writes them anew.
EXAMPLES: dict[str, Json] = json.loads(
    (Path(declarations.__file__).parent / "examples.json").read_text()
)

_COUNT: Json = {"type": "integer", "minimum": 0}
_ADDRESS: Json = {"type": "string"}

_AS_OF = object_schema(
    {
        "date": DATE,
        "holds": _COUNT,
        "unknown": nullable(_COUNT)
        | {"description": "Null if no source covers what the list is about."},
    },
    required=["date"],
) | {
    "description": "The date asked of; of a list, how many rows hold on it, and of how many it"
    " is not known."
}

_COVERAGE = object_schema(
    {
        "level": reference(CoverageLevel.__name__),
        "sources": {"type": "array", "items": {"type": "string"}},
        "from": nullable(DATE),
        "to": nullable(DATE),
        "href": _ADDRESS,
    }
) | {
    "description": "Of a list about an actor or a date: how much of it the sources cover, which"
    " do, from when to when, and the address of the entries of `/v1/coverage`."
}

_HOLDS: Json = {
    "type": ["boolean", "null"],
    "description": "With `as_of`: whether it holds on that date. It is null where that is not"
    " known, and `holds_reason` has the reason then.",
}

_META: Json = {
    "release": {"type": "string", "description": "The release that answers."},
    "as_of": reference("AsOf"),
    "known_by": DATE | {"description": "The date of the request's `known_by`."},
    "resolved": {
        "type": "object",
        "description": "What codes and aliases were taken to mean, by parameter.",
        "additionalProperties": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}


def _list_meta() -> Json:
    total = _COUNT | {"description": "Rows that match, on all pages."}
    following = nullable({"type": "string"})
    following |= {"description": "The value of `after` for the next page; null on the last."}
    said = {
        "coverage": reference("Coverage"),
        "empty_reason": reference("EmptyReason"),
        DEFAULTS: {
            "type": "object",
            "description": "The filters that the list has by default, by column.",
            "additionalProperties": {"type": "string"},
        },
    }
    schema = object_schema(
        {**_META, "total": total, "next_cursor": following, **said}, required=["total"]
    )
    return schema | {"description": "A list within a row is of the release of the row."}


def _problem() -> Json:
    """The schema of `application/problem+json`: members may be added to it (RFC 9457, 3.2)."""
    text = {"type": "string"}
    properties: Json = {
        "type": {"type": "string", "description": "`/problems` has them all."},
        "title": text,
        "status": {"type": "integer"},
        "detail": text,
        "instance": text,
        "parameter": text,
        "suggestions": {"type": "array", "items": text},
        "offered": {"type": "array", "items": text},
        "cost": {"type": "integer"},
        "maximum": {"type": "integer"},
        "request_id": text,
    }
    properties["type"]["enum"] = [f"/problems/{slug}" for slug in PROBLEMS]
    return object_schema(properties, ["type", "title", "status", "detail"])


def component_schemas() -> Json:
    """All schemas of the document, by component name."""
    links = {"self": _ADDRESS, "next": nullable(_ADDRESS)}
    return {
        "Problem": _problem(),
        "AsOf": _AS_OF,
        "Coverage": _COVERAGE,
        "HoldsOn": _HOLDS,
        "ListMeta": _list_meta(),
        "ListLinks": object_schema(links),
        "ItemMeta": object_schema(_META, required=["release"]),
        "ItemLinks": object_schema({"self": _ADDRESS}),
        **FILTER_VALUES,
        **SEVERAL_VALUES,
        **vocabulary_schemas(),
        **_index(),
        **_row_schemas(),
    }


def _index() -> Json:
    """The schema of the index: what resources there are, and where."""
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    names = ("name", "description", "href", "row")
    links = object_schema(dict.fromkeys(("self", "openapi", "graphql"), text))
    meta = object_schema({"release": text})
    rows = {"type": "array", "items": reference("IndexEntry")}
    return {
        "IndexEntry": object_schema({**dict.fromkeys(names, text), "lists": texts}),
        "Index": object_schema({"data": rows, "meta": meta, "links": links}),
    }


def list_name(resource: Resource) -> str:
    """The component of a page of a list."""
    return f"{resource.type_name}List"


def item_name(resource: Resource) -> str:
    """The component of the answer that has one row."""
    return f"{resource.type_name}Item"


def _row_schemas() -> Json:
    """The schemas of each resource: of a row, of the answer with one, and of lists."""
    schemas: Json = {}
    for resource in RESOURCES.values():
        row = reference(resource.type_name)
        rows = {"type": "array", "items": row}
        schemas[resource.type_name] = _row_schema(resource)
        schemas[list_name(resource)] = object_schema(
            {"data": rows, "meta": reference("ListMeta"), "links": reference("ListLinks")}
        )
        schemas[item_name(resource)] = object_schema(
            {"data": row, "meta": reference("ItemMeta"), "links": reference("ItemLinks")}
        )
    return schemas


def _row_schema(resource: Resource) -> Json:
    """A row: its columns, and what `include` and `as_of` add to them."""
    columns = {name: column_schema(field) for name, field in resource.fields.items()}
    added = {r.name: _relation_schema(resource, r) for r in resource.relations}
    if resource.actor is not None:
        added[ACTOR] = _actor_schema(resource, resource.actor)
    if resource.then is not None:
        added[THEN] = _then_schema(resource, resource.then)
    if _can_hold(resource):
        added[HOLDS] = reference("HoldsOn")
    if resource.validity is not None:
        added[HOLDS_REASON] = nullable(reference("HoldsReason"))
    schema = object_schema(columns | added, required=list(columns))
    example = EXAMPLES.get(resource.name)
    return schema if example is None else schema | {"examples": [example]}


def _can_hold(resource: Resource) -> bool:
    """Whether a row of it can be answered as of a date: by itself, or as what a link leads to."""
    leading = [r for other in RESOURCES.values() for r in other.relations]
    return accepts_as_of(resource, resource.link_filters) or any(
        accepts_as_of(resource, relation=r) for r in leading if r.target == resource.name
    )


def _relation_schema(resource: Resource, relation: Relation) -> Json:
    target = RESOURCES[relation.target]
    if relation.many:
        return reference(list_name(target)) | {"description": relation.description}
    field, row = resource.fields[relation.local], reference(target.type_name)
    schema = nullable(row) if field.nullable else row
    if relation.description == field.description:  # the column says it
        return schema
    return schema | {"description": relation.description}


def _actor_schema(resource: Resource, actor: Actor) -> Json:
    """The row of a country, a group or an aggregate, as `actor_kind` says."""
    targets = [RESOURCES[relation.target].type_name for relation in resource.actor_relations]
    nothing: list[Json] = [] if actor.required else [{"type": "null"}]
    options = [*map(reference, targets), *nothing]
    schema = {"anyOf": options} if len(options) > 1 else options[0]
    return schema | {"description": actor.description}


def _then_schema(resource: Resource, then: Then) -> Json:
    """What the date of a row leads to, of what `include` names; null for a row without a date."""
    relations = {relation.name: _relation_schema(resource, relation) for relation in then.relations}
    schema = object_schema(relations, required=[])
    return schema | {"type": ["object", "null"], "description": then.description}
