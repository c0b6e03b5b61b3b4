"""The record's own history: which releases there were, and what each changed, old and new."""

import csv
import io
import json
import shutil
from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings
from schema import RECORD
from schema.figures import json_text
from seeds.publishing.publish import publish
from seeds.publishing.software import software_version
from tests.asking import all_rows
from tests.client import TestClient
from tests.seeds.conftest import correct


def rows(url: str, path: str) -> list[dict[str, Any]]:
    """A list of the release that is served, asked through REST."""
    with TestClient(create_app(Settings(database_url=url))) as client:
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["data"]
        return found


# Of the cells that the one record left states, all are used now; those of the others are gone.
STATEMENTS = (
    "a-kind.used",
    "a-kind.used_on",
    "a-status-date.used",
    "a-status-date.used_on",
    "a-status.used",
    "a-status.used_on",
    "a-target-year.used",
    "a-target-year.used_on",
    "b-kind",
    "b-status",
    "b-status-date",
    "b-target-year",
    "c-kind",
    "c-status",
    "c-target-year",
)


def test_the_first_release_has_no_predecessor_and_changes_nothing(store, first):
    """Its rows are counted, and none of them is called added: there was nothing to add them to."""
    (release,) = rows(store, "/v1/releases")
    hash_ = release.pop("content_hash")
    assert first == f"0.1.0-{hash_[:12]}"
    with TestClient(create_app(Settings(database_url=store))) as client:
        total = sum(
            client.get(f"/v1/{name}", params=all_rows(resource)).json()["meta"]["total"]
            for name, resource in RECORD.items()
        )
    assert release == {
        "id": first, "version": "0.1.0", "released": "2026-01-01", "sequence": 1,
        "previous_id": None, "software": software_version(), "rows": total,
        "added": 0, "corrected": 0, "removed": 0, "merged": 0,
    }  # fmt: skip
    assert rows(store, "/v1/changes") == []


def test_a_release_says_what_it_changed(store, first, corrected):
    """A row more, rows less and each corrected field, with its old and its new value."""
    found = {row["id"]: row for row in rows(store, "/v1/changes")}
    assert list(found) == [
        "countries.fra",
        "country-names.fra-en-france",
        "coverage.country-names-the-data-fra",
        "coverage.pledges-the-data-chn",
        "coverage.source-records-the-data-chn",
        "officials.li-wei.name",
        "pledges.chn-net-zero-2060.certain_until",
        "pledges.chn-net-zero-2060.source_id",
        "pledges.chn-net-zero-2060.status",
        "pledges.chn-net-zero-2060.status_date",
        "source-records.b",
        "source-records.c",
        *(f"statements.{name}" for name in STATEMENTS),
    ]
    assert {(row["release_id"], row["previous_id"]) for row in found.values()} == {
        (corrected, first)
    }
    name = found["officials.li-wei.name"]
    assert (name["kind"], name["field"], name["row_id"]) == ("corrected", "name", "li-wei")
    assert (name["old"], name["new"]) == ("Li Wei", "Li Wei Jr")
    added = found["countries.fra"]
    assert (added["kind"], added["old"], added["new"]) == ("added", None, None)
    assert (added["row_id"], added["country_code"]) == ("FRA", "FRA")
    gone = found["source-records.b"]
    assert (gone["kind"], gone["new"]) == ("removed", None)
    assert gone["old"]["values"]["status"] == "in_law"
    assert gone["country_code"] == "CHN"
    (of_china,) = rows(store, "/v1/changes?country=china&field=status")
    assert (of_china["old"], of_china["new"]) == ("in_law", "declaration")
    assert of_china["resource"] == "pledges"


