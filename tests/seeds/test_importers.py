"""`python -m seeds import`: strict reading, all files or none, the same bytes every time."""

import csv
import io
from pathlib import Path

import pytest
import yaml

from seeds.importers.country_codes import INPUT_COLUMNS as COUNTRY_COLUMNS
from seeds.importers.tracker_states import INPUT_COLUMNS as TRACKER_COLUMNS
from tests.seeds.conftest import Folder

GROUPS = Path(__file__).parents[2] / "seeds" / "importers" / "country_groups.yaml"

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


@pytest.fixture
def folder(tmp_path) -> Folder:
    """Where a test writes upstream files."""
    return Folder(tmp_path / "upstream")


@pytest.fixture
def out(tmp_path) -> Path:
    """The folder of facts that is imported into."""
    return tmp_path / "facts"


def table(columns, *rows: dict[str, str]) -> str:
    """CSV with the given columns, empty where a row says nothing."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def written(out: Path, name: str) -> list[dict[str, str]]:
    """The rows of a file of facts, empty cells left out."""
    with (out / name).open(encoding="utf-8", newline="") as stream:
        return [{k: v for k, v in row.items() if v} for row in csv.DictReader(stream)]


def everything(out: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def test_owid_takes_countries_kosovo_and_the_eu(folder, out, seeds):
    """The world is a denominator; other aggregates and years without a figure are left out."""
    result = seeds("import", "owid-co2", folder.write("co2.csv", OWID), "--facts", out)
    assert result.exit_code == 0
    assert (out / "emissions-shares/owid-co2-territorial.csv").read_text() == (
        "country_code,group_id,series_id,year,emissions_mt,source_id\n"
        ",eu,co2-territorial,2019,20,owid-co2-data-2024\n"
        "CHN,,co2-territorial,2019,100.5,owid-co2-data-2024\n"
        "XKX,,co2-territorial,2019,5,owid-co2-data-2024\n"
    )
    assert (out / "world-emissions/owid-co2-territorial.csv").read_text() == (
        "series_id,year,emissions_mt,source_id\n"
        "co2-territorial,2018,200,owid-co2-data-2024\n"
        "co2-territorial,2019,300.125,owid-co2-data-2024\n"
    )


def test_owid_has_a_file_for_each_series(folder, out, seeds):
    """Land use may take up more than a country emits; no other figure is below zero."""
    seeds("import", "owid-co2", folder.write("co2.csv", OWID), "--facts", out)
    assert (out / "emissions-shares/owid-co2-including-land-use.csv").read_text() == (
        "country_code,group_id,series_id,year,emissions_mt,source_id\n"
        "CHN,,co2-including-land-use,2019,120,owid-co2-data-2024\n"
        "XKX,,co2-including-land-use,2019,-1.5,owid-co2-data-2024\n"
    )
    told = {}
    for path in sorted((out / "emissions-shares").iterdir()):
        rows = written(out, f"emissions-shares/{path.name}")
        told[path.stem] = [(r.get("country_code"), r["series_id"]) for r in rows][-1:]
    assert told.pop("owid-co2-aggregates")
    assert told == {
        "owid-co2-consumption": [("CHN", "co2-consumption")],
        "owid-co2-cumulative": [("XKX", "co2-cumulative")],
        "owid-co2-ghg": [],
        "owid-co2-ghg-including-land-use": [],
        "owid-co2-including-land-use": [("XKX", "co2-including-land-use")],
        "owid-co2-territorial": [("XKX", "co2-territorial")],
    }


def test_owid_has_the_world_and_international_transport(folder, out, seeds):
    """The world is a denominator and an aggregate with a share of its own; so is transport."""
    text = OWID.rstrip() + "\n    International transport,2019,,,3,,,,\n"
    seeds("import", "owid-co2", folder.write("co2.csv", text), "--facts", out)
    rows = written(out, "emissions-shares/owid-co2-aggregates.csv")
    figures = {(row["aggregate_id"], row["year"], row["emissions_mt"]) for row in rows}
    assert {
        ("world", "2018", "200"),
        ("world", "2019", "300.125"),
        ("international-transport", "2019", "3"),
    } <= figures
    assert {row["aggregate_id"] for row in rows} == {"world", "international-transport"}


def test_the_summary_tells_what_was_read_written_and_left_out(folder, out, seeds):
    """By reason, a world without a figure or with none at all among them; no progress bar and no
    colour off a terminal."""
    result = seeds("import", "owid-co2", folder.write("co2.csv", OWID), "--facts", out)
    lines = result.output.splitlines()
    assert lines[:3] == [
        "read 8 rows of co2.csv",
        "wrote 3 rows to emissions-shares/owid-co2-territorial.csv",
        "wrote 2 rows to world-emissions/owid-co2-territorial.csv",
    ]
    assert [line for line in lines if line.startswith("left out")] == [
        "left out 1: neither a country nor a party: Africa",
        "left out 1: neither a country nor a party: European Union (28)",
        "left out 1: no figure of the world to divide by that year: total_ghg",
        "left out 1: no figure of the world to divide by that year: total_ghg_excluding_lucf",
    ]
    assert "counted 1: a party's year without co2" in lines


def test_what_is_left_out_is_a_note(folder, out, seeds):
    """With its place, why, and how many rows are alike."""
    text = OWID + "Africa,2020,,11,,,,,\n"
    seeds("import", "owid-co2", folder.write("co2.csv", text), "--facts", out)
    notes = {row["id"]: row for row in written(out, "import-notes/owid-co2.csv")}
    assert notes["owid-co2-data-2024-9-country"] == {
        "id": "owid-co2-data-2024-9-country", "action": "row_left_out", "reason": "out_of_scope",
        "note": "neither a country nor a party", "locator": "co2.csv:9", "value": "Africa",
        "source_column": "country", "rows": "2", "source_id": "owid-co2-data-2024",
    }  # fmt: skip


def test_a_column_that_is_not_imported_is_a_note(folder, out, seeds):
    """With the number of rows; the summary has how many such columns there are."""
    text = OWID.replace("total_ghg_excluding_lucf\n", "total_ghg_excluding_lucf,gdp\n")
    text = "\n".join(
        line + "," if line.count(",") == 8 and "iso" not in line else line
        for line in text.splitlines()
    )
    result = seeds("import", "owid-co2", folder.write("co2.csv", text), "--facts", out)
    assert result.output.splitlines()[-1] == "left out 1 columns of the source"
    notes = {row["id"]: row for row in written(out, "import-notes/owid-co2.csv")}
    assert notes["owid-co2-data-2024-1-gdp"] == {
        "id": "owid-co2-data-2024-1-gdp", "action": "column_left_out", "reason": "out_of_scope",
        "note": "a column that is not imported", "locator": "co2.csv:1", "source_column": "gdp",
        "rows": "8", "source_id": "owid-co2-data-2024",
    }  # fmt: skip


def facts_alone(out: Path) -> dict[str, bytes]:
    """Every file below a folder, without the notes of lines upstream."""
    return {name: data for name, data in everything(out).items() if "import-notes" not in name}


def test_importing_again_gives_the_same_bytes(folder, out, seeds):
    """Whatever the order of the rows upstream, apart from the lines that notes name."""
    path = folder.write("co2.csv", OWID)
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
    result = seeds("import", "owid-co2", folder.write("co2.csv", text), "--facts", out)
    assert result.exit_code == 0
    assert f"left out co2.csv:11:co2: '{figure}' is not million tonnes" in result.output
    years = {
        name: [row["year"] for row in written(out, f"emissions-shares/owid-co2-{name}.csv")]
        for name in ("territorial", "cumulative")
    }
    assert ("2020" in years["territorial"], "2020" in years["cumulative"]) == (False, True)
    notes = {row["id"]: row for row in written(out, "import-notes/owid-co2.csv")}
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
    path = folder.write("co2.csv", OWID)
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
    path = folder.write("co2.csv", "")
    path.write_bytes(OWID_HEADER.encode() + b"\nWorld,2019,,1,,,,,\nT\xfcrkiye,2019,TUR,1,,,,,\n")
    result = seeds("import", "owid-co2", path, "--facts", out)
    assert f"{path}:3:byte 2: not UTF-8: invalid start byte" in result.output
    assert not out.exists()


def test_a_missing_column_is_named(folder, out, seeds):
    """The header is checked before any row."""
    path = folder.write("co2.csv", "country,year,iso_code\nChina,2019,CHN\n")
    result = seeds("import", "owid-co2", path, "--facts", out)
    assert f"{path}:1:co2: the header has no such column" in result.output


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
    path = folder.write("co2.csv", OWID)
    seeds("import", "owid-co2", path, "--facts", out)
    before = everything(out)
    write = Path.write_bytes
    monkeypatch.setattr(
        Path,
        "write_bytes",
        lambda self, data: 1 / 0 if "owid-co2-ghg.csv" in self.name else write(self, data),
    )
    folder.write("co2.csv", OWID.replace("100.5", "99"))
    with pytest.raises(ZeroDivisionError):
        seeds("import", "owid-co2", path, "--facts", out)
    assert everything(out) == before


NAMIBIA = {
    "ISO3166-1-Alpha-3": "NAM", "ISO3166-1-Alpha-2": "NA", "ISO3166-1-numeric": "516",
    "CLDR display name": "Namibia", "UNTERM English Formal": "the Republic of Namibia",
    "UNTERM French Short": "Namibie (la)", "official_name_fr": "Namibie", "Region Name": "Africa",
    "Region Code": "2", "Sub-region Name": "Sub-Saharan Africa", "Sub-region Code": "202",
    "is_independent": "Yes", "UNTERM Spanish Short": "Namibia",
}  # fmt: skip
ALAND = {
    "ISO3166-1-Alpha-3": "ALA", "ISO3166-1-Alpha-2": "AX", "ISO3166-1-numeric": "8",
    "CLDR display name": "Åland", "UNTERM English Formal": " ",
    "official_name_en": "Åland Islands *", "is_independent": "Part of FI", "wikidata_id": "https://www.wikidata.org/wiki/Q5689",
}  # fmt: skip


def test_country_codes(folder, out, seeds):
    """Codes are zero-padded, NA is Namibia, aliases are bare of articles and given once."""
    path = folder.write("codes.csv", table(COUNTRY_COLUMNS, NAMIBIA, ALAND))
    assert seeds("import", "country-codes", path, "--facts", out).exit_code == 0
    aland, namibia = written(out, "countries/country-codes.csv")
    assert namibia == {
        "code": "NAM", "alpha2": "NA", "numeric": "516", "name": "Namibia",
        "official_name": "the Republic of Namibia", "region": "Africa", "region_code": "002",
        "subregion": "Sub-Saharan Africa", "subregion_code": "202", "independent": "true",
        "aliases": "Namibie|Republic of Namibia", "source_id": "iso-country-codes-2026",
    }  # fmt: skip
    assert aland == {
        "code": "ALA", "alpha2": "AX", "numeric": "008", "name": "Åland", "independent": "false",
        "wikidata_id": "Q5689", "aliases": "Åland Islands", "source_id": "iso-country-codes-2026",
    }  # fmt: skip


def test_an_alias_of_two_countries_is_left_out(folder, out, seeds):
    """It would resolve to neither; the summary names it."""
    rows = NAMIBIA | {"official_name_es": "Ambos"}, ALAND | {"official_name_es": "ambos"}
    path = folder.write("codes.csv", table(COUNTRY_COLUMNS, *rows))
    result = seeds("import", "country-codes", path, "--facts", out)
    told = "left out codes.csv:2:official_name_es: 'Ambos' names ALA and NAM"
    assert told in result.output.splitlines()
    assert "mbos" not in (out / "countries/country-codes.csv").read_text()
    first = written(out, "import-notes/country-codes.csv")[0]
    assert (first["row_id"], first["field"], first["reason"]) == ("NAM", "aliases", "ambiguous")


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("ISO3166-1-Alpha-2", "", "ISO3166-1-Alpha-2: '' is not a code"),
        ("is_independent", "Perhaps", "is_independent: 'Perhaps' is new"),
        ("CLDR display name", "", "CLDR display name: a country needs a name"),
    ],
)
def test_a_bad_country_is_named(folder, out, seeds, column, value, told):
    """Values that were never seen are refused rather than guessed at."""
    path = folder.write("codes.csv", table(COUNTRY_COLUMNS, NAMIBIA | {column: value}))
    result = seeds("import", "country-codes", path, "--facts", out)
    assert result.exit_code == 1
    assert f"{path}:2:{told}" in result.output


def test_a_country_without_a_good_item_is_a_country(folder, out, seeds):
    """Its other cells are here, and a note is about the item."""
    path = folder.write("codes.csv", table(COUNTRY_COLUMNS, NAMIBIA | {"wikidata_id": "Q1"}))
    result = seeds("import", "country-codes", path, "--facts", out)
    fault = "'Q1' is not the address of a Wikidata item"
    assert f"left out codes.csv:2:wikidata_id: {fault}" in result.output
    (namibia,) = written(out, "countries/country-codes.csv")
    assert (namibia["code"], "wikidata_id" in namibia) == ("NAM", False)
    (note,) = written(out, "import-notes/country-codes.csv")
    assert (note["resource"], note["row_id"], note["field"]) == (
        "countries", "NAM", "wikidata_id",
    )  # fmt: skip


CHINA = {
    "name": "China", "country": "CHN", "end_target": "Carbon neutral(ity)",
    "end_target_year": "2060", "end_target_status": "In policy document", "status_date": "2021",
    "gasses_coverage": "Carbon dioxide only", "source_url": "https://example.org/a",
    "interim_target": "Emissions intensity target", "interim_target_percentage_reduction": "65",
    "interim_target_baseline_year": "2005", "interim_target_intensity_unit": "gdp",
    "interim_target_year": "2030",
}  # fmt: skip
TRACKER = "net-zero-tracker-2023-11-05"


def imported(folder, out, seeds, *rows):
    path = folder.write("2023-11-05.csv", table(TRACKER_COLUMNS, *rows))
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
            "id": "chn-carbon-neutrality-2060-nzt-2023", "pledge_id": "chn-carbon-neutrality-2060",
            "country_code": "CHN", **seen, "status_date": "2021", "status": "in_policy_document",
            "kind": "carbon_neutrality", "horizon": "end", "target_year": "2060", "gases": "co2",
            "document_url": "https://example.org/a", "source_id": TRACKER,
        },
        {
            "id": "chn-intensity-cut-2030-nzt-2023", "pledge_id": "chn-intensity-cut-2030",
            "country_code": "CHN", **seen, "kind": "intensity_cut", "horizon": "interim",
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


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("end_target", "Net zer", "end_target: 'Net zer' is new (known: Net zero"),
        ("end_target_status", "Law", "end_target_status: 'Law' is new"),
        ("country", "China", "country: 'China' is not an ISO 3166-1 alpha-3 code"),
    ],
)
def test_a_bad_target_is_named(folder, out, seeds, column, value, told):
    """The line is the one where the row begins, though cells before it hold line breaks."""
    first = CHINA | {"name": "The\nFirst"}
    path = folder.write("2023-11-05.csv", table(TRACKER_COLUMNS, first, CHINA | {column: value}))
    result = seeds("import", "net-zero-tracker", path, "--facts", out)
    assert result.exit_code == 1
    assert f"{path}:4:{told}" in result.output
    assert not out.exists()


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
    record_id = f"{row_id}-nzt-2023"
    assert field not in rows[record_id]
    (note,) = written(out, "import-notes/net-zero-tracker.csv")
    about = (note["resource"], note["row_id"], note["field"])
    assert about == ("source-records", record_id, "values")
    assert (note["value"], note["reason"]) == (value, "malformed")


def groups_folder(folder: Folder) -> Path:
    """One small list for each file that the importer reads."""
    for grouping in yaml.safe_load(GROUPS.read_text("utf-8")):
        if "path" not in grouping:
            region = "Region" if "region" in grouping else None
            dates = grouping.get("start"), grouping.get("end")
            columns = ["Code", "Name", *filter(None, (region, *dates))]
            folder.write(grouping["file"], ",".join(columns) + "\n")
    folder.write("european-union.csv", "Code,Name,Member-Since\nAUT,Austria,1995-01-01\n")
    folder.write("g20.csv", "Code,Name\nCHN,China\nEUU,European Union\n")
    folder.write("ldc.csv", "Code,Name,Year-Of-Inclusion\nAGO,Angola,1994\n")
    folder.write("graduated-ldcs.csv", "Code,Name,Year-Of-Inclusion,Graduation\nBWA,B,1971,1994\n")
    folder.write("ar5.csv", "Code,Name,Region\nCHN,China,ASIA\nANHH,Antilles,LAM\n")
    folder.write("unfccc.csv", "Code,Name,Signature\nCHN,China,1992-06-11\n")
    folder.write(
        "montreal_protocol_countries.json",
        '{"ARTICLE_5": {"GROUP_1": ["CHN"], "GROUP_2": ["IND"]}, "NON_ARTICLE_5":'
        ' {"NON_ARTICLE_5_MAIN_GROUP": ["AUT", "EUU"], "NON_ARTICLE_5_EXCEPTIONS": ["BLR"]}}',
    )
    folder.write("another.csv", "Code\n")
    return folder.path


def test_country_groups(folder, out, seeds):
    """Memberships are dated where the lists date them; the EU is a group, as a member too."""
    result = seeds("import", "country-groups", groups_folder(folder), "--facts", out)
    assert result.exit_code == 0, result.output
    rows = {row.pop("id"): row for row in written(out, "memberships/country-groups.csv")}
    assert all(row.pop("source_id") for row in rows.values())
    assert rows == {
        "ar5-asia-chn": {"group_id": "ar5-asia", "country_code": "CHN"},
        "eu-aut": {"group_id": "eu", "country_code": "AUT", "start_date": "1995-01-01"},
        "g20-chn": {"group_id": "g20", "country_code": "CHN"},
        "g20-eu": {"group_id": "g20", "member_group_id": "eu"},
        "ldc-ago": {"group_id": "ldc", "country_code": "AGO", "start_date": "1994"},
        "ldc-bwa": {
            "group_id": "ldc", "country_code": "BWA", "start_date": "1971", "end_date": "1994",
        },
        "montreal-article-5-group-1-chn": {
            "group_id": "montreal-article-5-group-1", "country_code": "CHN",
        },
        "montreal-article-5-group-2-ind": {
            "group_id": "montreal-article-5-group-2", "country_code": "IND",
        },
        "montreal-non-article-5-aut": {
            "group_id": "montreal-non-article-5", "country_code": "AUT",
        },
        "montreal-non-article-5-eu": {
            "group_id": "montreal-non-article-5", "member_group_id": "eu",
        },
        "montreal-non-article-5-exceptions-blr": {
            "group_id": "montreal-non-article-5-exceptions", "country_code": "BLR",
        },
        "unfccc-chn": {"group_id": "unfccc", "country_code": "CHN"},
    }  # fmt: skip
    assert "left out 1: not a list known here: another.csv" in result.output
    antilles = "the Netherlands Antilles, which ISO 3166-1 no longer has: ANHH"
    assert f"left out 1: {antilles}" in result.output


def test_the_eu_is_the_only_group_that_is_a_party(folder, out, seeds):
    """And it answers to the codes that datasets give it."""
    seeds("import", "country-groups", groups_folder(folder), "--facts", out)
    groups = written(out, "groups/country-groups.csv")
    (eu,) = [group for group in groups if group["party"] == "true"]
    assert (eu["id"], eu["acronym"]) == ("eu", "EU")
    assert "EUU" in eu["aliases"].split("|")


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("ar5.csv", "Code,Name,Region\nCHN,China,MARS\n", "2:Region: 'MARS' is new (known: ASIA"),
        ("g20.csv", "Code,Name\nCN,China\n", "2:Code: 'CN' is not an ISO 3166-1 alpha-3 code"),
        ("oecd.csv", "Code,Name\nAUS,Australia\n", "1:Accession: the header has no such column"),
        ("montreal_protocol_countries.json", "{}", "1:1: no list of alpha-3 codes under ARTICLE_5"),
        ("montreal_protocol_countries.json", "[", "1:1: not JSON in UTF-8"),
    ],
)
def test_a_bad_list_is_named(folder, out, seeds, file, text, told):
    """The list's file, line and column; nothing of any list is written."""
    groups_folder(folder)
    path = folder.write(file, text)
    result = seeds("import", "country-groups", folder.path, "--facts", out)
    assert result.exit_code == 1
    assert f"{path}:{told}" in result.output
    assert not out.exists()


