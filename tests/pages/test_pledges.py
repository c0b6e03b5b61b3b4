"""The page of all pledges, beside what REST answers."""

import re
from html import unescape

import pytest

from tests.client import TestClient
from tests.pages.test_frame import BROWSER
from tests.pages.test_pledge import rows_of


def _listed(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/pledges/([^"?]+)', page)


def _drawing(page: str, kind: str) -> str:
    return page[page.index(f'<svg class="{kind}"') :].split("</svg>")[0]


def _drawn(client: TestClient) -> list[dict]:
    """The end targets with a year to come that stand."""
    released = client.get("/v1/releases?limit=1").json()["data"][0]["released"]
    return [
        row
        for row in rows_of(client, "/v1/pledges?horizon=end&limit=500")
        if str(row["target_year"] or "") >= released[:4]
        and row["superseded_by_id"] is None
        and row["outcome"] not in ("superseded", "withdrawn")
    ]


def test_each_end_target_is_a_square_in_its_line(client: TestClient) -> None:
    """Both drawings have as many squares of each standing as REST has rows."""
    page = client.get("/pledges").text
    rows = _drawn(client)
    assert f"{len(rows)} end targets name a year still to come" in page
    for kind in ("wide", "narrow"):
        drawing = _drawing(page, kind)
        assert drawing.count("<rect") == len(rows) > 0
        for status in {row["status"] for row in rows}:
            squares = drawing.count(f'<rect class="{status or "unknown"}"')
            assert squares == sum(row["status"] == status for row in rows)


def test_a_count_leads_to_the_pledges_that_it_counts(client: TestClient) -> None:
    """The list at the address of a count has them all, and those that are over besides."""
    page = client.get("/pledges").text
    links = re.findall(r'<a href="([^"#]+)#find"><text[^>]*>(\d+)<', _drawing(page, "wide"))
    assert links
    for href, number in links:
        found = client.get(unescape(href)).text
        total = re.search(r"<strong>([\d,]+) pledges?</strong>", found)
        assert total is not None
        assert int(total[1]) >= int(number)


def test_the_form_selects_as_rest_does(client: TestClient) -> None:
    """Each field is a parameter of REST; an unknown standing is one that is null."""
    for query, of_rest in (
        ("status=in_law&actor=&kind=", "status=in_law"),
        ("status=unknown&horizon=interim", "status__isnull=true&horizon=interim"),
        ("actor=china", "actor=china"),
        ("kind=net_zero&target_year__gte=2050&target_year__lte=2060", None),
        ("as_of=2022-04-01&status=in_law", None),
    ):
        page = client.get(f"/pledges?{query}").text
        answer = client.get(f"/v1/pledges?{of_rest or query}&sort=-status_date&limit=30").json()
        assert _listed(page) == [row["id"] for row in answer["data"]]
        number = answer["meta"]["total"]
        assert f"<strong>{number} pledge{'' if number == 1 else 's'}</strong>" in page


def test_the_form_keeps_what_was_asked(client: TestClient) -> None:
    """The fields show their values, and the data of the same address is linked."""
    page = client.get("/pledges?status=in_law&target_year__lte=2050&as_of=2022-04-01").text
    assert '<option value="in_law" selected>' in page
    assert 'name="target_year__lte" value="2050"' in page
    assert 'name="as_of" value="2022-04-01"' in page
    links = re.findall(r'href="(/v1/pledges[^"]*)"', page)
    assert any("status=in_law" in link and "as_of=2022-04-01" in link for link in links)
    permanent = re.search(r'<a href="([^"]+)">Permanent link', page)
    assert permanent is not None
    assert _listed(client.get(unescape(permanent[1])).text) == _listed(page)


def test_no_link_of_the_page_is_broken(client: TestClient) -> None:
    """Counts of the chart, fields of the form, pages and rows lead to what answers."""
    for start in (
        "/pledges",
        "/pledges?status=in_law",
        "/pledges?actor=IND",
        "/pledges?horizon=end",
        f"/pledges?release={client.get('/v1/releases?limit=1').json()['data'][0]['id']}",
    ):
        page = client.get(start, headers=BROWSER)
        assert page.status_code == 200
        links = {unescape(link) for link in re.findall(r'href="(/[^"#]+)', page.text)}
        assert len(links) > 20
        of_pledges = sorted(link for link in links if link.startswith("/pledges/"))
        for link in sorted(links - set(of_pledges[10:])):  # their pages have tests of their own
            answer = client.get(link, headers=BROWSER)
            assert answer.status_code == 200, link


def test_the_first_list_leads_to_end_targets_still_ahead(client: TestClient) -> None:
    """The order is said, and another one can be chosen."""
    page = client.get("/pledges").text
    assert "the latest date of a standing first" in page
    link = re.search(r'href="([^"#]+)#find">end targets still ahead', page)
    assert link is not None
    page = client.get(unescape(link[1])).text
    released = client.get("/v1/releases?limit=1").json()["data"][0]["released"]
    years = re.findall(r'<td class="n">(\d{4})</td><td><svg class="dot"', page)
    assert years == sorted(years)
    assert years[0] >= released[:4]
    assert "the earliest target year first" in page
    assert "end targets still ahead" not in page
    assert client.get("/pledges?sort=value").json()["parameter"] == "sort"


def test_pages_follow_each_other_to_the_end(client: TestClient) -> None:
    """The links lead through all pledges, each once."""
    path, listed = "/pledges", []
    for _ in range(30):
        page = client.get(path).text
        listed += _listed(page)
        following = re.search(r'rel="next" href="([^"#]+)', page)
        if following is None:
            break
        path = unescape(following[1])
    total = client.get("/v1/pledges?limit=1").json()["meta"]["total"]
    assert len(listed) == len(set(listed)) == total > 30


def test_an_empty_list_says_what_is_covered(client: TestClient) -> None:
    """No pledge of a country is no negative answer."""
    page = client.get("/pledges?actor=TUV&status=in_law").text
    assert "An empty list is not a no" in page
    assert "cover the pledges of TUV" in page or "covers the pledges of TUV" in page
    nobody = client.get("/pledges?actor=ATA").text
    assert "No source here covers the pledges of ATA" in nobody


def test_a_wrong_field_is_refused_with_a_way_on(client: TestClient) -> None:
    """What is misspelt is told, with a link that sets it right and keeps the other fields."""
    for query, parameter in (
        ("status=lawful", "status"),
        ("target_year__gte=soon", "target_year__gte"),
        ("colour=red", "colour"),
        ("after=x", "after"),
    ):
        assert client.get(f"/pledges?{query}").json()["parameter"] == parameter
    page = client.get("/pledges?actor=chna&horizon=end", headers=BROWSER)
    assert page.status_code == 400
    assert '<a href="/pledges?actor=CHN&amp;horizon=end">CHN</a>' in page.text
    page = client.get("/pledges?statu=in_law", headers=BROWSER)
    assert '<a href="/pledges?status=in_law">status</a>' in page.text


def test_what_is_typed_is_escaped(client: TestClient) -> None:
    """Words from the form come back as text."""
    page = client.get("/pledges", params={"actor": '"><script>alert(1)</script>'}, headers=BROWSER)
    assert "<script>alert" not in page.text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "actor=prc&horizon=end",
        "superseded_by_id__isnull=true&horizon=end",
        "status=unknown&sort=target_year",
        "kind=net_zero&target_year__gte=2040&target_year__lte=2050&as_of=2022-04-01",
    ],
)
def test_the_query_of_graphql_has_the_fields_of_the_form(client: TestClient, query: str) -> None:
    """It answers the rows of the list in their order; the CSV of a spreadsheet has them too."""
    page = client.get(f"/pledges?{query}").text
    use = page[page.index('<section id="use">') :]
    text = re.findall(r'<code class="wrap">(\{.*?)</code>', use, re.S)[0]
    nodes = client.post("/graphql", json={"query": unescape(text)}).json()["data"]["pledges"]
    slugs = [node["slug"] for node in nodes["nodes"]]
    assert slugs == re.findall(r'<th scope="row"><a href="/pledges/([^"?]+)', page)[: len(slugs)]
    assert slugs
    for href in re.findall(r'href="([^"]+bom=[01])"', use):
        assert client.get(unescape(href)).text.count("\n") > len(slugs)


def test_a_count_of_the_picture_is_that_of_its_list(client: TestClient) -> None:
    """The list that a count leads to leaves out pledges that another one replaced, as it does."""
    page = client.get("/pledges").text
    counts = re.findall(r'<a href="(/pledges\?[^"]+)"[^>]*><text[^>]*>(\d+)<', page)
    assert counts
    for address, number in counts:
        query = unescape(address).partition("?")[2].partition("#")[0]
        listed = client.get(f"/v1/pledges?{query}").json()
        assert listed["meta"]["total"] == int(number), address
