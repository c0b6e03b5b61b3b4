"""What the record says that it covers: no more than its sources show."""

import json

import pytest

from api.query.dates import accepts_as_of
from api.releases.coverage import CoverageQuery
from api.releases.open import open_store
from schema import RECORD
from schema.actors import ACTORS
from schema.coverage import CoverageLevel
from schema.filters import ALIASED_RESOURCES
from schema.offices import OfficeRole
from schema.periods import first_day, last_day
from schema.resource import Resource
from tests.asking import Tables, walk
from tests.client import TestClient
from tests.running import run

_ROLES = frozenset(OfficeRole)  # as scopes of what was measured


def test_ministers_of_25_countries_cover_these_25(client: TestClient) -> None:
    """A list of ministers says nothing about the countries that are not in it."""
    path = "/v1/sources/everypolitician-cabinets-2022/coverage?resource=tenures&limit=1000"
    entries = [row for row in walk(client, path) if row["scope"] not in _ROLES]
    beyond = [row for row in entries if row["id"].endswith("-rows")]
    rows = [row for row in entries if row not in beyond]
    assert len(rows) == 25
    assert {row["country_code"] for row in beyond} <= {row["country_code"] for row in rows}
    assert {(row["level"], row["covered_from"] < "2001" or row["covered_to"] > "2022-07-23")
            for row in beyond} == {("partial", True)}  # fmt: skip
    assert {(row["resource"], row["level"]) for row in rows} == {("tenures", "partial")}
    assert "DEU" not in {row["country_code"] for row in rows}
    assert {row["covered_from"] for row in rows} == {"2001"}


def test_completeness_is_given_where_it_was_measured(client: TestClient) -> None:
    """With another list, which is named; where there is none it is null."""
    rows = walk(client, "/v1/sources/everypolitician-cabinets-2022/coverage?limit=1000")
    of_roles = [row for row in rows if row["scope"] in _ROLES]
    assert {r["completeness"] for r in of_roles if r["country_code"] == "SWE"} == {100}
    (climate,) = (r for r in of_roles if (r["country_code"], r["scope"]) == ("DNK", "climate"))
    assert (climate["completeness"], climate["measured_with_id"]) == (0, "cia-world-leaders-2019")
    rows = [row for row in rows if row not in of_roles]
    measured = {r["country_code"]: r["completeness"] for r in rows if r["measured_with_id"]}
    assert len(measured) == 21
    assert (measured["SWE"], measured["DNK"]) == (100, 47.6)
    assert "USA" not in measured  # the directory is of foreign governments
    assert all(r["completeness"] is None for r in rows if not r["measured_with_id"])


def test_a_list_of_heads_covers_their_posts_only(client: TestClient) -> None:
    """Palestine's posts are covered for heads of state and government in 2021 and 2022."""
    rows = walk(client, "/v1/countries/PSE/coverage?resource=tenures")
    (row,) = (r for r in rows if r["source_id"] == "everypolitician-world-leaders-2021")
    assert (row["scope"], row["covered_from"], row["covered_to"]) == (
        "heads of state and government", "2021", "2022",
    )  # fmt: skip


def test_a_series_covers_its_years(client: TestClient) -> None:
    """The first and the last year of a series are those of its rows."""
    series = "country=CHN&gas=co2&accounting=consumption"
    (entry,) = walk(
        client, "/v1/coverage?resource=emissions-shares&country=CHN&scope=co2-consumption"
    )
    years = [row["year"] for row in walk(client, f"/v1/emissions-shares?{series}&limit=100")]
    assert [entry["covered_from"], entry["covered_to"]] == [str(min(years)), str(max(years))]
    assert entry["level"] == "full"


def test_every_row_about_an_actor_is_covered(tables: Tables) -> None:
    """No row of a covered resource is about an actor for which its source has no entry."""
    for table, resource in _COVERED.items():
        entries = {
            (row["source_id"], row["country_code"], row["group_id"])
            for row in tables["coverage_entry"]
            if row["resource"] == resource
        }
        for row in tables[table]:
            assert (row["source_id"], row["country_code"], row["group_id"]) in entries, row["id"]


_COVERED = {
    "tenure": "tenures",
    "treaty_action": "treaty-actions",
    "treaty_attestation": "treaty-attestations",
    "document": "documents",
    "emissions_share": "emissions-shares",
    "pledge": "pledges",
    "source_record": "source-records",
    "claim": "claims",
    "reading": "readings",
}


def test_a_participant_of_a_dialogue_is_covered(client: TestClient, tables: Tables) -> None:
    """And nobody else: that no dialogue of it is here does not mean that it has none."""
    participants = {row["country_code"] for row in tables["participation"]}
    participants |= {group for row in tables["dialogue"] for group in row["group_participants"]}
    entries = walk(client, "/v1/coverage?resource=dialogues")
    assert {row["actor_id"] for row in entries} == participants
    meta = client.get("/v1/dialogues?country=BEL").json()["meta"]
    assert (meta["coverage"]["level"], meta["empty_reason"]) == ("none", "not_covered")


