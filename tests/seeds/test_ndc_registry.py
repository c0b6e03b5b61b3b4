"""Importing the NDC registry, and what follows from submissions."""

import csv
import io

import pytest

from schema.validity import OWN_COLUMNS, VALIDITY_COLUMNS
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
        facts = tmp_path / "out/documents/ndc-registry-2026-08-19.csv"
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
    ("kind", "language", "status", "value", "rows_left"),
    [
        ("Letter", "English", "Active", "Letter", 1),
        ("NDC", "English", "Gone", "Gone", 1),
        ("NDC", "Norse", "Active", "Norse", 2),
    ],
)
def test_a_new_word_refuses_no_file(registry, tmp_path, kind, language, status, value, rows_left):
    """A language is null then; a document of unknown kind or status is left out, with a note."""
    odd = f"NOR,N,T,{kind},{language},1,{status},2021-12-18,{SITE}/b,b.pdf"
    result, rows = registry(f"NOR,N,T,NDC,English,1,Active,2020-12-18,{SITE}/a,a.pdf", odd)
    assert result.exit_code == 0, result.output
    assert len(rows) == rows_left
    notes = (tmp_path / "out/import-notes/ndc-registry-2026-08-19.csv").read_text()
    assert value in {row["value"] for row in csv.DictReader(io.StringIO(notes))}


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
    notes = (tmp_path / "out/import-notes/ndc-registry-2026-08-19.csv").read_text()
    (note,) = (row for row in csv.DictReader(io.StringIO(notes)) if row["row_id"])
    assert (note["row_id"], note["field"], note["reason"]) == (id_, field, "malformed")


HEAD = "id,kind,country_code,group_id,title,version,status,submitted_on,url,source_id"
TREATY = """
    - {id: paris-agreement, name: Paris Agreement, source_id: the-data}
    """
ACTS = """
    id,treaty_id,country_code,group_id,action,date,effective_on,basis,locator,source_id
    chn-in,paris-agreement,CHN,,ratification,2016-09-03,2016-11-04,stated,a:1,the-data
    eu-in,paris-agreement,,eu,approval,2017-12-01,2018-01-01,stated,a:2,the-data
    nor-signed,paris-agreement,NOR,,signature,2016-04-22,,stated,a:3,the-data
    """


@pytest.fixture
def registered(facts: Folder):
    """Write documents as party, kind, title, version, status and day; the completed rows by id."""

    def run(*lines: str, acts: str = ACTS):
        facts.write("treaties/hand.yaml", TREATY)
        facts.write("treaty-actions/data.csv", acts)
        rows = [f"{line},https://a.example/{i},the-data" for i, line in enumerate(lines)]
        facts.write("documents/data.csv", "\n".join([HEAD, *rows]) + "\n")
        checked = check_facts(facts.path)
        assert checked.problems == []
        return {row.text("id"): row for row in checked.record["documents"]}

    return run


def test_an_update_ends_an_archived_ndc(registered):
    """Of the same party, on the day before; what is active has no end, whatever is later."""
    rows = registered(
        "a,ndc,CHN,,A,1,archived,2016-09-03",
        "b,ndc,CHN,,B,2,archived,2020-03-01",
        "c,ndc,CHN,,C,2,active,2020-03-01",
        "d,ndc,,eu,D,1,active,2018-01-01",
        "e,addendum,CHN,,E,1,active,2018-01-01",
        "f,ndc,CHN,,F,,active,2022-01-01",
    )
    spans = {key: (r.values["in_force_from"], r.values["in_force_to"]) for key, r in rows.items()}
    assert spans == {
        "a": ("2016-11-04", "2020-02-29"),
        "b": ("2020-03-01", None),
        "c": ("2020-03-01", None),
        "d": ("2018-01-01", None),
        "e": (None, None),
        "f": ("2022-01-01", None),
    }
    assert str(rows["b"].values["in_force_to_note"]).startswith("The registry lists it as archived")
    assert rows["a"].values["in_force_to_note"] is None


