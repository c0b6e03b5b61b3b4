"""The OpenAPI document is small, and says each thing once."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schema import RESOURCES

CONTRACT = Path(__file__).parents[2] / "schema" / "openapi.json"
SIZE_OF_RESOURCE_MAX = 11_000


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The contract as committed; `make lint` compares it with the declarations."""
    contract: dict[str, Any] = json.loads(CONTRACT.read_text())
    return contract


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each path with its operation."""
    for path, methods in document["paths"].items():
        (operation,) = methods.values()
        yield path, operation


def test_its_size_is_bounded() -> None:
    """In bytes as committed, by resource, with a line for each path and component."""
    assert len(CONTRACT.read_bytes()) <= SIZE_OF_RESOURCE_MAX * len(RESOURCES)
    assert all(line.startswith('"') for line in CONTRACT.read_text().splitlines()[1:])


def test_what_is_shared_is_described_once(document: dict[str, Any]) -> None:
    """No parameter and no response with data stands in two operations."""
    written: Counter[str] = Counter()
    for _, operation in operations(document):
        values = [*operation.get("parameters", ()), *operation["responses"].values()]
        written.update(json.dumps(value) for value in values if "$ref" not in value)
    assert [value for value, times in written.items() if times > 1] == []
    components = document["components"]
    definitions = [json.dumps(value) for value in components["parameters"].values()]
    assert len(set(definitions)) == len(definitions)


def test_a_row_has_all_of_its_columns(document: dict[str, Any]) -> None:
    """They are required, and described where they are; what is included is not."""
    schemas = document["components"]["schemas"]
    for resource in RESOURCES.values():
        row = schemas[resource.type_name]
        assert row["required"] == list(resource.fields)
        assert all(row["properties"][name]["description"] for name in resource.fields)
        assert {r.name for r in resource.relations} <= row["properties"].keys()
        assert "additionalProperties" not in row


def test_every_operation_says_what_it_answers(document: dict[str, Any]) -> None:
    """One type of data each, whatever is refused, and a name of its own."""
    names = [operation["operationId"] for _, operation in operations(document)]
    assert len(set(names)) == len(names)
    responses = document["components"]["responses"]
    for path, operation in operations(document):
        assert {"200", "4XX", "5XX"} <= operation["responses"].keys(), path
        assert ("304" in operation["responses"]) == path.startswith("/v1"), path
        for response in operation["responses"].values():
            name = response.get("$ref", "").rpartition("/")[2]
            answered = responses[name] if name else response
            assert len(answered.get("content", {"": {}})) == 1, path


def test_dates_are_declared_where_they_apply(document: dict[str, Any]) -> None:
    """`as_of` is no parameter of what has no validity and leads to nothing that has."""
    takes = {path: _parameters(document, operation) for path, operation in operations(document)}
    assert {"as_of", "known_by", "holds"} <= takes["/v1/pledges"]
    assert "as_of" not in takes["/v1/releases"]
    assert "holds" not in takes["/v1/pledges/{id}"] | takes["/v1/sources"]


def test_nested_lists_declare_what_all_lists_take(document: dict[str, Any]) -> None:
    """Filters are those of the list of the resource, which the description names."""
    nested = dict(operations(document))["/v1/{resource}/{key}/pledges"]
    names = _parameters(document, nested)
    assert names == {
        "resource", "key", "sort", "fields", "include", "as_of", "known_by", "holds", "limit",
        "after", "release",
    }  # fmt: skip
    assert "`/v1/pledges`" in nested["description"]


def _parameters(document: dict[str, Any], operation: dict[str, Any]) -> set[str]:
    components = document["components"]["parameters"]
    return {
        components[parameter["$ref"].rpartition("/")[2]]["name"]
        if "$ref" in parameter
        else parameter["name"]
        for parameter in operation.get("parameters", ())
    }


def test_no_row_has_a_member_with_the_name_of_its_schema(document: dict[str, Any]) -> None:
    """Generated clients have a variable for either, and both names would be the same."""
    schemas = document["components"]["schemas"]
    named = [
        name
        for name, schema in schemas.items()
        if name.lower() in {member.replace("_", "") for member in schema.get("properties", {})}
    ]
    assert named == []
