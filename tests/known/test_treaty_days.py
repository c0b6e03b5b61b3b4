"""Parties and NDCs in force on a date: true where and only where their sources show it."""

import json

import pytest

from tests.asking import whole
from tests.client import TestClient
from tests.known.treaty_days import ndcs_in_force, parties

DAYS = (
    "1995-06-30", "1998-01-01", "2005-06-30", "2015-12-12", "2016-11-03", "2016-11-04",
    "2019-12-31", "2020-11-04", "2021-01-15", "2021-02-18", "2021-02-19", "2021-03-02",
    "2022-07-06", "2022-07-07", "2023-03-09", "2024-06-30", "2025-01-19", "2025-01-20",
    "2026-01-06", "2026-08-19", "2026-08-20",
)  # fmt: skip


@pytest.mark.parametrize("on", DAYS)
def test_a_party_is_certain_where_its_sources_show_it(client: TestClient, on: str) -> None:
    """Of every actor in every treaty."""
    path = f"/v1/treaty-statuses.ndjson?limit=all&status=party&as_of={on}&holds=true"
    rows = [json.loads(line) for line in client.get(path).text.splitlines()]
    answered = {(row["treaty_id"], row["actor_id"]) for row in rows}
    assert all(row["holds"] for row in rows)
    expected = {key for key, spells in parties().items() if any(s.has(on) for s in spells)}
    assert answered == expected


@pytest.mark.parametrize("on", DAYS)
def test_an_ndc_is_certain_where_the_registry_and_its_party_are(
    client: TestClient, on: str
) -> None:
    """And addenda and translations never are."""
    path = f"/v1/documents.ndjson?limit=all&as_of={on}&holds=true"
    answered = {json.loads(line)["id"] for line in client.get(path).text.splitlines()}
    in_force = ndcs_in_force()
    assert answered == {key for key, spells in in_force.items() if any(s.has(on) for s in spells)}


def test_nobody_is_two_things_at_once(client: TestClient) -> None:
    """On no day are two statuses of an actor in one treaty certain."""
    for on in DAYS:
        path = f"/v1/treaty-statuses.ndjson?limit=all&as_of={on}&holds=true"
        rows = [json.loads(line) for line in client.get(path).text.splitlines()]
        keys = [(row["treaty_id"], row["actor_id"]) for row in rows]
        assert len(keys) == len(set(keys)), on


def test_what_is_null_of_a_status_says_why(client: TestClient) -> None:
    """A start that is not known, and an end that something speaks of."""
    for row in whole(client, "/v1/treaty-statuses"):
        assert (row["start_date"] is None) == (row["start_note"] is not None), row["id"]
        assert row["end_note"] is None or row["end_date"] is None


def test_what_is_null_of_an_ndc_says_why(client: TestClient) -> None:
    """The days in force of an NDC; the others have neither."""
    for row in whole(client, "/v1/documents"):
        is_ndc = row["kind"] == "ndc"
        assert (row["in_force_from_note"] is not None) == (is_ndc and row["in_force_from"] is None)
        is_open = is_ndc and row["status"] == "archived" and row["in_force_to"] is None
        assert (row["in_force_to_note"] is not None) == is_open, row["id"]