def test_a_member_since_no_date_is_a_member(folder, out, seeds):
    """Without the date, and with a note."""
    groups_folder(folder)
    folder.write("oecd.csv", "Code,Name,Accession\nAUS,Australia,later\n")
    result = seeds("import", "country-groups", folder.path, "--facts", out)
    assert "left out oecd.csv:2:Accession: 'later' is not a date" in result.output
    rows = {row["id"]: row for row in written(out, "memberships/country-groups.csv")}
    assert "start_date" not in rows["oecd-aus"]
    notes = {row.get("row_id"): row for row in written(out, "import-notes/country-groups.csv")}
    assert (notes["oecd-aus"]["resource"], notes["oecd-aus"]["field"]) == (
        "memberships", "start_date",
    )  # fmt: skip


def test_a_member_listed_twice_is_told(folder, out, seeds):
    """One membership is one row."""
    groups_folder(folder)
    folder.write("g20.csv", "Code,Name\nCHN,China\nCHN,China\n")
    result = seeds("import", "country-groups", folder.path, "--facts", out)
    assert "g20-chn is listed 2 times" in result.output


CATEGORIES = """
version: '2025-07-31'
categories:
  FRA: {title: France}
  World: {children: [[FRA]]}
  LMDC: {children: [[FRA]]}
"""


