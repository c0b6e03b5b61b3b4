"""Small figures keep their digits and their sign, and are the same bytes in every format.

The shares of Tuvalu, the smallest emitter with a seat in the United Nations, read 0 when they had
three decimals; so did negative ones, with land use.
"""

import re
from decimal import ROUND_HALF_EVEN, Decimal

import pytest

from api.app import create_app
from api.settings import Settings
from tests.asking import Tables
from tests.client import TestClient

_EXPONENT = re.compile(r"[,:]-?\d+(\.\d+)?e-?\d")

TUVALU = "tuv-co2-territorial-2023"
TUVALU_PERCENT = "0.000031753"  # 100 × 0.012 / 37791.57, the figures of the source


def test_no_share_is_zero_beside_emissions(tables: Tables) -> None:
    """And each has the sign of its emissions."""
    rows = tables["emissions_share"]
    assert sum(row["emissions_mt"] < 0 for row in rows) > 200
    wrong = [row["id"] for row in rows if _sign(row["share_percent"]) != _sign(row["emissions_mt"])]
    assert wrong == []


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def test_shares_are_those_of_the_stated_figures(tables: Tables) -> None:
    """Computed anew from numerator and denominator, to five significant digits."""
    for row in tables["emissions_share"]:
        percent = 100 * Decimal(str(row["emissions_mt"])) / Decimal(str(row["world_mt"]))
        places = max(3, 4 - percent.adjusted()) if percent else 3
        expected = percent.quantize(Decimal(10) ** -places, ROUND_HALF_EVEN)
        assert row["share_percent"] == float(expected), row["id"]


@pytest.mark.parametrize(
    "address",
    [
        f"/v1/emissions-shares/{TUVALU}",
        f"/v1/emissions-shares/{TUVALU}?fields=share_percent",
        f"/v1/emissions-shares/{TUVALU}.csv?fields=share_percent",
        "/v1/emissions-shares?country=TUV&year=2023&series=co2-territorial",
        "/v1/emissions-shares.csv?country=TUV&year=2023&series=co2-territorial",
        "/v1/emissions-shares.ndjson?country=TUV&year=2023&series=co2-territorial",
        "/v1/emissions-shares.ndjson?limit=all&fields=share_percent&country=TUV",
        f"/v1/emissions-shares?country=TUV&year=2023&share_percent={TUVALU_PERCENT}",
        "/v1/emissions-shares?country=TUV&year=2023&share_percent=3.1753e-05",
        "/v1/countries/TUV?include=emissions_shares",
    ],
)
def test_a_small_share_in_every_format(client: TestClient, address: str) -> None:
    """Digits with a point, without an exponent."""
    text = client.get(address).text
    assert re.search(rf"(?<![\d.]){re.escape(TUVALU_PERCENT)}(?!\d)", text), text
    assert not _EXPONENT.search(text)


def test_both_executors_write_whole_figures_alike(client: TestClient, database_url: str) -> None:
    """Without a decimal point: the reference executor wrote 0 as `0.0`."""
    query = '{ emissionsShare(slug: "ata-co2-territorial-2023") { emissionsMt sharePercent } }'
    app = create_app(Settings(database_url=database_url, graphql_compile=False))
    with TestClient(app) as reference:
        answers = [c.post("/graphql", json={"query": query}) for c in (client, reference)]
    assert answers[0].content == answers[1].content
    assert '{"emissionsMt":0,"sharePercent":0}' in answers[0].text


@pytest.mark.parametrize("suffix", ["csv", "ndjson"])
def test_whole_lists_have_no_exponent(client: TestClient, suffix: str) -> None:
    """As prepared at publish."""
    text = client.get(f"/v1/emissions-shares.{suffix}?defaults=false").text
    assert TUVALU_PERCENT in text
    assert not _EXPONENT.search(text)


def test_both_executors_write_the_same_bytes(client: TestClient, database_url: str) -> None:
    """The compiled statement, and the reference executor over the same plan."""
    query = f'{{ emissionsShare(slug: "{TUVALU}") {{ sharePercent }} }}'
    app = create_app(Settings(database_url=database_url, graphql_compile=False))
    with TestClient(app) as reference:
        answers = [c.post("/graphql", json={"query": query}) for c in (client, reference)]
    assert answers[0].content == answers[1].content
    assert f'"sharePercent":{TUVALU_PERCENT}}}' in answers[0].text


def test_small_shares_are_sorted(client: TestClient) -> None:
    """By the figure, also where three decimals would be equal."""
    of = "year=2023&series=co2-territorial&actor_kind=country&share_percent__gt=0"
    address = f"/v1/emissions-shares?{of}&sort=share_percent&limit=40"
    rows = client.get(address).json()["data"]
    assert [row["country_code"] for row in rows[:3]] == ["NIU", "SHN", "TUV"]
    shares = [row["share_percent"] for row in rows]
    assert shares == sorted(shares)
    assert [row["emissions_mt"] for row in rows] == sorted(row["emissions_mt"] for row in rows)
