"""The real release as a database holds it, beside the upstream data where those are at hand."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from schema import RECORD
from tests.seeds.conftest import upstream_rows


@pytest.fixture(scope="module")
def database(database_url) -> Iterator[sqlite3.Connection]:
    """The committed facts, published."""
    path = Path(database_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as connection:
        yield connection


@pytest.mark.parametrize(
    ("share", "percent"),
    [("chn-co2-territorial-2019", 28.875), ("usa-co2-territorial-2019", 14.182)],
)
def test_measured_shares_of_2019(database, share, percent):
    """China's and the United States' share of the world's territorial CO2."""
    query = "SELECT share_percent FROM emissions_share WHERE id = ?"
    assert database.execute(query, (share,)).fetchall() == [(percent,)]


def test_measured_shares_agree_with_upstream(database):
    """Where upstream gives a share too, ours is the same but for rounding.

    Upstream divides before it rounds tonnes, which shows where the world's are few.
    """
    rows = upstream_rows("owid-co2-data/owid-co2-data.csv")
    query = (
        "SELECT country_code, year, share_percent, world_mt FROM emissions_share"
        " WHERE gas = 'co2' AND accounting = 'territorial'"
    )
    ours = {(code, year): (share, world) for code, year, share, world in database.execute(query)}
    compared = 0
    for row in rows:
        key = (row["iso_code"], int(row["year"]))
        if row["iso_code"] and row["co2"]:
            share, world = ours[key]
            # Half a kilotonne, and half a unit of the third decimal, on either side.
            room = 100 * 0.001 / world + 0.001
            assert abs(share - float(row["share_global_co2"])) <= room, key
            compared += 1
    assert compared > 23_000


def test_every_row_has_a_source(database):
    """And every source a licence, or the reason why there is none."""
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    sourced = 0
    for (table,) in tables:
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        if "source_id" in columns and table not in ("change", "pledge_version", "tenure_version"):
            sourced += 1
            query = (
                f"SELECT count(*) FROM {table} LEFT JOIN source ON source.id = {table}.source_id"
                " WHERE source.id IS NULL"
            )
            assert database.execute(query).fetchone() == (0,), table
    assert sourced == sum("source_id" in resource.fields for resource in RECORD.values())
    query = "SELECT id FROM source WHERE licence IS NULL AND licence_note IS NULL"
    assert database.execute(query).fetchall() == []


def test_an_aggregate_is_never_a_country(database):
    """World totals are denominators; no country is without an ISO code but Kosovo."""
    query = (
        "SELECT DISTINCT group_id FROM emissions_share"
        " WHERE group_id IS NOT NULL AND basis = 'measured'"
    )
    assert database.execute(query).fetchall() == [("eu",)]
