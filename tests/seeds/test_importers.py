"""`python -m seeds import`: strict reading, all files or none, the same bytes every time."""

from pathlib import Path

import pytest

from tests.seeds.conftest import everything, written

OWID = """
    country,year,iso_code,co2,consumption_co2,co2_including_luc,cumulative_co2,total_ghg,total_ghg_excluding_lucf
    World,2018,,200,,,,,
    World,2019,,300.125,300,320,500.125,0,
    China,2018,CHN,,,,,,
    China,2019,CHN,100.5,90,120,150,50,
    Kosovo,2019,,5,,-1.5,5,,
    European Union (27),2019,,20,30,,40,,10
    European Union (28),2019,,30,,,,,
    Africa,2019,,10,,,,,
    """


OWID_HEADER = OWID.split()[0]


def test_the_summary_tells_what_was_read_written_and_left_out(folder, out, seeds):
    """By reason, a world without a figure or with none at all among them, and columns that the file
    lacks; no progress bar and no colour off a terminal."""
    result = seeds("import", "owid-co2", folder.write("co2-2024.csv", OWID), "--facts", out)
    lines = result.output.splitlines()
    assert lines[:3] == [
        "read 8 rows of co2-2024.csv",
        "wrote 3 rows to emissions-shares/owid-co2-territorial-2024.csv",
        "wrote 2 rows to world-emissions/owid-co2-territorial-2024.csv",
    ]
    assert [line for line in lines if line.startswith("left out")] == [
        "left out 1: neither a country nor a party: Africa",
        "left out 1: neither a country nor a party: European Union (28)",
        "left out 1: no figure of the world to divide by that year: total_ghg",
        "left out 1: no figure of the world to divide by that year: total_ghg_excluding_lucf",
        "left out 4 columns of the source",
    ]
    assert "counted 1: a party's year without co2" in lines


def test_what_is_left_out_is_a_note(folder, out, seeds):
    """With its place, why, and how many rows are alike."""
    text = OWID + "Africa,2020,,11,,,,,\n"
    seeds("import", "owid-co2", folder.write("co2-2024.csv", text), "--facts", out)
    notes = {row["id"]: row for row in written(out, "import-notes/owid-co2-2024.csv")}
    assert notes["owid-co2-data-2024-9-country"] == {
        "id": "owid-co2-data-2024-9-country", "action": "row_left_out", "reason": "out_of_scope",
        "note": "neither a country nor a party", "locator": "co2-2024.csv:9", "value": "Africa",
        "source_column": "country", "rows": "2", "source_id": "owid-co2-data-2024",
    }  # fmt: skip


def test_a_column_that_is_not_imported_is_a_note(folder, out, seeds):
    """With the number of rows; the summary counts such columns, and those that the file lacks."""
    text = OWID.replace("total_ghg_excluding_lucf\n", "total_ghg_excluding_lucf,oil_co2\n")
    text = "\n".join(
        line + "," if line.count(",") == 8 and "iso" not in line else line
        for line in text.splitlines()
    )
    result = seeds("import", "owid-co2", folder.write("co2-2024.csv", text), "--facts", out)
    assert result.output.splitlines()[-1] == "left out 5 columns of the source"
    notes = {row["id"]: row for row in written(out, "import-notes/owid-co2-2024.csv")}
    assert notes["owid-co2-data-2024-1-oil-co2"] == {
        "id": "owid-co2-data-2024-1-oil-co2", "action": "column_left_out", "reason": "out_of_scope",
        "note": "a column that is not imported", "locator": "co2-2024.csv:1",
        "source_column": "oil_co2", "rows": "8", "source_id": "owid-co2-data-2024",
    }  # fmt: skip


def facts_alone(out: Path) -> dict[str, bytes]:
    """Every file below a folder, without what names lines upstream or the file's hash."""
    of_file = ("import-notes/", "sources/")
    return {n: data for n, data in everything(out).items() if not n.startswith(of_file)}


def test_importing_again_gives_the_same_bytes(folder, out, seeds):
    """Whatever the order of the rows upstream, apart from the lines that notes name."""
    path = folder.write("co2-2024.csv", OWID)
    seeds("import", "owid-co2", path, "--facts", out)
    before = facts_alone(out)
    header, *rows = path.read_text().splitlines()
    path.write_text("\n".join([header, *reversed(rows)]) + "\n")
    seeds("import", "owid-co2", path, "--facts", out)
    assert facts_alone(out) == before