def test_the_latest_submission_is_a_fact_of_its_own(registered):
    """Of all of its files; an addendum without a day goes by its version, if only one has it."""
    rows = registered(
        "a,ndc,CHN,,A,1,archived,2016-09-03",
        "b,ndc,CHN,,B,,active,2020-03-01",
        "b-en,translation,CHN,,B,,active,2020-03-01",
        "letter,addendum,CHN,,L,1,active,",
        "other,addendum,CHN,,L,7,active,",
        "d,ndc,,eu,D,1,active,2018-01-01",
    )
    found = {
        key: tuple(row.values[c] for c in ("submission_id", "latest", "next_submitted_on"))
        for key, row in rows.items()
    }
    assert found == {
        "a": ("chn-2016-09-03", False, "2020-03-01"),
        "b": ("chn-2020-03-01", True, None),
        "b-en": ("chn-2020-03-01", True, None),
        "letter": ("chn-2016-09-03", False, "2020-03-01"),
        "other": (None, None, None),
        "d": ("eu-2018-01-01", True, None),
    }


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2035 NDC", 2035),
        ("NDC for 2021-2030", 2030),
        ("Japan's 2035/2040 NDC", 2040),
        ("NDC 2022 Update", None),
        ("2050 strategy", None),
        ("120301 NDC", None),
    ],
)
def test_the_period_is_the_one_in_the_title(registered, title, year):
    """2030, 2035 or 2040; an active NDC does not hold beyond it."""
    row = registered(f"a,ndc,CHN,,{title},1,active,2020-03-01")["a"]
    assert row.values["period_to"] == year
    assert row.text("life_latest") == (f"{year}-12-31" if year else "~")


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


def validity(row) -> list[str | None]:
    """The bounds of a row."""
    return [row.text(column) for column in VALIDITY_COLUMNS]


def test_how_surely_an_ndc_is_in_force(registered):
    """An active one holds on the day of the list, whatever was submitted since. An archived one
    holds until the next submission; if that is no update, nobody knows until when. What goes with
    an NDC is never in force."""
    rows = registered(
        "first,ndc,CHN,,A,1,archived,2016-09-03",
        "update,ndc,CHN,,B,2,archived,2020-03-01",
        "round,ndc,CHN,,C,,active,2021-03-01",
        "newer,ndc,CHN,,D,,active,2022-03-01",
        "left,ndc,,eu,E,1,archived,2020-03-01",
        "letter,addendum,CHN,,F,1,active,2020-03-01",
    )
    assert validity(rows["first"]) == ["2016-11-04", "2016-11-04", "2020-02-29", "2020-02-29"]
    assert validity(rows["update"]) == ["2020-03-01", "2020-03-01", "2021-02-28", "2023-11-04"]
    assert validity(rows["round"]) == ["2021-03-01", "2021-03-01", "2023-11-05", "~"]
    assert validity(rows["newer"]) == ["2022-03-01", "2022-03-01", "2023-11-05", "~"]
    assert validity(rows["left"]) == ["2020-03-01", "~", "", "2023-11-04"]
    assert validity(rows["letter"]) == ["~", "~", "", ""]


def test_an_ndc_is_in_force_only_for_a_party(registered):
    """Of a signatory it may be after the last day that the list of acts tells of, and is never
    certain; of who is in no list nobody knows."""
    signed = registered("a,ndc,NOR,,A,1,active,2016-03-01", acts=ACTS)["a"]
    assert validity(signed) == ["2017-12-02", "~", "", "~"]
    assert str(signed.values["in_force_from_note"]).endswith("is a party to the Paris Agreement.")
    own = [signed.text(column) for column in OWN_COLUMNS]
    assert own == ["2016-03-01", "2023-11-05"]
    lone = registered("a,ndc,NOR,,A,1,active,2016-03-01", acts="\n".join(ACTS.split("\n")[:3]))["a"]
    assert validity(lone) == ["2016-03-01", "~", "", "~"]


def test_an_ndc_is_not_certain_while_a_withdrawal_is_not_dated(registered):
    """Between a consent and the day that a party is one again; from then on it is."""
    acts = """
        id,treaty_id,country_code,action,date,date_note,done_by,effective_on,basis,locator,source_id
        in,paris-agreement,CHN,ratification,2016-09-03,,,2016-11-04,stated,a:1,the-data
        out,paris-agreement,CHN,withdrawal,,nobody dates it,2021-02-19,,inferred,a:2,the-data
        back,paris-agreement,CHN,acceptance,2021-01-20,,,2021-02-19,stated,a:3,the-data
        """
    row = registered("a,ndc,CHN,,A,1,active,2018-03-01", acts=acts)["a"]
    assert validity(row) == ["2018-03-01", "2021-02-19", "2023-11-05", "~"]
    assert row.values["in_force_from"] == "2018-03-01"
