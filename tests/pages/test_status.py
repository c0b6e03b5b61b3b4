"""The page of the state of the server, beside /readyz and the sources."""

import re
from html import unescape

import pytest

from api import limits
from tests.client import TestClient


def test_the_state_is_that_of_readyz(client: TestClient) -> None:
    """Ready, with the release that is served; nothing of where the database is."""
    answer = client.get("/status")
    release = client.get("/readyz").json()["release"]
    assert f"The service is ready: it serves release {release}" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.search(r"Served since</dt><dd[^>]*>\d{4}-\d\d-\d\d \d\d:\d\d UTC<", answer.text)
    for secret in ("sqlite://", ".sqlite", "password"):
        assert secret not in answer.text
    for path in ("/healthz", "/readyz", "/metrics", "/v1/releases"):
        assert f'<a href="{path}">' in answer.text
    assert '<a href="/status">' in client.get("/").text
    assert client.get(f"/status?release={release}").json()["parameter"] == "release"


def test_each_source_has_the_day_of_its_data(client: TestClient) -> None:
    """The latest first; those without are named with the reason."""
    page = unescape(client.get("/status").text)
    sources = client.get("/v1/sources?limit=500").json()["data"]
    days = re.findall(r'data-label="data through">([^<]+)<', page)
    assert days == sorted(row["data_through"] for row in sources if row["data_through"])[::-1]
    for row in sources:
        assert f'href="/sources/{row["id"]}"' in page
        if row["data_through"] is None and row["data_through_note"]:
            assert row["data_through_note"] in page


def test_limits_are_those_of_the_server(client: TestClient) -> None:
    """Each with its value; none where there is no limit."""
    page = client.get("/status").text
    assert f'Most rows of a page</th><td class="n">{limits.REST_PAGE_MAX:,}<' in page
    assert 'requests in a window</th><td class="n">no limit<' in page


def test_a_damaged_release_is_said(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """As /readyz: another release is served instead."""
    monkeypatch.setattr(client.app.state.store, "fault", "the file is damaged")
    assert client.get("/readyz").status_code == 503
    page = client.get("/status").text
    assert "The service is not ready" in page
    assert "is served instead" in page
