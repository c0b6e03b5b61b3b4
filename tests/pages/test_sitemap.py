"""The site map, for search engines."""

import re
from xml.etree import ElementTree as ET

from tests.client import TestClient

_LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def _addresses(text: str) -> list[str]:
    """The paths of a map, in its order."""
    places = [each.text or "" for each in ET.fromstring(text).iter(_LOC)]  # noqa: S314
    return [re.sub(r"^https?://[^/]+", "", place) for place in places]


def test_every_row_that_has_a_page_is_in_a_map(client: TestClient) -> None:
    """robots.txt leads to the index, it to the maps, and they to pages that are there."""
    index = re.search(r"^Sitemap: https?://[^/]+(/\S+)$", client.get("/robots.txt").text, re.M)
    assert index is not None
    maps = _addresses(client.get(index[1]).text)
    assert len(maps) > 7
    for path in maps:
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
        addresses = _addresses(answer.text)
        for address in (addresses[0], addresses[-1]):
            assert client.get(address).status_code == 200, address
        name = path.removeprefix("/sitemaps/").removesuffix(".xml")
        if name != "pages":
            meta = client.get(f"/v1/{name}?limit=1").json()["meta"]
            assert len(addresses) == meta["total"], name


def test_a_map_that_there_is_not(client: TestClient) -> None:
    """Names those near it."""
    answer = client.get("/sitemaps/pledge.xml", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["suggestions"]) == (404, ["pledges.xml"])
