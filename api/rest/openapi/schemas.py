"""The JSON Schemas of rows, lists and problems."""

from typing import Any

from api.limits import REST_EMBEDDED
from api.problems import PROBLEMS
from api.query.dates import HOLDS, HOLDS_REASON, accepts_as_of
from api.query.filters import DATE_PATTERN
from api.query.plan import Holds, UnknownReason
from schema import RESOURCES, VOCABULARIES
from schema.actors import ACTOR, Actor
from schema.coverage import CoverageLevel
from schema.relations import Relation, Then
from schema.resource import Field, Resource
from schema.scalars import Kind
from schema.validity import THEN

Json = dict[str, Any]


# The JSON Schema of a row's value, by kind.
VALUE_SCHEMAS: dict[Kind, Json] = {
    Kind.slug: {"type": "string"},
    Kind.text: {"type": "string"},
    Kind.choice: {"type": "string"},
    Kind.integer: {"type": "integer"},
    Kind.figure: {"type": "number"},
    Kind.flag: {"type": "boolean"},
    Kind.date: {"type": "string", "pattern": DATE_PATTERN},
    Kind.url: {"type": "string", "format": "iri"},  # as printed, not percent-encoded here
    Kind.texts: {"type": "array", "items": {"type": "string"}},
    Kind.choices: {"type": "array", "items": {"type": "string"}},
    Kind.json: {"description": "Any JSON value."},
}


def object_schema(properties: Json, required: list[str] | None = None) -> Json:
    """A closed object; all of its properties are required unless `required` says otherwise."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
        "additionalProperties": False,
    }


def reference(name: str) -> Json:
    """A reference to a schema of the document's components."""
    return {"$ref": f"#/components/schemas/{name}"}


_COUNT: Json = {"type": "integer", "minimum": 0}

_AS_OF: Json = {
    "type": "object",
    "description": "The date asked about; of a list, how many rows hold on it, and of how many it"
    " is not known.",
    "properties": {
        "date": {"type": "string", "pattern": DATE_PATTERN},
        "holds": _COUNT,
        "unknown": {
            **_COUNT,
            "type": ["integer", "null"],
            "description": "Null if no source covers what the list is about.",
        },
    },
    "required": ["date"],
    "additionalProperties": False,
}

_EMBEDDED_AS_OF: Json = {
    **object_schema({"date": _AS_OF["properties"]["date"], "holds": _COUNT}),
    "description": "The date asked about, and how many rows of the embedded list hold on it.",
}

_COVERAGE: Json = {
    **object_schema(
        {
            "level": reference(CoverageLevel.__name__),
            "sources": {"type": "array", "items": {"type": "string"}},
            "from": {"type": ["string", "null"], "pattern": DATE_PATTERN},
            "to": {"type": ["string", "null"], "pattern": DATE_PATTERN},
            "href": {"type": "string"},
        }
    ),
    "description": "Of a list about an actor or a date: how much of it the sources cover, which"
    " do, from when to when, and the address of the entries of `/v1/coverage`.",
}

_HOLDS: Json = {
    "type": ["boolean", "null"],
    "description": "With `as_of`: whether it holds on that date; null where that is not known.",
}

_HOLDS_REASON: Json = {
    "anyOf": [reference("HoldsReason"), {"type": "null"}],
    "description": "With `as_of`: why `holds` is null; null where it is not.",
}

META: Json = {
    "release": {"type": "string", "description": "The release that answers."},
    "as_of": {"$ref": "#/components/schemas/AsOf"},
    "known_by": {
        "type": "string",
        "pattern": DATE_PATTERN,
        "description": "The date of the request's `known_by`.",
    },
    "resolved": {
        "type": "object",
        "description": "What codes and aliases were taken to mean, by parameter.",
        "additionalProperties": {
            "type": "object",
            "additionalProperties": {"type": "string"},
        },
    },
}


