"""What a row of the Net Zero Tracker states: kinds, figures, dates, and cells that are none."""

import pytest

from seeds.importers.tracker_conditions import TEXT_COLUMNS
from seeds.importers.tracker_states import INPUT_COLUMNS, OPTIONAL_COLUMNS
from tests.seeds.conftest import Folder, table, written

CHINA = {
    "name": "China", "country": "CHN", "end_target": "Carbon neutral(ity)",
    "end_target_year": "2060", "end_target_status": "In policy document", "status_date": "2021",
    "gasses_coverage": "Carbon dioxide only", "source_url": "https://example.org/a",
    "interim_target": "Emissions intensity target", "interim_target_percentage_reduction": "65",
    "interim_target_baseline_year": "2005", "interim_target_intensity_unit": "gdp",
    "interim_target_year": "2030",
}  # fmt: skip
TRACKER = "net-zero-tracker-2023-11-05"
NOTES = f"import-notes/{TRACKER}.csv"
COLUMNS = (*INPUT_COLUMNS, *OPTIONAL_COLUMNS, *TEXT_COLUMNS)


def imported(folder, out, seeds, *rows):
    path = folder.write("2023-11-05.csv", table(COLUMNS, *rows))
    result = seeds("import", "net-zero-tracker", path, "--facts", out)
    assert result.exit_code == 0, result.output
    return result


def test_net_zero_tracker(folder, out, seeds):
    """An end and an interim target; status, gases and document belong to the end target."""
    imported(folder, out, seeds, CHINA)
    assert written(out, "pledges/net-zero-tracker.csv") == [
        {
            "id": "chn-carbon-neutrality-2060", "country_code": "CHN",
        },
        {
            "id": "chn-intensity-cut-2030", "country_code": "CHN",
        },
    ]  # fmt: skip
    seen = {"form": "snapshot", "first_seen": "2023-11-05", "last_seen": "2023-11-05"}
    assert written(out, "pledge-records/net-zero-tracker.csv") == [
        {
            "id": "chn-carbon-neutrality-2060-nzt-2023-11-05",
            "pledge_id": "chn-carbon-neutrality-2060",
            "country_code": "CHN", **seen, "status_date": "2021", "status": "in_policy_document",
            "kind": "carbon_neutrality", "horizon": "end", "target_year": "2060", "gases": "co2",
            "document_url": "https://example.org/a", "source_id": TRACKER,
        },
        {
            "id": "chn-intensity-cut-2030-nzt-2023-11-05", "pledge_id": "chn-intensity-cut-2030",
            "country_code": "CHN", **seen, "kind": "intensity", "horizon": "interim",
            "target_year": "2030", "value": "65", "unit": "percent", "per": "gdp",
            "baseline_year": "2005", "source_id": TRACKER,
        },
    ]  # fmt: skip


def test_no_target_is_kept_apart_from_unknown(folder, out, seeds):
    """ "No target" is a source record without a pledge; the tracker's own word is its status."""
    none = {"country": "BOL", "end_target": "No target", "end_target_status": "In policy document"}
    result = imported(folder, out, seeds, none)
    assert written(out, "pledges/net-zero-tracker.csv") == []
    (record,) = written(out, "pledge-records/net-zero-tracker.csv")
    assert (record["kind"], record["status"]) == ("no_target", "in_policy_document")
    assert "pledge_id" not in record
    assert "counted 1: an empty interim target" in result.output


def test_equal_targets_have_unequal_ids(folder, out, seeds):
    """An interim target of the same kind and year is told apart; the EU is a group."""
    cut = {"end_target": "Emissions reduction target", "end_target_year": "2030"}
    cut |= {key.replace("end_", "interim_"): value for key, value in cut.items()}
    imported(folder, out, seeds, {"name": "European Union", "country": "EUU", **cut})
    rows = written(out, "pledges/net-zero-tracker.csv")
    assert [(row["id"], row["group_id"]) for row in rows] == [
        ("eu-absolute-cut-2030", "eu"), ("eu-absolute-cut-2030-interim", "eu"),
    ]  # fmt: skip


def test_a_pledge_held_by_hand_is_not_written_again(folder, out, seeds):
    """One commitment is one row: of it, only the tracker's record is written."""
    Folder(out).write("pledges/article.yaml", "- id: chn-carbon-neutrality-2060\n  kind: x\n")
    imported(folder, out, seeds, CHINA)
    ids = [row["id"] for row in written(out, "pledges/net-zero-tracker.csv")]
    assert ids == ["chn-intensity-cut-2030"]
    assert len(written(out, "pledge-records/net-zero-tracker.csv")) == 2


def test_what_is_not_certain_stays_null_and_is_told(folder, out, seeds):
    """A status dated after the snapshot, and a unit of output that is none."""
    odd = CHINA | {"status_date": "2025", "interim_target_intensity_unit": "co2"}
    result = imported(folder, out, seeds, odd)
    assert "status_date: '2025' is after the snapshot, 2023-11-05" in result.output
    assert "interim_target_intensity_unit: 'co2' is no unit of output" in result.output
    assert "status_date" not in written(out, "pledge-records/net-zero-tracker.csv")[0]


