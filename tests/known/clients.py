"""Ways to ask a record: over HTTP at an address, or in this process."""

import json
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

from starlette.testclient import TestClient

from tests.known.questions import Ask, Reply, Request

TIMEOUT_S = 60


def over_http(base: str) -> Ask:
    """Ask the record that is served at a base address, such as `http://127.0.0.1:8000`."""

    def ask(request: Request) -> Reply:
        address = base.rstrip("/") + quote(request.path, safe="/?&=,:@~%*+")
        sent = HttpRequest(address, headers={"accept": "application/json"})  # noqa: S310
        if request.body is not None:
            sent.data = json.dumps(request.body).encode()
            sent.add_header("content-type", "application/json")
        try:
            with urlopen(sent, timeout=TIMEOUT_S) as response:  # noqa: S310
                return Reply(response.status, _parsed(response.read().decode()))
        except HTTPError as error:
            with error:
                return Reply(error.code, _parsed(error.read().decode()))

    return ask


def in_process(client: TestClient) -> Ask:
    """Ask an application of this process."""

    def ask(request: Request) -> Reply:
        if request.body is None:
            response = client.get(request.path)
        else:
            response = client.post(request.path, json=request.body)
        return Reply(response.status_code, _parsed(response.text))

    return ask


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def pledges_on(client: TestClient, on: str, known_by: str | None) -> dict[str, dict[str, Any]]:
    """All pledges as of a date, those that did not hold included, by id."""
    address = f"/v1/pledges.ndjson?limit=all&as_of={on}"
    address += f"&known_by={known_by}" if known_by else ""
    rows: dict[str, dict[str, Any]] = {}
    for holds in ("true", "false", "unknown"):
        response = client.get(f"{address}&holds={holds}")
        assert response.status_code == 200, response.text
        rows |= {row["id"]: row for row in map(json.loads, response.text.splitlines())}
    return rows
