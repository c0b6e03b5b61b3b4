"""Groups and their members from the lists of Open Climate Data."""

from pathlib import Path

import pytest
import yaml

from tests.seeds.conftest import Folder, written

GROUPS = Path(__file__).parents[2] / "seeds" / "importers" / "country_groups.yaml"


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
