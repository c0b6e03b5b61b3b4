"""What several sources say of one member, merged to intervals; what lists of a date prove."""

from typing import Any

import pytest

from schema.validity import VALIDITY_COLUMNS
from seeds.check import check_facts
from tests.seeds.conftest import Folder

STATEMENTS = "group_id,country_code,list,list_from,list_to,start_date,end_date,source_id"


@pytest.fixture
def groups(facts: Folder) -> Folder:
    """A union and a club, with two countries and two sources."""
    facts.write(
        "groups/more.csv",
        "id,name,kind,party,source_id\nclub,Club,negotiating_group,false,the-data\n",
    )
    return facts


def merged(folder: Folder) -> dict[str, dict[str, Any]]:
    """The memberships by id; the facts are without a problem."""
    checked = check_facts(folder.path)
    assert checked.problems == []
    return {str(row.values["id"]): row.values for row in checked.record["memberships"]}


def bounds(row: dict[str, Any]) -> list[Any]:
    """Earliest, certain from, certain to, latest."""
    return [row[column] for column in VALIDITY_COLUMNS]


def test_a_list_without_a_date_proves_nothing(groups: Folder) -> None:
    """The source was retrieved on a day; the members belong possibly on every day."""
    groups.write("memberships/x.csv", "id,group_id,country_code,source_id\nc,club,NOR,the-data\n")
    groups.write("membership-statements/x.csv", f"{STATEMENTS}\nclub,CHN,A,,,,,the-data\n")
    rows = merged(groups)
    assert {id_: bounds(row) for id_, row in rows.items()} == {
        "c": ["", "~", "", "~"],
        "club-chn": ["", "~", "", "~"],
    }
    assert all((row["first_seen"], row["basis"]) == (None, "stated") for row in rows.values())


def test_statements_of_several_sources_are_one_interval(groups: Folder) -> None:
    """Certain from the stated start to the stated end, both inclusive; each source is named."""
    head = "id,group_id,country_code,start_date,source_id"
    groups.write("memberships/x.csv", f"{head}\neu-nor,eu,NOR,1995,the-paper\n")
    groups.write(
        "membership-statements/x.csv",
        f"""
        {STATEMENTS}
        eu,NOR,A,2000-01-01,2004-04-30,1995-01-01,,the-data
        eu,NOR,B,2004-05-01,2020-01-31,,,the-data
        eu,NOR,,,,,2020-01-31,the-paper
        """,
    )
    (row,) = merged(groups).values()
    assert (row["start_date"], row["end_date"]) == ("1995", "2020-01-31")
    assert (row["first_seen"], row["last_seen"]) == ("2000-01-01", "2020-01-31")
    assert (row["basis"], row["rests_on"]) == ("stated", ["the-paper", "the-data"])
    assert bounds(row) == ["1995-01-01", "1995-12-31", "2020-01-31", "2020-01-31"]


def test_who_is_not_on_a_later_list_had_left_by_its_date(groups: Folder) -> None:
    """That is inferred; between the lists it is unknown."""
    groups.write(
        "membership-statements/x.csv",
        f"""
        {STATEMENTS}
        club,NOR,A,2001-03-01,2001-03-01,,,the-paper
        club,CHN,A,2001-03-01,2001-03-01,,,the-paper
        club,CHN,B,2009-05-05,2009-05-05,,,the-data
        """,
    )
    rows = merged(groups)
    assert bounds(rows["club-chn"]) == ["", "2001-03-01", "2009-05-05", "~"]
    left = rows["club-nor"]
    assert bounds(left) == ["", "2001-03-01", "2001-03-01", "2009-05-04"]
    assert (left["ended_by"], left["basis"]) == ("2009-05-05", "inferred")
    assert left["rests_on"] == ["the-paper", "the-data"]


def test_the_own_list_of_a_group_is_later_than_one_without_a_date(groups: Folder) -> None:
    """A dated list of another source leaves it open."""
    head = "id,group_id,country_code,source_id"
    groups.write("memberships/x.csv", f"{head}\nclub-nor,club,NOR,the-paper\n")
    statement = "club,CHN,B,2023,2023,,,"
    groups.write("membership-statements/x.csv", f"{STATEMENTS}\n{statement}the-data\n")
    assert bounds(merged(groups)["club-nor"]) == ["", "~", "", "2023-12-30"]
    groups.write("membership-statements/x.csv", f"{STATEMENTS}\n{statement}the-paper\n")
    assert bounds(merged(groups)["club-nor"]) == ["", "~", "", "~"]


INTERVAL = "id,group_id,country_code,start_date,end_date,source_id"
OTHER = "club,CHN,{0},{0},,,,the-paper"  # a list of a date, without Norway


@pytest.mark.parametrize(
    ("interval", "statements", "expected"),
    [
        (",2000-01-01", ("club,NOR,A,,,,,the-paper",), {"rests_on": ["the-data"]}),
        ("2000-01-01,", ("club,NOR,A,2000-01-01,,,,the-paper",), {"first_seen": "2000-01-01"}),
        (",2000-01-01", ("club,NOR,A,2000-01-02,,,,the-paper",), {"first_seen": None}),
        (
            ",",
            ("club,NOR,A,,,1995,,the-paper", "club,NOR,B,,,1995-01-01,,the-paper"),
            {"start_date": "1995-01-01"},
        ),
        ("1990-01-01,2000-01-01", (OTHER.format("2010"),), {"ended_by": None}),
        ("2010-01-01,", (OTHER.format("2010-01-01"),), {"ended_by": None}),
        ("2010-01-01,", (OTHER.format("2010-01-02"),), {"ended_by": "2010-01-02"}),
        ("2005-01-01,", (OTHER.format("2020"), OTHER.format("2010")), {"ended_by": "2010"}),
        (
            "1995-01-01,",
            ("club,NOR,A,2010-01-01,,,,the-paper", OTHER.format("2000")),
            {"ended_by": None, "last_seen": "2010-01-01"},
        ),
    ],
    ids=[
        "a list without a date says nothing of who has left",
        "a list of the first day has who came on it",
        "a list after the end is of another interval",
        "the most precise of stated dates",
        "a stated end needs no list",
        "a list of the day on which one came is not later",
        "a list of the next day is",
        "the first of the later lists, in whatever order they are written",
        "a list before the last one that has the member proves nothing",
    ],
)
def test_what_statements_add_to_an_interval(
    groups: Folder, interval: str, statements: tuple[str, ...], expected: dict[str, object]
) -> None:
    """One interval of Norway, as written, and statements of another source."""
    groups.write("memberships/x.csv", f"{INTERVAL}\nm,club,NOR,{interval},the-data\n")
    groups.write("membership-statements/x.csv", "\n".join([STATEMENTS, *statements, ""]))
    row = merged(groups)["m"]
    assert {name: row[name] for name in expected} == expected
