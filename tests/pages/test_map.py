"""The map of the countries' shares, beside what REST answers, and the file of its borders."""

import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

from api.pages import atlas
from api.pages.map_part import css_of
from tests.client import TestClient

_USED = re.compile(r'<use href="(/assets/world\.svg\?v=[^#"]+)#(c\w+)"/>')


@pytest.fixture
def borders(client: TestClient) -> str:
    """The file of the borders."""
    answer = client.get("/assets/world.svg")
    if answer.status_code == 404:
        pytest.skip("no borders are installed: `make bundles` gets them")
    return answer.text


def _wide(page: str) -> str:
    return page[page.index('<svg class="wide map"') :].split("</svg>")[0]


def test_each_country_has_the_colour_of_its_share(client: TestClient, borders: str) -> None:
    """By the figures of REST for the year and the series; the caption names what has no place."""
    query = "year=2019&series=co2-including-land-use"
    page = unescape(client.get(f"/countries?{query}").text)
    drawing = _wide(page)
    undrawn = page.split("Not drawn by themselves: ")[1].split(". Borders")[0].split("; ")
    assert "Antarctica" in undrawn
    assert len(undrawn) < 15
    rows = client.get(
        "/v1/emissions-shares?series_id=co2-including-land-use&year=2019&actor_kind=country&limit=500"
    ).json()["data"]
    shares = {row["country_code"]: row["share_percent"] for row in rows}
    countries = client.get("/v1/countries?limit=500").json()["data"]
    drawn = {
        code: css
        for css, group in re.findall(r'<g class="(m\d)">(.*?)(?=<g class="m|$)', drawing)
        for code in re.findall(r'href="/countries/([A-Z]{3})"', group)
    }
    assert drawn == {
        row["code"]: css_of(shares.get(row["code"]))
        for row in countries
        if row["name"] not in undrawn
    }
    assert css_of(None) == "m0"
    assert [css_of(share) for share in (-1, 0.05, 10)] == ["m1", "m2", "m6"]


def test_what_is_missing_is_named(client: TestClient, borders: str) -> None:
    """Below the map stand the names of all countries without a figure."""
    page = unescape(client.get("/countries?year=2019").text)
    shares = client.get(
        "/v1/emissions-shares?series_id=co2-territorial&year=2019&actor_kind=country&limit=500"
    ).json()["data"]
    names = {
        row["name"]: row["code"] for row in client.get("/v1/countries?limit=500").json()["data"]
    }
    missing = re.search(r'have no figure for 2019</summary><p class="small">(.*?)\. No', page)
    assert missing is not None
    assert {names[name] for name in missing[1].split("; ")} == set(names.values()) - {
        row["country_code"] for row in shares
    }


def test_borders_are_one_file_for_all_pages(client: TestClient, borders: str) -> None:
    """The address changes with its bytes, so that it is stored for good; every path is in it."""
    ids = re.findall(r' id="(\w+)"', borders)
    assert max(Counter(ids).values()) == 1
    for path in ("/", "/countries?year=2019"):
        used = _USED.findall(client.get(path).text)
        (file,) = {address for address, _ in used}
        assert Counter(name for _, name in used) == dict.fromkeys(ids, 2)  # wide and narrow
        assert "immutable" in client.get(file).headers["Cache-Control"]


def test_outlines_are_cut_at_the_antimeridian(borders: str) -> None:
    """No outline goes across the drawing, and none leaves it."""
    for name, path in re.findall(r'<path id="(\w+)" d="([^"]+)"', borders):
        for ring in path.split("z")[:-1]:
            start, _, steps = ring[1:].partition("l")
            x, _ = map(float, start.split())
            for step, _ in re.findall(r"([-\d.]+) ([-\d.]+)", steps):
                assert abs(float(step)) < 150, name
                x += float(step)
                assert -0.5 <= x <= atlas.WIDTH + 0.5, name


def test_without_borders_the_page_says_so_and_is_not_stored(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server answers before bundles are installed; the table has the figures."""
    monkeypatch.setattr(atlas, "BORDERS", Path("no-such-file"))
    page = client.get("/countries?year=2018")
    assert page.status_code == client.get("/?release=").status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "no file of borders" in page.text
    assert '<th scope="row"><a href="/countries/CHN">' in page.text


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("year=1700", "year"),
        ("year=last", "year"),
        (f"year={'9' * 5_000}", "year"),
        ("series=co2", "series"),
        ("series=co2-consumption&year=1850", "year"),
        ("page=0", "page"),
        ("page=99", "page"),
    ],
)
def test_a_year_or_series_without_figures_is_refused(
    client: TestClient, query: str, parameter: str
) -> None:
    """With the years that there are; nothing is drawn instead."""
    answer = client.get(f"/countries?{query}")
    assert (answer.status_code, answer.json()["parameter"]) == (400, parameter)
