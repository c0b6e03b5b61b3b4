"""What the text of the Net Zero Tracker says of the conditions of a target, if it was read."""

from pathlib import Path

import pytest
import yaml

from schema.pledge_terms import Conditionality, TargetHorizon
from seeds.importers import tracker_conditions
from seeds.importers.tracker_conditions import TEXT_COLUMNS
from seeds.importers.tracker_states import INPUT_COLUMNS, OPTIONAL_COLUMNS
from tests.seeds.conftest import table, written

_COLUMNS = (*INPUT_COLUMNS, *OPTIONAL_COLUMNS, *TEXT_COLUMNS)
_READINGS = yaml.safe_load(Path(tracker_conditions.__file__).with_suffix(".yaml").read_text())
CAMEROON = {
    "name": "Cameroon", "country": "CMR", "end_target": "Reduction v. BAU",
    "end_target_year": "2030", "end_target_percentage_reduction": "35",
}  # fmt: skip


@pytest.fixture
def records(folder, out, seeds):
    """Import one row with texts; give its source records by id."""

    def run(columns=_COLUMNS, **cells):
        path = folder.write("2023-11-05.csv", table(columns, CAMEROON | cells))
        result = seeds("import", "net-zero-tracker", path, "--facts", out)
        assert result.exit_code == 0, result.output
        rows = written(out, "pledge-records/net-zero-tracker.csv")
        return {row["id"]: row for row in rows}

    return run


def test_words_that_were_read_state_the_conditions(records):
    """White space and capitals may differ; the record has the words as the text has them."""
    text = "divided into 12%  Unconditional\nand 23% conditional on the support of others"
    row = records(end_target_text=text)["cmr-relative-to-bau-2030-nzt-2023-11-05"]
    assert row["conditionality"] == "both"
    assert row["words"] == "12% Unconditional and 23% conditional"


def test_other_words_about_conditions_are_told_and_state_nothing(records, out):
    """The note has the word, the column and the record, and no more of the text."""
    row = records(end_target_text="a long text, conditional: on something")
    assert "conditionality" not in row["cmr-relative-to-bau-2030-nzt-2023-11-05"]
    notes = written(out, "import-notes/net-zero-tracker-2023-11-05.csv")
    note = next(note for note in notes if note["reason"] == "ambiguous")
    assert (note["source_column"], note["value"]) == ("end_target_text", "conditional:")
    assert note["row_id"] == "cmr-relative-to-bau-2030-nzt-2023-11-05"


def test_words_of_one_target_say_nothing_of_the_other(records):
    """What was read in the text of the end target is not looked for in the interim one's."""
    cells = {"interim_target": "Reduction v. BAU", "interim_target_year": "2025"}
    rows = records(interim_target_text="12% unconditional and 23% conditional", **cells)
    assert [row.get("conditionality") for row in rows.values()] == [None, None]


def test_a_text_is_reported_as_left_out(records, out):
    """One note counts the texts of a column; the text itself is nowhere."""
    records(end_target_text="a text about something else")
    (note,) = written(out, "import-notes/net-zero-tracker-2023-11-05.csv")
    assert note["note"] == "a text of which only what it says of conditions is imported"
    assert note["source_column"] == "end_target_text"
    assert "something else" not in "".join(p.read_text() for p in out.rglob("*.csv"))


def test_a_file_without_the_texts_is_read(records):
    """Their columns are not needed: nothing is stated then."""
    rows = records(columns=(*INPUT_COLUMNS, *OPTIONAL_COLUMNS))
    assert "conditionality" not in rows["cmr-relative-to-bau-2030-nzt-2023-11-05"]


def test_every_reading_is_of_a_short_passage():
    """It names a party, a horizon, a value, and no more words than show it."""
    for entry in _READINGS:
        assert set(entry) == {"party", "horizon", "conditionality", "words"}
        assert entry["horizon"] in set(TargetHorizon)
        assert entry["conditionality"] in set(Conditionality)
        assert len(entry["words"].split()) <= 17
    keys = [(entry["party"], entry["horizon"], entry["words"].lower()) for entry in _READINGS]
    assert len(set(keys)) == len(keys)