@pytest.mark.parametrize("resource", ["pledges", "source-records"])
def test_a_party_is_covered_while_a_source_is_known_to_state_something(
    tables: Tables, resource: str
) -> None:
    """Of each source and party: from the first to the last date that its source records are of."""
    dates: dict[tuple[str, str], list[str]] = {}
    for row in tables["source_record"]:
        if resource == "pledges" and row["resource"] != "pledges":
            continue
        key = row["source_id"], row["actor_id"]
        values = json.loads(row["values"]) if isinstance(row["values"], str) else row["values"]
        since = (row["valid_from"], values.get("announced_on"), values.get("in_force_from"))
        days = (row["first_seen"], row["last_seen"], *filter(None, since))
        last = last_day(row["last_seen"])
        dates.setdefault(key, []).extend(d for d in days if first_day(d) <= last)
    expected = {
        key: (min(days, key=first_day), max(days, key=first_day)) for key, days in dates.items()
    }
    assert expected == {
        (row["source_id"], row["actor_id"]): (row["covered_from"], row["covered_to"])
        for row in tables["coverage_entry"]
        if row["resource"] == resource and not row["states_none"]
    }


def test_a_pledge_that_certainly_held_is_covered_then(client: TestClient) -> None:
    """A tracker's source records reach back before the day of its snapshot, and so does it."""
    for date in ("2022-03-20", "2022-03-30", "2023-01-01", "2023-11-05"):
        holding = walk(client, f"/v1/pledges?as_of={date}&holds=true&limit=100")
        for actor in {row["actor_id"] for row in holding}:
            meta = client.get(f"/v1/pledges?actor={actor}&as_of={date}&limit=1").json()["meta"]
            assert meta["coverage"]["level"] == "partial", (actor, date)


@pytest.mark.parametrize("name", [name for name, r in RECORD.items() if r.validity])
def test_what_is_certain_is_covered(database_url: str, tables: Tables, name: str) -> None:
    """On the first and the last day on which a row holds for certain, its actors are covered."""
    coverage = run(open_store(database_url).current()).coverage
    resource = RECORD[name]
    for row in tables[resource.table_name]:
        for day in filter(None, (row["certain_from"], row["certain_until"])):
            actors = row.get("participants") or [row["actor_id"], row.get("group_id")]
            for actor in filter(None, actors):
                found = coverage.find(CoverageQuery(name, ((actor,),), day))
                assert found.level is not CoverageLevel.none, (row[resource.key], day)


def test_net_zero_targets_are_no_interim_targets(client: TestClient) -> None:
    """A list of net zero targets covers final ones only."""
    rows = walk(
        client, "/v1/sources/owid-net-zero-targets-2021/coverage?resource=pledges&limit=500"
    )
    assert {row["scope"] for row in rows} == {"end"}
    meta = client.get("/v1/pledges?country=CHN&horizon=interim&as_of=2021").json()["meta"]
    assert "owid-net-zero-targets-2021" not in meta["coverage"]["sources"]


def test_a_source_that_states_none_is_kept_apart(client: TestClient) -> None:
    """A tracker's "no target" is an entry of its own, with the dates of its source record."""
    rows = walk(client, "/v1/coverage?country=ALB&resource=pledges&states_none=true")
    assert {(row["scope"], row["covered_from"], row["covered_to"]) for row in rows} == {
        ("interim", "2022-03-14", "2022-03-30"),
        ("interim", "2022-08-27", "2023-11-05"),
    }


# What the record says of itself is complete: an empty list of coverage says that none is covered.
_WITHOUT = ("coverage",)
_ABOUT_ACTORS = [resource for resource in RECORD.values() if resource.name not in _WITHOUT]


def _actor_filters(resource: Resource) -> list[str]:
    return [
        filter_.name
        for filter_ in resource.filters.values()
        if filter_.resolves in (*ALIASED_RESOURCES, ACTORS) and filter_.name not in ("code", "id")
    ]


@pytest.mark.parametrize("resource", _ABOUT_ACTORS, ids=lambda resource: resource.name)
def test_every_list_about_an_actor_or_a_date_has_coverage(
    client: TestClient, tables: Tables, resource: Resource
) -> None:
    """By each filter that names an actor, of each country and group; and on dates."""
    codes = {name: [row[RECORD[name].key] for row in tables[RECORD[name].table_name]]
             for name in ALIASED_RESOURCES}  # fmt: skip
    codes[ACTORS] = [code for keys in codes.values() for code in keys]
    addresses = [
        f"{name}={code}"
        for name in _actor_filters(resource)
        for code in codes[str(resource.filters[name].resolves)]
    ]
    if accepts_as_of(resource):
        addresses += [f"as_of={date}" for date in ("1900", "2015-12-12", "2021-03-02", "2030")]
    for address in addresses:
        meta = client.get(f"/v1/{resource.name}?limit=1&fields={resource.key}&{address}").json()
        coverage, total = meta["meta"]["coverage"], meta["meta"]["total"]
        assert coverage["level"] in ("none", "partial", "full")
        assert bool(coverage["sources"]) is (coverage["level"] != "none")
        assert ("empty_reason" in meta["meta"]) is (total == 0), address
        if coverage["level"] == "none" and "as_of" in address:
            assert meta["meta"]["as_of"]["unknown"] is None
        if "as_of" not in address:
            assert total == 0 or coverage["level"] != "none", address


@pytest.mark.parametrize(
    "path", [f"{name}" for name in RECORD["countries"].nested if name not in _WITHOUT]
)
def test_every_nested_list_of_a_country_has_coverage(client: TestClient, path: str) -> None:
    """A list below a country is about that country."""
    for code in ("CHN", "DEU", "ATA", "XKX"):
        meta = client.get(f"/v1/countries/{code}/{path}?limit=1").json()["meta"]
        assert meta["coverage"]["level"] in ("none", "partial", "full")
        assert ("empty_reason" in meta) is (meta["total"] == 0)
