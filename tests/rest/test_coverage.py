"""`meta.coverage` and `meta.empty_reason`: missing data is not a negative answer."""

from typing import Any

import pytest

from tests.client import TestClient


def meta_of(client: TestClient, address: str) -> Any:
    """The `meta` of a list."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.json()["meta"]


def test_what_no_source_covers_is_not_nobody(client: TestClient) -> None:
    """Germany's ministers of 2019: the record has no list of them, and says so."""
    meta = meta_of(client, "/v1/tenures?country=DEU&q=environment&as_of=2019-07-01")
    assert meta["total"] == 0
    assert meta["as_of"] == {"date": "2019-07-01", "holds": 0, "unknown": None}
    assert meta["empty_reason"] == "not_covered"
    assert meta["coverage"] == {
        "level": "none",
        "sources": [],
        "from": None,
        "to": None,
        "href": "/v1/coverage?resource=tenures&actor_id=DEU",
    }


def test_coverage_names_sources_and_period(client: TestClient) -> None:
    """Germany's heads of state and government are covered for two years, by one source."""
    meta = meta_of(client, "/v1/tenures?country=Germany")
    assert meta["coverage"] == {
        "level": "partial",
        "sources": ["everypolitician-world-leaders-2021"],
        "from": "2021",
        "to": "2022",
        "href": "/v1/coverage?resource=tenures&actor_id=DEU",
    }
    assert "empty_reason" not in meta
    (entry,) = client.get(meta["coverage"]["href"]).json()["data"]
    assert entry["source_id"] == "everypolitician-world-leaders-2021"


@pytest.mark.parametrize(
    ("address", "level", "reason"),
    [
        ("tenures?country=DEU&as_of=1950", "none", "not_covered"),
        ("tenures?country=DEU&q=environment&as_of=2021-12-31", "partial", "source_silent"),
        ("countries/DEU/tenures?q=environment", "partial", "source_silent"),
        ("documents?country=CHN&as_of=2016-03-24", "full", "not_yet"),
        ("documents?country=CHN&language=xx", "full", "no_match"),
        ("documents?country=CHN&as_of=1999", "none", "not_covered"),
        ("memberships?group=eu&country=GBR&as_of=2024-10-28", "full", "ended"),
        ("memberships?group=eu&country=CHN&as_of=2024-10-28", "full", "no_match"),
        ("memberships?group=eu&country=FRA&as_of=1957", "none", "not_covered"),
        ("pledges?country=ALB&horizon=interim&status=in_law&as_of=2010", "none", "not_covered"),
        ("emissions-shares?country=CHN&gas=co2&accounting=consumption&year=1980", "none",
         "not_covered"),
        ("pledges?country=ALB&horizon=interim&as_of=2022-03-30", "partial", "none_stated"),
        ("officials?country=DEU&as_of=1950", "none", "not_covered"),
        ("pledges?country=CHN&status=achieved_externally_validated", "partial", "source_silent"),
    ],
)  # fmt: skip
def test_the_reason_of_an_empty_list(
    client: TestClient, address: str, level: str, reason: str
) -> None:
    """Not covered, silent, not yet, ended, or nothing that matches."""
    meta = meta_of(client, f"/v1/{address}")
    assert meta["total"] == 0
    assert (meta["coverage"]["level"], meta["empty_reason"]) == (level, reason)


@pytest.mark.parametrize(
    ("address", "level"),
    [
        ("emissions-shares?country=CHN&gas=co2&accounting=territorial&year=2019", "full"),
        ("emissions-shares?country__in=CHN,USA", "full"),
        ("memberships?group=eu&as_of=2024-10-28", "full"),
        ("memberships?group=eu&as_of=1990", "partial"),
        ("countries?group=eu&as_of=2024-10-28", "full"),
        ("pledges?country=CHN&as_of=2023-01-01", "partial"),
        ("pledges?as_of=2023-11-05", "partial"),
        ("documents?actor=CHN,eu", "full"),
        ("documents?country__in=CHN,USA", "full"),
    ],
)
def test_the_level_of_a_list(client: TestClient, address: str, level: str) -> None:
    """Full where one source has all of it on that date, else partial."""
    meta = meta_of(client, f"/v1/{address}")
    assert meta["total"] > 0
    assert meta["coverage"]["level"] == level