def categories_file(folder: Folder, comments: dict[str, str] | None = None) -> Path:
    """A file with each list that the importer reads, of one member."""
    text = CATEGORIES
    for entry in yaml.safe_load(GROUPS.with_name("climate_categories.yaml").read_text("utf-8")):
        comment = (comments or {}).get(entry["category"], entry.get("words", ""))
        text += f"  {entry['category']}: {{comment: '{comment}', children: [[FRA]]}}\n"
    return folder.write("ISO3.yaml", text)


def test_climate_categories(folder, out, seeds):
    """Lists with a date in their comment, in their name, and without one."""
    comments = {
        "EU_1993": "The European Union from 1993-11-1 to 1994-12-31.",
        "EU_2020": "The European Union since 2020-02-01 to date.",
    }
    path = categories_file(folder, comments)
    result = seeds("import", "climate-categories", path, "--facts", out)
    assert result.exit_code == 0, result.output
    rows = written(out, "membership-statements/climate-categories.csv")
    dates = {row["list"]: (row.get("list_from"), row.get("list_to")) for row in rows}
    assert dates["EU_1993"] == ("1993-11-01", "1994-12-31")
    assert dates["EU_2020"] == ("2020-02-01", "2025-07-31")
    assert dates["UMBRELLA_2023"] == ("2023", "2023")
    assert dates["OPEC"] == (None, None)
    assert "LMDC" not in dates
    assert "left out 1: the list is from Wikipedia: LMDC" in result.output


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2025-07-31", "2026-01-01", "version '2026-01-01', and the source row describes"),
        ("LMDC", "NEW", "NEW is a new list"),
        ("joined the group in 2023", "left", "UMBRELLA_2023: no such list, or its comment is new"),
    ],
)
def test_another_edition_of_climate_categories_is_refused(folder, out, seeds, old, new, told):
    """Nothing is written: the facts would be of an edition that the source row does not name."""
    path = categories_file(folder)
    path.write_text(path.read_text().replace(old, new))
    result = seeds("import", "climate-categories", path, "--facts", out)
    assert result.exit_code == 1
    assert told in result.output
    assert not out.exists()
