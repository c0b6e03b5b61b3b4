"""A server that a proxy shows below a path: every address in an answer begins with it."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from pydantic import ValidationError

from api.app import create_app
from api.settings import Settings
from tests.client import TestClient

ROOT, ORIGIN = "/record", "https://example.org"
BASE = f"{ORIGIN}{ROOT}"
CONTACT = "https://example.org/contact"
ADDRESSES = re.compile(r'(?:href|src|data-endpoint|data-contract)="([^"#]+)"')
# Whatever of a JSON answer is an address and no name: problems have none.
JSON_ADDRESSES = re.compile(r'"([^"]*/v1/[^"]*)"')


@pytest.fixture(scope="module")
def below(database_url: str) -> Iterator[TestClient]:
    """A client of an app at a public address with a path."""
    settings = Settings(database_url=database_url, public_url=BASE, contact_url=CONTACT)
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize(
    "page", ["/", "/reference", "/reference/listPledges", "/docs/try", "/problems/busy"]
)
def test_every_link_of_a_page_leads_somewhere(below: TestClient, page: str) -> None:
    """Below the path, whether the proxy takes it away or not."""
    browser = {"accept": "text/html, */*;q=0.8"}
    html = below.get(page, headers=browser).text
    assert below.get(f"{ROOT}{page}", headers=browser).text == html
    links = {unescape(link) for link in ADDRESSES.findall(html)} - {CONTACT}
    assert len(links) > 5
    assert (CONTACT in html) == (page != "/docs/try")  # it has no footer
    for link in links:
        if link.startswith(("https://", "data:")):
            continue
        assert link.startswith(f"{ROOT}/"), link
        for address in (link, link.removeprefix(ROOT)):
            assert below.get(address, headers=browser).status_code == 200, address


@pytest.mark.parametrize(
    "address",
    [
        "/v1/officials?limit=1",
        "/v1/countries/NOR?include=pledges,source",
        "/v1/countries?limit=2&include=pledges&as_of=2020",
        "/v1/countries/NOR/pledges?limit=1",
        "/v1/pledges?country=NOR&as_of=2020",
        "/v1/pledges?limit=all&country=CHN",
    ],
)
def test_every_address_of_an_answer_leads_somewhere(below: TestClient, address: str) -> None:
    """Of the answer itself, of the next page, of what is included, and of the coverage.

    They are absolute, so that a page of another origin can follow them.
    """
    answer = below.get(address)
    assert answer.status_code == 200
    found = JSON_ADDRESSES.findall(answer.text.replace("\\/", "/"))
    assert found
    for link in found:
        assert link.startswith(f"{BASE}/v1/"), link
        assert below.get(link.removeprefix(ORIGIN)).status_code == 200, link


def test_the_answer_is_the_same_but_for_its_addresses(
    below: TestClient, client: TestClient
) -> None:
    """As it is without a path."""
    address = "/v1/countries?limit=2&include=pledges"
    answer = below.get(address).text
    assert answer.replace(f'"{BASE}/v1/', '"/v1/') == client.get(address).text
    assert below.get("/v1/countries.csv").text == client.get("/v1/countries.csv").text


def test_headers_have_the_path_too(below: TestClient) -> None:
    """Where a row is by its key, and where something has moved."""
    assert (
        below.get("/v1/countries/norway").headers["content-location"] == f"{BASE}/v1/countries/NOR"
    )
    following = below.get("/v1/countries?limit=2").headers["link"]
    assert following.startswith(f"<{BASE}/v1/countries?limit=2&after=")
    moved = below.get("/v1/comparisons")
    assert (moved.status_code, moved.headers["location"]) == (308, f"{BASE}/v1/readings")


def test_openapi_and_feeds_have_absolute_addresses(below: TestClient) -> None:
    """Those who read them have got them from somewhere else, perhaps."""
    document: Any = below.get("/openapi.json").json()
    assert document["servers"] == [{"url": BASE}]
    assert document["info"]["contact"] == {"url": CONTACT}
    feed: Any = below.get("/feeds/changes.json").json()
    assert feed["feed_url"] == f"{BASE}/feeds/changes.json"
    links = re.findall(r'href="([^"]+)"', below.get("/feeds/changes.atom").text)
    links += [item["url"] for item in feed["items"]]
    assert len(links) >= 4
    assert all(link.startswith(f"{BASE}/") for link in links)


def test_a_path_without_a_public_address(database_url: str) -> None:
    """ROOT_PATH alone is enough for what is shown below it."""
    settings = Settings(database_url=database_url, root_path=ROOT)
    with TestClient(create_app(settings)) as client:
        assert client.get(f"{ROOT}/openapi.json").json()["servers"] == [{"url": ROOT}]
        assert client.get("/v1/countries/NOR").json()["links"]["self"] == f"{ROOT}/v1/countries/NOR"
        assert client.get("/recorder").status_code == 404


@pytest.mark.parametrize(
    "setting",
    [
        {"root_path": "record"},
        {"root_path": "/record/"},
        {"root_path": '/"><script>'},
        {"public_url": "example.org"},
        {"public_url": "https://example.org/?a"},
        {"public_url": 'https://example.org"'},
        {"contact_url": "javascript:alert(1)"},
    ],
)
def test_what_is_no_address_is_refused(setting: dict[str, Any]) -> None:
    """When the server starts."""
    with pytest.raises(ValidationError):
        Settings(**setting)
