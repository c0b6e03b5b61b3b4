"""Which official speaks: linked where country, year and name agree, and not where two would fit."""

import pytest

from seeds.check import check_facts
from tests.seeds.conftest import Folder

OFFICIALS = """
    id,name,aliases,source_id
    ada-lind,Ada Lind,,the-data
    ada-lind-norway,Ada Lind,,the-data
    bo-ek,Bo Ek Strand,,the-data
    twin-one,Kim Dal,,the-data
    twin-two,Kim Dal,,the-data
    c-berg,Carl Berg,Karl Bjerg,the-data
    """
TENURES = """
    id,official_id,title,country_code,start_date,end_date,source_id
    lind-head,ada-lind,President of China,CHN,2014-03-01,2020-10-31,the-data
    lind-trade,ada-lind,Minister of Trade,CHN,2014-03-01,2020-10-31,the-data
    lind-elsewhere,ada-lind-norway,Prime Minister,NOR,2014,2020,the-data
    strand,bo-ek,Minister of Foreign Affairs,CHN,2014,2020,the-data
    twin-one-envoy,twin-one,envoy,CHN,2014,2020,the-data
    twin-two-envoy,twin-two,envoy,CHN,2014,2020,the-data
    berg-minister,c-berg,Prime Minister,CHN,2014,,the-data
    """


@pytest.mark.parametrize(
    ("name", "role", "country", "year", "expected"),
    [
        ("Ms. Ada Lind", "President", "CHN", "2016", "ada-lind exact_name lind-head"),
        ("ADA LIND, MP", "", "CHN", "2016", "ada-lind exact_name -"),
        ("Ada Lind", "President", "CHN", "2014", "ada-lind exact_name -"),
        ("Ada Lind", "President", "CHN", "2021", "- - -"),
        ("Ada Lind", "President", "CHN", "2013", "- - -"),
        ("Ada Lind", "Prime minister", "NOR", "2016", "ada-lind-norway exact_name lind-elsewhere"),
        ("Mr. Karl Bjerg", "", "CHN", "2019", "c-berg exact_name -"),
        ("Ada Maria Lind", "President", "CHN", "2016", "ada-lind name_and_post lind-head"),
        ("Ada Maria Lind", "Vice-President", "CHN", "2016", "- - -"),
        ("Lind", "President and Chair", "CHN", "2016", "ada-lind family_name_and_post lind-head"),
        ("Lind", "President of the Council", "CHN", "2016", "- - -"),
        ("Mr. Strand", "Foreign Minister", "CHN", "2016", "bo-ek family_name_and_post strand"),
        ("Mr. Berg", "Prime Minister", "CHN", "2019", "- - -"),
        ("Kim Dal", "envoy", "CHN", "2016", "- - -"),
        ("Ek", "Minister for Foreign Affairs", "CHN", "2016", "- - -"),
    ],
    ids=[
        "the same name, titles and case apart, with the post that the source says",
        "no post is said, and two were held",
        "not in post all year: nobody knows in which post",
        "a year after the post",
        "a year before it",
        "the namesake of another country",
        "an alias",
        "a name within the other and the same post",
        "a name within the other, another post",
        "the family name and one of the posts",
        "the family name, another post",
        "the family name at the end of three",
        "the family name, but who knows if still in post",
        "two people of one name",
        "not the family name",
    ],
)  # fmt: skip
def test_a_speaker_is_linked(facts: Folder, name, role, country, year, expected):
    """To the official, by the surest way that fits, with the post where that is certain."""
    facts.write("officials/more.csv", OFFICIALS)
    facts.write("tenure-records/more.csv", TENURES)
    facts.write(
        "quotes/more.csv",
        f"""
        id,text,kind,language,speaker_kind,speaker_name,speaker_role,country_code,said_on,source_id
        asked,Words.,verbatim,en,person,"{name}",{role},{country},{year},the-data
        """,
    )
    checked = check_facts(facts.path)
    assert checked.problems == []
    (quote,) = (r.values for r in checked.record["quotes"] if r.values["id"] == "asked")
    found = [quote[c] or "-" for c in ("speaker_id", "speaker_match", "tenure_id")]
    assert " ".join(found) == expected
    assert quote["speaker_kind"] == ("person" if expected == "- - -" else "official")


def test_what_is_linked_by_hand_stays(facts: Folder):
    """And says nothing of how the speaker was found; what a body says has no speaker."""
    facts.write(
        "quotes/more.csv",
        """
        id,text,kind,language,speaker_kind,speaker_name,country_code,said_on,source_id
        asked,Words.,verbatim,en,body,Li Wei,CHN,2019,the-data
        """,
    )
    quotes = {row.values["id"]: row.values for row in check_facts(facts.path).record["quotes"]}
    assert quotes["we-will-act"]["speaker_id"] == "li-wei"
    assert quotes["we-will-act"]["speaker_match"] is None
    assert quotes["asked"]["speaker_id"] is None
