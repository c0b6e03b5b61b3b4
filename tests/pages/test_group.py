"""The page of a group, beside what REST answers."""

import re
from html import unescape

import pytest

from tests.client import TestClient
from tests.pages.test_country import text_of
from tests.pages.test_frame import BROWSER
from tests.pages.test_pledge import rows_of, section_of


def _lede(page: str) -> str:
    return page[page.index('<p class="lede">') + 16 :].split("</p>")[0]


def _linked(part: str) -> set[str]:
    return set(re.findall(r'href="/(?:countries|groups)/([^"?]+)', part))


def test_members_on_a_day_are_those_of_rest(client: TestClient) -> None:
    """With as_of, certain members stand apart from those of which it is unknown."""
    page = client.get("/groups/eu?as_of=2019-06-01").text
    rows = rows_of(client, "/v1/memberships?group_id=eu&as_of=2019-06-01&limit=500")
    certain = {row["actor_id"] for row in rows if row["holds"]}
    unknown = {row["actor_id"] for row in rows if row["holds"] is None}
    section = section_of(page, "members")
    first, second = section[section.index("Certain: ") :].split("Unknown: ")
    assert _linked(first) == certain
    assert second.startswith(str(len(unknown)))
    assert f"{len(certain)} members are certain" in _lede(page)
    assert 'value="2019-06-01"' in section


def test_an_unknown_membership_says_why(client: TestClient) -> None:
    """Members without dates are unknown on every day, and are not left out."""
    undated = next(
        row for row in rows_of(client, "/v1/memberships?limit=500") if not row["certain_from"]
    )
    group = undated["group_id"]
    section = section_of(client.get(f"/groups/{group}?as_of=2019-06-01").text, "members")
    part = section[section.index("Unknown: ") :]
    assert undated["actor_id"] in _linked(part)
    assert "No source shows that it held on any day." in part


def test_a_bar_for_each_dated_member(client: TestClient) -> None:
    """Bars are as many as dated memberships; a stated end is not dashed."""
    page = client.get("/groups/eu").text
    rows = rows_of(client, "/v1/memberships?group_id=eu&limit=500&start_date__isnull=false")
    chart = page[page.index("Members of European Union, by years") :].split("</svg>")[0]
    assert chart.count('class="held"') == len(rows) > 0
    assert chart.count('class="beyond"') == sum(row["end_date"] is None for row in rows)


def test_a_group_without_members_says_why(client: TestClient) -> None:
    """The reason of the record stands in place of a list."""
    group = rows_of(client, "/v1/groups?id=lmdc,un")[0]
    page = client.get(f"/groups/{group['id']}").text
    assert group["members_note"] in unescape(section_of(page, "members"))
    assert "the record lists no member" in page


def test_a_sum_is_called_a_sum(client: TestClient) -> None:
    """A share that is summed of members is told apart from one that a dataset gives."""
    shares = rows_of(client, "/v1/emissions-shares?actor_kind=group&limit=500&sort=-year")
    for basis, words in (
        ("summed", "Its present members together emitted"),
        ("measured", "As its source defines it, it emitted"),
    ):
        row = next((each for each in shares if each["basis"] == basis), None)
        if row is not None:
            assert words in _lede(client.get(f"/groups/{row['group_id']}").text)
    assert shares


def test_every_group_has_a_page(client: TestClient) -> None:
    """Whatever is known of it, also on a day."""
    for row in rows_of(client, "/v1/groups?limit=100&fields=id"):
        for query in ("", "?as_of=2019"):
            page = client.get(f"/groups/{row['id']}{query}")
            assert page.status_code == 200
            assert not re.search(r"\b(None|null|nan)\b", text_of(page.text))


@pytest.mark.parametrize("given", ["EU", "European%20Union", "EU27"])
def test_a_name_leads_to_the_id(client: TestClient, given: str) -> None:
    """Names and codes are redirected for good, with the query string."""
    answer = client.get(f"/groups/{given}?as_of=2019-06-01", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["Location"] == "/groups/eu?as_of=2019-06-01"


def test_an_unknown_group_is_refused(client: TestClient) -> None:
    """A misspelt id is a 404 page; a wrong parameter is refused."""
    assert client.get("/groups/aosiss", headers=BROWSER).status_code == 404
    assert client.get("/groups/eu?year=2019").json()["parameter"] == "year"


def test_page_and_data_of_a_group_lead_to_each_other(client: TestClient) -> None:
    """Both name each other, and every link to data answers."""
    link = client.get("/v1/groups/EU").headers["Link"]
    assert link == '</groups/eu>; rel="alternate"; type="text/html"'
    page = client.get("/groups/eu").text
    assert 'type="application/json" href="/v1/groups/eu"' in page
    links = set(map(unescape, re.findall(r'href="(/v1/[^"]*|/graphql\?[^"]*)"', page)))
    assert {link for link in links if client.get(link).status_code != 200} == set()
    country = client.get("/countries/FRA").text
    assert 'href="/groups/eu"' in country


def test_editions_of_one_publisher_are_told_apart(client: TestClient) -> None:
    """The line on coverage names the year of each edition, and leads to its page."""
    rows = rows_of(client, "/v1/coverage?actor_id=eu&resource=memberships&include=source")
    section = section_of(client.get("/groups/eu").text, "members")
    for row in rows:
        source = row["source"]
        link = re.search(rf'<a href="/sources/{source["id"]}"[^>]*>([^<]+)</a>', section)
        assert link is not None
        if source["edition"] and not source["published_on"]:
            assert link[1].endswith(f"edition of {source['edition'][:4]}")
