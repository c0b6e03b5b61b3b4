"""Pages of rows that only the whole record has."""

import re

import pytest

from tests.client import TestClient


def test_a_person_of_many_posts_has_a_bounded_page(client: TestClient) -> None:
    """Of posts in 33 countries all are in the table, a part is drawn, and no share is."""
    page = client.get("/officials/elizabeth-ii?as_of=2021-03-01").text
    total = client.get("/v1/officials/elizabeth-ii/tenures?limit=1").json()["meta"]["total"]
    assert f"The 16 of {total} posts that began last are drawn." in page
    assert '<path class="ln this"' not in page
    assert page.count('<div class="item">') == 12
    assert f"{total - 12} further posts that day" in page
    table = page[page.index('id="sources"') :].split("</table>")[0]
    assert table.count('<th scope="row">') == total


def test_a_former_id_leads_to_the_page(client: TestClient) -> None:
    """An id that was merged into another is redirected for good, with the query string."""
    answer = client.get("/officials/adam-ingram-gbr?as_of=2005", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["Location"] == "/officials/adam-ingram?as_of=2005"
    assert client.get("/officials/adam-ingram-gbr?as_of=2005").status_code == 200


def test_figures_that_an_official_stated_lead_to_their_check(client: TestClient) -> None:
    """Each claim of the person is a link beside whose emissions it is of, by the day."""
    page = client.get("/officials/john-kerry").text
    claims = client.get("/v1/officials/john-kerry/claims?include=country").json()["data"]
    shown = re.findall(r'<dt>said ([-0-9]+)</dt><dd>([^:]+): <a href="/claims/([^"]+)"', page)
    stated = {(row["said_on"], row["country"]["name"], row["id"]) for row in claims}
    assert {*shown} == stated != set()
    assert [day for day, _, _ in shown] == sorted(row["said_on"] for row in claims)


def test_a_list_that_names_who_had_left_hides_no_successor(client: TestClient) -> None:
    """The successor of a chancellor is the next one, though a later list still names her."""
    page = client.get("/officials/angela-merkel").text
    assert 'followed by <a href="/officials/olaf-scholz">' in page


def test_what_is_not_known_of_a_country_is_said_once(client: TestClient) -> None:
    """A territory of which nearly nothing is known has one sentence, and no empty sections."""
    page = client.get("/countries/ATA").text
    sections = re.findall(r'<section id="([a-z]+)">', page)
    assert sections == ["emissions", "groups", "unknown", "use"]
    (reason,) = re.findall(r'<p class="none">(.*?)</p>', page)
    for what in ("pledges", "NDCs", "holders of offices", "quotes", "speeches"):
        assert what in reason
    assert reason.endswith(" is unknown.")


def test_dashes_of_a_timeline_name_the_next_holder(client: TestClient) -> None:
    """China's premier of 2013 to 2023, of whom no source states the end, has a successor."""
    page = client.get("/countries/CHN").text
    assert 'followed by <a href="/officials/li-qiang">' in page
    assert re.search(r"<title>Li Keqiang, [^<]*the end is unknown; then Li Qiang, from 2023", page)


@pytest.mark.long
def test_officials_have_pages(client: TestClient) -> None:
    """A page for officials of all letters, without a fault and without an empty place."""
    for first in "abcdefghijklmnopqrstuvwxyz":
        rows = client.get(f"/v1/officials?q={first}&limit=8&fields=id").json()["data"]
        for row in rows:
            page = client.get(f"/officials/{row['id']}?as_of=2019-06-04")
            assert page.status_code == 200, row
            assert ">None<" not in page.text
