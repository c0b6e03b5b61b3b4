"""The scorecard: records of the tracker's pledges, or pledges of its own."""

import pytest

from seeds.importers.tracker_states import INPUT_COLUMNS, OPTIONAL_COLUMNS
from tests.seeds.conftest import Folder, table, written

HEADER = "Entity,Code,Year,National Net-Zero Target\n"
SOURCE = "owid-net-zero-targets-2021"


@pytest.fixture
def score(tmp_path, seeds):
    """Import rows of the tracker's first snapshot and of the scorecard; pledges and records."""

    def run(told: str, *tracker: dict[str, str]):
        folder, out = Folder(tmp_path / "upstream"), tmp_path / "facts"
        day = folder.write("2022-03-30.csv", table((*INPUT_COLUMNS, *OPTIONAL_COLUMNS), *tracker))
        if tracker:
            assert seeds("import", "net-zero-tracker", day, "--facts", out).exit_code == 0
        path = folder.write("targets.csv", HEADER + told)
        result = seeds("import", "owid-net-zero-targets", path, "--facts", out)
        assert result.exit_code == 0, result.output
        pledges = written(out, "pledges/owid-net-zero-targets.csv")
        return pledges, written(out, "pledge-records/owid-net-zero-targets.csv"), result.output

    return run


def tracked(kind: str, year: str = "", **more: str) -> dict[str, str]:
    """A row of the tracker with an end target."""
    return {"name": "Chile", "country": "CHL", "end_target": kind, "end_target_year": year, **more}


def test_the_same_year_is_the_same_pledge(score):
    """Whatever the tracker calls it; the cell's words are in the record."""
    pledges, records, told = score(
        "Chile,CHL,2021,Proposed legislation (2050)\n", tracked("Carbon neutral(ity)", "2050")
    )
    assert pledges == []
    assert records == [
        {
            "id": "chl-carbon-neutrality-2050-owid-2021", "country_code": "CHL",
            "form": "snapshot", "first_seen": "2021", "last_seen": "2021", "status": "proposed",
            "pledge_id": "chl-carbon-neutrality-2050", "kind": "net_zero", "horizon": "end",
            "target_year": "2050", "words": "Proposed legislation (2050)", "source_id": SOURCE,
        }
    ]  # fmt: skip
    assert "counted 1: rows match a pledge of the tracker" in told


@pytest.mark.parametrize("row", [("Net zero", "2040"), ("No target",)])
def test_another_source_s_target_ends_no_pledge(score, row):
    """Another year in the tracker, or none, is no supersession: two sources differ."""
    (pledge,), _, _ = score("Chile,CHL,2021,In law (2050)\n", tracked(*row))
    assert pledge == {"id": "chl-net-zero-2050", "country_code": "CHL"}


def test_achieved_has_no_year_and_no_rung(score):
    """It is the party's one pledge of this kind; by whose word it is achieved, nobody says."""
    _, (step,), _ = score("Chile,CHL,2021,Achieved\n", tracked("Net zero", "2040"))
    assert step["pledge_id"] == "chl-net-zero-2040"
    assert step["words"] == "Achieved"
    assert not {"status", "target_year"} & set(step)


def test_what_is_achieved_is_noted_as_a_status_left_out(score, tmp_path, seeds):
    """About the record that the row becomes, also where the tracker is imported after it."""
    score("Chile,CHL,2021,Achieved\n")
    out, notes = tmp_path / "facts", "import-notes/owid-net-zero-targets-2021.csv"
    (before,) = written(out, notes)
    assert before == {
        "id": "owid-net-zero-targets-2021-2-national-net-zero-target",
        "action": "cell_left_out", "reason": "ambiguous",
        "note": "does not say by whose word it is achieved", "locator": "targets.csv:2",
        "source_column": "National Net-Zero Target", "value": "Achieved", "rows": "1",
        "resource": "source-records", "row_id": "chl-net-zero-owid-2021", "field": "values",
        "source_id": SOURCE,
    }  # fmt: skip
    day = tmp_path / "upstream" / "2022-03-30.csv"
    day.write_text(table((*INPUT_COLUMNS, *OPTIONAL_COLUMNS), tracked("Net zero", "2040")), "utf-8")
    assert seeds("import", "net-zero-tracker", day, "--facts", out).exit_code == 0
    assert written(out, notes) == [before | {"row_id": "chl-net-zero-2040-owid-2021"}]


