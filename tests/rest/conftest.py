"""The whole record as rows, read once through REST."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from schema import RESOURCES

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


@pytest.fixture(scope="session")
def tables(client: TestClient) -> Tables:
    """Table name → rows; the link table of dialogues is read off their participants."""
    found = {r.table_name: walk(client, f"/v1/{r.name}?limit=1000") for r in RESOURCES.values()}
    found["participation"] = [
        {"dialogue_id": row["id"], "country_code": code}
        for row in found["dialogue"]
        for code in row["participants"]
    ]
    return found