def problem_schema() -> Json:
    """The schema of `application/problem+json`."""
    properties: Json = {
        "type": {"type": "string", "enum": [f"/problems/{slug}" for slug in PROBLEMS]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "parameter": {"type": "string"},
        "suggestions": {"type": "array", "items": {"type": "string"}},
        "offered": {"type": "array", "items": {"type": "string"}},
        "cost": {"type": "integer"},
        "maximum": {"type": "integer"},
        "request_id": {"type": "string"},
    }
    return object_schema(properties, ["type", "title", "status", "detail"])


_EMBEDDED = "Embedded"  # ends the names of the schemas of related rows


def row_schemas() -> Json:
    """The schemas of every resource's rows and lists, by component name."""
    schemas: Json = {}
    for resource in RESOURCES.values():
        columns = {name: _value_schema(field) for name, field in resource.fields.items()}
        embedded = {r.name: _relation_schema(resource, r) for r in resource.relations}
        if resource.actor is not None:
            embedded[ACTOR] = _actor_schema(resource, resource.actor)
        if resource.then is not None:
            embedded[THEN] = _then_schema(resource, resource.then)
        holds = {HOLDS: _HOLDS} if _can_hold(resource) else {}
        if resource.validity is not None:
            holds[HOLDS_REASON] = _HOLDS_REASON
        schemas[resource.type_name] = {
            **object_schema(columns | embedded | holds, required=[]),
            "description": f"{resource.summary} Related rows appear when `include` names them.",
        }
        schemas[f"{resource.type_name}List"] = _list_schema(resource)
        schemas[f"{resource.type_name}{_EMBEDDED}"] = _embedded_schema(resource, columns | holds)
    schemas |= {"AsOf": _AS_OF, "EmbeddedAsOf": _EMBEDDED_AS_OF}
    schemas |= {"Coverage": _COVERAGE, **vocabulary_schemas()}
    schemas["EmbeddedLinks"] = object_schema(
        {"self": {"type": "string"}, "next": {"type": ["string", "null"]}}
    )
    return schemas


def vocabulary_schemas() -> Json:
    """The schemas of the vocabularies, with the definition of each value.

    JSON Schema has no place for them: `x-enum-descriptions` is what generators of clients read, and
    the description is what pages show.
    """
    named = VOCABULARIES | {Holds.__name__: Holds, "HoldsReason": UnknownReason}
    return {
        name: {
            "type": "string",
            "enum": [str(member) for member in vocabulary],
            "x-enum-descriptions": [member.meaning for member in vocabulary],
            "description": "\n".join(
                [f"{vocabulary.__doc__}\n", *(f"- `{m}`: {m.meaning}" for m in vocabulary)]
            ),
        }
        for name, vocabulary in named.items()
    }


def _can_hold(resource: Resource) -> bool:
    """Whether a row of it can be answered as of a date: by itself, or as what a link leads to."""
    leading = [r for other in RESOURCES.values() for r in other.relations]
    return accepts_as_of(resource, resource.link_filters) or any(
        accepts_as_of(resource, relation=r) for r in leading if r.target == resource.name
    )


def _value_schema(field: Field) -> Json:
    described = {"description": field.description}
    if field.vocabulary is not None:
        values = reference(field.vocabulary.__name__)
        if field.kind is Kind.choices:
            return {"type": "array", "items": values} | described
        return ({"anyOf": [values, {"type": "null"}]} if field.nullable else values) | described
    schema: Json = {**VALUE_SCHEMAS[field.kind], **described}
    if field.nullable and field.kind is not Kind.json:
        schema["type"] = [schema["type"], "null"]
    return schema


def _relation_schema(resource: Resource, relation: Relation) -> Json:
    target = RESOURCES[relation.target]
    row = reference(f"{target.type_name}{_EMBEDDED}")
    if relation.many:
        meta = object_schema(
            {
                "total": {"type": "integer"},
                "as_of": {"$ref": "#/components/schemas/EmbeddedAsOf"},
            },
            required=["total"],
        )
        links = {"$ref": "#/components/schemas/EmbeddedLinks"}
        rows = {"type": "array", "maxItems": REST_EMBEDDED, "items": row}
        schema = object_schema({"data": rows, "meta": meta, "links": links})
        return schema | {"description": relation.description}
    nullable = resource.fields[relation.local].nullable
    return {
        "description": relation.description,
        **({"anyOf": [row, {"type": "null"}]} if nullable else row),
    }


def _embedded_schema(resource: Resource, columns: Json) -> Json:
    """The schema of a row within another row: its columns, open to what `include` names below it.

    A reference to the whole row would make each type contain all others, over and over: pages that
    draw an operation with all that it refers to would not come to an end in useful time.
    """
    return {
        "type": "object",
        "properties": columns,
        "description": f"{resource.summary} As a related row, with what `include` names below it.",
    }


def _actor_schema(resource: Resource, actor: Actor) -> Json:
    """The row of a country, a group or an aggregate, as `actor_kind` says."""
    targets = [RESOURCES[relation.target].type_name for relation in resource.actor_relations]
    rows: list[Json] = [reference(f"{name}{_EMBEDDED}") for name in targets]
    nothing: list[Json] = [] if actor.required else [{"type": "null"}]
    return {"description": actor.description, "anyOf": [*rows, *nothing]}


def _then_schema(resource: Resource, then: Then) -> Json:
    """What the date of a row leads to, of what `include` names; null for a row without a date."""
    relations = {relation.name: _relation_schema(resource, relation) for relation in then.relations}
    schema = object_schema(relations, required=[])
    return schema | {"type": ["object", "null"], "description": then.description}


def _list_schema(resource: Resource) -> Json:
    row = {"$ref": f"#/components/schemas/{resource.type_name}"}
    links = {"self": {"type": "string"}, "next": {"type": ["string", "null"]}}
    meta = META | {"total": {"type": "integer", "description": "Rows that match, on all pages."}}
    meta |= {
        "next_cursor": {
            "type": ["string", "null"],
            "description": "The value of `after` for the next page; null on the last.",
        },
        "coverage": {"$ref": "#/components/schemas/Coverage"},
        "empty_reason": {"$ref": "#/components/schemas/EmptyReason"},
    }
    return object_schema(
        {
            "data": {"type": "array", "items": row},
            "meta": object_schema(meta, required=["release", "total", "next_cursor"]),
            "links": object_schema(links),
        }
    )
