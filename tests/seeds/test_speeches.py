"""Importing facts about speeches: of the UN General Debate, and of the White House."""

import pytest

from seeds.check import check_facts
from tests.seeds.conftest import table, written

INDEX = (
    "iso3", "year", "session", "speaker", "post", "words", "climate_sentences", "corpus_file",
)  # fmt: skip
SPEAKERS = ("Year", "Session", "ISO Code", "Country", "Name of Person Speaking", "Post")
DOCUMENT = (
    "date", "section", "title", "url", "speaker_in_title", "words", "climate_sentences",
    "repository_path",
)  # fmt: skip
CHINA = {
    "iso3": "CHN", "year": "2016", "session": "71", "speaker": " Mr. Li \n Wei ",
    "post": "President ", "words": "1200", "climate_sentences": "3",
    "corpus_file": "Session 71 - 2016/CHN_71_2016.txt",
}  # fmt: skip
REMARKS = {
    "date": "2021-04-22", "section": "speeches-remarks", "title": "Remarks by President Biden",
    "url": "https://example.org/remarks", "speaker_in_title": "President Biden", "words": "900",
    "climate_sentences": "7", "repository_path": "speeches-remarks/2021-04/2021-04-22-remarks.md",
}  # fmt: skip


@pytest.fixture
def debate(folder, out, seeds):
    """Import rows of the index and of the list of speakers; the speeches by id, and the result."""

    def run(index: list[dict[str, str]], speakers: list[dict[str, str]]):
        folder.write("speeches-index-2016.csv", table(INDEX, *index))
        folder.write("speakers-by-session.csv", table(SPEAKERS, *speakers))
        result = seeds("import", "general-debate-speeches", folder.path, "--facts", out)
        assert result.exit_code == 0, result.output
        return {row["id"]: row for row in written(out, "speeches/un-general-debate.csv")}, result

    return run


@pytest.fixture
def house(folder, out, seeds):
    """Import documents of the White House; the speeches, and the result."""

    def run(*rows: dict[str, str]):
        path = folder.write("documents.csv", table(DOCUMENT, *rows))
        result = seeds("import", "white-house-speeches", path, "--facts", out)
        assert result.exit_code == 0, result.output
        return written(out, "speeches/white-house.csv"), result

    return run


def test_a_speech_has_the_year_of_its_session(debate):
    """And the names as printed, white space folded; the address is that of the corpus."""
    rows, _ = debate([CHINA], [])
    assert rows["ungd-chn-71-2016"] == {
        "id": "ungd-chn-71-2016", "kind": "general_debate", "country_code": "CHN",
        "speaker_name": "Mr. Li Wei", "speaker_role": "President", "occasion": "UN General Debate",
        "session": "71", "year": "2016", "date": "2016", "word_count": "1200",
        "climate_sentences": "3",
        "url": "https://doi.org/10.7910/DVN/0TJX8Y", "locator": "Session 71 - 2016/CHN_71_2016.txt",
        "source_id": "un-general-debate-corpus-v13",
    }  # fmt: skip


def test_codes_that_are_no_country_s(debate, out):
    """EU is the group; a former state is left out; a misprint in the list names the speaker."""
    rows, result = debate(
        [
            CHINA | {"iso3": "EU"},
            CHINA | {"iso3": "YUG"},
            CHINA | {"iso3": "ZAF", "speaker": "", "post": ""},
            CHINA | {"iso3": "SVK", "speaker": "Ivan Ga\x9aparovič"},
        ],
        [
            {"ISO Code": "ZFA", "Year": "2016", "Name of Person Speaking": "Mr. Z", "Post": "Head"},
            {"ISO Code": "EU", "Year": "2016", "Name of Person Speaking": "Somebody else"},
            {"ISO Code": "ZFA", "Year": "1950", "Name of Person Speaking": "Too early"},
        ],
    )
    assert list(rows) == ["ungd-eu-71-2016", "ungd-svk-71-2016", "ungd-zaf-71-2016"]
    assert (rows["ungd-eu-71-2016"]["group_id"], rows["ungd-eu-71-2016"]["speaker_name"]) == (
        "eu", "Mr. Li Wei",
    )  # fmt: skip
    named = rows["ungd-zaf-71-2016"]
    assert (named["speaker_name"], named["speaker_role"]) == ("Mr. Z", "Head")
    assert rows["ungd-svk-71-2016"]["speaker_name"] == "Ivan Gašparovič"
    assert "former state without a current code of ISO 3166-1: YUG" in result.output
    notes = written(out, "import-notes/general-debate-speeches.csv")
    (note,) = (row for row in notes if row.get("row_id"))
    assert (note["value"], note["row_id"]) == ("ZFA", "ungd-zaf-71-2016")


def test_who_speaks_is_read_from_the_title(house, out):
    """One person has a role; several have none; an unknown text is left out, with a note."""
    together = "President Biden and Prime Minister Somebody"
    rows, _ = house(
        REMARKS,
        REMARKS | {"url": "https://example.org/2", "speaker_in_title": together},
        REMARKS | {"url": "https://example.org/3", "speaker_in_title": "Nobody Known"},
    )
    assert len({row["id"] for row in rows}) == 3
    by_url = {row["url"][-1]: row for row in rows}
    assert by_url["s"]["speaker_role"] == "President"
    assert by_url["s"]["kind"] == "remarks"
    assert by_url["2"]["speaker_name"] == together
    assert "speaker_role" not in by_url["2"]
    assert "speaker_name" not in by_url["3"]
    (note,) = (n for n in written(out, "import-notes/white-house-speeches.csv") if "value" in n)
    assert note["value"] == "Nobody Known"


def test_a_speech_leads_to_the_official(facts):
    """By the rules of quotes, and with the same word for how sure it is."""
    facts.write("officials/more.csv", "id,name,source_id\nada-lind,Ada Lind,the-data\n")
    facts.write(
        "tenure-records/more.csv",
        "id,official_id,title,country_code,start_date,end_date,source_id\n"
        "head,ada-lind,President,CHN,2014-03-01,2020-10-31,the-data\n",
    )
    columns = (
        "id,kind,country_code,speaker_name,speaker_role,year,date,word_count,climate_sentences,url"
    )
    facts.write(
        "speeches/hand.csv",
        f"{columns},source_id\n"
        "a,remarks,CHN,Ada Lind,President,2016,2016,9,1,https://example.org,the-data\n"
        "b,remarks,CHN,Mr. Lind,President,2019,2019,9,1,https://example.org,the-data\n"
        "c,remarks,CHN,Mr. Lind,President,2020,2020,9,1,https://example.org,the-data\n"
        "d,remarks,CHN,,President,2016,2016,9,1,https://example.org,the-data\n",
    )
    checked = check_facts(facts.path)
    assert checked.problems == []
    links = {
        row.values["id"]: (row.values["speaker_id"], row.values["speaker_match"])
        for row in checked.record["speeches"]
    }
    assert links == {
        "a": ("ada-lind", "exact_name"),
        "b": ("ada-lind", "family_name_and_post"),
        "c": (None, None),  # the post changed hands in that year
        "d": (None, None),
    }
