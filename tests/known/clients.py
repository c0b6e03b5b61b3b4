"""Ways to ask a record: over HTTP at an address, or in this process."""

import json
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

from tests.known.questions import Ask, Reply, Request

if TYPE_CHECKING:
    from tests.client import TestClient

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


def in_process(client: "TestClient") -> Ask:
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


def pledges_on(client: "TestClient", on: str, known_by: str | None) -> dict[str, dict[str, Any]]:
    """All pledges as of a date, those that did not hold included, by id."""
    address = f"/v1/pledges.ndjson?limit=all&as_of={on}"
    address += f"&known_by={known_by}" if known_by else ""
    rows: dict[str, dict[str, Any]] = {}
    for holds in ("true", "false", "unknown"):
        response = client.get(f"{address}&holds={holds}")
        assert response.status_code == 200, response.text
        rows |= {row["id"]: row for row in map(json.loads, response.text.splitlines())}
    return rows


FIELDS = {
    "kind": "kind",
    "horizon": "horizon",
    "target_year": "targetYear",
    "target_year_qualifier": "targetYearQualifier",
    "gases": "gases",
    "scope": "scope",
    "value": "value",
    "unit": "unit",
    "per": "per",
    "baseline_year": "baselineYear",
    "conditionality": "conditionality",
    "status": "status",
    "status_date": "statusDate",
    "announced_on": "announcedOn",
    "announced_by_id": "announcedBy { slug }",
    "document_url": "documentUrl",
    "outcome": "outcome",
}
ENUMS = {
    "kind", "horizon", "target_year_qualifier", "gases", "conditionality", "status", "outcome",
}  # fmt: skip


def nodes_on(client: "TestClient", on: str | None) -> dict[str, dict[str, Any]]:
    """The pledges that GraphQL lists, as of a date or without one, as REST has them, by slug."""
    nodes: dict[str, dict[str, Any]] = {}
    after: str | None = None
    text = f"""query($on: PartialDate, $after: String) {{
      pledges(asOf: $on, first: 100, after: $after) {{
        nodes {{ slug {" ".join(FIELDS.values())} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
    while True:
        variables = {"on": on, "after": after}
        response = client.post("/graphql", json={"query": text, "variables": variables})
        body = response.json()
        assert "errors" not in body, body
        connection = body["data"]["pledges"]
        nodes |= {node["slug"]: _as_rest(node) for node in connection["nodes"]}
        if not connection["pageInfo"]["hasNextPage"]:
            return nodes
        after = connection["pageInfo"]["endCursor"]


def _as_rest(node: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, selection in FIELDS.items():
        value = node[selection.partition(" ")[0]]
        if name in ENUMS and value is not None:
            value = value.lower()
        row[name] = value["slug"] if isinstance(value, dict) else value
    return row
