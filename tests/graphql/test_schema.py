"""The schema: complete, described, checked against the declarations, and the same every time."""

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, build_schema, is_introspection_type

from api.graphql.schema.build import SCHEMA, schema_text
from api.graphql.schema.names import field_name, plural, singular
from schema import RESOURCES


@pytest.fixture(scope="module")
def published() -> GraphQLSchema:
    """The schema as anyone reads it from its text."""
    return build_schema(schema_text())


def test_every_resource_is_there_both_ways(published: GraphQLSchema) -> None:
    """Each resource has its type, its row field and its list field, and is a Node."""
    assert published.query_type is not None
    roots = published.query_type.fields
    for resource in RESOURCES.values():
        type_ = published.type_map[resource.type_name]
        assert isinstance(type_, GraphQLObjectType)
        interfaces = {"Node", "Actor"} if resource.actor_kind else {"Node"}
        assert {interface.name for interface in type_.interfaces} == interfaces
        relations = {field_name(r.name) for r in resource.relations}
        columns = {field_name(name) for name in resource.fields}
        holds = {"holds", "holdsReason"} if resource.validity else set()
        actor = {"actor"} if resource.actor else set()
        own = {"code", "actorKind"} if resource.actor_kind else set()
        then = {"then"} if resource.then else set()
        assert set(type_.fields) == {"id", *columns, *relations, *holds, *actor, *own, *then}
        assert str(roots[singular(resource)].type) == resource.type_name
        assert str(roots[plural(resource)].type) == f"{resource.type_name}Connection!"


def test_everything_has_a_description(published: GraphQLSchema) -> None:
    """Types, fields, arguments, input fields and enum values all say what they are."""
    bare = []
    for type_ in published.type_map.values():
        if is_introspection_type(type_) or type_.name in (
            "String",
            "Int",
            "Float",
            "Boolean",
            "ID",
        ):
            continue
        bare += [type_.name] * (not type_.description)
        for name, member in {
            **getattr(type_, "fields", {}),
            **getattr(type_, "values", {}),
        }.items():
            bare += [f"{type_.name}.{name}"] * (not member.description)
            for argument, definition in getattr(member, "args", {}).items():
                bare += [f"{type_.name}.{name}({argument})"] * (not definition.description)
    assert bare == []


def test_the_text_is_the_same_every_time() -> None:
    """The published text is a function of the code."""
    assert schema_text() == schema_text()
    assert schema_text().endswith("}\n")
    assert SCHEMA.query_type is not None


def test_enums_are_the_vocabularies(published: GraphQLSchema) -> None:
    """Each vocabulary is an enum with its values in capitals."""
    for resource in RESOURCES.values():
        for field in resource.fields.values():
            if field.vocabulary is not None:
                enum = published.type_map[field.vocabulary.__name__]
                assert set(enum.values) == {m.value.upper() for m in field.vocabulary}  # type: ignore[attr-defined]
