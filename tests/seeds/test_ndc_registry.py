"""Importing the NDC registry, and what follows from submissions."""

import csv
import io

import pytest

from schema.validity import VALIDITY_COLUMNS
from seeds.check import check_facts
from tests.seeds.conftest import Folder

HEADER = (
    "code,party,title,fileType,language,version,status,submissionDate,encodedAbsUrl,"
    "originalFilename"
)
SITE = "https://unfccc.int/sites/default/files"


@pytest.fixture
def registry(tmp_path, seeds):
    """Import rows given as text without the address; the outcome, and the rows written by id."""

    def run(*lines: str):
        path = tmp_path / "ndcs.csv"
        path.write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
        result = seeds("import", "ndc-registry", path, "--facts", tmp_path / "out")
        facts = tmp_path / "out/documents/ndc-registry.csv"
        rows = list(csv.DictReader(io.StringIO(facts.read_text()))) if facts.exists() else []
        return result, {row["id"]: row for row in rows}

    return run


def test_entries_become_documents(registry):
    """Codes, words and days in our form; the EU is the group; titles to the letter."""
    _, rows = registry(
        f"EUU,EU,EU NDC  (Archived),NDC,English,N/A,Archived,2020-12-18,{SITE}/EU.pdf,EU.pdf",
        f"NOR,Norway,Cover,Addendum,,2,Active,,{SITE}/Cover.pdf,Brev nr. 1.pdf",
    )
    assert rows["eu-ndc-2020-12-18-en"] == {
        "id": "eu-ndc-2020-12-18-en",
        "kind": "ndc",
        "country_code": "",
        "group_id": "eu",
        "title": "EU NDC  (Archived)",
        "language": "en",
        "version": "",
        "status": "archived",
        "submitted_on": "2020-12-18",
        "url": f"{SITE}/EU.pdf",
        "source_id": "ndc-registry-2026-08-19",
    }
    addendum = rows["nor-addendum-v2-brev-nr-1"]
    assert (addendum["country_code"], addendum["language"]) == ("NOR", "")


def test_one_file_for_two_parties_is_two_documents(registry):
    """A joint submission counts for each; the same entry twice counts once and is told."""
    joint = f"Joint,NDC,English,1,Active,2020-12-18,{SITE}/EU.pdf,EU.pdf"
    lines = [f"FRA,France,{joint}", f"DEU,Germany,{joint}", f"FRA,France,{joint}"]
    result, rows = registry(*lines)
    assert sorted(rows) == ["deu-ndc-2020-12-18-en", "fra-ndc-2020-12-18-en"]
    assert "left out 1: an entry that is there already, every cell alike" in result.output


def test_files_of_one_day_and_language_are_told_apart_by_name(registry):
    """By the file's name, so that ids hang on no order."""
    same = "NDC,English,1,Active,2020-12-18"
    _, rows = registry(
        f"NOR,Norway,A,{same},{SITE}/A.pdf,A Plan.pdf",
        f"NOR,Norway,B,{same},{SITE}/B.pdf,Ærlig.pdf",
    )
    assert sorted(rows) == ["nor-ndc-2020-12-18-en-a-plan", "nor-ndc-2020-12-18-en-rlig"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (f"NO,N,T,NDC,English,1,Active,2020-12-18,{SITE}/a,a.pdf", "2:code: 'NO' is not"),
        (f"NOR,N,T,Letter,English,1,Active,2020-12-18,{SITE}/a,a.pdf", "2:fileType: 'Letter' is"),
        (f"NOR,N,T,NDC,Norse,1,Active,2020-12-18,{SITE}/a,a.pdf", "2:language: 'Norse' is new"),
        (f"NOR,N,T,NDC,English,1,Gone,2020-12-18,{SITE}/a,a.pdf", "2:status: 'Gone' is new"),
        ("NOR,N,T,NDC,English,1,Active,2020-12-18,a.pdf,a.pdf", "2:encodedAbsUrl: 'a.pdf' is not"),
        (f"NOR,N,,NDC,English,1,Active,2020-12-18,{SITE}/a,a.pdf", "2:title: it is empty"),
    ],
)  # fmt: skip
def test_bad_cells_are_named(registry, line, told):
    """By line and column; nothing is written."""
    result, rows = registry(line)
    assert result.exit_code == 1
    assert told in result.output
    assert rows == {}


@pytest.mark.parametrize(
    ("version", "day", "field", "id_"),
    [
        ("one", "2020-12-18", "version", "nor-ndc-2020-12-18-en"),
        ("1", "Dec 2020", "submitted_on", "nor-ndc-v1-a"),
    ],
)
def test_a_document_with_a_bad_cell_is_here(registry, tmp_path, version, day, field, id_):
    """Without that cell and with a note that names the document."""
    result, rows = registry(f"NOR,N,T,NDC,English,{version},Active,{day},{SITE}/a,a.pdf")
    assert result.exit_code == 0, result.output
    assert rows[id_][field] == ""
    notes = (tmp_path / "out/import-notes/ndc-registry.csv").read_text()
    (note,) = (row for row in csv.DictReader(io.StringIO(notes)) if row["row_id"])
    assert (note["row_id"], note["field"], note["reason"]) == (id_, field, "malformed")