@pytest.mark.parametrize("year", ["1000037", "99999", "123", "0", "-5"])
@pytest.mark.parametrize("name", ["claims", "emissions-shares"])
def test_a_year_may_be_any_number(client: TestClient, name: str, year: str) -> None:
    """One that no calendar has is covered by nothing."""
    meta = client.get(f"/v1/{name}?country=CHN&year={year}").json()["meta"]
    assert (meta["total"], meta["coverage"]["level"]) == (0, "none")
    assert meta["empty_reason"] == "not_covered"


def test_a_list_about_no_actor_and_no_date_has_no_coverage(client: TestClient) -> None:
    """Without rows its reason is that nothing matches."""
    assert "coverage" not in meta_of(client, "/v1/pledges?status=in_law")
    meta = meta_of(client, "/v1/countries?name=Atlantis")
    assert "coverage" not in meta
    assert meta["empty_reason"] == "no_match"


@pytest.mark.parametrize(
    "address",
    [
        "emissions-shares?country=CHN&series=co2_territorial",
        "emissions-shares?country=CHN&series__in=co2_territorial,nothing&year=2019",
        "pledges?country=CHN&source=net-zero-tracker",
        "pledges?source=net-zero-tracker&as_of=2022-03-30",
        "memberships?group=eu&source=nobody",
    ],
)
def test_a_series_or_a_source_that_there_is_not_is_not_covered(
    client: TestClient, address: str
) -> None:
    """A misspelt one has no coverage, and nothing matches it."""
    meta = meta_of(client, f"/v1/{address}")
    assert "coverage" not in meta
    assert (meta["total"], meta["empty_reason"]) == (0, "no_match")


@pytest.mark.parametrize(
    ("address", "level"),
    [
        ("emissions-shares?country=CHN&series=co2-territorial", "full"),
        ("emissions-shares?country=CHN&series__in=co2-territorial,nothing", "full"),
        ("pledges?country=CHN&source=net-zero-tracker-2022-03-30", "partial"),
        ("pledges?country=CHN&source=iso-country-codes-2026", "partial"),
    ],
)
def test_one_that_there_is_is_covered(client: TestClient, address: str, level: str) -> None:
    """Whether or not it has such rows."""
    assert meta_of(client, f"/v1/{address}")["coverage"]["level"] == level


def test_a_row_that_holds_for_certain_is_covered(client: TestClient) -> None:
    """The registry's list to its own day, a history from the day that it tells of."""
    for address in (
        "documents?country=USA&as_of=2021-03-02",
        "documents?country=CHN&as_of=2026-08-10",
        "documents?country=CHN&as_of=2026-08-19",
        "pledges?country=CHN&as_of=2020-10",
    ):
        meta = meta_of(client, f"/v1/{address}")
        assert meta["as_of"]["holds"] > 0
        assert meta["coverage"]["level"] != "none"
        assert isinstance(meta["as_of"]["unknown"], int)


def test_an_embedded_list_does_not_count_what_is_unknown(client: TestClient) -> None:
    """Its coverage is not computed; the list that it links to says how many there are."""
    quotes = client.get("/v1/quotes/xi-jinping-peak-and-neutrality?include=then.pledges").json()
    countries = client.get("/v1/countries/CHN?as_of=1999&include=pledges").json()
    for pledges in (quotes["data"]["then"]["pledges"], countries["data"]["pledges"]):
        linked = meta_of(client, pledges["links"]["self"])
        assert pledges["meta"]["as_of"].keys() == {"date", "holds"}
        assert pledges["meta"]["as_of"].items() <= linked["as_of"].items()
        assert "unknown" in linked["as_of"]


def test_every_form_of_a_list_counts_the_same(client: TestClient) -> None:
    """The whole list has the coverage of its first page."""
    address = "/v1/tenures?country=DEU&q=environment&as_of=2019-07-01"
    assert meta_of(client, address) == meta_of(client, f"{address}&limit=all")
