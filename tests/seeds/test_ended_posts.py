"""A post without an end, of which another source has the end."""

import pytest

from schema.validity import VALIDITY_COLUMNS
from seeds.check import check_facts
from tests.seeds.conftest import Folder

OPEN = ["2020-02-13", "2020-02-13", "2020-02-13", "~"]


def ended(first: str, last: str, start: str = "2020-02-13") -> list[str]:
    """The bounds of a post that ended on one of some days."""
    return [start, start, first, last]


CASES = {
    "the same title, from the same day": (
        "Minister of Trade,,2020-02-13,2021-05-06",
        ended("2021-05-06", "2021-05-06"),
    ),
    "words of rank, and the country's name, do not count": (
        "Secretary of State for Trade of Norway,,2020,2021",
        ended("2021-01-01", "2021-12-31"),
    ),
    "a rank in the department of that name": (
        "Minister of State,Department for Trade,2020-02-13,2021-05-06",
        ended("2021-05-06", "2021-05-06"),
    ),
    "begun while the other lasts": (
        "Minister for Trade,,2019-01-01,2021-05-06",
        ended("2021-05-06", "2021-05-06"),
    ),
    "two in a row may be one": (
        "Minister for Trade,,2020-02-13,2021-05-06; Minister for Trade,,2021-05-06,2022-01-01",
        ended("2021-05-06", "2022-01-01"),
    ),
    "two in a row, the second of which goes on": (
        "Minister for Trade,,2020-02-13,2021-05-06; Minister for Trade,,2021-05-07,",
        OPEN,
    ),
    "two with a gap are two": (
        "Minister for Trade,,2020-02-13,2021-05-06; Minister for Trade,,2021-05-09,2022-01-01",
        ended("2021-05-06", "2021-05-06"),
    ),
    "another subject": ("Minister of Trade and Fish,,2020-02-13,2021-05-06", OPEN),
    "a deputy": ("Deputy Minister of Trade,,2020-02-13,2021-05-06", OPEN),
    "ended on the day on which this one begins": ("Minister for Trade,,2019,2020-02-13", OPEN),
    "begun later": ("Minister for Trade,,2020-03-01,2021-05-06", OPEN),
    "a rank alone": ("Minister,,2020-02-13,2021-05-06", OPEN),
    "open in the other source too": ("Minister for Trade,,2020-02-13,", OPEN),
}


@pytest.mark.parametrize(("others", "bounds"), CASES.values(), ids=CASES)
def test_a_post_ends_where_another_source_ends_it(
    facts: Folder, others: str, bounds: list[str]
) -> None:
    """If it is the same post, for certain: on no day after that end, and on all days before."""
    rows = ["own,li-wei,Minister of Trade,,NOR,2020-02-13,,the-data"]
    for number, other in enumerate(others.split("; ")):
        title, organization, start, end = other.split(",")
        rows.append(f"o{number},li-wei,{title},{organization},NOR,{start},{end},the-paper")
    columns = "id,official_id,title,organization,country_code,start_date,end_date,source_id"
    facts.write("positions/data.csv", "\n".join([columns, *rows]) + "\n")
    checked = check_facts(facts.path)
    assert checked.problems == []
    (own,) = (row for row in checked.record["positions"] if row.values["id"] == "own")
    assert [own.text(column) for column in VALIDITY_COLUMNS] == bounds
    assert own.values["end_date"] is None


@pytest.mark.parametrize("ends", [("2021-05-06", "2021"), ("2021-05-06", "2022-01")])
def test_two_ends_of_a_post(facts: Folder, ends: tuple[str, str]) -> None:
    """The more precise one if they agree; if not, some day from one to the other."""
    sources = "- {id: third, kind: dataset, licence: CC0-1.0, citation: C, url_note: n}\n"
    facts.write("sources/third.yaml", sources)
    first, second = (f"li-wei,Minister,Trade Office,NOR,2020-02-13,{end}" for end in ends)
    facts.write(
        "positions/data.csv",
        f"""
        id,official_id,title,organization,country_code,start_date,end_date,source_id
        own,li-wei,Minister of Trade,,NOR,2020-02-13,,the-data
        a,{first},the-paper
        b,{second},third
        """,
    )
    checked = check_facts(facts.path)
    assert checked.problems == []
    (own,) = (row for row in checked.record["positions"] if row.values["id"] == "own")
    last = "2021-05-06" if ends[1] == "2021" else "2022-01-31"
    assert [own.text(column) for column in VALIDITY_COLUMNS] == ended("2021-05-06", last)


PAST = {
    "the same post": ("Minister of Trade,,2001,2005-05-06", "2005-05-06"),
    "the last of two": (
        "Minister of Trade,,2001,2005-05-06; Minister for Trade,,2006,2008",
        "2008-12-31",
    ),
    "a later one does not count": (
        "Minister of Trade,,2001,2005-05-06; Minister for Trade,,2021-02-01,2022",
        "2005-05-06",
    ),
    "one without an end": ("Minister of Trade,,2001,", "~"),
    "another post": ("Minister of Fish,,2001,2005-05-06", "~"),
}


@pytest.mark.parametrize(("others", "latest"), PAST.values(), ids=PAST)
def test_a_past_post_without_dates_ended_where_another_source_ends_it(
    facts: Folder, others: str, latest: str
) -> None:
    """If its source has no date: with the posts that had begun by the last day it mentions."""
    columns = "id,official_id,title,organization,country_code,start_date,end_date,former,source_id"
    rows = ["own,li-wei,N.A. Minister of Trade,,NOR,,,true,the-paper"]
    rows += [
        f"o{n},li-wei,{title},{organization},NOR,{start},{end},,the-data"
        for n, (title, organization, start, end) in enumerate(
            other.split(",") for other in others.split("; ")
        )
    ]
    facts.write(
        "country-aliases/data.csv", "country_code,alias,source_id\nNOR,North Area,the-data\n"
    )
    facts.write("positions/data.csv", "\n".join([columns, *rows]) + "\n")
    checked = check_facts(facts.path)
    assert checked.problems == []
    (own,) = (row for row in checked.record["positions"] if row.values["id"] == "own")
    assert [own.text(column) for column in VALIDITY_COLUMNS] == ["", "~", "", latest]
