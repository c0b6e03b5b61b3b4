"""The page of a claim, beside what REST answers."""

import re
from html import unescape

from api.pages.claim_words import claimed_range, verdict, why
from tests.client import TestClient
from tests.pages.test_country import text_of
from tests.pages.test_frame import BROWSER
from tests.pages.test_pledge import rows_of

_CLAIM = "/claims/chn-reported-voa-2021"


def _readings(client: TestClient, claim: str) -> list[dict]:
    return rows_of(client, f"/v1{claim}/readings?limit=100")


def test_the_verdict_counts_what_fits(client: TestClient) -> None:
    """The first words are how many measured shares fit, and which."""
    page = client.get(_CLAIM).text
    readings = _readings(client, _CLAIM)
    fitting = [each for each in readings if each["fits"]]
    callout = text_of(page[page.index('<div class="callout">') :].split("</div>")[0])
    assert f"{len(fitting)} of {len(readings)} measured shares fit." in callout
    assert "CO₂ of what is consumed in 2020" in callout
    assert page.count("no year, no gases and no way of counting") == 1


def test_each_reading_is_a_dot_and_a_row(client: TestClient) -> None:
    """Both drawings have all dots, those that fit filled; the table has all figures as given."""
    page = client.get(_CLAIM).text
    readings = _readings(client, _CLAIM)
    fitting = sum(each["fits"] is True for each in readings)
    drawings = re.findall(r'<svg class="(?:wide|narrow)".*?</svg>', page, re.S)
    assert len(drawings) == 2
    for drawing in drawings:
        assert drawing.count('<circle class="now"') == fitting
        assert drawing.count('<circle class="mark"') == len(readings) - fitting
    table = page[page.index('<section id="readings">') :].split("</table>")[0]
    assert table.count('<tr class="fits">') == fitting
    for reading in readings:
        assert f'href="/emissions-shares/{reading["emissions_share_id"]}"' in table


def test_years_stand_in_one_order(client: TestClient) -> None:
    """The earliest first: in the table of each series, and below dots that stand close."""
    page = client.get(_CLAIM).text
    table = page[page.index('<section id="readings">') :].split("</table>")[0]
    years: dict[str, list[str]] = {}
    for name, year in re.findall(r'<th scope="row">([^<]+)</th><td>(\d{4})</td>', table):
        years.setdefault(name, []).append(year)
    assert max(map(len, years.values())) > 1
    for of in years.values():
        assert of == sorted(of)
    for row in re.findall(r'class="year"[^>]*>([^<]+)<', page):
        assert row.split() == sorted(row.split())


def test_all_that_fit_are_made_precise(client: TestClient) -> None:
    """The precise sentences have each measured share that fits, of whatever year."""
    page = client.get(_CLAIM).text
    precise = page[page.index('<section id="precise">') :].split("</section>")[0]
    for reading in _readings(client, _CLAIM):
        if reading["fits"]:
            assert f'href="/emissions-shares/{reading["emissions_share_id"]}"' in precise


def test_a_difference_is_measured_less_claimed(client: TestClient) -> None:
    """The sign agrees with the words: a share below the claim has a negative difference."""
    page = client.get(_CLAIM).text
    table = page[page.index('<section id="readings">') :].split("</table>")[0]
    rows = re.findall(r'points">([^<]+)</td><td class="all">.*?<small>([^<]+)</small>', table)
    below = [text for text, why in rows if why == "below the claim"]
    assert below
    assert all(text.startswith("−") for text in below)


def test_the_shaded_range_holds_what_fits_and_nothing_else(client: TestClient) -> None:
    """The range that is drawn agrees with `fits` of every reading in the record."""
    for claim in rows_of(client, "/v1/claims?limit=50&hedge__isnull=false"):
        drawn = claimed_range(claim)
        for reading in _readings(client, f"/claims/{claim['id']}"):
            measured = reading["measured_percent"] or reading["measured_rank"]
            is_open = claim["hedge"] in ("almost", "less_than")
            is_below = measured < drawn.high if is_open else measured <= drawn.high
            assert (drawn.low <= measured and is_below) == reading["fits"]


