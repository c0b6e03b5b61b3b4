"""Several snapshots of one tracker: what is one commitment, what ended it, and its records."""

from typing import Any

import pytest

from seeds.importers.tracker_states import INPUT_COLUMNS, OPTIONAL_COLUMNS
from tests.seeds.conftest import Folder, table, written

OLD, NEW = "2022-03-30", "2023-11-05"
COLUMNS = (*INPUT_COLUMNS, *OPTIONAL_COLUMNS)


def target(horizon: str, kind: str, year: str = "", **cells: str) -> dict[str, str]:
    """The cells of one target."""
    more = {f"{horizon}_target_{name}": value for name, value in cells.items()}
    return {f"{horizon}_target": kind, f"{horizon}_target_year": year, **more}


@pytest.fixture
def follow(tmp_path, seeds):
    """Import two snapshots of one row each; give pledges, records and the summary."""

    def run(before: dict[str, str], after: dict[str, str], country: str = "NOR") -> Any:
        folder, out = Folder(tmp_path / "upstream"), tmp_path / "facts"
        for day, cells in ((OLD, before), (NEW, after)):
            row = {"name": "Norway", "country": country, **cells}
            folder.write(f"net-zero-tracker-countries-{day}.csv", table(COLUMNS, row))
        result = seeds("import", "net-zero-tracker", folder.path, "--facts", out)
        assert result.exit_code == 0, result.output
        pledges = {row["id"]: row for row in written(out, "pledges/net-zero-tracker.csv")}
        records = written(out, "pledge-records/net-zero-tracker.csv")
        return pledges, {row["id"]: row for row in records}, result.output

    return run


def test_a_status_that_rises_is_one_pledge_with_two_records(follow):
    """Declared, then law: the records are the chain."""
    before = {"end_target_status": "Declaration / pledge", "status_date": "2020"}
    after = {"end_target_status": "In law", "status_date": "2023"}
    nz = target("end", "Net zero", "2050")
    pledges, records, told = follow(nz | before, nz | after)
    assert list(pledges) == ["nor-net-zero-2050"]
    chain = [(row["status_date"], row["status"], row["source_id"]) for row in records.values()]
    assert chain == [
        ("2020", "declaration", f"net-zero-tracker-{OLD}"),
        ("2023", "in_law", f"net-zero-tracker-{NEW}"),
    ]
    assert "counted 1: commitments continue as they were" in told


def test_a_reclassification_is_the_same_pledge(follow):
    """The id stays, and the records state who called it what."""
    before, after = target("end", "Net zero", "2050"), target("end", "Climate neutral", "2050")
    pledges, records, told = follow(before, after)
    assert list(pledges) == ["nor-net-zero-2050"]
    assert [row["kind"] for row in records.values()] == ["net_zero", "climate_neutrality"]
    assert "counted 1: commitments continue, reclassified" in told


def test_a_reclassified_pledge_keeps_the_id_that_the_record_has(follow):
    """Japan's has been in the record by its later name; an older snapshot does not rename it."""
    before, after = target("end", "Net zero", "2050"), target("end", "Carbon neutral(ity)", "2050")
    pledges, _, _ = follow(before, after, country="JPN")
    assert list(pledges) == ["jpn-carbon-neutrality-2050"]


def test_another_target_year_is_another_pledge(follow):
    """The former is superseded, by the year since when the new one has its status."""
    before = target("end", "Net zero", "2060")
    after = target("end", "Net zero", "2050") | {"status_date": "2022"}
    pledges, records, _ = follow(before, after)
    former, new = pledges["nor-net-zero-2060"], pledges["nor-net-zero-2050"]
    assert (former["outcome"], former["ended_by"], former["in_force_to"]) == (
        "superseded", NEW, "2022",
    )  # fmt: skip
    assert former["superseded_by_id"] == new["id"]
    assert (former["outcome_basis"], former["outcome_record_id"]) == (
        "inferred", "nor-net-zero-2050-nzt-2023-11-05",
    )  # fmt: skip
    assert "outcome" not in new
    assert list(records) == ["nor-net-zero-2050-nzt-2023-11-05", "nor-net-zero-2060-nzt-2022-03-30"]


