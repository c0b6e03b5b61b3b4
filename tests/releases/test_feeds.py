"""Feeds of changes: one entry a release, as feed readers take it."""

from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from tests.client import TestClient
from tests.releases.two import TwoReleases

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client: TestClient) -> Any:
    """The Atom feed, parsed."""
    answer = client.get("/feeds/changes.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)  # noqa: S314  # our own


def test_atom_has_what_rfc_4287_asks(client: TestClient, two: TwoReleases) -> None:
    """An id, a title and a time, of the feed and of each entry; an author; no id twice."""
    root = feed(client)
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            (found,) = element.findall(f"{ATOM}{name}")
            assert found.text
        assert element.find(f"{ATOM}updated").text.endswith("T00:00:00Z")
        assert element.findall(f"{ATOM}link")
    assert root.find(f"{ATOM}author/{ATOM}name").text
    assert len({e.find(f"{ATOM}id").text for e in (root, *entries)}) == 3
    assert [e.find(f"{ATOM}title").text.split()[-1] for e in entries] == [two.second, two.first]
    assert root.find(f"{ATOM}updated").text == "2026-02-03T00:00:00Z"


def test_an_entry_tells_what_its_release_changed(client: TestClient, two: TwoReleases) -> None:
    """How much, and the first changes, old and new, with links that lead there."""
    latest, first = feed(client).findall(f"{ATOM}entry")
    (content,) = latest.findall(f"{ATOM}content")
    assert content.attrib == {"type": "html"}
    html = ET.fromstring(f"<div>{content.text}</div>")  # noqa: S314  # our own
    assert "1 added, 1 corrected, 1 removed" in content.text
    assert '"China" → "Cathay"' in "".join(html.itertext())
    for link in (*html.iter("a"), *latest.findall(f"{ATOM}link")):
        answer = client.get(link.attrib["href"])
        assert answer.status_code == 200
        assert answer.json()["meta"]["release"] in (two.second, two.first)  # of what is gone
    assert "The first release" in first.find(f"{ATOM}content").text


def test_json_feed_has_what_its_version_asks(client: TestClient) -> None:
    """Version, title and items, each with an id and content; the same entries as Atom."""
    answer = client.get("/feeds/changes.json")
    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    body = answer.json()
    assert body["version"] == "https://jsonfeed.org/version/1.1"
    assert body["title"]
    entries = feed(client).findall(f"{ATOM}entry")
    assert [item["id"] for item in body["items"]] == [e.find(f"{ATOM}id").text for e in entries]
    for item, entry in zip(body["items"], entries, strict=True):
        assert isinstance(item["id"], str)
        assert item["content_html"] == entry.find(f"{ATOM}content").text
        assert item["date_published"] == entry.find(f"{ATOM}updated").text


@pytest.mark.parametrize(
    ("query", "releases"),
    [
        ("resource=countries", 1),
        ("country_code=CHN&kind=corrected", 1),
        ("resource=pledges", 0),
    ],
)
def test_a_feed_of_what_filters_select(
    client: TestClient, two: TwoReleases, query: str, releases: int
) -> None:
    """It has the releases in which something matches, and each leads to what matches."""
    items = client.get(f"/feeds/changes.json?{query}").json()["items"]
    root = ET.fromstring(client.get(f"/feeds/changes.atom?{query}").content)  # noqa: S314
    assert len(items) == len(root.findall(f"{ATOM}entry")) == releases
    whole = feed(client)
    assert root.find(f"{ATOM}id").text != whole.find(f"{ATOM}id").text
    for item in items:
        assert item["title"].endswith(two.second)
        listed = client.get(item["url"]).json()
        assert listed["meta"]["release"] == two.second
        assert f"{listed['meta']['total']} changes that match" in item["content_html"]
        assert item["id"] not in {e.find(f"{ATOM}id").text for e in whole.iter(f"{ATOM}entry")}


@pytest.mark.parametrize(
    ("query", "slug", "hint"),
    [
        ("countri=CHN", "unknown-parameter", "country"),
        ("limit=3", "unknown-parameter", "limit"),
        ("kind=correct", "invalid-value", "corrected"),
        ("country_code=Chnia", "unknown-code", "none of the countries"),
    ],
)
def test_a_feed_refuses_what_lists_refuse(
    client: TestClient, query: str, slug: str, hint: str
) -> None:
    """A misspelt parameter or value is named, with what it may have been meant for."""
    for name in ("atom", "json"):
        answer = client.get(f"/feeds/changes.{name}?{query}")
        assert (answer.status_code, answer.json()["type"]) == (400, f"/problems/{slug}")
        assert hint in answer.json()["detail"]


@pytest.mark.parametrize("name", ["atom", "json"])
def test_a_feed_is_found_and_not_sent_twice(client: TestClient, name: str) -> None:
    """The home page names it, and a known tag gets 304."""
    address = f"/feeds/changes.{name}"
    assert urlsplit(address).path in client.get("/").text
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(address).headers["etag"] == first.headers["etag"]
