"""Releases of different layouts: what a program's change is in `changes`, and what stays readable.

Each test publishes to either engine, lays the first release out as an older program did, and
publishes another one.
"""

from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings
from schema import RESOURCES
from seeds.publishing.publish import publish
from seeds.publishing.software import software_version
from tests.client import TestClient
from tests.releases.older import drop_column, drop_resource, execute
from tests.seeds.conftest import Folder, correct

YEARS = range(1990, 2015)


def publish_over(facts: Folder, url: str, first: str) -> str:
    """Publish the corrected record over a first release, which an older program laid out."""
    drop_column(url, first, "quote", "locator")
    drop_column(url, first, "release", "software")
    drop_column(url, first, "release", "merged")
    correct(facts)
    return publish(facts.path, url).release_id


def get(url: str, *paths: str) -> list[Any]:
    """The answers of an app over a store."""
    with TestClient(create_app(Settings(database_url=url))) as client:
        return [client.get(path) for path in paths]


def short(answer: Any) -> list[tuple[Any, ...]]:
    """The kind, the id and the number of rows of each change."""
    assert answer.status_code == 200, answer.text
    return [(row["kind"], row["id"], row["rows"]) for row in answer.json()["data"]]


def test_a_new_column_is_one_change(store: str, facts: Folder, first: str) -> None:
    """Where rows are corrected, they are in the columns that both releases have."""
    second = publish_over(facts, store, first)
    own, forth, back = get(
        store,
        "/v1/changes?resource__in=quotes,officials",
        f"/v1/releases/{first}...{second}/changes?resource__in=quotes,officials",
        f"/v1/releases/{second}...{first}/changes?resource__in=quotes,officials",
    )
    corrected = ("corrected", "officials.li-wei.name", 1)
    assert short(own) == [corrected, ("column_added", "quotes.*.locator", 0)]
    assert forth.json()["data"] == own.json()["data"]
    assert short(back) == [corrected, ("column_removed", "quotes.*.locator", 0)]
    (column,) = (row for row in own.json()["data"] if row["row_id"] is None)
    assert (column["field"], column["old"], column["new"]) == ("locator", None, None)


def test_the_history_goes_on_over_another_layout(store: str, facts: Folder, first: str) -> None:
    """What the older program did not write is null or 0; the new release names its software."""
    second = publish_over(facts, store, first)
    (answer,) = get(store, "/v1/releases")
    listed = [(r["id"], r["software"], r["merged"]) for r in answer.json()["data"]]
    assert listed == [(second, software_version(), 0), (first, None, 0)]
    counts = answer.json()["data"][0]
    assert (counts["added"], counts["corrected"], counts["removed"]) == (3, 6, 11)


def test_a_release_of_another_layout_is_gone_and_names_its_reader(
    store: str, facts: Folder, first: str
) -> None:
    """410 with the version of the software that wrote it, or that it does not say."""
    correct(facts)
    publish(facts.path, store)
    drop_column(store, first, "quote", "locator")
    (named,) = get(store, f"/v1/quotes?release={first}")
    assert named.status_code == 410
    assert named.json()["software"] == software_version()
    assert f"version {software_version()} of the software" in named.json()["detail"]
    drop_column(store, first, "release", "software")
    (silent,) = get(store, f"/v1/quotes?release={first}")
    assert silent.status_code == 410
    assert "does not say which version" in silent.json()["detail"]
    assert "software" not in silent.json()


@pytest.mark.any_store
def test_resources_that_only_one_release_has(store: str, facts: Folder, first: str) -> None:
    """Few rows are listed one by one; of a resource that is not declared here, their number."""
    drop_resource(store, first, "reading", "readings")
    execute(
        store,
        first,
        "CREATE TABLE gone (id TEXT, row_json TEXT)",
        "INSERT INTO prepared_export (resource, format, part, total, body_zstd)"
        " SELECT 'old-things', format, 0, 3, body_zstd FROM prepared_export"
        " WHERE resource = 'quotes' AND part = 0",
    )
    second = publish_over(facts, store, first)
    own, forth, back = get(
        store,
        "/v1/changes?resource=old-things",
        f"/v1/releases/{first}...{second}/changes?resource=old-things",
        f"/v1/releases/{second}...{first}/changes?resource=old-things",
    )
    assert short(own) == short(forth) == [("resource_removed", "old-things.*", 3)]
    assert short(back) == [("resource_added", "old-things.*", 3)]


@pytest.mark.any_store
def test_many_new_rows_of_a_resource_are_one_change(store: str, facts: Folder) -> None:
    """They count as added, each of them, and go as one again."""
    facts.write("officials/hand.yaml", "[]\n")
    facts.write("tenure-records/hand.yaml", "[]\n")
    facts.write("quotes/hand.yaml", "[]\n")
    first = publish(facts.path, store).release_id
    rows = "".join(f"- {{id: x-{n}, name: X, source_id: the-data}}\n" for n in range(1_200))
    facts.write("officials/hand.yaml", rows)
    facts.write("VERSION", "0.2.0 2026-02-01\n")
    second = publish(facts.path, store).release_id
    own, back, releases = get(
        store,
        "/v1/changes",
        f"/v1/releases/{second}...{first}/changes",
        "/v1/releases?limit=1",
    )
    assert short(own) == [("resource_added", "officials.*", 1_200)]
    assert short(back) == [("resource_removed", "officials.*", 1_200)]
    assert releases.json()["data"][0]["added"] == 1_200


