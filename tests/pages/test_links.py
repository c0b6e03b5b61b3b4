"""No page leads to an address that this site refuses."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import Settings
from tests.client import TestClient
from tests.pages.test_country import text_of
from tests.pages.test_frame import BROWSER
from tests.releases.older import drop_column

_PAGES = (
    "/",
    "/changes",
    "/compare/CHN...USA",
    "/countries",
    "/countries/CHN",
    "/countries/CHN/history",
    "/coverage",
    "/dialogues",
    "/downloads",
    "/groups/eu",
    "/groups/eu/history",
    "/guides/releases",
    "/initiatives",
    "/initiatives/global-methane-pledge",
    "/officials?country=china&as_of=2021-03-01",
    "/officials/john-kerry",
    "/pledges",
    "/pledges/chn-carbon-neutrality-2060",
    "/pledges/chn-carbon-neutrality-2060/history",
    "/quotes",
    "/quotes/state-department-spokesperson-climate-challenge",
    "/releases",
    "/search?q=kerry",
    "/sources",
    "/sources/voa-us-china-climate-2021",
    "/status",
)
_LINK = re.compile(r'<a[^>]* href="(/[^"#]*)')
_COMMAND = re.compile(r"curl '?https?://[^/]+(/[^'\s]*)")


@pytest.fixture(scope="module")
def store(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The small record, after a release whose tables this program cannot read."""
    folder = tmp_path_factory.mktemp("links") / "store"
    of_run = Path(database_url.removeprefix("sqlite:///"))
    shutil.copytree(of_run.parent, folder, symlinks=True)
    url = f"sqlite:///{folder / of_run.name}"
    drop_column(url, _older(url), "quote", "locator")
    return url


@pytest.fixture(scope="module")
def client(store: str) -> Iterator[TestClient]:
    """An app over that store."""
    with TestClient(create_app(Settings(database_url=store))) as client:
        yield client


def _older(url: str) -> str:
    with TestClient(create_app(Settings(database_url=url))) as client:
        older: str = client.get("/v1/releases").json()["data"][1]["id"]
    return older


def test_no_link_is_refused(client: TestClient) -> None:
    """Of the main kinds of pages, where one stored release is not readable; nor a command."""
    asked: dict[str, int] = {}
    refused = []
    for path in (*_PAGES, f"/releases/{client.get('/v1/releases').json()['data'][1]['id']}"):
        page = client.get(path, headers=BROWSER)
        assert page.status_code == 200, path
        commands = _COMMAND.findall(unescape(re.sub("<[^>]+>", "", page.text)))
        for link in (*map(unescape, _LINK.findall(page.text)), *commands):
            if link.partition("?")[0].endswith((".csv", ".ndjson", ".svg", ".png")):
                continue  # as the JSON or the page beside it
            if link not in asked:
                asked[link] = client.get(link, headers=BROWSER).status_code
            if asked[link] != 200:
                refused.append((path, link, asked[link]))
    assert not refused
    assert len(asked) > len(_PAGES)


def test_a_release_that_is_not_readable_is_named_as_one(client: TestClient, store: str) -> None:
    """On its page, in the list, in the state of the server and in a history."""
    older = _older(store)
    assert client.get(f"/changes?release={older}").status_code == 410
    for path in ("/releases", f"/releases/{older}", "/status"):
        assert "not readable" in text_of(client.get(path).text), path
    refusal = client.get(f"/countries?release={older}", headers=BROWSER)
    assert refusal.status_code == 410
    assert '<a href="/releases">' in refusal.text


def test_a_refusal_leads_to_the_list_and_to_the_search(client: TestClient) -> None:
    """Of a row that there is not; an address in the words of a problem is a link."""
    page = client.get("/countries/NOPE", headers=BROWSER).text
    assert '<a href="/countries">/countries</a>' in page
    assert 'name="q" value="NOPE"' in page
    assert '<a href="/reference">reference</a> has all addresses.' in page
    near = client.get("/countris", headers=BROWSER).text
    assert '<li><a href="/countries">/countries</a></li>' in near
    assert "There is nothing at /countris.</p>" in near
    wrong = client.get("/pledges?statuss=1", headers=BROWSER).text
    assert '<a href="/reference">/reference</a>' in wrong
    wrong = client.get("/countries/CHN?as_of=x", headers=BROWSER).text
    assert '<p class="lede">as_of is not a date' in wrong
