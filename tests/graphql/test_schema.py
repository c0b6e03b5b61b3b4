"""The schema: complete, described, checked against the declarations, and the same every time."""

import pytest
from graphql import (
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_composite_type,
    is_introspection_type,
)

from api.graphql.schema.build import SCHEMA, schema_text
from api.graphql.schema.names import field_name, naming_columns, plural, relation_field, singular
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
        relations = {relation_field(r) for r in resource.relations}
        naming = naming_columns(resource.name)
        columns = {field_name(name) for name in resource.fields if name not in naming}
        holds = {"holds", "holdsReason"} if resource.validity else set()
        actor = {"actor"} if resource.actor else set()
        own = {"code", "actorKind"} if resource.actor_kind else set()
        then = {"then"} if resource.then else set()
        assert set(type_.fields) == {"id", *columns, *relations, *holds, *actor, *own, *then}
        assert str(roots[singular(resource)].type) == resource.type_name
        assert str(roots[plural(resource)].type) == f"{resource.type_name}Connection!"


def test_a_row_is_named_once(published: GraphQLSchema) -> None:
    """There is no `sourceId` beside `source { id }`, unless the release may lack the row."""
    beside = {
        f"{type_.name}.{name}{suffix}"
        for type_ in published.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items()
        for suffix in ("Id", "Code")
        if is_composite_type(get_named_type(field.type)) and f"{name}{suffix}" in type_.fields
    }
    assert beside == {"Change.countryCode", "Change.groupId"}


def test_lists_have_plural_names(published: GraphQLSchema) -> None:
    """A field that leads to a connection is named as several things are."""
    names = {
        name
        for type_ in published.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items()
        if str(field.type).endswith("Connection!")
    }
    assert {name for name in names if not name.endswith(("s", "List"))} == {"pledgesAnnounced"}


def test_filters_share_their_input_types(published: GraphQLSchema) -> None:
    """One type for each kind of value, whether it may be null or not."""
    inputs = [name for name in published.type_map if name.endswith("Filter")]
    assert not [name for name in inputs if name.startswith("Nullable")]
    assert {"StringFilter", "IntFilter", "CodeFilter", "GasFilter"} < set(inputs)


def test_a_date_says_where_it_is_specified(published: GraphQLSchema) -> None:
    """`PartialDate` has the address of a specification."""
    date = published.type_map["PartialDate"]
    assert isinstance(date, GraphQLScalarType)
    assert date.specified_by_url == "https://www.loc.gov/standards/datetime/"


def test_a_json_value_may_be_null(published: GraphQLSchema) -> None:
    """A source may state that there is none, and a value may have been null before."""
    for name, field in (("Statement", "value"), ("Change", "old"), ("Change", "new")):
        type_ = published.type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        assert str(type_.fields[field].type) == "JSON"


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