def test_an_ndc_ends_the_day_before_the_next(facts: Folder):
    """Of the same party, on a later day; files of one day stand together, the latest is open."""
    facts.write(
        "documents/data.csv",
        """
        id,kind,country_code,group_id,title,status,submitted_on,url,source_id
        a,ndc,CHN,,A,archived,2016-09-03,https://a.example/a,the-data
        b,ndc,CHN,,B,archived,2020-03-01,https://a.example/b,the-data
        c,ndc,CHN,,C,active,2020-03-01,https://a.example/c,the-data
        d,ndc,,eu,D,active,2018-01-01,https://a.example/d,the-data
        e,addendum,CHN,,E,active,2018-01-01,https://a.example/e,the-data
        """,
    )
    checked = check_facts(facts.path)
    assert checked.problems == []
    rows = [row.values for row in checked.record["documents"]]
    spans = {row["id"]: (row["in_force_from"], row["in_force_to"]) for row in rows}
    assert spans == {
        "a": ("2016-09-03", "2020-02-29"),
        "b": ("2020-03-01", None),
        "c": ("2020-03-01", None),
        "d": ("2018-01-01", None),
        "e": (None, None),
    }


def test_an_ndc_needs_its_day(facts: Folder):
    """A year alone would say nothing of the days around it."""
    facts.write(
        "documents/data.csv",
        """
        id,kind,country_code,title,status,submitted_on,url,source_id
        a,ndc,CHN,A,active,2016,https://a.example/a,the-data
        """,
    )
    (problem,) = check_facts(facts.path).problems
    assert problem.message == "an NDC without the day it was submitted"


@pytest.mark.parametrize(
    ("address", "document"),
    [
        ("https://unfccc.int/files/NDC/Plan%20%C3%A9.pdf", "plan"),
        ("http://UNFCCC.int/files/NDC/Plan é.pdf/", "plan"),
        ("https://unfccc.int/files/NDC/Plan%20e%CC%81.pdf", "plan"),
        ("https://web.archive.org/web/20230506/http://unfccc.int/files/NDC/Plan%20é.pdf", "plan"),
        ("https://www4.unfccc.int/sites/China%20First/PLAN%20%C3%A9.PDF", "plan"),
        ("https://elsewhere.example/sites/Plan%20%C3%A9.pdf", None),
        ("https://unfccc.int/files/NDC/Plan%20e.pdf", None),
        ("https://unfccc.int/files/NDC/Twice.pdf", None),
        ("https://unfccc.int/files/NDC/Norway.pdf", None),
        ("https://unfccc.int/files/NDC/Both.pdf", "both-as-ndc"),
    ],
)  # fmt: skip
def test_a_pledge_points_at_its_partys_document(facts: Folder, address, document):
    """By address in whatever spelling, or by file name on the registry's hosts; never at two."""
    facts.write(
        "documents/data.csv",
        """
        id,kind,country_code,title,status,submitted_on,url,source_id
        plan,ndc,CHN,A,active,2016-09-03,https://unfccc.int/files/NDC/Plan%20%C3%A9.pdf,the-data
        twice-a,addendum,CHN,B,active,,https://unfccc.int/files/NDC/Twice.pdf,the-data
        twice-b,addendum,CHN,C,active,,https://unfccc.int/files/NDC/Twice.pdf,the-data
        norway,ndc,NOR,D,active,2016-09-03,https://unfccc.int/files/NDC/Norway.pdf,the-data
        both-as-ndc,ndc,CHN,E,active,2020-09-03,https://unfccc.int/files/NDC/Both.pdf,the-data
        both,addendum,CHN,F,active,,https://unfccc.int/files/NDC/Both.pdf,the-data
        """,
    )
    facts.write(
        "pledges/data.csv",
        f"""
        id,country_code,kind,document_url,source_id
        own,CHN,net_zero,"{address.replace(" ", "%20")}",the-data
        none,CHN,,,
        """,
    )
    facts.write(
        "pledge-records/x.csv",
        f"""
        id,pledge_id,country_code,form,first_seen,last_seen,kind,document_url,source_id
        x,none,CHN,snapshot,2021,2021,net_zero,"{address.replace(" ", "%20")}",the-data
        """,
    )
    checked = check_facts(facts.path)
    assert checked.problems == []
    found = {row.values["id"]: row.values["document_id"] for row in checked.record["pledges"]}
    assert (found["own"], found["none"]) == (document, document)


def test_how_surely_an_ndc_is_in_force(facts: Folder):
    """One that was followed has its days; the latest holds on the day of the list if it is active
    there, and was over by then if it is archived. What goes with an NDC is never in force."""
    facts.write(
        "documents/data.csv",
        """
        id,kind,country_code,title,status,submitted_on,url,source_id
        first,ndc,CHN,A,archived,2016-09-03,https://a.example/a,the-data
        latest,ndc,CHN,B,active,2020-03-01,https://a.example/b,the-data
        left,ndc,NOR,C,archived,2020-03-01,https://a.example/c,the-data
        letter,addendum,CHN,D,active,2020-03-01,https://a.example/d,the-data
        """,
    )
    rows = {row.text("id"): row for row in check_facts(facts.path).record["documents"]}

    def validity(document: str) -> list[str | None]:
        return [rows[document].text(column) for column in VALIDITY_COLUMNS]

    assert validity("first") == ["2016-09-03", "2016-09-03", "2020-02-29", "2020-02-29"]
    assert validity("latest") == ["2020-03-01", "2020-03-01", "2023-11-05", "~"]
    assert validity("left") == ["2020-03-01", "2020-03-01", "2020-03-01", "2023-11-04"]
    assert validity("letter") == ["~", "~", "", ""]
