"""The facts as committed, and the upstream datasets behind them, where those are at hand."""

import csv
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from schema.words import normalise
from seeds.check import check_facts
from seeds.derivation.derive import country_names
from seeds.loading.files import FACTS
from tests.seeds.conftest import upstream

IMPORTS = {
    "country-codes": "datasets-country-codes/country-codes.csv",
    "country-groups": "openclimatedata-countrygroups",
    "ndc-registry": "openclimatedata-ndcs/ndcs.csv",
    "net-zero-tracker": "net-zero-tracker",
    "owid-co2": "owid-co2-data/owid-co2-data.csv",
}


@pytest.mark.parametrize("name", IMPORTS)
def test_importing_the_real_files_gives_the_committed_facts(name, tmp_path, seeds):
    """Byte for byte: what is committed is what the importer writes."""
    source = upstream(IMPORTS[name])
    for path in FACTS.glob("pledges/*.yaml"):  # what is held by hand is not written
        (tmp_path / "pledges").mkdir(exist_ok=True)
        (tmp_path / "pledges" / path.name).write_bytes(path.read_bytes())
    assert seeds("import", name, source, "--facts", tmp_path).exit_code == 0
    made = [path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv")]
    assert made
    for path in made:
        assert (tmp_path / path).read_bytes() == (FACTS / path).read_bytes(), path


@pytest.mark.parametrize("first", ["net-zero-tracker", "owid-net-zero-targets"])
def test_pledges_are_merged_alike_in_any_order(first, tmp_path, seeds):
    """The scorecard's rows find the tracker's pledges, whichever is imported first."""
    scorecard = upstream("owid-net-zero-targets-2021/net-zero-targets.csv")
    sources = {"net-zero-tracker": upstream("net-zero-tracker"), "owid-net-zero-targets": scorecard}
    (tmp_path / "pledges").mkdir()
    for path in FACTS.glob("pledges/*.yaml"):
        (tmp_path / "pledges" / path.name).write_bytes(path.read_bytes())
    for name in sorted(sources, reverse=first != "net-zero-tracker"):
        assert seeds("import", name, sources[name], "--facts", tmp_path).exit_code == 0
    made = [path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv")]
    assert len(made) == 5
    for path in made:
        assert (tmp_path / path).read_bytes() == (FACTS / path).read_bytes(), path


def test_an_older_snapshot_alone_calls_pledges_by_the_record_s_ids(tmp_path, seeds):
    """So that publishing it instead would correct rows, and not rename them."""
    path = upstream("net-zero-tracker/net-zero-tracker-countries-2022-03-30.csv")
    assert seeds("import", "net-zero-tracker", path, "--facts", tmp_path).exit_code == 0
    ids = {}
    for folder in (FACTS, tmp_path):
        with (folder / "pledge-steps/net-zero-tracker.csv").open(encoding="utf-8") as stream:
            ids[folder] = {row["pledge_id"] for row in csv.DictReader(stream)}
    assert len(ids[tmp_path]) == 391
    assert ids[tmp_path] < ids[FACTS]


def test_plan_tells_how_snapshots_differ(tmp_path, seeds):
    """The older one after the younger: words that changed are corrections of the same pledges."""
    facts, address = tmp_path / "facts", f"sqlite:///{tmp_path}/record.sqlite"
    shutil.copytree(FACTS, facts, ignore=shutil.ignore_patterns("owid-*.csv"))
    for day in ("2023-11-05", "2022-03-30"):
        path = upstream(f"net-zero-tracker/net-zero-tracker-countries-{day}.csv")
        assert seeds("import", "net-zero-tracker", path, "--facts", facts).exit_code == 0
        if day == "2023-11-05":
            asked = "--facts", facts, "--database-url", address
            assert seeds("publish", *asked).exit_code == 0
    told = seeds("plan", *asked, "--resource", "pledges", "--limit", 0)
    assert told.exit_code == 0, told.output
    lines = told.output.splitlines()
    japan = "~ pledges/jpn-carbon-neutrality-2050"
    assert f'{japan} kind: "carbon_neutrality" → "net_zero"' in lines
    assert "+ pledges/aut-climate-neutrality-2050" in lines
    assert "- pledges/aut-climate-neutrality-2040" in lines
    assert "~ pledges/ind-intensity-cut-2030 value: 45 → 33" in lines


@pytest.fixture(scope="module")
def record():
    """The committed facts, checked."""
    checked = check_facts(FACTS)
    assert checked.problems == []
    return checked.record


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
    path = upstream(IMPORTS["owid-co2"])
    query = (
        "SELECT country_code, year, share_percent, world_mt FROM emissions_share"
        " WHERE gas = 'co2' AND accounting = 'territorial'"
    )
    ours = {(code, year): (share, world) for code, year, share, world in database.execute(query)}
    compared = 0
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            key = (row["iso_code"], int(row["year"]))
            if row["iso_code"] and row["co2"]:
                share, world = ours[key]
                # Half a kilotonne, and half a unit of the third decimal, on either side.
                room = 100 * 0.001 / world + 0.001
                assert abs(share - float(row["share_global_co2"])) <= room, key
                compared += 1
    assert compared > 23_000


def test_all_parties_have_a_pledge_and_all_countries_a_row(record):
    """The tracker's 198 parties, the EU among them, and two more; 249 ISO entries and Kosovo."""
    parties = {row.values["country_code"] or row.values["group_id"] for row in record["pledges"]}
    assert len(parties) == 200
    assert "eu" in parties
    codes = {row.values["code"] for row in record["countries"]}
    assert (len(codes), "XKX" in codes) == (250, True)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("CN", "CHN"), ("156", "CHN"), ("china", "CHN"), ("CHINA", "CHN"), ("Chine", "CHN"),
        ("中国", "CHN"), ("People's Republic of China", "CHN"), ("OWID_KOS", "XKX"), ("UNK", "XKX"),
        ("kosovo", "XKX"), ("usa", "USA"), ("us", "USA"), ("United States", "USA"),
        ("united states of america", "USA"), ("uk", "GBR"), ("United Kingdom", "GBR"),
        ("russia", "RUS"), ("Russian Federation", "RUS"), ("Российская Федерация", "RUS"),
        ("NA", "NAM"),
        ("south korea", "KOR"), ("republic of korea", "KOR"), ("iran", "IRN"), ("Viet Nam", "VNM"),
        ("Vietnam", "VNM"), ("Turkey", "TUR"), ("Türkiye", "TUR"), ("Turkiye", "TUR"),
        ("ivory coast", "CIV"), ("cote d'ivoire", "CIV"), ("Czech Republic", "CZE"), ("EUU", "eu"),
        ("European Union (27)", "eu"), ("EU27", "eu"), ("Annex 1", "annex-i"), ("G77", "g77"),
        ("small island developing states", "sids"), ("LDCs", "ldc"),
    ],
)  # fmt: skip
def test_names_and_codes_resolve(record, asked, code):
    """Codes, names in six languages and those that the datasets use, to one country or group."""
    names = {
        normalise(name): row.values.get("code") or row.values["id"]
        for resource in ("countries", "groups")
        for row in record[resource]
        for name in country_names(row.values)
    }
    assert names.get(normalise(asked)) == code


def test_every_row_has_a_source(database):
    """And every source a licence, or the reason why there is none."""
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    sourced = 0
    for (table,) in tables:
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        if "source_id" in columns and table != "change":
            sourced += 1
            query = (
                f"SELECT count(*) FROM {table} LEFT JOIN source ON source.id = {table}.source_id"
                " WHERE source.id IS NULL"
            )
            assert database.execute(query).fetchone() == (0,), table
    assert sourced == 12
    query = "SELECT id FROM source WHERE licence IS NULL AND licence_note IS NULL"
    assert database.execute(query).fetchall() == []


def test_an_aggregate_is_never_a_country(database):
    """World totals are denominators; no country is without an ISO code but Kosovo."""
    query = (
        "SELECT DISTINCT group_id FROM emissions_share"
        " WHERE group_id IS NOT NULL AND basis = 'measured'"
    )
    assert database.execute(query).fetchall() == [("eu",)]