def test_parties_without_a_code_are_known_by_name(score):
    """Or left out, and told."""
    told = "European Union,,2021,In law (2050)\nAtlantis,,2021,In law (2050)\n"
    (pledge,), _, output = score(told)
    assert (pledge["id"], pledge["group_id"]) == ("eu-net-zero-2050", "eu")
    assert "left out 1: no code, and no name that is known: Atlantis" in output


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Chile,CL,2021,In law (2050)", "Code: 'CL' is not an ISO 3166-1 alpha-3 code"),
        ("Chile,CHL,21,In law (2050)", "Year: '21' is not a year"),
    ],
)
def test_a_bad_row_is_named(tmp_path, seeds, row, told):
    """And nothing is written."""
    path = Folder(tmp_path).write("targets-2021.csv", f"{HEADER}{row}\n")
    out = tmp_path / "facts"
    result = seeds("import", "owid-net-zero-targets", path, "--facts", out)
    assert result.exit_code == 1
    assert f"{path}:2:{told}" in result.output
    assert not out.exists()


@pytest.mark.parametrize("words", ["Law (2050)", "In law 2050"])
def test_a_new_word_keeps_its_row(score, tmp_path, words):
    """Its status is null; the words are in the record and in a note."""
    _, (record,), _ = score(f"Chile,CHL,2021,{words}\n")
    assert record["words"] == words
    assert "status" not in record
    (note,) = written(tmp_path / "facts", "import-notes/owid-net-zero-targets-2021.csv")
    assert (note["value"], note["row_id"]) == (words, record["id"])


LATER = (
    "\ufeffEntity,Code,Year,Status of net-zero carbon emissions targets\r\n"
    "Chile,CHL,2050,In law\r\nEuropean Union (27),OWID_EU27,2050,In law\r\n"
    "Bhutan,BTN,2030,Achieved (self-declared)\r\nFiji,FJI,2055.0,Declaration / pledge\r\n"
)


@pytest.mark.parametrize("first", [0, 1])
def test_two_editions_stand_side_by_side(tmp_path, seeds, first):
    """A later one has status and target year apart; each states its own of one pledge."""
    folder, out = Folder(tmp_path / "upstream"), tmp_path / "facts"
    older = folder.write("targets.csv", f"{HEADER}Chile,CHL,2021,Proposed legislation (2050)\n")
    newer = folder.path / "net-zero-targets-2024-06-01.csv"
    newer.write_bytes(LATER.encode())
    for path in (older, newer, older)[first:]:
        result = seeds("import", "owid-net-zero-targets", path, "--facts", out)
        assert result.exit_code == 0, result.output
    records = written(out, "pledge-records/owid-net-zero-targets.csv")
    assert [(r["id"], r["status"], r["first_seen"], r["target_year"]) for r in records] == [
        ("btn-net-zero-2030-owid-2024-06-01", "achieved_self_declared", "2024-06-01", "2030"),
        ("chl-net-zero-2050-owid-2021", "proposed", "2021", "2050"),
        ("chl-net-zero-2050-owid-2024-06-01", "in_law", "2024-06-01", "2050"),
        ("eu-net-zero-2050-owid-2024-06-01", "in_law", "2024-06-01", "2050"),
        ("fji-net-zero-2055-owid-2024-06-01", "declaration", "2024-06-01", "2055"),
    ]
    assert len(written(out, "pledges/owid-net-zero-targets.csv")) == 4


def test_years_of_targets_are_no_edition(tmp_path, seeds):
    """A file without a date, whose rows are of several years, is refused."""
    path = Folder(tmp_path).write("targets.csv", LATER.lstrip("\ufeff"))
    result = seeds("import", "owid-net-zero-targets", path, "--facts", tmp_path / "facts")
    assert result.exit_code == 1
    assert "which edition is targets.csv?" in result.output