def test_a_bad_code_is_named(folder, out, seeds):
    """The line is the one where the row begins, though cells before it hold line breaks."""
    first = CHINA | {"name": "The\nFirst"}
    path = folder.write("2023-11-05.csv", table(COLUMNS, first, CHINA | {"country": "China"}))
    result = seeds("import", "net-zero-tracker", path, "--facts", out)
    assert result.exit_code == 1
    told = "country: 'China' is not an ISO 3166-1 alpha-3 code"
    assert f"{path}:4:{told}" in result.output
    assert not out.exists()


@pytest.mark.parametrize(
    ("column", "word", "field", "value"),
    [
        ("end_target", "GHG neutral(ity)", "kind", "other"),
        ("end_target_status", "Under review", "status", None),
        ("gasses_coverage", "Methane only", "gases", None),
        ("interim_target_intensity_unit", "per head", "per", None),
    ],
)
def test_a_new_word_keeps_its_row(folder, out, seeds, column, word, field, value):
    """The cell is null or `other`; the source's word is in the record and in a note."""
    imported(folder, out, seeds, CHINA | {column: word})
    horizon = column.split("_")[0] if column.startswith("interim") else "end"
    records = {row["horizon"]: row for row in written(out, "pledge-records/net-zero-tracker.csv")}
    record = records[horizon]
    assert (record.get(field), record["words"]) == (value, f"{column}: {word}")
    assert len(records) == 2
    (note,) = (note for note in written(out, NOTES) if note.get("value") == word)
    assert (note["row_id"], note["source_column"]) == (record["id"], column)
    assert note["action"] == "cell_left_out"


def test_words_are_the_same_in_any_case_and_spacing(folder, out, seeds):
    """Spreadsheets and scripts write them otherwise, and whole numbers with a zero behind."""
    odd = {
        "end_target": "carbon  Neutral(ity) ",
        "end_target_year": "2060.0",
        "end_target_status": "in policy document",
        "interim_target_percentage_reduction": "65.0",
        "interim_target_baseline_year": "2005.0",
    }
    imported(folder, out, seeds, CHINA | odd)
    changed = written(out, "pledge-records/net-zero-tracker.csv")
    imported(folder, out, seeds, CHINA)
    assert written(out, "pledge-records/net-zero-tracker.csv") == changed


def test_only_the_country_is_needed(folder, out, seeds):
    """A column that the file lacks is empty, and noted once; rows of companies are left out."""
    cells = {"country": "CHN", "end_target": "Net zero", "end_target_year": "2060"}
    company = cells | {"actor_type": "Company"}
    path = folder.write("2021-11-05.csv", table((*cells, "actor_type", "motto"), cells, company))
    result = seeds("import", "net-zero-tracker", path, "--facts", out)
    assert result.exit_code == 0, result.output
    (record,) = written(out, "pledge-records/net-zero-tracker.csv")
    assert (record["kind"], record["target_year"]) == ("net_zero", "2060")
    notes = written(out, "import-notes/net-zero-tracker-2021-11-05.csv")
    told = {note["source_column"]: note["note"] for note in notes}
    assert told["end_target_status"] == "the file has no such column"
    assert told["motto"] == "a column that is not imported"
    assert told["actor_type"] == "not a country"


@pytest.mark.parametrize(
    ("column", "value", "told", "field", "row_id"),
    [
        ("end_target_year", "soon", "is not a year", "target_year", "chn-carbon-neutrality"),
        ("status_date", "May", "is not a year", "status_date", "chn-carbon-neutrality-2060"),
        (
            "source_url", "a; b", "is not one absolute address", "document_url",
            "chn-carbon-neutrality-2060",
        ),
        (
            "interim_target_percentage_reduction", "65%", "is not a number", "value",
            "chn-intensity-cut-2030",
        ),
    ],
)  # fmt: skip
def test_a_target_with_a_bad_cell_stays(folder, out, seeds, column, value, told, field, row_id):
    """Year, date, address and figure are null then, with a note that names the record."""
    result = imported(folder, out, seeds, CHINA | {column: value})
    assert f"left out 2023-11-05.csv:2:{column}: {value!r} {told}" in result.output
    rows = {row["id"]: row for row in written(out, "pledge-records/net-zero-tracker.csv")}
    assert len(rows) == 2
    record_id = f"{row_id}-nzt-2023-11-05"
    assert field not in rows[record_id]
    (note,) = written(out, NOTES)
    about = (note["resource"], note["row_id"], note["field"])
    assert about == ("source-records", record_id, "values")
    assert (note["value"], note["reason"]) == (value, "malformed")


def test_the_amount_of_a_cut_is_told_as_left_out(folder, out, seeds):
    """A cut is held in percent; the tracker may give the emissions of the target year as well."""
    cut = {
        "country": "PAK",
        "interim_target": "Reduction v. BAU",
        "interim_target_year": "2030",
        "interim_target_percentage_reduction": "15",
        "interim_target_target_emissions": "801.8",
    }
    imported(folder, out, seeds, cut)
    notes = written(out, NOTES)
    (note,) = (n for n in notes if n.get("source_column") == "interim_target_target_emissions")
    assert (note["action"], note["value"]) == ("cell_left_out", "801.8")