@pytest.mark.parametrize("figure", ["100;5", "-1", "n/a"])
def test_a_figure_that_is_none_leaves_the_row_s_others(folder, out, seeds, figure):
    """Another notation, less than nothing burnt, words: the other figures of the row are here."""
    text = OWID + f"World,2020,,300,,,500,,\n    China,2020,CHN,{figure},,,400,,\n"
    result = seeds("import", "owid-co2", folder.write("co2-2024.csv", text), "--facts", out)
    assert result.exit_code == 0
    assert f"left out co2-2024.csv:11:co2: '{figure}' is not million tonnes" in result.output
    years = {
        name: [row["year"] for row in written(out, f"emissions-shares/owid-co2-{name}-2024.csv")]
        for name in ("territorial", "cumulative")
    }
    assert ("2020" in years["territorial"], "2020" in years["cumulative"]) == (False, True)
    notes = {row["id"]: row for row in written(out, "import-notes/owid-co2-2024.csv")}
    note = notes["owid-co2-data-2024-11-co2"]
    assert (note["action"], note["reason"]) == ("cell_left_out", "malformed")
    assert (note["resource"], note["field"], note["value"]) == (
        "emissions-shares", "emissions_mt", figure,
    )  # fmt: skip


BAD_OWID = {
    "a code that is none": (
        "China,2020,CN,100,,,,,",
        "10:iso_code: 'CN' is not an ISO 3166-1 alpha-3 code",
    ),
    "a year that is none": ("China,20,CHN,100,,,,,", "10:year: '20' is not a year"),
    "a short row": ("China,2020,CHN", "10:3: 3 cells under 9 columns"),
    "a stray quotation mark": ('"China"s,2020,CHN,1', "10:1: not CSV: ',' expected after '\"'"),
}


@pytest.mark.parametrize(("row", "told"), BAD_OWID.values(), ids=BAD_OWID)
def test_a_bad_row_is_named_and_nothing_is_written(folder, out, seeds, row, told):
    """File, line and column, what is wrong and a hint; what was imported before stays."""
    path = folder.write("co2-2024.csv", OWID)
    seeds("import", "owid-co2", path, "--facts", out)
    before = everything(out)
    with path.open("a") as stream:
        stream.write(f"{row}\n")
    result = seeds("import", "owid-co2", path, "--facts", out)
    assert result.exit_code == 1
    assert f"{path}:{told}" in result.output.splitlines()
    assert result.output.splitlines()[-1] == "1 bad; nothing was written"
    assert everything(out) == before


def test_bytes_that_are_not_utf8_are_named_by_line(folder, out, seeds):
    """The line with the bad byte is told."""
    path = folder.write("co2-2024.csv", "")
    path.write_bytes(OWID_HEADER.encode() + b"\nWorld,2019,,1,,,,,\nT\xfcrkiye,2019,TUR,1,,,,,\n")
    result = seeds("import", "owid-co2", path, "--facts", out)
    assert f"{path}:3:byte 2: not UTF-8: invalid start byte" in result.output
    assert not out.exists()


def test_a_missing_column_is_named(folder, out, seeds):
    """The header is checked before any row: who emits, and when, is in no other column."""
    path = folder.write("co2-2024.csv", "country,iso_code,co2\nChina,CHN,5\n")
    result = seeds("import", "owid-co2", path, "--facts", out)
    assert f"{path}:1:year: the header has no such column" in result.output
    assert not out.exists()


def test_columns_are_the_same_in_any_case_and_spacing(folder, out, seeds):
    """Editions spell them otherwise: `ISO Code`, `iso_code`."""
    path = folder.write("co2-2024.csv", OWID)
    seeds("import", "owid-co2", path, "--facts", out)
    before = facts_alone(out)
    names = "Country,Year,ISO Code,CO2,consumption-co2,Co2 Including LUC,cumulative_co2,"
    header = names + "Total GHG,total_ghg_excluding_lucf"
    path.write_text(path.read_text().replace(OWID_HEADER, header))
    seeds("import", "owid-co2", path, "--facts", out)
    assert facts_alone(out) == before


def test_a_missing_file_is_told(tmp_path, out, seeds):
    """No traceback for a wrong path."""
    result = seeds("import", "owid-co2", tmp_path / "no.csv", "--facts", out)
    assert (result.exit_code, "no such file" in result.output) == (1, True)


def test_an_unknown_importer_is_refused(tmp_path, out, seeds):
    """The names of those that there are, are told."""
    result = seeds("import", "owid", tmp_path, "--facts", out)
    assert (result.exit_code, "owid-co2" in result.output) == (2, True)


def test_a_write_that_fails_leaves_what_was_there(folder, out, seeds, monkeypatch):
    """If one file cannot be written, none is moved into place and no temporary file stays."""
    path = folder.write("co2-2024.csv", OWID)
    seeds("import", "owid-co2", path, "--facts", out)
    before = everything(out)
    write = Path.write_bytes
    monkeypatch.setattr(
        Path,
        "write_bytes",
        lambda self, data: 1 / 0 if "owid-co2-ghg-2024.csv" in self.name else write(self, data),
    )
    folder.write("co2-2024.csv", OWID.replace("100.5", "99"))
    with pytest.raises(ZeroDivisionError):
        seeds("import", "owid-co2", path, "--facts", out)
    assert everything(out) == before
