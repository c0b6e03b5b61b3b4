"""Several snapshots of one tracker: what is one commitment, what ended it, which steps tell so."""

from typing import Any

import pytest

from seeds.importers.net_zero_tracker import INPUT_COLUMNS
from tests.seeds.conftest import Folder
from tests.seeds.test_importers import table, written

OLD, NEW = "2022-03-30", "2023-11-05"


def target(horizon: str, kind: str, year: str = "", **cells: str) -> dict[str, str]:
    """The cells of one target."""
    more = {f"{horizon}_target_{name}": value for name, value in cells.items()}
    return {f"{horizon}_target": kind, f"{horizon}_target_year": year, **more}


@pytest.fixture
def follow(tmp_path, seeds):
    """Import two snapshots of one row each; give pledges, steps and the summary."""

    def run(before: dict[str, str], after: dict[str, str], country: str = "NOR") -> Any:
        folder, out = Folder(tmp_path / "upstream"), tmp_path / "facts"
        for day, cells in ((OLD, before), (NEW, after)):
            row = {"name": "Norway", "country": country, **cells}
            folder.write(f"net-zero-tracker-countries-{day}.csv", table(INPUT_COLUMNS, row))
        result = seeds("import", "net-zero-tracker", folder.path, "--facts", out)
        assert result.exit_code == 0, result.output
        pledges = {row["id"]: row for row in written(out, "pledges/net-zero-tracker.csv")}
        steps = written(out, "pledge-steps/net-zero-tracker.csv")
        return pledges, {row["id"]: row for row in steps}, result.output

    return run


def test_a_status_that_rises_is_one_pledge_with_two_steps(follow):
    """Declared, then law: the row is the latest telling, the steps are the chain."""
    before = {"end_target_status": "Declaration / pledge", "status_date": "2020"}
    after = {"end_target_status": "In law", "status_date": "2023"}
    nz = target("end", "Net zero", "2050")
    pledges, steps, told = follow(nz | before, nz | after)
    assert list(pledges) == ["nor-net-zero-2050"]
    assert pledges["nor-net-zero-2050"]["source_id"] == f"net-zero-tracker-{NEW}"
    chain = [(row["date"], row["status"], row["source_id"]) for row in steps.values()]
    assert chain == [
        ("2020", "declaration", f"net-zero-tracker-{OLD}"),
        ("2023", "in_law", f"net-zero-tracker-{NEW}"),
    ]
    assert "counted 1: commitments continue as they were" in told


def test_a_reclassification_is_the_same_pledge(follow):
    """The id stays, the row takes the new kind, and the steps tell who called it what."""
    before, after = target("end", "Net zero", "2050"), target("end", "Climate neutral", "2050")
    pledges, steps, told = follow(before, after)
    (pledge,) = pledges.values()
    assert (pledge["id"], pledge["kind"]) == ("nor-net-zero-2050", "climate_neutrality")
    assert [row["kind"] for row in steps.values()] == ["net_zero", "climate_neutrality"]
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
    pledges, steps, _ = follow(before, after)
    former, new = pledges["nor-net-zero-2060"], pledges["nor-net-zero-2050"]
    assert (former["outcome"], former["ended_by"], former["in_force_to"]) == (
        "superseded", NEW, "2022",
    )  # fmt: skip
    assert former["superseded_by_id"] == new["id"]
    assert "outcome" not in new
    assert list(steps) == ["nor-net-zero-2050-nzt-2023", "nor-net-zero-2060-nzt-2022"]


def test_no_last_day_is_made_up(follow):
    """The new target's status is older than the snapshot that still told of the former one."""
    before = target("end", "Net zero", "2060")
    after = target("end", "Net zero", "2050") | {"status_date": "2021"}
    pledges, _, _ = follow(before, after)
    assert "in_force_to" not in pledges["nor-net-zero-2060"]


def test_a_target_that_is_gone_is_withdrawn(follow):
    """The pledge has a last step that says no target, and so has a row of its own."""
    before = target("interim", "Emissions reduction target", "2030", percentage_reduction="55")
    pledges, steps, _ = follow(before, target("interim", "No target"))
    pledge = pledges["nor-absolute-cut-2030"]
    assert (pledge["outcome"], pledge["superseded_by_id"]) == ("withdrawn", "nor-no-interim-target")
    assert steps["nor-absolute-cut-2030-nzt-2023"]["status"] == "no_target"
    assert pledges["nor-no-interim-target"]["kind"] == "no_target"


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
    pledges, steps, told = follow(before, after)
    assert "outcome" not in pledges["nor-relative-to-bau-2030"]
    assert pledges["nor-relative-to-bau-2030"]["horizon"] == "interim"
    assert [s["horizon"] for s in steps.values() if s["kind"] == "relative_to_bau"] == [
        "end", "interim",
    ]  # fmt: skip
    assert pledges["nor-no-interim-target"]["superseded_by_id"] == "nor-relative-to-bau-2030"
    assert "counted 1: commitments continue under the other horizon" in told


def test_another_figure_stands_in_the_steps(follow):
    """Trackers correct figures as often as parties raise them: the row has the latest."""
    cut = ("Emissions reduction target", "2030")
    pledges, steps, _ = follow(
        target("interim", *cut, percentage_reduction="26"),
        target("interim", *cut, percentage_reduction="43"),
    )
    assert [row["value"] for row in pledges.values()] == ["43"]
    assert [row["value"] for row in steps.values()] == ["26", "43"]


def test_another_kind_with_another_figure_is_another_pledge(follow):
    """A cut by 35 % and a reduction by 10 % against business as usual are two promises."""
    before = target("interim", "Emissions reduction target", "2030", percentage_reduction="35")
    after = target("interim", "Reduction v. BAU", "2030", percentage_reduction="10")
    pledges, _, _ = follow(before, after)
    assert pledges["nor-absolute-cut-2030"]["superseded_by_id"] == "nor-relative-to-bau-2030"


def test_what_is_achieved_says_so(follow):
    """By the party's own word: the status says how it is known."""
    done = target("end", "Net zero", "2050") | {"end_target_status": "Achieved (self-declared)"}
    pledges, _, _ = follow(done, done)
    assert pledges["nor-net-zero-2050"]["outcome"] == "achieved"


def test_a_file_must_be_named_for_its_day(tmp_path, seeds):
    """The day of a snapshot stands nowhere else."""
    path = Folder(tmp_path).write("tracker.csv", table(INPUT_COLUMNS))
    result = seeds("import", "net-zero-tracker", path, "--facts", tmp_path / "facts")
    assert result.exit_code == 1
    assert "the name does not end in the snapshot's day" in result.output
