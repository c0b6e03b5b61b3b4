"""Persons: who speaks without being an official of the record."""

import pytest

from seeds.check import check_facts
from tests.seeds.conftest import Folder

HEADER = (
    "id,text,kind,language,speaker_kind,speaker_name,speaker_role,country_code,said_on,source_id"
)


@pytest.fixture
def quotes(facts: Folder) -> Folder:
    """Speakers whom no official stands for, two sentences of one of them."""
    facts.write(
        "quotes/more.csv",
        f"""
        {HEADER}
        one,Words.,verbatim,en,official,Mr. Kári Berg,Prime Minister,NOR,2019,the-data
        two,More.,verbatim,en,official,Kári Berg,Prime Minister,NOR,2019,the-data
        later,Words.,verbatim,en,official,Kári Berg,,NOR,2020,the-data
        some,Words.,verbatim,en,unnamed,an official,,NOR,2020,the-data
        """,
    )
    return facts


def test_a_named_speaker_without_a_row_gets_one(quotes: Folder) -> None:
    """One row for a name, a party, a date and a source; what it is, if that is said in one way."""
    checked = check_facts(quotes.path)
    assert checked.problems == []
    links = {r.values["id"]: r.values["person_id"] for r in checked.record["quotes"]}
    assert links["we-will-act"] is None
    assert links["one"] == links["two"] == "kari-berg-nor-2019-the-data"
    assert links["later"] == "kari-berg-nor-2020-the-data"
    assert links["some"] is None
    people = {r.values["id"]: r.values for r in checked.record["persons"]}
    assert people[links["one"]]["description"] == "Prime Minister"
    assert people[links["later"]]["description"] is None


def test_a_person_of_the_facts_stays(facts: Folder) -> None:
    """A quote that names its person leads there, and no other row is made."""
    facts.write("persons/hand.yaml", "- {id: a-scholar, name: A. Scholar, source_id: the-paper}")
    facts.write(
        "quotes/more.csv",
        """
        id,text,kind,language,speaker_kind,speaker_name,person_id,source_id
        said,Words.,verbatim,en,person,A. Scholar,a-scholar,the-paper
        """,
    )
    checked = check_facts(facts.path)
    assert checked.problems == []
    assert [row.values["id"] for row in checked.record["persons"]] == ["a-scholar"]


def test_nobody_is_an_official_and_another_person(facts: Folder) -> None:
    """A quote with both links is refused."""
    facts.write("persons/hand.yaml", "- {id: a-scholar, name: A. Scholar, source_id: the-paper}")
    facts.write(
        "quotes/more.csv",
        """
        id,text,kind,language,speaker_kind,speaker_name,speaker_id,person_id,source_id
        said,Words.,verbatim,en,official,Li Wei,li-wei,a-scholar,the-paper
        """,
    )
    (problem,) = check_facts(facts.path).problems
    assert problem.message == "a-scholar speaks, and an official as well"
