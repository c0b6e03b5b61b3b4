"""The page that compares countries and groups, beside what REST answers."""

import re
from html import unescape

import pytest

from api.pages.actors import Actor
from api.pages.compare import _late
from api.pages.wording import figure, percent
from tests.client import TestClient
from tests.pages.test_country import text_of
from tests.pages.test_frame import BROWSER


def _cells(page: str, label: str) -> list[str]:
    """The cells of a row of the table."""
    row = re.search(rf'<tr><th scope="row">{label}.*?</tr>', page, re.DOTALL)
    assert row is not None, label
    return [text_of(cell).strip() for cell in re.findall(r"<td.*?</td>", row[0], re.DOTALL)]


def test_figures_are_those_of_rest(client: TestClient) -> None:
    """The sentence and the table have each share as REST gives it, the chart a line for each."""
    page = unescape(client.get("/compare/CHN...USA...eu").text)
    rows = client.get("/v1/emissions-shares?actor_id=CHN,USA,eu&sort=-year&limit=3").json()["data"]
    shares = {row["actor_id"]: row for row in rows}
    order = ("CHN", "USA", "eu")
    assert _cells(page, "Share of the world’s CO₂") == [
        text_of(percent(shares[key]["share_percent"])) for key in order
    ]
    assert _cells(page, "Emissions per head") == [
        f"{figure(shares[key]['per_capita_t'])} t" for key in order
    ]
    assert _cells(page, "Rank among countries")[2] == "a group has no rank"
    sentence = page.split('<p class="lede">')[1].split("</p>")[0]
    first = max(order, key=lambda key: shares[key]["share_percent"])
    assert f"China emitted {percent(shares[first]['share_percent'])} of the world’s CO₂" in sentence
    most = max(order, key=lambda key: shares[key]["per_capita_t"])
    assert f"emitted most per head, {figure(shares[most]['per_capita_t'])}\u00a0t." in sentence
    assert page.count('class="bar-other"') == len(order)
    assert [page.count(f'<path class="ln {css}"') for css in ("this", "s2", "s3")] == [2, 2, 2]


def test_a_line_that_begins_later_says_when() -> None:
    """Each is named whose first year is after that of another one; who has no line is not."""
    actors = {key: Actor(f"name {key}", "", "") for key in "ABC"}
    shares = {"A": [{"year": 1960}, {"year": 1990}], "B": [{"year": 1990}], "C": []}
    assert _late(actors, shares) == [("name B", 1990)]
    assert _late(actors, {"A": [], "B": [{"year": 1990}]}) == []


def test_rows_of_a_day_are_those_of_rest(client: TestClient) -> None:
    """Who headed a government and who was a party on the day, with how sure that is."""
    page = client.get("/compare/CHN...DNK?as_of=2021-03-01").text
    query = "actor_id=CHN,DNK&as_of=2021-03-01"
    heads = client.get(f"/v1/tenures?{query}&role=head_of_government&include=official").json()[
        "data"
    ]
    shown = " ".join(_cells(page, "Head of government"))
    certain = [row for row in heads if row["holds"]]
    assert certain
    assert all(row["official"]["name"] in shown for row in certain)
    assert shown.count("certain") == len(certain)
    statuses = client.get(f"/v1/treaty-statuses?{query}&treaty_id=paris-agreement").json()["data"]
    cells = _cells(page, "Paris Agreement")
    assert len(statuses) == sum("party" in cell for cell in cells)
    acts = client.get("/v1/treaty-actions?actor_id=CHN,DNK&treaty_id=paris-agreement").json()
    for act in acts["data"]:
        assert f"{act['action']} {act['date']}" in cells[act["actor_id"] == "DNK"]


def test_who_was_followed_in_an_office_does_not_head_a_government(client: TestClient) -> None:
    """The record has no end of his post; it has the beginning of the next holder's."""
    day = "2026-01-01"
    query = f"actor_id=CHN,USA&as_of={day}&role=head_of_government&include=official"
    heads = client.get(f"/v1/tenures?{query}").json()["data"]
    (followed,) = [row for row in heads if row["official"]["name"] == "Li Keqiang"]
    assert followed["holds"] is None
    shown = _cells(client.get(f"/compare/CHN...USA?as_of={day}").text, "Head of government")[0]
    assert "Li Qiang" in shown
    assert "Li Keqiang" not in shown


def test_what_is_missing_says_why(client: TestClient) -> None:
    """An empty cell is not a no."""
    page = client.get("/compare/ATA...CHN").text
    assert _cells(page, "Targets and their standing")[0] == "unknown: no source here covers it"
    assert "None" not in text_of(page)


def test_names_lead_to_codes(client: TestClient) -> None:
    """In the address and in the form; the day is kept."""
    for path, status_code, location in (
        ("/compare/china...us?as_of=2021", 308, "/compare/CHN...USA?as_of=2021"),
        ("/compare?first=prc&second=european union&third=&fourth=", 303, "/compare/CHN...eu"),
    ):
        answer = client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (status_code, location)


@pytest.mark.parametrize(
    "actors", ["CHN", "CHN...CHN", "CHN...USA...IND...eu...BRA", "...", "CHN..."]
)
def test_a_comparison_is_of_two_to_four(client: TestClient, actors: str) -> None:
    """Fewer, more or the same are refused, with an address that answers."""
    answer = client.get(f"/compare/{actors}")
    assert answer.status_code == 404
    assert all(client.get(path).status_code == 200 for path in answer.json()["suggestions"])


def test_a_misspelt_name_is_a_page_with_suggestions(client: TestClient) -> None:
    """Each leads to the comparison with the country that may be meant."""
    page = client.get("/compare/CHN...Indai", headers=BROWSER)
    assert page.status_code == 404
    assert '<a href="/compare/CHN...IND">' in page.text


def test_a_country_leads_to_its_comparison(client: TestClient) -> None:
    """With the largest other emitter; the form offers more, with the country filled in."""
    page = client.get("/countries/USA").text
    assert 'href="/compare/USA...CHN"' in page
    form = client.get("/compare?first=USA").text
    assert 'name="first" value="USA"' in form
    assert 'href="/compare/USA...CHN"' in form
