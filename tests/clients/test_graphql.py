"""Clients of GraphQL, generated from `schema/schema.graphql`, walk every list."""

import json
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.clients import graphql_contract, machine, typescript
from tests.clients.conftest import Counts, walked
from tests.clients.graphql_contract import FILTER, PAGE_ROWS, Walk
from tests.clients.rest_contract import snake

pytestmark = pytest.mark.long

PARTIAL_DATE = "PartialDate"


@pytest.fixture(scope="module")
def expected(client: TestClient) -> Counts:
    """The total of each list, and the same as the number of rows to read, by the walk's name."""
    return {walk.name: [_total(client, walk)] * 2 for walk in graphql_contract.walks()}


def _total(client: TestClient, walk: Walk) -> int:
    answer = client.post(
        "/graphql", json={"query": walk.list.document(), "variables": _variables(walk, first=1)}
    ).json()
    total: int = answer["data"][walk.list.field]["totalCount"]
    return total


def _variables(walk: Walk, first: int = PAGE_ROWS) -> dict[str, object]:
    return {"first": first} | ({"where": FILTER} if walk.is_filtered else {})


@pytest.fixture
def documents(folder: Path) -> Path:
    """A folder with the contract, and an operation for each list in `lists.graphql`."""
    shutil.copy(machine.GRAPHQL, folder)
    text = "\n".join(each.document() for each in graphql_contract.lists())
    (folder / "lists.graphql").write_text(text, encoding="utf-8")
    return folder


def test_ariadne_codegen(documents: Path, served: str, expected: Counts) -> None:
    """The methods of its client, with its models of the answers and of the filters."""
    (documents / "pyproject.toml").write_text(
        "[tool.ariadne-codegen]\n"
        'schema_path = "schema.graphql"\nqueries_path = "lists.graphql"\n'
        'target_package_name = "climate"\nasync_client = false\n'
        f'[tool.ariadne-codegen.scalars.{PARTIAL_DATE}]\ntype = "str"\n'
    )
    machine.python("ariadne-codegen", folder=documents)
    filters = sorted({w.list.where for w in graphql_contract.walks() if w.is_filtered})
    text = (
        f"from climate import {', '.join(filters)}\nfrom walking import Ask\n\n"
        f"CALLS: dict[str, Ask] = {{\n"
        f"{''.join(map(_call_method, graphql_contract.walks()))}}}\n"
    )
    assert walked(documents, "ariadne.py", text, served) == expected


def _call_method(walk: Walk) -> str:
    field = snake(walk.list.field)
    where = f", where={walk.list.where}.model_validate({FILTER})" if walk.is_filtered else ""
    return (
        f'    "{walk.name}": lambda client, after: '
        f"client.{snake(walk.list.operation)}(first={PAGE_ROWS}, after=after{where}).{field},\n"
    )


def test_graphql_codegen_and_urql(documents: Path, served: str, expected: Counts) -> None:
    """Its typed documents; urql sends the hash of each alone, and the text only once."""
    scalars = {"scalars": {PARTIAL_DATE: "string"}}
    operations = ["typescript-operations", "typed-document-node"]
    config = {
        "schema": "schema.graphql",
        "documents": "lists.graphql",
        "generates": {
            "schema.ts": {"plugins": ["typescript"], "config": scalars},
            "climate.ts": {"plugins": operations, "config": scalars},
        },
    }
    (documents / "codegen.json").write_text(json.dumps(config))
    machine.npm_tool("graphql-codegen", "--config", "codegen.json", folder=documents)
    shutil.copy(machine.FOLDER / "typescript" / "urql.ts", documents)
    calls = "".join(map(_query_urql, graphql_contract.walks()))
    (documents / "main.ts").write_text(
        'import * as api from "./climate";\nimport { report, walk } from "./urql";\n'
        f"await report({{\n{calls}}});\n"
    )
    result = json.loads(typescript.run(documents, "main.ts", served))
    assert result["counts"] == expected
    assert set(result["refusals"]) == {"PERSISTED_QUERY_NOT_FOUND"}
    assert len(result["refusals"]) == len(graphql_contract.lists())


def _query_urql(walk: Walk) -> str:
    operation = walk.list.operation[0].upper() + walk.list.operation[1:]
    where = json.dumps(FILTER) if walk.is_filtered else "undefined"
    return (
        f'"{walk.name}": () => walk(api.{operation}Document, '
        f"(data) => data.{walk.list.field}, {where}),\n"
    )


def test_relay(documents: Path, served: str, expected: Counts) -> None:
    """relay-compiler takes the connections as Relay's own, and Relay's store gathers their rows."""
    source = documents / "src"
    source.mkdir()
    connection = '@connection(key: "lists_{field}")'
    operations = [f"graphql`{each.document(connection)}`;\n" for each in graphql_contract.lists()]
    (source / "lists.ts").write_text(
        f'import {{ graphql }} from "relay-runtime";\n{"".join(operations)}'
    )
    config = {
        "src": "src",
        "schema": "schema.graphql",
        "language": "typescript",
        "customScalarTypes": {PARTIAL_DATE: "string"},
    }
    (documents / "relay.config.json").write_text(json.dumps(config))
    machine.npm_tool("relay-compiler", "relay.config.json", folder=documents)
    shutil.copy(machine.FOLDER / "typescript" / "relay.ts", documents)
    imports = "".join(
        f"import {each.operation}Node, {{ type {each.operation} }} "
        f'from "./src/__generated__/{each.operation}.graphql";\n'
        for each in graphql_contract.lists()
    )
    calls = "".join(map(_query_relay, graphql_contract.walks()))
    (documents / "main.ts").write_text(
        f'{imports}import {{ report, walk }} from "./relay";\nawait report({{\n{calls}}});\n'
    )
    assert json.loads(typescript.run(documents, "main.ts", served)) == expected


def _query_relay(walk: Walk) -> str:
    name = walk.list.operation
    return (
        f'"{walk.name}": () => walk<{name}>({name}Node, (data) => data.{walk.list.field}, '
        f"{json.dumps(_variables(walk))}),\n"
    )