def test_without_a_hedge_nothing_is_decided() -> None:
    """The verdict names the nearest measured share, and that none is judged."""
    claim = {"measure": "share", "hedge": None, "value": 3}
    readings = [
        {
            "measure": "share",
            "fits": None,
            "measured_percent": percent,
            "difference_points": 3 - percent,
            "name": "CO₂",
            "year": year,
        }
        for year, percent in ((2018, 1.5), (2019, 2.5))
    ]
    said, reason = verdict(claim, readings)
    assert said == "The words do not say how near is near enough."
    assert "from 1.5\u00a0% to 2.5\u00a0%" in reason
    assert reason.endswith("The nearest is 2.5\u00a0%, 0.5 points below the claim: CO₂ in 2019.")
    assert verdict(claim, [])[0] == "There is nothing to compare it with."


def test_a_rank_is_compared_with_ranks(client: TestClient) -> None:
    """A claim of a place has measured places beside it, whole numbers on the axis."""
    claim = rows_of(client, "/v1/claims?measure=rank&limit=1")[0]
    page = client.get(f"/claims/{claim['id']}").text
    assert "measured rank" in page
    axis = page[page.index('<svg class="wide"') :].split("</svg>")[0]
    assert not re.search(r">\d+\.\d+<", axis)


def test_every_claim_has_a_page(client: TestClient) -> None:
    """Whoever said it, and whatever it leaves open."""
    for claim in rows_of(client, "/v1/claims?limit=100&fields=id"):
        page = client.get(f"/claims/{claim['id']}")
        assert page.status_code == 200
        assert not re.search(r"\b(None|null|nan)\b", text_of(page.text))


def test_page_and_data_of_a_claim_lead_to_each_other(client: TestClient) -> None:
    """Both name each other, every link to data answers, and the quote has its page."""
    link = client.get(f"/v1{_CLAIM}").headers["Link"]
    assert link == f'<{_CLAIM}>; rel="alternate"; type="text/html"'
    page = client.get(_CLAIM).text
    assert f'type="application/json" href="/v1{_CLAIM}"' in page
    links = set(map(unescape, re.findall(r'href="(/v1/[^"]*|/graphql\?[^"]*)"', page)))
    assert {link for link in links if client.get(link).status_code != 200} == set()
    quote = client.get(f"/v1{_CLAIM}").json()["data"]["quote_id"]
    assert f'href="/quotes/{quote}"' in page


def test_an_unknown_claim_is_refused(client: TestClient) -> None:
    """A misspelt id is a 404 with links; a claim has no day, so as_of is refused."""
    page = client.get("/claims/chn-reported-voa-202", headers=BROWSER)
    assert page.status_code == 404
    assert f'<a href="{_CLAIM}">' in page.text
    assert client.get(f"{_CLAIM}?as_of=2021-03-01").json()["parameter"] == "as_of"


def test_a_share_that_misses_the_limit_by_little_is_said_to_be_at_the_edge() -> None:
    """30.005 % does not fit "almost 30 %" by 0.005 points; 33 % does not by more."""
    claim = {"measure": "share", "value": 30, "hedge": "almost", "words": "almost 30%"}
    near = {"measured_percent": 30.005, "difference_points": -0.005, "fits": False}
    assert why(claim, near) == "not below the claim, by 0.005 points: at the edge of the rule"
    far = {"measured_percent": 33.0, "difference_points": -3.0, "fits": False}
    assert why(claim, far) == "not below the claim"


def test_a_claim_without_a_year_says_which_years_are_compared(client: TestClient) -> None:
    """Beside the verdict; one that names its year does not."""
    for claim in rows_of(client, "/v1/claims?limit=20"):
        page = client.get(f"/claims/{claim['id']}").text
        callout = page[page.index('<div class="callout">') :].split("</div>")[0]
        has_years = claim["year"] is None and bool(_readings(client, f"/claims/{claim['id']}"))
        assert ("the last three full years before" in callout) is has_years, claim["id"]
