"""Asking REST as a client does: filters as parameters, lists page by page."""

import json
from typing import Any

from starlette.testclient import TestClient

Tables = dict[str, list[dict[str, Any]]]


def walk(client: TestClient, address: str) -> list[dict[str, Any]]:
    """Every row of a list, page after page by `links.next`."""
    rows: list[dict[str, Any]] = []
    following: str | None = address
    while following is not None:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        rows += body["data"]
        following = body["links"]["next"]
        assert body["meta"]["total"] >= len(rows)
    return rows


def whole(client: TestClient, path: str, query: str = "") -> list[dict[str, Any]]:
    """Every row of a list in one answer: for what has too many pages to walk each time."""
    answer = client.get(f"{path}.ndjson?limit=all{query and '&' + query}")
    assert answer.status_code == 200, answer.text
    rows = [json.loads(line) for line in answer.text.split("\n") if line]
    assert int(answer.headers["x-total-count"]) == len(rows)
    return rows


def as_query(name: str, operator: str, asked: Any) -> dict[str, str]:
    """A filter as REST spells it."""
    text = ",".join(map(str, asked)) if isinstance(asked, list) else str(asked)
    text = text.lower() if isinstance(asked, bool) else text
    return {name if operator == "eq" else f"{name}__{operator}": text}