@pytest.mark.any_store
def test_every_change_about_a_party_names_it(store, facts, first):
    """A statement that of its pledge; a record that states that there is no target has its own."""
    correct(facts)
    facts.write(
        "pledge-records/none.csv",
        """
        id,country_code,form,first_seen,last_seen,kind,horizon,source_id
        nor-none,NOR,snapshot,2021,2021,no_target,end,the-data
        """,
    )
    publish(facts.path, store)
    found = {row["id"]: row["country_code"] for row in rows(store, "/v1/changes")}
    assert found["statements.b-status"] == "CHN"
    assert found["source-records.nor-none"] == "NOR"
    ids = {row["id"] for row in rows(store, "/v1/changes?country=NOR")}
    assert ids == {id_ for id_, code in found.items() if code == "NOR"}


@pytest.mark.any_store
def test_both_releases_are_listed_latest_first(store, first, corrected):
    """With their dates, their places in the history, and how many rows each changed."""
    found = rows(store, "/v1/releases")
    listed = [(r["id"], r["sequence"], r["previous_id"], r["released"]) for r in found]
    assert listed == [(corrected, 2, first, "2026-02-01"), (first, 1, None, "2026-01-01")]
    assert [(r["added"], r["corrected"], r["removed"]) for r in found] == [(3, 6, 11), (0, 0, 0)]


@pytest.mark.any_store
def test_graphql_tells_the_same(store, first, corrected):
    """`changes` and `releases`, and from a release to its predecessor."""
    query = """
      { changes(where: {field: {eq: "name"}}) { nodes { kind rowId old new country { name } } }
        gone: changes(where: {kind: {eq: REMOVED}}) { totalCount }
        france: changes(where: {country: {eq: "FR"}}) { nodes { country { name } } }
        releases { nodes { slug previous { slug } } }
        release { slug added } first: release(slug: "%s") { sequence } }
    """
    with TestClient(create_app(Settings(database_url=store))) as client:
        query = query.replace('"FR"', '"France"')
        data = client.post("/graphql", json={"query": query % first}).json()["data"]
    assert data["changes"]["nodes"] == [
        {"kind": "CORRECTED", "rowId": "li-wei", "old": "Li Wei", "new": "Li Wei Jr",
         "country": None},
    ]  # fmt: skip
    assert data["gone"] == {"totalCount": 11}
    assert data["france"]["nodes"] == [{"country": {"name": "France"}}] * 3  # with its names
    assert data["releases"]["nodes"] == [
        {"slug": corrected, "previous": {"slug": first}},
        {"slug": first, "previous": None},
    ]
    assert (data["release"], data["first"]) == ({"slug": corrected, "added": 3}, {"sequence": 1})


@pytest.mark.any_store
def test_changes_are_those_over_the_predecessor_only(store, facts, corrected):
    """A third release tells what it changed itself; the list of releases goes on."""
    facts.write("VERSION", "0.3.0 2026-03-01\n")
    (facts.path / "countries/more.yaml").unlink()
    third = publish(facts.path, store).release_id
    change, *names = rows(store, "/v1/changes")
    assert {name["resource"] for name in names} == {"country-names", "coverage"}
    assert (change["id"], change["kind"], change["release_id"]) == (
        "countries.fra",
        "removed",
        third,
    )
    assert change["country_code"] == "FRA"
    assert [r["version"] for r in rows(store, "/v1/releases")] == ["0.3.0", "0.2.0", "0.1.0"]


def test_going_back_and_on_again(store, facts, tmp_path):
    """What is served after going back is the old release as it was; the next one follows on it."""
    shutil.copytree(facts.path, tmp_path / "old")
    old = publish(facts.path, store).release_id
    correct(facts)
    left = publish(facts.path, store).release_id
    publish(tmp_path / "old", store)
    assert [r["id"] for r in rows(store, "/v1/releases")] == [old]
    correct(facts, "0.4.0")
    publish(facts.path, store)
    found = rows(store, "/v1/releases")
    assert [r["version"] for r in found] == ["0.4.0", "0.1.0"]
    assert left not in {r["id"] for r in found}


REASONS = """
    version,resource,row_id,field,why,source_id
    0.2.0,officials,li-wei,name,The paper corrected the name.,the-paper
    0.2.0,pledges,chn-net-zero-2060,,The law was no law.,
    0.1.0,countries,FRA,,Of another version.,
"""


