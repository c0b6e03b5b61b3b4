"""Vocabularies: each value has a definition, stated once in schema/ and shown by every contract."""

import re
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

import schema
from api.graphql.schema.names import field_name, plural
from schema import RESOURCES, VOCABULARIES
from schema.dictionary import dictionary_text
from schema.vocabulary import Vocabulary
from tests.client import TestClient

_MEMBERS = [member for vocabulary in VOCABULARIES.values() for member in vocabulary]


# They have the mechanism, and no column: the kinds of columns, and what a validity is.
_MECHANISM = ("schema.scalars", "schema.validity")


def _enums() -> set[type[StrEnum]]:
    """Every enum that a module of schema/ declares, but for those of the mechanism."""
    modules = [import_module(f"schema.{info.name}") for info in iter_modules(schema.__path__)]
    values = [value for module in modules for value in vars(module).values()]
    enums = {v for v in values if isinstance(v, type) and issubclass(v, StrEnum) and len(v)}
    return {enum for enum in enums if enum.__module__ not in _MECHANISM}


def test_every_enum_of_the_declarations_is_a_vocabulary() -> None:
    """What a column or an answer takes its values from is there, however it is declared."""
    assert _enums() == set(VOCABULARIES.values())
    assert all(issubclass(enum, Vocabulary) for enum in VOCABULARIES.values())


@pytest.mark.parametrize("member", _MEMBERS, ids=lambda m: f"{type(m).__name__}.{m.name}")
def test_a_value_has_a_definition_that_says_more_than_its_name(member: Vocabulary) -> None:
    """It is a sentence with at least three words that the value does not have."""
    assert re.fullmatch(r"[A-Z].*\.", member.definition)
    words = set(re.findall(r"[a-z]+", member.definition.lower()))
    assert len(words - set(member.value.split("_"))) >= 3


def test_no_two_values_of_a_vocabulary_have_one_definition() -> None:
    """A definition tells a value from the others."""
    for vocabulary in VOCABULARIES.values():
        assert len({member.definition for member in vocabulary}) == len(vocabulary)


def test_a_term_of_the_field_names_where_it_is_defined() -> None:
    """The source of a term has a title and an address; those of pledges and NDCs have one."""
    sources = {member.term_source for member in _MEMBERS} - {None}
    assert all(source.title and source.url.startswith("https://") for source in sources if source)
    for name in ("PledgeStatus", "TargetHorizon", "PledgeGases", "Accounting", "DocumentKind"):
        assert all(member.term_source for member in VOCABULARIES[name]), name
    without = {m.value for m in VOCABULARIES["PledgeKind"] if m.term_source is None}
    assert without == {"emissions_peak", "other"}


def test_openapi_defines_each_value_once(client: TestClient) -> None:
    """A vocabulary is a schema of the components, which columns and parameters refer to."""
    document = client.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    columns = [field for resource in RESOURCES.values() for field in resource.fields.values()]
    for vocabulary in {field.vocabulary for field in columns} - {None}:
        assert vocabulary is not None
        name = vocabulary.__name__
        assert schemas[name]["enum"] == [str(member) for member in vocabulary]
        assert all(f"- `{m}`: {m.definition}" in schemas[name]["description"] for m in vocabulary)
    for resource in RESOURCES.values():
        written = document["paths"][f"/v1/{resource.name}"]["get"]["parameters"]
        parameters = [_parameter(document, parameter) for parameter in written]
        referred = {p["name"]: p["schema"] for p in parameters}
        for field in resource.fields.values():
            if field.vocabulary is not None:
                reference = f"#/components/schemas/{field.vocabulary.__name__}"
                column = schemas[resource.type_name]["properties"][field.name]
                ways = (column, column.get("anyOf", [{}])[0], column.get("items", {}))
                assert reference in [way.get("$ref") for way in ways]
                if field.name in referred:
                    assert referred[field.name]["items"] == {"$ref": reference}


def _parameter(document: Any, written: Any) -> Any:
    """A parameter of an operation, or of the components where it refers to one."""
    name = written.get("$ref", "").rpartition("/")[2]
    return document["components"]["parameters"][name] if name else written


