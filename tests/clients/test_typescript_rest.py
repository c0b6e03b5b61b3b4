"""Clients of REST in TypeScript, generated from `schema/openapi.json`, walk every list."""

import json
from pathlib import Path

import pytest

from tests.clients import machine, typescript
from tests.clients.conftest import Counts
from tests.clients.rest_contract import COUNTRIES, PAGE_ROWS, Walk

pytestmark = pytest.mark.long


def test_openapi_fetch(folder: Path, served: str, expected: Counts) -> None:
    """openapi-typescript's types over openapi-fetch."""
    machine.npm_tool(
        "openapi-typescript", machine.OPENAPI, "--output", "climate.d.ts", folder=folder
    )
    text = (
        'import createClient from "openapi-fetch";\nimport type { paths } from "./climate";\n'
        "const client = createClient<paths>({ baseUrl: process.argv[2] });\n"
    )
    assert typescript.walked(folder, text, _get_path, served) == expected


def _get_path(walk: Walk) -> str:
    return (
        f'const {{ data, error }} = await client.GET("{walk.list.path}", '
        f"{{ params: {{ query: {_query(walk)} }} }});\n"
        "if (data === undefined) throw new Error(JSON.stringify(error)); return data;"
    )


def test_hey_api(folder: Path, served: str, expected: Counts) -> None:
    """The functions of @hey-api/openapi-ts."""
    machine.npm_tool(
        "openapi-ts",
        *("--input", machine.OPENAPI, "--output", folder / "climate"),
        *("--plugins", "@hey-api/typescript", "@hey-api/sdk", "@hey-api/client-fetch"),
        folder=folder,
    )
    text = (
        'import * as api from "./climate";\nimport { client } from "./climate/client.gen";\n'
        "client.setConfig({ baseUrl: process.argv[2] });\n"
    )
    assert typescript.walked(folder, text, _call_sdk, served) == expected


def _call_sdk(walk: Walk) -> str:
    return (
        f"return (await api.{walk.list.operation_id}"
        f"({{ query: {_query(walk)}, throwOnError: true }})).data;"
    )


def test_orval(folder: Path, served: str, expected: Counts) -> None:
    """The functions of orval over fetch."""
    output = {"target": "./climate.ts", "client": "fetch", "mode": "single", "baseUrl": served}
    config = {"climate": {"input": str(machine.OPENAPI), "output": output}}
    (folder / "orval.config.mjs").write_text(f"export default {json.dumps(config)};")
    machine.npm_tool("orval", "--config", "orval.config.mjs", folder=folder)
    assert (
        typescript.walked(folder, 'import * as api from "./climate";\n', _call_orval, served)
        == expected
    )


def _call_orval(walk: Walk) -> str:
    return (
        f"const answer = await api.{walk.list.operation_id}({_query(walk)});\n"
        "if (answer.status !== 200) throw new Error(JSON.stringify(answer.data)); "
        "return answer.data;"
    )


def _query(walk: Walk) -> str:
    filters = f", {walk.list.filter_name}: {json.dumps(COUNTRIES)}" if walk.is_filtered else ""
    return f"{{ limit: {PAGE_ROWS}, after{filters} }}"
