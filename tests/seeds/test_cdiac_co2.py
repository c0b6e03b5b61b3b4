"""Importing CDIAC's fossil CO2 by nation."""

import pytest

from tests.seeds.conftest import table, written

COLUMNS = ("Year", "Country", "Total", "Bunker fuels (Not in Total)")
NAME = "cdiac-co2-territorial-2023.csv"


@pytest.fixture
def nations(folder, out, seeds):
    """Import rows of the file; the result."""

    def run(*rows: tuple[str, ...]):
        text = table(COLUMNS, *(dict(zip(COLUMNS, row, strict=True)) for row in rows))
        return seeds("import", "cdiac-co2", folder.write("nation-2023.csv", text), "--facts", out)

    return run


def test_carbon_becomes_carbon_dioxide_and_nations_the_world(nations, out):
    """The sum has former nations and figures below zero, and no fuels for ships and aircraft."""
    result = nations(
        ("1990", "CHINA (MAINLAND)", "1000", "7"),
        ("1990", "USSR", "500", "0"),
        ("1990", "KUWAIT", "-125", "0"),
    )
    assert result.exit_code == 0
    rows = written(out, f"emissions-shares/{NAME}")
    assert [(r.get("country_code"), r.get("aggregate_id"), r["emissions_mt"]) for r in rows] == [
        (None, "world", "5.038"), ("CHN", None, "3.664"),
    ]  # fmt: skip
    (world,) = written(out, f"world-emissions/{NAME}")
    assert (world["year"], world["emissions_mt"]) == ("1990", "5.038")
    notes = written(out, "import-notes/cdiac-co2-2023.csv")
    assert [(n["action"], n["note"], n["value"]) for n in notes if "value" in n] == [
        ("row_left_out", "several countries of today", "USSR"),
        ("cell_left_out", "emissions below zero", "-125"),
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("1990", "ATLANTIS", "1", "0"), ":2:Country: 'ATLANTIS' is new"),
        (("90", "CANADA", "1", "0"), ":2:Year: '90' is not a year"),
        (("1990", "CANADA", "1.5", "0"), ":2:Total: '1.5' is not thousand tonnes of carbon"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(nations, out, row, told):
    """A nation that is not known would be missing in the sum of all."""
    result = nations(row)
    assert result.exit_code == 1
    assert told in result.output
    assert not (out / f"emissions-shares/{NAME}").exists()