def test_graphql_defines_each_value(client: TestClient) -> None:
    """Introspection gives each value's definition and the source of the term."""
    query = "{ __schema { types { name enumValues { name description } } } }"
    types = client.post("/graphql", json={"query": query}).json()["data"]["__schema"]["types"]
    values = {type_["name"]: type_["enumValues"] or [] for type_ in types}
    described = {n: {v["name"]: v["description"] for v in vs} for n, vs in values.items()}
    of_columns = {f.vocabulary for r in RESOURCES.values() for f in r.fields.values()}
    for vocabulary in of_columns - {None}:
        for member in vocabulary or ():
            text = described[vocabulary.__name__][member.name.upper()]  # type: ignore[union-attr]
            assert text.endswith(member.meaning)
            assert f"`{member}` in REST" in text


def test_the_dictionary_defines_each_value() -> None:
    """Columns link to the table of their vocabulary, which has each definition."""
    text = dictionary_text()
    assert text == Path("schema/dictionary.md").read_text()
    for name, vocabulary in VOCABULARIES.items():
        assert f"\n### {name}\n" in text
        for member in vocabulary:
            assert f"\n| `{member}` | {member.definition} | " in text
    assert "([PledgeKind](#pledgekind))" in text


_FORMER = [
    (name, former, new)
    for name, vocabulary in VOCABULARIES.items()
    for former, new in vocabulary.former_values().items()
]


def test_the_goal_types_of_the_field_are_the_kinds_of_pledges() -> None:
    """Former values name present ones, and no present value is a former one."""
    assert {new for name, _, new in _FORMER if name == "PledgeKind"} == {
        "base_year", "baseline_scenario", "intensity",
    }  # fmt: skip
    for name, former, new in _FORMER:
        members = {member.value for member in VOCABULARIES[name]}
        assert new in members
        assert former not in members


@pytest.mark.parametrize(("name", "former", "new"), _FORMER)
def test_a_former_value_is_refused_with_its_name_now(
    client: TestClient, name: str, former: str, new: str
) -> None:
    """In each filter of both faces, as a literal and as a variable."""
    filters = [
        (resource, filter_)
        for resource in RESOURCES.values()
        for filter_ in resource.filters.values()
        if filter_.vocabulary is VOCABULARIES[name]
    ]
    assert filters
    for resource, filter_ in filters:
        column = filter_.short_name
        for query in (f"{filter_.name}={former}", f"{column}__in={new},{former}"):
            problem = client.get(f"/v1/{resource.name}?{query}").json()
            assert problem["suggestions"] == [new]
            assert f"'{former}' is '{new}' now" in problem["detail"]
        list_, where = plural(resource), f"where: {{{field_name(column)}: {{eq: "
        literal = f"{{ {list_}({where}{former.upper()}}}}}) {{ totalCount }} }}"
        variable = f"query($v: {name}) {{ {list_}({where}$v}}}}) {{ totalCount }} }}"
        for text in (literal, variable):
            body = {"query": text, "variables": {"v": former.upper()}}
            (error,) = client.post("/graphql", json=body).json()["errors"]
            assert error["message"].endswith(f" It is {new.upper()} now.")


def test_a_value_that_moved_is_refused_with_its_place_in_graphql(client: TestClient) -> None:
    """As REST does: what has no kind any more is in the source records."""
    query = "{ pledges(where: {kind: {eq: NO_TARGET}}) { totalCount } }"
    (error,) = client.post("/graphql", json={"query": query}).json()["errors"]
    assert "/v1/source-records?row_id__isnull=true" in error["message"]


def test_the_former_column_of_conditions_is_refused_with_a_hint(client: TestClient) -> None:
    """Selected, as a filter and as an order."""
    for query in (
        "{ pledges { nodes { conditional } } }",
        "{ pledges(where: {conditional: {eq: true}}) { totalCount } }",
        "{ pledges(orderBy: [CONDITIONAL_ASC]) { totalCount } }",
    ):
        (error,) = client.post("/graphql", json={"query": query}).json()["errors"]
        assert "conditionality" in error["message"].lower()
