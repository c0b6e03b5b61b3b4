"""The page of a source, beside what REST answers."""

import re
from html import unescape

from tests.client import TestClient
from tests.pages.test_country import text_of
from tests.pages.test_frame import BROWSER
from tests.pages.test_pledge import rows_of, section_of

_SOURCE = "/sources/net-zero-tracker-2023-11-05"


def test_what_rests_on_a_source_is_counted(client: TestClient) -> None:
    """The rows by resource are the totals of the lists that the page leads to."""
    section = section_of(client.get(_SOURCE).text, "rests")
    rows = re.findall(
        r'<a href="(/v1/[^"]+)">[\w-]+</a></th>.*?<td class="n"[^>]*>([\d,]+)<', section
    )
    assert len(rows) > 3
    for href, number in rows:
        total = client.get(unescape(href)).json()["meta"]["total"]
        assert number == f"{total:,}"


def test_citation_and_licence_are_those_of_the_row(client: TestClient) -> None:
    """To the letter, with what the licence rests on."""
    page = unescape(client.get(_SOURCE).text)
    row = client.get(f"/v1{_SOURCE}").json()["data"]
    cited = section_of(page, "cited")
    assert row["citation"] in cited
    assert row["licence"] in cited
    assert row["licence_note"] in cited
    assert row["url"] in cited


def test_what_is_not_stated_says_so(client: TestClient) -> None:
    """A source without licence, day or address has words in their place."""
    page = client.get("/sources/voa-us-china-climate-2021").text
    text = text_of(page)
    assert client.get("/v1/sources/voa-us-china-climate-2021").json()["data"]["licence"] is None
    assert "none stated" in text
    assert "of an unknown day" in text
    assert "the copy at hand gives no day" in text


def test_every_source_has_a_page(client: TestClient) -> None:
    """Of each, whatever is stated of it; and pages of rows lead there."""
    for row in rows_of(client, "/v1/sources?limit=100&fields=id"):
        page = client.get(f"/sources/{row['id']}")
        assert page.status_code == 200
        assert not re.search(r">\s*(None|null|nan)\s*<", page.text)
    assert 'href="/sources/' in section_of(client.get("/countries/CHN").text, "use")


def test_page_and_data_of_a_source_lead_to_each_other(client: TestClient) -> None:
    """Both name each other; with a release, links keep it."""
    link = client.get(f"/v1{_SOURCE}").headers["Link"]
    assert link == f'<{_SOURCE}>; rel="alternate"; type="text/html"'
    release = client.get("/v1/releases?limit=1").json()["meta"]["release"]
    page = client.get(f"{_SOURCE}?release={release}").text
    assert f'type="application/json" href="/v1{_SOURCE}?release={release}"' in page
    query = re.search(r'href="(/graphql\?query=[^"]+)"', page)
    assert query is not None
    assert "errors" not in client.get(query[1]).json()


def test_an_unknown_source_is_refused(client: TestClient) -> None:
    """A misspelt id is a 404 with links; a source has no day, so as_of is refused."""
    page = client.get("/sources/net-zero-tracker-2023-11", headers=BROWSER)
    assert page.status_code == 404
    assert f'<a href="{_SOURCE}">' in page.text
    assert client.get(f"{_SOURCE}?as_of=2021-03-01").json()["parameter"] == "as_of"


def test_an_edition_stands_in_for_a_day_that_is_not_stated(client: TestClient) -> None:
    """A source without a day of publication is named by its edition."""
    page = client.get("/sources/owid-co2-data-2024").text
    assert "edition of 2024-11, with no day of publication stated" in page
    assert "of an unknown day" not in page
