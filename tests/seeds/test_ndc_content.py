"""Importing the content of NDCs, and linking it to the documents of the registry."""

import pytest

from seeds.check import load_checked
from seeds.importers.ndc_content import INPUT_COLUMNS
from tests.seeds.conftest import table, written

CONTENTS = "ndc-contents/ndc-content.csv"
CHINA = {
    "ISO": "CHN",
    "submission_label": "First NDC Submitted",
    "mitigation_contribution_type_label": "GHG target and non-GHG target",
    "ghg_target_type_label": "Intensity target and Trajectory target",
    "reference_base_year_label": "2005",
    "time_target_year_label": "2030",
    "coverage_gas": "CO2",
    "coverage_sectors_label": "Partial Sectors",
    "conditionality_label": "Unconditional (I)NDC only",
}


@pytest.fixture
def contents(folder, out, seeds):
    """Import rows that differ from China's; the rows of facts."""

    def run(*changes: dict[str, str]) -> list[dict[str, str]]:
        path = folder.write("cait.csv", table(INPUT_COLUMNS, *(CHINA | row for row in changes)))
        edition = "--source", "climatewatch-ndc-content-2018", "--date", "2018-06"
        result = seeds("import", "ndc-content", path, *edition, "--facts", out)
        assert result.exit_code == 0, result.output
        return written(out, CONTENTS)

    return run


def test_labels_are_facts(contents):
    """Kinds of target, years, gases, sectors and conditionality, by the labels of the list."""
    (row,) = contents({})
    assert row == {
        "id": "chn-ndc-content-2018-06", "country_code": "CHN", "stage": "ndc",
        "contribution_types": "ghg_target|non_ghg_target", "target_kinds": "intensity|other",
        "target_year": "2030", "baseline_year": "2005", "conditionality": "unconditional",
        "gases": "CO2", "sector_coverage": "partial", "attested_on": "2018-06",
        "locator": "cait.csv:2", "source_id": "climatewatch-ndc-content-2018",
    }  # fmt: skip


def test_years_of_another_label_are_read_if_they_are_years(contents, out):
    """Two are an earlier and a later one; any other text is left out, and not repeated."""
    rows = contents(
        {"time_target_year_label": "2025 and 2030"},
        {"ISO": "FJI", "reference_base_year_label": "Other",
         "reference_base_year": "Reference year or period: 2013"},
        {"ISO": "NIU", "time_target_year_label": "Other", "time_target_year": "by 2020, or 2025"},
    )  # fmt: skip
    china, fiji, niue = rows
    assert (china["earlier_target_year"], china["target_year"]) == ("2025", "2030")
    assert fiji["baseline_year"] == "2013"
    assert "target_year" not in niue
    notes = written(out, "import-notes/ndc-content.csv")
    (note,) = (n for n in notes if n.get("source_column") == "time_target_year")
    assert (note["reason"], note["field"], note.get("value")) == ("ambiguous", "target_year", None)


def test_a_joint_ndc_is_that_of_the_union(contents, out):
    """Rows of its members are merged into it; who submitted nothing has no row."""
    joint = {
        "indc_summary": "<p>The European Union and its 28 Member States submitted a joint NDC.</p>"
    }
    rows = contents(
        {"ISO": "EU28", "coverage_gas": "Not Specified"},
        {"ISO": "FRA", **joint},
        {"ISO": "SYR", "submission_label": "No Document Submitted"},
    )
    (union,) = rows
    assert union["group_id"] == "eu"
    assert "gases" not in union
    actions = {note["action"] for note in written(out, "import-notes/ndc-content.csv")}
    assert actions == {"row_merged", "row_left_out"}


def test_the_document_is_the_last_one_before_the_list(facts):
    """In English; none if a submission is of that month, or if the row is of an INDC."""
    facts.write(
        "documents/d.csv",
        "id,kind,country_code,title,language,status,submitted_on,url,source_id\n"
        "a,ndc,CHN,NDC,en,archived,2016-09-03,https://example.org/a,the-data\n"
        "b,ndc,CHN,NDC,zh,archived,2017-09-03,https://example.org/b,the-data\n"
        "c,ndc,CHN,NDC,en,archived,2017-09-03,https://example.org/c,the-data\n"
        "d,ndc,CHN,NDC,en,active,2018-06-03,https://example.org/d,the-data\n",
    )
    columns = "id,country_code,stage,conditionality,attested_on,locator,source_id\n"
    rows = [
        ("before", "CHN", "ndc", "2018-05"),
        ("within", "CHN", "ndc", "2018-06"),
        ("early", "CHN", "ndc", "2016-01"),
        ("intended", "NOR", "indc", "2018-06"),
    ]
    facts.write(
        "ndc-contents/c.csv",
        columns + "".join(f"{i},{c},{s},conditional,{day},c:1,the-data\n" for i, c, s, day in rows),
    )
    record = load_checked(facts.path).record
    found = {
        row.text("id"): row.text("document_id") or row.text("document_note")
        for row in record["ndc-contents"]
    }
    assert found == {
        "before": "c",
        "within": "The registry has a submission of the party in the time of the list.",
        "early": "The registry has no NDC of the party from before the list.",
        "intended": "An INDC: the registry lists NDCs alone.",
    }
