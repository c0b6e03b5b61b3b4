"""Requests to REST as a client sends them: filters as parameters, lists page by page."""

import json
from typing import Any

from schema.defaults import DEFAULTS
from schema.resource import Resource
from tests.client import TestClient

Tables = dict[str, list[dict[str, Any]]]


def all_rows(resource: Resource) -> dict[str, str]:
    """The parameters by which a list has all its rows, where it has default filters."""
    return {DEFAULTS: "false"} if resource.defaults else {}


def walk(client: TestClient, address: str) -> list[dict[str, Any]]:
    """Every row of a list, page after page by `links.next`."""
    rows: list[dict[str, Any]] = []
    next_address: str | None = address
    while next_address is not None:
        answer = client.get(next_address)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        rows += body["data"]
        next_address = body["links"]["next"]
        assert body["meta"]["total"] >= len(rows)
    return rows


def whole(client: TestClient, path: str, query: str = "") -> list[dict[str, Any]]:
    """Every row of a list in one response (`limit=all`), for lists of many pages."""
    answer = client.get(f"{path}.ndjson?limit=all{query and '&' + query}")
    assert answer.status_code == 200, answer.text
    rows = [json.loads(line) for line in answer.text.split("\n") if line]
    assert int(answer.headers["x-total-count"]) == len(rows)
    return rows


def as_query(name: str, operator: str, operand: Any) -> dict[str, list[str]]:
    """A filter as a query parameter, which is repeated for several values."""
    operands = operand if isinstance(operand, list) else [operand]
    texts = [str(o).lower() if isinstance(o, bool) else str(o) for o in operands]
    return {name if operator == "eq" else f"{name}__{operator}": texts}
