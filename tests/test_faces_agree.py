"""What REST says, GraphQL says: same rows, values and order, for every filter and operator."""

import json
from typing import Any

import pytest

from api.graphql.schema.names import key_argument, naming_columns, plural
from schema import RECORD, RESOURCES
from schema.filters import Field, Filter
from schema.resource import Resource
from schema.scalars import VOCABULARIES, Kind
from tests.asking import Tables, as_query
from tests.client import TestClient
from tests.oracle import each_filter, samples, values_of


def camel(name: str) -> str:
    """`target_year` → `targetYear`, as GraphQL names it."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def literal(value: Any, filter_: Filter | Field) -> str:
    """A value as a GraphQL document writes it."""
    if isinstance(value, list):
        return f"[{', '.join(literal(v, filter_) for v in value)}]"
    if filter_.kind in VOCABULARIES and not isinstance(value, bool):
        return str(value).upper()
    return json.dumps(value, ensure_ascii=False)


def ask(client: TestClient, query: str) -> Any:
    """The data of a query that must not fail."""
    answer = client.post("/graphql", json={"query": query}).json()
    assert "errors" not in answer, answer["errors"]
    return answer["data"]


def key_below(resource: Resource, column: str) -> tuple[str, str] | None:
    """The field that leads to the row which a column names, and the field of its key.

    None if the column has a field of its own.
    """
    if column not in naming_columns(resource.name):
        return None
    for relation in resource.relations:
        if relation.local == column and not relation.many:
            return camel(relation.name), key_argument(RESOURCES[relation.target])
    return "actor", "code"


def as_graphql(row: dict[str, Any], resource: Resource) -> dict[str, Any]:
    """A REST row as GraphQL has it: camelCase, vocabularies in capitals, the key as slug."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if (below := key_below(resource, name)) is not None:
            field, key = below
            found[field] = value if value is None else {key: value}
            continue
        key = "slug" if name == "id" else camel(name)
        found[key] = value
        if resource.fields[name].kind is Kind.choice and value is not None:
            found[key] = value.upper()
        elif resource.fields[name].kind is Kind.choices:
            found[key] = [item.upper() for item in value]
    return found


@pytest.mark.parametrize("name", [*RECORD, "releases"])
def test_every_column_has_the_same_value(client: TestClient, name: str) -> None:
    """The first hundred rows of every resource, column by column, in the same order."""
    resource = RESOURCES[name]
    rows = [as_graphql(r, resource) for r in client.get(f"/v1/{name}?limit=100").json()["data"]]
    below = dict(filter(None, (key_below(resource, column) for column in resource.fields)))
    columns = " ".join(f"{n} {{ {below[n]} }}" if n in below else n for n in rows[0])
    nodes = ask(client, f"{{ {plural(resource)}(first: 100) {{ nodes {{ {columns} }} }} }}")
    assert nodes[plural(resource)]["nodes"] == rows


@each_filter
def test_every_filter_gives_the_same_rows(
    client: TestClient, tables: Tables, resource: Resource, filter_: Filter
) -> None:
    """Same total, same first hundred keys."""
    key = resource.key if resource.key == "code" else "slug"
    for operator, operand in samples(filter_, values_of(resource, filter_, tables)):
        params = as_query(filter_.name, operator, operand)
        params |= {"limit": ["100"], "fields": [resource.key]}
        rest = client.get(f"/v1/{resource.name}", params=params).json()
        name = camel(filter_.short_name) if filter_.name != "id" else "slug"
        written = {"isnull": "isNull", "not": "notIn"}.get(operator, operator)
        where = f"{{{name}: {{{written}: {literal(operand, filter_)}}}}}"
        selection = f"(first: 100, where: {where}) {{ totalCount nodes {{ {key} }} }}"
        query = f"{{ {plural(resource)}{selection} }}"
        page = ask(client, query)[plural(resource)]
        assert page["totalCount"] == rest["meta"]["total"], query
        assert [n[key] for n in page["nodes"]] == [r[resource.key] for r in rest["data"]], query


def test_both_faces_name_the_same_release(client: TestClient) -> None:
    """In `meta.release` and in `extensions.release`."""
    rest = client.get("/v1/sources").json()["meta"]["release"]
    answer = client.post("/graphql", json={"query": "{ sources { totalCount } }"}).json()
    assert answer["extensions"]["release"] == rest


def test_both_faces_suggest_the_name_that_was_meant(client: TestClient) -> None:
    """A misspelt filter is refused by each, with the right name and a code for programs."""
    rest = client.get("/v1/pledges?target_yaer=2050")
    assert rest.status_code == 400
    assert "target_year" in rest.json()["detail"]
    query = "{ pledges(where: {targetYaer: {eq: 2050}}) { nodes { slug } } }"
    (error,) = client.post("/graphql", json={"query": query}).json()["errors"]
    assert "targetYear" in error["message"]
    assert error["extensions"]["code"]


@pytest.mark.parametrize("name", [r.name for r in RESOURCES.values() if r.validity])
@pytest.mark.parametrize("date", ["2021-03-02", "2019", "2024-10-28", "1800"])
def test_both_faces_say_the_same_of_a_date(client: TestClient, name: str, date: str) -> None:
    """Same total, same rows, and of each the same: it holds, or that is not known."""
    resource = RESOURCES[name]
    rest = client.get(f"/v1/{name}?limit=100&as_of={date}").json()
    nodes = "nodes { slug holds }"
    query = f'{{ {plural(resource)}(first: 100, asOf: "{date}") {{ totalCount {nodes} }} }}'
    page = ask(client, query)[plural(resource)]
    assert page["totalCount"] == rest["meta"]["total"]
    assert page["nodes"] == [{"slug": r["id"], "holds": r["holds"]} for r in rest["data"]]
