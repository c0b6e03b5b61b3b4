"""Two editions of one dataset stand side by side: both are kept, and the latest answers."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings
from tests.client import TestClient
from tests.seeds.conftest import Folder, everything
from tests.seeds.prepared import Prepared

OLDER = """
    country,year,iso_code,co2,consumption_co2
    World,2018,OWID_WRL,200,200
    World,2019,OWID_WRL,300,300
    China,2018,CHN,50,40
    China,2019,CHN,100,90
    Norway,2019,NOR,0.002,
    """
# Another order, CRLF, a byte order mark, years as floats, a new column, an unknown entity, an
# unknown code, figures of more decimals, and no consumption.
NEWER = (
    "\ufeffiso_code,country,year,gdp,co2\r\n,Atlantis (GCP),2019.0,,7\r\nATL,Atlantis,2019.0,,7\r\n"
    "CHN,China,2020.0,1,120\r\nCHN,China,2019.0,1,110.12345\r\n,World,2019.0,,330\r\n"
    ",World,2020.0,,340\r\nNOR,Norway,2020.0,,-1\r\n"
)
SERIES = """
    - id: co2-consumption
      name: CO2 of what is consumed
      definition: CO2 by where goods are consumed.
      unit: million tonnes of CO2
      gas: co2
      accounting: consumption
      land_use: excluded
      cumulative: false
      source_id: the-data
    """
OLD, NEW = "owid-co2-data-2023", "owid-co2-data-2024-11"


def prepare(facts: Folder) -> None:
    """The small record without emissions, ready for those of the test."""
    for name in ("emissions-shares", "world-emissions"):
        (facts.path / name / "data.csv").unlink()
    facts.write("series/more.yaml", SERIES)
    facts.write("aggregates/hand.yaml", "- {id: world, name: World, source_id: the-data}\n")


@pytest.fixture(params=["newer beside older", "older beside newer"])
def both(request: Any, facts: Folder, folder: Folder, seeds: Any) -> Folder:
    """The small record with both editions, imported in either order."""
    prepare(facts)
    files = [folder.write("co2-2023.csv", OLDER), folder.path / "co2.csv"]
    files[1].write_bytes(NEWER.encode())
    commands = [(files[0],), (files[1], "--date", "2024-11", "--licence", "CC-BY-4.0")]
    for arguments in commands if request.param.startswith("older") else reversed(commands):
        result = seeds("import", "owid-co2", *arguments, "--facts", facts.path)
        assert result.exit_code == 0, result.output
    return facts


@pytest.fixture
def client(
    request: Any, both: Folder, store: str, seeds: Any, prepared: Prepared
) -> Iterator[TestClient]:
    """The published record, served by either engine."""
    order = "_".join(request.node.callspec.params["both"].split())
    where = ("--facts", both.path, "--database-url", store)
    result = prepared.fill(store, f"editions_{order}", lambda: seeds("publish", *where))
    assert result.exit_code == 0, result.output
    with TestClient(create_app(Settings(database_url=store))) as client:
        yield client


def rows(client: TestClient, path: str) -> list[dict[str, Any]]:
    """The rows of a list."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    assert len(found) == answer.json()["meta"]["total"]
    return found