def test_no_last_day_is_made_up(follow):
    """The new target's status is older than the snapshot that still told of the former one."""
    before = target("end", "Net zero", "2060")
    after = target("end", "Net zero", "2050") | {"status_date": "2021"}
    pledges, _, _ = follow(before, after)
    assert "in_force_to" not in pledges["nor-net-zero-2060"]


def test_a_target_that_is_gone_is_withdrawn(follow):
    """The outcome rests on the record that states that there is no target, and is no pledge."""
    before = target("interim", "Emissions reduction target", "2030", percentage_reduction="55")
    pledges, records, _ = follow(before, target("interim", "No target"))
    (pledge,) = pledges.values()
    assert (pledge["outcome"], pledge["outcome_basis"]) == ("withdrawn", "stated")
    assert "superseded_by_id" not in pledge
    none = records[pledge["outcome_record_id"]]
    assert (none["id"], none["kind"]) == ("nor-no-interim-target-nzt-2023-11-05", "no_target")
    assert "pledge_id" not in none


def test_an_empty_cell_withdraws_nothing(follow):
    """What a snapshot says nothing of stands as it was."""
    pledges, _, told = follow(target("interim", "Other", "2030"), target("interim", ""))
    assert "outcome" not in pledges["nor-other-2030"]
    assert "counted 1: commitments stay open that the next snapshot says nothing of" in told


def test_an_end_target_may_become_a_milestone(follow):
    """It continues under the other horizon, and the new end target supersedes nothing."""
    cut = ("Reduction v. BAU", "2030")
    after = target("end", "Net zero", "2050") | target("interim", *cut, percentage_reduction="17")
    before = target("end", *cut, percentage_reduction="17") | target("interim", "No target")
    pledges, records, told = follow(before, after)
    assert sorted(pledges) == ["nor-net-zero-2050", "nor-relative-to-bau-2030"]
    assert "outcome" not in pledges["nor-relative-to-bau-2030"]
    assert [s["horizon"] for s in records.values() if s["kind"] == "baseline_scenario"] == [
        "end", "interim",
    ]  # fmt: skip
    assert "counted 1: commitments continue under the other horizon" in told


def test_another_figure_stands_in_the_records(follow):
    """Trackers correct figures as often as parties raise them: it is the same pledge."""
    cut = ("Emissions reduction target", "2030")
    pledges, records, _ = follow(
        target("interim", *cut, percentage_reduction="26"),
        target("interim", *cut, percentage_reduction="43"),
    )
    assert len(pledges) == 1
    assert [row["value"] for row in records.values()] == ["26", "43"]


def test_another_kind_with_another_figure_is_another_pledge(follow):
    """A cut by 35 % and a reduction by 10 % against business as usual are two promises."""
    before = target("interim", "Emissions reduction target", "2030", percentage_reduction="35")
    after = target("interim", "Reduction v. BAU", "2030", percentage_reduction="10")
    pledges, _, _ = follow(before, after)
    assert pledges["nor-absolute-cut-2030"]["superseded_by_id"] == "nor-relative-to-bau-2030"


def test_a_record_is_stated_from_the_last_edit_of_its_row(follow):
    """To the day of the snapshot; without a day, on that of the snapshot alone."""
    edited = target("end", "Net zero", "2050") | {"last_updated": "2022-03-15 13:20:26"}
    _, records, _ = follow(edited, target("end", "Net zero", "2050"))
    seen = [(row["form"], row["first_seen"], row["last_seen"]) for row in records.values()]
    assert seen == [("snapshot", "2022-03-15", OLD), ("snapshot", NEW, NEW)]


def test_a_file_must_be_named_for_its_day(tmp_path, seeds):
    """Or given as an argument; it stands nowhere else."""
    path = Folder(tmp_path).write("tracker.csv", table(COLUMNS))
    result = seeds("import", "net-zero-tracker", path, "--facts", tmp_path / "facts")
    assert result.exit_code == 1
    assert "which edition is tracker.csv? Give its date (--date 2025-11-15)" in result.output
    result = seeds("import", "net-zero-tracker", path, "--date", "2023", "--facts", tmp_path / "f")
    assert "2023 is no day: a snapshot needs one" in result.output
