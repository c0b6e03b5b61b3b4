"""The page of all sources, beside what REST answers."""

import re
from html import unescape

import pytest

from api.pages.citing import copied_by, named_by
from tests.client import TestClient


def test_every_source_is_there_with_its_licence_and_rows(client: TestClient) -> None:
    """Each source once; its rows are as many as its own page says."""
    page = unescape(client.get("/sources").text)
    sources = client.get("/v1/sources?limit=1000").json()["data"]
    rows = re.findall(r'<tr><th scope="row"><a href="/sources/([^"?]+)">.*?</tr>', page)
    assert sorted(rows) == sorted(source["id"] for source in sources)
    for source in sources:
        row = page[page.index(f'<a href="/sources/{source["id"]}">') :].partition("</tr>")[0]
        assert (source["licence"] or "none stated") in row
        assert (source["data_through"] or "unknown") in row
    key = sources[0]["id"]
    shown = re.search(rf'/sources/{key}">.*?data-label="rows">([\d,]+)<', page)
    own = re.search(r"Rows that name it</dt><dd>([\d,]+)<", client.get(f"/sources/{key}").text)
    assert shown is not None
    assert own is not None
    assert shown[1] == own[1]


def test_the_pages_of_sources_lead_to_the_list(client: TestClient) -> None:
    """The list, in the release that a page names; an unknown parameter is refused."""
    key = client.get("/v1/sources?limit=1").json()["data"][0]["id"]
    assert '<a href="/sources">Sources</a>' in client.get(f"/sources/{key}").text
    release = client.get("/v1/releases?limit=1").json()["data"][0]["id"]
    assert (
        f'/sources?release={release}">Sources</a>'
        in client.get(f"/sources/{key}?release={release}").text
    )
    assert client.get("/sources?licence=x").status_code == 400


@pytest.mark.parametrize(
    ("publisher", "producers", "named", "copied"),
    [
        ("Our World in Data", ["A", "B"], "Our World in Data", ""),
        (
            "owner/copy",
            ["Central Intelligence Agency"],
            "Central Intelligence Agency",
            "owner/copy",
        ),
        ("owner/data", ["owner/data"], "A title", ""),
        ("Harvard Dataverse", ["Jankin", "Baturo"], "A title", ""),
        (None, ["Somebody"], "A title", ""),
    ],
)
def test_a_source_is_named_by_who_made_it(
    publisher: str | None, producers: list[str], named: str, copied: str
) -> None:
    """A repository or an archive of data names nothing: its producer or the title does."""
    source = {"id": "x", "title": "A title", "publisher": publisher, "producers": producers}
    assert (named_by(source), copied_by(source)) == (named, copied)