def figures(found: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Id, emissions and source of shares."""
    return [(row["id"], row["emissions_mt"], row["source_id"]) for row in found]


@pytest.mark.any_store
def test_the_latest_edition_answers(client: TestClient) -> None:
    """In lists, below the country, embedded, and as a whole list; a plain id is of that edition."""
    of = "series=co2-territorial&year=2019"
    latest = [("chn-co2-territorial-2019", 110.12345, NEW)]
    assert figures(rows(client, f"/v1/emissions-shares?country=CHN&{of}")) == latest
    assert figures(rows(client, f"/v1/countries/CHN/emissions-shares?{of}")) == latest
    embedded = client.get("/v1/countries/CHN?include=emissions_shares").json()["data"]
    assert {row["source_id"] for row in embedded["emissions_shares"]["data"]} == {NEW}
    listed = rows(client, "/v1/countries/CHN/emissions-shares?defaults=false")
    assert [row["source_id"] for row in listed].count(OLD) == len(listed) - 2 == 2
    whole = client.get("/v1/emissions-shares.csv?defaults=false").text
    assert whole == client.get("/v1/emissions-shares.csv?defaults=false&by_default=true").text
    assert "chn-co2-territorial-2019," in whole
    assert "-owid-co2-data-2023" not in whole


@pytest.mark.any_store
def test_a_source_leads_to_its_edition(client: TestClient) -> None:
    """By the filter, by id and by `by_default`."""
    old = [("chn-co2-territorial-2019-owid-co2-data-2023", 100, OLD)]
    asked = "country=CHN&series=co2-territorial&year=2019"
    assert figures(rows(client, f"/v1/emissions-shares?{asked}&source={OLD}")) == old
    assert figures(rows(client, f"/v1/emissions-shares?{asked}&by_default=false")) == old
    assert figures(rows(client, f"/v1/emissions-shares?id={old[0][0]}")) == old
    row = client.get(f"/v1/emissions-shares/{old[0][0]}").json()["data"]
    assert (row["share_percent"], row["by_default"], row["rank"]) == (33.333, False, 1)
    both = rows(client, f"/v1/emissions-shares?{asked}&source={OLD},{NEW}")
    assert [row["by_default"] for row in both] == [True, False]


@pytest.mark.any_store
def test_graphql_answers_alike(client: TestClient, store: str) -> None:
    """Compiled, and by the reference executor."""
    query = f"""{{
      default: emissionsShares(defaults: false,
        where: {{country: {{eq: "CHN"}}, year: {{eq: 2019}}}}) {{
        totalCount nodes {{ slug emissionsMt byDefault }} }}
      older: emissionsShares(defaults: false,
        where: {{source: {{eq: "{OLD}"}}, year: {{eq: 2019}}}}) {{
        totalCount }}
      country(code: "CHN") {{ emissionsShares(defaults: false) {{ totalCount }} }}
      source(slug: "{OLD}") {{ dataset edition emissionsShares(defaults: false) {{ totalCount }} }}
    }}"""
    answer = client.post("/graphql", json={"query": query})
    data = answer.json()["data"]
    assert data["default"] == {
        "totalCount": 2,
        "nodes": [
            {"slug": "chn-co2-consumption-2019", "emissionsMt": 90, "byDefault": True},
            {"slug": "chn-co2-territorial-2019", "emissionsMt": 110.12345, "byDefault": True},
        ],
    }
    assert data["older"] == {"totalCount": 5}
    assert data["country"] == {"emissionsShares": {"totalCount": 4}}
    assert data["source"]["emissionsShares"] == {"totalCount": 9}
    app = create_app(Settings(database_url=store, graphql_compile=False))
    with TestClient(app) as reference:
        assert reference.post("/graphql", json={"query": query}).content == answer.content


@pytest.mark.any_store
def test_an_absent_column_is_an_absent_series(client: TestClient) -> None:
    """The edition before answers for it, and coverage says who covers what."""
    found = rows(client, "/v1/emissions-shares?country=CHN&series=co2-consumption")
    assert {row["source_id"] for row in found} == {OLD}
    assert all(row["by_default"] for row in found)
    covered = rows(client, "/v1/coverage?country=CHN&resource=emissions-shares")
    assert {(row["source_id"], row["scope"]) for row in covered} == {
        (OLD, "co2-consumption"), (OLD, "co2-territorial"), (NEW, "co2-territorial"),
    }  # fmt: skip
    notes = rows(client, f"/v1/import-notes?source={NEW}&source_column=consumption_co2")
    assert [note["note"] for note in notes] == ["the file has no such column"]


@pytest.mark.any_store
def test_the_series_is_that_of_the_latest_edition(client: TestClient) -> None:
    """Its years, and the ranks of each edition by themselves."""
    series = client.get("/v1/series/co2-territorial").json()["data"]
    assert (series["from_year"], series["to_year"]) == (2019, 2020)


@pytest.mark.any_store
def test_the_source_says_what_is_known_of_the_file(client: TestClient) -> None:
    """Its id, date and version are from the file or the command; the rest is null with a reason."""
    source = client.get(f"/v1/sources/{NEW}").json()["data"]
    assert (source["dataset"], source["edition"]) == ("owid-co2-data", "2024-11")
    assert (source["data_through"], source["licence"]) == ("2020", "CC-BY-4.0")
    assert source["version"].startswith("co2.csv, SHA-256 ")
    assert source["url"] is None
    assert source["url_note"] == "It was not given when co2.csv was imported."
    assert client.get(f"/v1/sources/{OLD}").json()["data"]["licence_note"]


@pytest.mark.any_store
def test_what_is_unknown_is_a_note(client: TestClient) -> None:
    """Entities and codes that the record does not have, and a figure that is none."""
    notes = rows(client, f"/v1/import-notes?source={NEW}&action__in=row_left_out,cell_left_out")
    assert {note["value"] for note in notes} == {"Atlantis (GCP)", "Atlantis", "-1"}


def test_importing_again_changes_nothing(both: Folder, folder: Folder, seeds: Any) -> None:
    """Neither the facts nor the release."""
    before = everything(both.path)
    for path, date in (("co2-2023.csv", "2023"), ("co2.csv", "2024-11")):
        seeds("import", "owid-co2", folder.path / path, "--date", date, "--facts", both.path)
    assert everything(both.path) == before


def test_a_further_edition_drops_nothing(
    facts: Folder, folder: Folder, store: str, seeds: Any
) -> None:
    """The rows of the one before stay, under ids with their source."""
    prepare(facts)
    where = "--facts", facts.path, "--database-url", store
    seeds("import", "owid-co2", folder.write("co2-2023.csv", OLDER), *where[:2])
    assert seeds("publish", *where).exit_code == 0
    text = OLDER.replace("100,90", "110,95")
    seeds("import", "owid-co2", folder.write("co2-2024.csv", text), *where[:2])
    result = seeds("plan", *where)
    assert result.exit_code == 0, result.output
    assert "         9          9        0       0  emissions-shares" in result.output


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("co2.csv", (), "which edition is co2.csv? Give its date (--date 2025-11), or name the"),
        ("co2.csv", ("--date", "soon"), "which edition is co2.csv?"),
        ("co2.csv", ("--source", "other-2024"), "ids of its editions begin with owid-co2-data-"),
    ],
)
def test_an_edition_is_not_guessed(
    folder: Folder, out: Any, seeds: Any, name: str, arguments: tuple[str, ...], told: str
) -> None:
    """Neither by the importer nor by today's date; nothing is written."""
    result = seeds("import", "owid-co2", folder.write(name, OLDER), *arguments, "--facts", out)
    assert result.exit_code == 1
    assert told in result.output
    assert not out.exists()
