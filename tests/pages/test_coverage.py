"""The page of what is covered, beside what REST says of the coverage of each list."""

import re

from api.pages.charts.levels import LEVEL_CLASSES, LevelBlock, LevelRow, level_grid
from api.pages.coverage_levels import KIND_WORDS, LETTERS, LEVEL_WORDS
from tests.client import TestClient
from tests.pages.test_country import text_of

_LEVELS = ("none", "partial", "full")


def _level(client: TestClient, resource: str, query: str) -> str:
    meta = client.get(f"/v1/{resource}?limit=1&{query}").json()["meta"]
    return meta["coverage"]["level"]


def _table(page: str) -> dict[str, list[str]]:
    """The cells of each country in the table."""
    rows = re.findall(r'<th scope="row"><a href="/countries/([A-Z]{3})[^>]*>(.*?)</tr>', page)
    return {code: re.findall(r"<td[^>]*>([^<]+)</td>", cells) for code, cells in rows}


def test_levels_are_those_of_the_lists(client: TestClient) -> None:
    """Of each kind a country has the level that `meta.coverage` of its list has, on a day too."""
    for as_of in ("", "2019-06-04"):
        page = client.get(f"/coverage?as_of={as_of}").text
        for code in ("CHN", "ATA", "XKX"):
            query = f"country_code={code}" + (f"&as_of={as_of}" if as_of else "")
            dated = [name for name in LETTERS.values() if name in ("pledges", "tenures")]
            names = dated if as_of else list(LETTERS.values())
            cells = dict(zip(LETTERS.values(), _table(page)[code], strict=True))
            for name in names:
                level = _LEVELS.index(_level(client, name, query))
                assert cells[name] == LEVEL_WORDS[level], (code, name, as_of)


def test_each_country_and_kind_is_a_mark(client: TestClient) -> None:
    """Both drawings have a mark of each level as often as the table of kinds counts it."""
    page = client.get("/coverage").text
    total = client.get("/v1/countries?limit=1").json()["meta"]["total"]
    kinds = page[page.index("<h2>Kinds of facts") :].split("</table>")[0]
    rows = re.findall(r"<tr><th.*?</tr>", kinds)
    numbers = [
        [int(text) for text in re.findall(r':">(\d+)</td>', row)][::-1]
        for row in rows[1:]  # below the head
    ]
    assert len(numbers) == len(LETTERS)
    assert {sum(of) for of in numbers} == {total}
    for kind in ("wide", "narrow"):
        drawing = page[page.index(f'<svg class="{kind}"') :].split("</svg>")[0]
        for level, css in enumerate(LEVEL_CLASSES):
            path = re.search(rf'<path class="{css}" d="([^"]+)"', drawing)
            marks = 0 if path is None else path[1].count("M")
            assert marks == sum(of[level] for of in numbers), (kind, css)
        assert len(re.findall(r'<a href="/countries/[A-Z]{3}"', drawing)) == total


def test_the_page_says_what_is_not_covered_and_by_whom_the_rest(client: TestClient) -> None:
    """The sentence counts; each kind names its sources with their notes and the missing ones."""
    page = client.get("/coverage").text
    words = text_of(page)
    total = client.get("/v1/countries?limit=1").json()["meta"]["total"]
    assert f"Of {total} countries and territories, sources here cover more than half" in words
    limits = page[page.index('<section id="limits">') :].split("</section>")[0]
    assert limits.count("<dt>") == len(LETTERS)
    for kind in KIND_WORDS.values():
        assert f"<dt>{kind}: " in limits
    entry = client.get("/v1/coverage?resource=documents&note__isnull=false&limit=1").json()
    assert all(re.sub(r"\s+", " ", row["note"]) in text_of(limits) for row in entry["data"])
    for at, kind in enumerate(KIND_WORDS.values()):
        part = limits[limits.index(f"<dt>{kind}: ") :].split("</div>")[0]
        named = set(re.findall(r'<a href="/countries/([A-Z]{3})">', part))
        covered = {code for code, levels in _table(page).items() if levels[at] != LEVEL_WORDS[0]}
        assert named in (covered, _table(page).keys() - covered, set()), kind


def test_parameters_are_kept_and_refused(client: TestClient) -> None:
    """`as_of` and `release` stay in the links; what is unknown is refused."""
    release = client.get("/v1/releases?limit=1").json()["data"][0]["id"]
    page = client.get(f"/coverage?as_of=2019-06-04&release={release}").text
    assert f'href="/countries/CHN?as_of=2019-06-04&amp;release={release}"' in page
    assert 'rel="alternate" type="application/json" href="/v1/coverage?release=' in page
    assert client.get("/coverage?as_of=2019-13").status_code == 400
    assert client.get("/coverage?region=Africa").json()["parameter"] == "region"


def test_a_level_is_told_by_the_size_of_its_mark() -> None:
    """Three levels, three sizes; names are text."""
    rows = [LevelRow("<b>", "/x", (0, 1, 2), "<b>: x")]
    drawn = str(level_grid([[LevelBlock("R", "in-r", rows)]], "ABC", "x"))
    assert "<b>" not in drawn
    wide = drawn.split("</svg>")[0]
    sides = [re.findall(rf'class="{css}" d="M[^h]+h([\d.]+)v', wide) for css in LEVEL_CLASSES]
    assert sorted(sides, key=lambda side: float(side[0])) == sides
    assert len({side[0] for side in sides}) == 3
    assert 'id="in-r"' not in wide
    assert drawn.count('id="in-r"') == 1
