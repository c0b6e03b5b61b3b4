"""When what a row says has held: certain days, possible days, and nothing claimed in between."""

import pytest

from schema.periods import period
from schema.resource import VALIDITY_COLUMNS
from seeds.check import check_facts
from seeds.derivation.validity import NEVER, Evidence, validity_bounds
from tests.seeds.conftest import Folder

DAY = period("2021-03-02")


@pytest.mark.parametrize(
    ("evidence", "bounds"),
    [
        (Evidence(None, None), ("", "~", "", "~")),
        (Evidence(None, None, [DAY]), ("", "2021-03-02", "2021-03-02", "~")),
        (Evidence(None, None, [period("2021-03")]), ("", "~", "", "~")),
        (
            Evidence(None, None, [period("2020-02"), DAY]),
            ("", "2020-02-29", "2021-03-02", "~"),
        ),
        (Evidence(period("2021"), None), ("2021-01-01", "~", "", "~")),
        (Evidence(DAY, None), ("2021-03-02", "2021-03-02", "2021-03-02", "~")),
        (
            Evidence(period("2021"), None, [DAY]),
            ("2021-01-01", "2021-03-02", "2021-03-02", "~"),
        ),
        (
            Evidence(period("2020"), period("2022-06")),
            ("2020-01-01", "2020-12-31", "2022-06-01", "2022-06-30"),
        ),
        (Evidence(None, None, [DAY], ended_before="2024-03-01"), ("", *DAY, "2024-02-29")),
        (Evidence(DAY, DAY, [period("2019"), period("2023")]), (*DAY, *DAY)),
        (Evidence(None, None, [DAY, ("2021-06-01", "~")]), ("", "2021-03-02", "2021-06-01", "~")),
        (Evidence(DAY, None, never=True), tuple(NEVER)),
    ],
    ids=[
        "nothing is told",
        "held on a day: certain on it, possible ever before and after",
        "held some day of a month: certain on none",
        "held on two days: certain in between, from the end of an imprecise one",
        "begun some day of a year: certain on none of its days",
        "begun on a day: certain on it, whatever came next",
        "begun some day of a year, held on a day of it: certain on that",
        "begun and ended imprecisely: certain between the inner ends",
        "over by a day: possible to the day before it",
        "what lies outside of start and end does not count",
        "held on a day not before another: certain up to that",
        "never",
    ],
)
def test_bounds(evidence: Evidence, bounds: tuple[str, ...]) -> None:
    """Earliest, certain from, certain to, latest."""
    assert tuple(validity_bounds(evidence)) == bounds


def test_a_pledge_that_ended_is_not_in_force_on_the_day_that_says_so(
    facts: Folder,
) -> None:
    """It held on the days of its sources; whether in between, nobody tells."""
    facts.write(
        "pledges/x.csv",
        """
        id,country_code,kind,outcome,ended_by,source_id
        p,NOR,other,withdrawn,2023-11-05,the-tracker
        """,
    )
    facts.write(
        "sources/x.csv",
        "id,kind,licence,citation,published\nthe-tracker,dataset,MIT,T,2022-03-30\n",
    )
    facts.write(
        "pledge-steps/x.csv",
        "id,pledge_id,kind,source_id\ns,p,other,the-tracker\nt,p,no_target,the-data\n",
    )
    record = check_facts(facts.path).record
    (row,) = (row.values for row in record["pledges"] if row.values["id"] == "p")
    bounds = [row[column] for column in VALIDITY_COLUMNS]
    assert bounds == ["", "2022-03-30", "2022-03-30", "2023-11-04"]
    assert row["status"] is None


def test_a_pledge_with_another_figure_is_not_certain_to_have_been_this_one(facts: Folder) -> None:
    """Raised or corrected in between, nobody tells: before, it is unknown."""
    facts.write(
        "sources/x.csv",
        """
        id,kind,licence,citation,published
        older,dataset,MIT,O,2022-03-30
        younger,dataset,MIT,Y,2023-11-05
        """,
    )
    head = "country_code,kind,value,source_id"
    facts.write("pledges/x.csv", f"id,{head}\np,NOR,absolute_cut,43,younger\n")
    steps = "s,p,absolute_cut,26,older\nt,p,absolute_cut,43,younger\n"
    facts.write("pledge-steps/x.csv", f"id,pledge_id,kind,value,source_id\n{steps}")
    record = check_facts(facts.path).record
    (row,) = (row.values for row in record["pledges"] if row.values["id"] == "p")
    assert [row[column] for column in VALIDITY_COLUMNS] == ["", "2023-11-05", "2023-11-05", "~"]