@pytest.mark.any_store
@pytest.mark.parametrize("others", [0, 1])
def test_more_digits_are_one_change_of_the_column(store: str, facts: Folder, others: int) -> None:
    """A figure that differs within the digits that both have is corrected, row by row."""
    write_shares(facts, "10.1", "10.1")
    first = publish(facts.path, store).release_id
    write_shares(facts, "10.135", "10.2" if others else "10.135")
    facts.write("VERSION", "0.2.0 2026-02-01\n")
    second = publish(facts.path, store).release_id
    query = "resource=emissions-shares&field=emissions_mt"
    own, forth = get(
        store, f"/v1/changes?{query}", f"/v1/releases/{first}...{second}/changes?{query}"
    )
    digits = ("digits_changed", "emissions-shares.*.emissions_mt", len(YEARS) + 1 - others)
    other = ("corrected", "emissions-shares.chn-co2-territorial-2019.emissions_mt", 1)
    assert short(own) == short(forth) == [digits, *([other] * others)]


def write_shares(facts: Folder, value: str, last: str) -> None:
    """China's emissions in many years, and in the last one."""
    rows = [f"CHN,,co2-territorial,{year},{value},the-data" for year in YEARS]
    world = [f"co2-territorial,{year},300,the-data" for year in (*YEARS, 2019)]
    facts.write(
        "emissions-shares/data.csv",
        "country_code,group_id,series_id,year,emissions_mt,source_id\n"
        + "\n".join([*rows, f"CHN,,co2-territorial,2019,{last},the-data"]),
    )
    facts.write(
        "world-emissions/data.csv",
        "series_id,year,emissions_mt,source_id\n" + "\n".join(world),
    )


def test_plan_shows_columns_and_digits(seeds: Any, facts: Folder, tmp_path: Any) -> None:
    """One line each, as in the changes that publishing makes."""
    url = f"sqlite:///{tmp_path / 'var' / 'record.sqlite'}"
    write_shares(facts, "10.1", "10.1")
    first = publish(facts.path, url).release_id
    drop_column(url, first, "quote", "locator")
    write_shares(facts, "10.135", "10.135")
    facts.write("VERSION", "0.2.0 2026-02-01\n")
    lines = seeds("plan", "--facts", facts.path, "--database-url", url).output.splitlines()
    assert "+ quotes/* locator: column_added, 0 rows" in lines
    assert "~ emissions-shares/* emissions_mt: digits_changed, 26 rows" in lines


@pytest.mark.any_store
def test_feeds_name_columns(store: str, facts: Folder, first: str) -> None:
    """A change of a column has no row to link to."""
    publish_over(facts, store, first)
    (feed,) = get(store, "/feeds/changes.json")
    content = feed.json()["items"][0]["content_html"]
    assert "<li>column added: quotes, locator (0 rows)</li>" in content
    assert "3 added, 6 corrected, 11 removed, 0 merged" in content


@pytest.mark.any_store
def test_graphql_answers_changes_of_columns(store: str, facts: Folder, first: str) -> None:
    """Their kinds are in the vocabulary, and their row is null."""
    publish_over(facts, store, first)
    query = """{
      changes(where: {kind: {eq: COLUMN_ADDED}}) {
        nodes { slug kind rowId field rows }
      }
      rows: changes(where: {rowId: {isNull: true}}) { totalCount }
    }"""
    with TestClient(create_app(Settings(database_url=store))) as client:
        data = client.post("/graphql", json={"query": query}).json()["data"]
    node = {"slug": "quotes.*.locator", "kind": "COLUMN_ADDED", "rowId": None}
    assert data["changes"]["nodes"] == [{**node, "field": "locator", "rows": 0}]
    assert data["rows"] == {"totalCount": 1}


def test_changes_of_a_release_without_json_values_are_all_answered(
    store: str, facts: Folder, first: str
) -> None:
    """Earlier software wrote no value where there is none now: the rows are there, with null."""
    correct(facts)
    second = publish(facts.path, store).release_id
    kind = "JSON" if store.startswith("postgresql") else "TEXT"
    for name in ("old", "new"):
        execute(store, second, f"ALTER TABLE change DROP COLUMN {name}")
        execute(store, second, f"ALTER TABLE change ADD COLUMN {name} {kind}")
    query = "{ changes(where: {kind: {eq: CORRECTED}}) { totalCount nodes { old new } } }"
    for compiled in (True, False):
        settings = Settings(database_url=store, graphql_compile=compiled)
        with TestClient(create_app(settings)) as client:
            changes = client.post("/graphql", json={"query": query}).json()["data"]["changes"]
            assert changes["nodes"] == [{"old": None, "new": None}] * changes["totalCount"]
            assert changes["totalCount"] > 1
            answer = client.get("/v1/changes?kind=corrected&fields=id,old").json()
            assert [row["old"] for row in answer["data"]] == [None] * changes["totalCount"]


def test_a_release_without_indexes_of_words_is_scanned(
    store: str, facts: Folder, first: str
) -> None:
    """`q` of a release that an older program wrote, served and beside the one that is served."""
    searched = [resource for resource in RESOURCES.values() if resource.query.search]
    tables = [r.table_name for r in searched]
    tables += [r.version_table_name for r in searched if r.is_versioned]
    is_sqlite = store.startswith("sqlite")
    drop = "DROP TABLE {}_words" if is_sqlite else "DROP INDEX ix_{}_words"
    execute(store, first, *map(drop.format, tables))
    (served,) = get(store, "/v1/countries?q=nor")
    facts.write("VERSION", "0.2.0 2026-02-01\n")
    publish(facts.path, store)
    (older,) = get(store, f"/v1/countries?q=nor&release={first}")
    assert served.json()["meta"]["total"] == older.json()["meta"]["total"] == 1
