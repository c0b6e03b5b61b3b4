"""Claims: what an article says of shares, beside what is measured."""

from decimal import Decimal
from typing import Any

import pytest

from seeds.derivation.readings import COUNTED, fits
from tests.asking import walk
from tests.client import TestClient

ARTICLE = "source=voa-us-china-climate-2021"
CHINA = "/v1/claims/chn-reported-voa-2021/readings"


def measured(rows: list[dict[str, Any]], gas: str, accounting: str, year: int) -> dict[str, Any]:
    """The one row that is beside this measured share."""
    (row,) = (r for r in rows if (r["gas"], r["accounting"], r["year"]) == (gas, accounting, year))
    return row


def test_almost_thirty_per_cent_of_china(client: TestClient) -> None:
    """28.875 % of territorial CO2 in 2019 is "almost 30%"; 31.047 % in 2020 is not."""
    rows = walk(client, CHINA)
    row = measured(rows, "co2", "territorial", 2019)
    assert (row["claimed_percent"], row["measured_percent"]) == (30, 28.875)
    assert (row["difference_points"], row["fits"]) == (1.125, True)
    assert row["differs_in"] == ["gas", "accounting", "year", "source"]
    assert row["explanation"] == (
        "The measured share counts CO2 from fossil fuels and industry, where it is emitted, in"
        " 2019; the claim does not say which gases, whose emissions and which year."
    )
    later = measured(rows, "co2", "territorial", 2020)
    assert (later["difference_points"], later["fits"]) == (-1.047, False)


def test_about_fifteen_per_cent_of_the_united_states(client: TestClient) -> None:
    """14.182 % of territorial CO2 in 2019 is "about 15%"; their part of all time is not."""
    rows = walk(client, "/v1/claims/usa-reported-voa-2021/readings")
    row = measured(rows, "co2", "territorial", 2019)
    assert (row["difference_points"], row["fits"]) == (0.818, True)
    assert measured(rows, "co2", "cumulative", 2019)["fits"] is False


def test_each_series_has_words_for_explanations(client: TestClient) -> None:
    """A claim that names a gas may be beside any of them."""
    assert {row["id"] for row in walk(client, "/v1/series")} == set(COUNTED)


def test_every_series_of_the_years_before_the_report(client: TestClient) -> None:
    """The article is of 2021: six series, of three years; methane alone it would name."""
    rows = walk(client, CHINA)
    assert len(rows) == 18
    assert {row["year"] for row in rows} == {2018, 2019, 2020}
    for row in rows:
        share = client.get(f"/v1/emissions-shares/{row['emissions_share_id']}").json()["data"]
        assert share["share_percent"] == row["measured_percent"]
        assert share["source_id"] == row["source_id"]


def test_china_is_the_largest_emitter_by_all_but_past_emissions(client: TestClient) -> None:
    """First in five series and three years; by all emissions up to then, the United States is."""
    rows = walk(client, "/v1/claims/chn-largest-emitter-voa-2021/readings")
    assert len(rows) == 18
    for row in rows:
        is_of_past = row["accounting"] == "cumulative"
        assert row["fits"] is not is_of_past
        assert (row["claimed_rank"], row["measured_rank"]) == (1, 2 if is_of_past else 1)
        assert row["claimed_percent"] is row["measured_percent"] is row["difference_points"] is None
        share = client.get(f"/v1/emissions-shares/{row['emissions_share_id']}").json()["data"]
        assert share["rank"] == row["measured_rank"]
    past = measured(rows, "co2", "cumulative", 2020)
    assert past["explanation"].startswith(
        "The measured rank is among countries by CO2 of all years"
    )


def test_one_of_the_two_largest(client: TestClient) -> None:
    """Either place fits: the ranks of China and the United States are 1 and 2 in every reading."""
    for claim in ("chn-two-largest-emitters-voa-2021", "usa-two-largest-emitters-voa-2021"):
        rows = walk(client, f"/v1/claims/{claim}/readings?fits=true")
        assert len(rows) == walk_total(client, f"/v1/claims/{claim}/readings")


def walk_total(client: TestClient, path: str) -> int:
    """How many rows the list has."""
    total: int = client.get(path).json()["meta"]["total"]
    return total


def test_both_faces_say_the_same(client: TestClient) -> None:
    """`readings` of a claim in GraphQL, and the resource of its own."""
    query = """{ claim(slug: "chn-reported-voa-2021") {
      readings(first: 50) { nodes { slug differencePoints emissionsShare { slug } } } } }"""
    answer = client.post("/graphql", json={"query": query}).json()
    nodes = answer["data"]["claim"]["readings"]["nodes"]
    rows = walk(client, CHINA)
    assert [(n["slug"], n["differencePoints"], n["emissionsShare"]["slug"]) for n in nodes] == [
        (r["id"], r["difference_points"], r["emissions_share_id"]) for r in rows
    ]
    assert walk(client, "/v1/readings?claim=chn-reported-voa-2021") == rows
    assert client.get(f"{CHINA}.csv").text.count("\r\n") == 19


