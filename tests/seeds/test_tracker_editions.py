"""Snapshots of the tracker beside each other, imported one by one, in any order."""

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from seeds.importers.tracker_states import INPUT_COLUMNS, OPTIONAL_COLUMNS
from tests.seeds.conftest import Folder, everything, table, written
from tests.seeds.test_net_zero_tracker import target

COLUMNS = (*INPUT_COLUMNS, *OPTIONAL_COLUMNS)
DAYS = ("2021-06-30", "2022-03-30", "2023-11-05")
RECORDS = "pledge-records/net-zero-tracker.csv"
PLEDGES = "pledges/net-zero-tracker.csv"


@pytest.fixture
def snapshot(folder: Folder, out: Path, seeds: Any) -> Any:
    """Import a snapshot of one row of Norway."""

    def run(day: str, cells: dict[str, str], name: str = "Norway") -> str:
        row = {"name": name, "country": "NOR", **cells}
        path = folder.write(f"snapshot_{day}.csv", table(COLUMNS, row))
        result = seeds("import", "net-zero-tracker", path, "--facts", out)
        assert result.exit_code == 0, result.output
        return str(result.output)

    return run


def chain(out: Path) -> list[tuple[str, str | None]]:
    """The records by day, each with its pledge."""
    rows = written(out, RECORDS)
    return sorted((row["last_seen"], row.get("pledge_id")) for row in rows)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_snapshots_are_kept_whatever_their_order(out: Path, snapshot: Any, order: Any) -> None:
    """Each has its records, its source and its notes, and one commitment is one pledge."""
    words = ("Net zero", "Carbon neutral(ity)", "Climate neutral")
    for number in order:
        snapshot(DAYS[number], target("end", words[number], "2050"))
    rows = written(out, RECORDS)
    assert {row["source_id"] for row in rows} == {f"net-zero-tracker-{day}" for day in DAYS}
    assert len({row["pledge_id"] for row in rows}) == 1
    for day in DAYS:
        assert (out / f"import-notes/net-zero-tracker-{day}.csv").exists()
        assert (out / f"sources/net-zero-tracker-{day}.csv").exists()


@pytest.mark.parametrize("day", [DAYS[0], DAYS[2]])
def test_the_id_of_a_pledge_stays(out: Path, snapshot: Any, day: str) -> None:
    """Whether the further snapshot is older or newer, and calls it otherwise."""
    snapshot(DAYS[1], target("end", "Carbon neutral(ity)", "2050"))
    snapshot(day, target("end", "Net zero", "2050"))
    assert {row["pledge_id"] for row in written(out, RECORDS)} == {"nor-carbon-neutrality-2050"}


@pytest.mark.parametrize("between", ["No target", "Emissions reduction target", "Net zero"])
def test_a_pledge_that_returns_is_the_same(out: Path, snapshot: Any, between: str) -> None:
    """A snapshot in between that lacks it, by mistake or not, makes no second pledge."""
    returned = target("end", "Climate neutral", "2050")
    year = "" if between == "No target" else "2060"
    snapshot(DAYS[0], returned)
    snapshot(DAYS[1], target("end", between, year))
    told = snapshot(DAYS[2], returned)
    assert "counted 1: commitments return that an earlier snapshot lacked" in told
    pledges = {row["id"]: row for row in written(out, PLEDGES)}
    assert "outcome" not in pledges["nor-climate-neutrality-2050"]
    of_days = dict(chain(out))
    assert of_days[DAYS[0]] == of_days[DAYS[2]] == "nor-climate-neutrality-2050"
    if between != "No target":
        (other,) = (row for row in pledges.values() if row["id"] != "nor-climate-neutrality-2050")
        assert other["superseded_by_id"] == "nor-climate-neutrality-2050"


def test_a_pledge_that_returned_is_the_same_when_what_is_between_comes_last(
    out: Path, snapshot: Any
) -> None:
    """The snapshot in between is imported after those around it."""
    returned = target("end", "Climate neutral", "2050")
    snapshot(DAYS[0], returned)
    snapshot(DAYS[2], returned)
    snapshot(DAYS[1], target("end", "No target"))
    assert chain(out) == [
        (DAYS[0], "nor-climate-neutrality-2050"),
        (DAYS[1], None),
        (DAYS[2], "nor-climate-neutrality-2050"),
    ]


def test_two_pledges_that_a_further_snapshot_shows_to_be_one(out: Path, snapshot: Any) -> None:
    """The older id stays, and the other leads to it, as do the ids of its records."""
    cut = "Emissions reduction target", "Reduction v. BAU"
    snapshot(DAYS[0], target("interim", cut[0], "2030", percentage_reduction="35"))
    snapshot(DAYS[2], target("interim", cut[1], "2030", percentage_reduction="x"))
    assert len({row["pledge_id"] for row in written(out, RECORDS)}) == 2
    before = {row["pledge_id"] for row in written(out, RECORDS)}
    snapshot(DAYS[1], target("interim", "Other", "2030"))
    (kept,) = {row["pledge_id"] for row in written(out, RECORDS)}
    (gone,) = before - {kept}
    former = {
        row["former_id"]: row["successor_id"]
        for row in written(out, "former-ids/net-zero-tracker.csv")
    }
    assert former == {
        gone: kept,
        f"{gone}-nzt-{DAYS[2]}": f"{kept}-nzt-{DAYS[2]}",
    }
    notes = written(out, f"import-notes/net-zero-tracker-{DAYS[2]}.csv")
    assert f"{kept}-nzt-{DAYS[2]}" in {note.get("row_id") for note in notes}


def test_importing_a_snapshot_again_changes_nothing(out: Path, snapshot: Any) -> None:
    """Neither the older nor the newer one; a corrected file changes its own rows only."""
    older = target("end", "Net zero", "2050") | {"end_target_status": "Odd"}
    newer = target("end", "GHG neutral(ity)", "2050")
    snapshot(DAYS[0], older)
    snapshot(DAYS[1], newer)
    before = everything(out)
    snapshot(DAYS[0], older)
    assert everything(out) == before
    snapshot(DAYS[1], newer)
    assert everything(out) == before
    snapshot(DAYS[1], newer | {"status_date": "2020"})
    after = everything(out)
    notes = f"import-notes/net-zero-tracker-{DAYS[0]}.csv"
    assert after[notes] == before[notes]
    old, new = (written(out, RECORDS)[n] for n in (0, 1))
    assert (old.get("status_date"), new["status_date"]) == (None, "2020")


def test_a_country_that_the_record_lacks_is_left_out(
    facts: Folder, folder: Folder, seeds: Any
) -> None:
    """With a note; the others are here."""
    cells = target("end", "Net zero", "2050")
    rows = [{"name": n, "country": c, **cells} for n, c in (("Norway", "NOR"), ("Atlantis", "ATL"))]
    path = folder.write("2024-06-01.csv", table(COLUMNS, *rows))
    result = seeds("import", "net-zero-tracker", path, "--facts", facts.path)
    assert result.exit_code == 0, result.output
    assert [row["country_code"] for row in written(facts.path, PLEDGES)] == ["NOR"]
    notes = written(facts.path, "import-notes/net-zero-tracker-2024-06-01.csv")
    assert "ATL" in {note.get("value") for note in notes}
    checked = seeds("check", "--facts", facts.path)
    assert checked.exit_code == 0, checked.output