REASONS_OF_FIELDS = """    0.2.0,pledges,*,status,Of all statuses.,
    0.2.0,officials,*,name,Of all names.,
"""


@pytest.mark.any_store
def test_a_reason_goes_with_its_change(store, facts, first):
    """For one field or for all of a row, in its version, with its source."""
    correct(facts)
    facts.write("change-reasons/hand.csv", REASONS)
    publish(facts.path, store)
    why = {row["id"]: (row["why"], row["source_id"]) for row in rows(store, "/v1/changes")}
    assert why["officials.li-wei.name"] == ("The paper corrected the name.", "the-paper")
    assert why["pledges.chn-net-zero-2060.status"] == ("The law was no law.", None)
    assert why["pledges.chn-net-zero-2060.status_date"] == ("The law was no law.", None)
    assert why["countries.fra"] == (None, None)


@pytest.mark.any_store
def test_a_reason_for_a_field_in_all_rows_goes_with_each_change_of_it(store, facts, first):
    """One for the field of the row goes before it, and one for all of the row after it."""
    correct(facts)
    of_all = (
        "    0.2.0,pledges,*,status,Of all statuses.,\n    0.2.0,officials,*,name,Of all names.,\n"
    )
    facts.write("change-reasons/hand.csv", REASONS + of_all)
    publish(facts.path, store)
    why = {row["id"]: row["why"] for row in rows(store, "/v1/changes")}
    assert why["officials.li-wei.name"] == "The paper corrected the name."
    assert why["pledges.chn-net-zero-2060.status"] == "Of all statuses."
    assert why["pledges.chn-net-zero-2060.status_date"] == "The law was no law."


def test_a_reason_is_no_part_of_the_id(facts, tmp_path):
    """History is of the place that is published to; the id is of the record."""
    first = publish(facts.path, f"sqlite:///{tmp_path}/a/record.sqlite").release_id
    facts.write("change-reasons/hand.csv", REASONS)
    assert publish(facts.path, f"sqlite:///{tmp_path}/b/record.sqlite").release_id == first


def test_a_release_that_is_built_again_keeps_its_history(facts, tmp_path, monkeypatch):
    """Where the tables are laid out anew, under the same id, it says what it said."""
    store = f"sqlite:///{tmp_path / 'var' / 'record.sqlite'}"
    publish(facts.path, store)
    correct(facts)
    publish(facts.path, store)
    before = rows(store, "/v1/releases"), rows(store, "/v1/changes")
    monkeypatch.setattr("seeds.publishing.sqlite.layout_version", lambda: 7)
    again = publish(facts.path, store)
    assert again.built
    assert (rows(store, "/v1/releases"), rows(store, "/v1/changes")) == before


def cell(value: Any) -> str:
    """A JSON value as CSV has it."""
    if value is None or isinstance(value, str):
        return value or ""
    return "|".join(map(str, value)) if isinstance(value, list) else json_text(value)


def test_changes_are_addressed_picked_and_exported_like_any_rows(store, corrected):
    """By their ids, column by column, as CSV and whole, with every text as it is in the list."""
    with TestClient(create_app(Settings(database_url=store))) as client:
        listed = client.get("/v1/changes").json()["data"]
        whole = [
            json.loads(line) for line in client.get("/v1/changes.ndjson?limit=all").iter_lines()
        ]
        assert whole == listed
        columns = ",".join(listed[0])
        assert client.get(f"/v1/changes?fields={columns}").json()["data"] == listed
        for row in listed:
            assert client.get(f"/v1/changes/{row['id']}").json()["data"] == row
        table = list(csv.DictReader(io.StringIO(client.get("/v1/changes.csv").text)))
        assert [row["old"] for row in table] == [cell(row["old"]) for row in listed]
        nodes = "{ changes(first: 100) { nodes { slug old new } } }"
        data = client.post("/graphql", json={"query": nodes}).json()["data"]["changes"]["nodes"]
    assert data == [{"slug": r["id"], "old": r["old"], "new": r["new"]} for r in listed]