def test_what_there_is_not_is_not_found(client: TestClient) -> None:
    """A claim that there is not, or something else of a claim."""
    for path in ("no-such/readings", "chn-reported-voa-2021/quotes", "NO/readings"):
        assert client.get(f"/v1/claims/{path}").status_code == 404
    assert client.get(f"{CHINA}?claim=x").status_code == 400


def test_a_claim_says_no_more_than_its_source(client: TestClient) -> None:
    """ "almost 30%" has its words and its hedge, and no gas, year or accounting."""
    rows = walk(client, f"/v1/claims?measure=share&{ARTICLE}")
    assert [(r["value"], r["hedge"]) for r in rows] == [(30, "almost"), (15, "about")]
    ranks = walk(client, f"/v1/claims?measure=rank&{ARTICLE}")
    assert [(r["country_code"], r["value"], r["hedge"]) for r in ranks] == [
        ("CHN", 1, None), ("CHN", 2, "among"), ("USA", 2, "among"),
    ]  # fmt: skip
    for row in (*rows, *ranks):
        assert row["words"]
        assert [row[name] for name in ("gas", "year", "accounting")] == [None] * 3


def test_a_quote_leads_to_the_claims_in_it(client: TestClient) -> None:
    """And a claim to the quote that states it, on both faces."""
    quote = "state-department-spokesperson-climate-challenge"
    answer = client.get(f"/v1/quotes/{quote}?include=claims").json()["data"]
    assert [row["id"] for row in answer["claims"]["data"]] == ["chn-reported-voa-2021"]
    query = f"""{{ quote(slug: "{quote}") {{ claims {{ nodes {{ slug quote {{ slug }} }} }} }} }}"""
    data = client.post("/graphql", json={"query": query}).json()["data"]
    assert data["quote"]["claims"]["nodes"] == [
        {"slug": "chn-reported-voa-2021", "quote": {"slug": quote}}
    ]


def test_reported_shares_are_refused_with_where_they_are(client: TestClient) -> None:
    """`basis=reported` was a value; the hint leads to the rows."""
    answer = client.get("/v1/emissions-shares?basis=reported")
    assert answer.status_code == 400
    problem = answer.json()
    assert problem["detail"] == (
        "basis takes one of measured, summed; rows with 'reported' are in "
        "/v1/claims?measure=share now"
    )
    (hint,) = problem["suggestions"]
    assert {"chn-reported-voa-2021", "usa-reported-voa-2021"} <= {
        row["id"] for row in walk(client, hint)
    }


def test_kerry_s_figures_of_january_2021(client: TestClient) -> None:
    """With who said them, when and where, and the shares of the three years before."""
    day = "said_on=2021-01-27&include=speech,speaker"
    china, usa = sorted(walk(client, f"/v1/claims?{day}"), key=lambda row: row["actor_id"])
    assert (china["value"], china["hedge"], usa["value"], usa["hedge"]) == (30, None, 15, "about")
    for row in (china, usa):
        assert row["speaker"]["name"] == "John Kerry"
        assert row["speech"]["date"] == "2021-01-27"
        assert row["speech"]["url"].startswith("https://bidenwhitehouse.archives.gov/")
        assert not {"sentence", "text"} & row.keys()
    rows = walk(client, f"/v1/claims/{usa['id']}/readings")
    assert {row["year"] for row in rows} == {2018, 2019, 2020}
    assert measured(rows, "co2", "territorial", 2019)["fits"] is True


def test_a_share_that_is_less_than_a_limit(client: TestClient) -> None:
    """It fits if the measured one is below it; the speaker is that of the speech."""
    (row,) = walk(client, "/v1/claims?country=MDG&include=speech")
    assert (row["value"], row["hedge"], row["said_on"]) == (1, "less_than", "2019")
    assert row["speaker_name"] == row["speech"]["speaker_name"] == "Mr. Christian Ntsay"
    assert all(r["fits"] for r in walk(client, f"/v1/claims/{row['id']}/readings"))


@pytest.mark.parametrize("asked", ["countries/CHN/emissions-shares?", "emissions-shares?group=eu&"])
def test_all_that_is_known_of_a_party_and_a_year(client: TestClient, asked: str) -> None:
    """Every gas and accounting side by side."""
    rows = walk(client, f"/v1/{asked}year=2019&defaults=false")
    assert {(row["gas"], row["accounting"]) for row in rows} == {
        ("co2", "territorial"), ("co2", "consumption"), ("co2", "including_land_use"),
        ("co2", "cumulative"), ("ghg", "territorial"), ("ghg", "including_land_use"),
        ("ch4", "including_land_use"), ("n2o", "including_land_use"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("hedge", "claimed", "share", "said"),
    [
        ("almost", "30", "27", True), ("almost", "30", "26.9", False),
        ("almost", "30", "30", False), ("about", "15", "16.5", True),
        ("about", "15", "13.4", False), (None, "15", "15", None),
    ],
)  # fmt: skip
def test_what_a_hedge_says(hedge: str, claimed: str, share: str, said: bool | None) -> None:
    """Almost: below, by a tenth of it at most. About: within a tenth."""
    assert fits(hedge, Decimal(claimed), Decimal(share)) is said
