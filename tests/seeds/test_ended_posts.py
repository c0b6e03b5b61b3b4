"""A tenure without an end, which another source ends without being the same tenure."""

import pytest

from schema.validity import VALIDITY_COLUMNS
from seeds.check import check_facts
from tests.seeds.conftest import Folder

OPEN = ["2020-02-13", "2020-02-13", "2020-02-13", "~"]


def ended(first: str, last: str, start: str = "2020-02-13") -> list[str]:
    """The bounds of a tenure that ended on one of some days."""
    return [start, start, first, last]


CASES = {
    "begun while the other lasts": (
        "Minister for Trade,,2019-01-01,2021-05-06",
        ended("2021-05-06", "2021-05-06"),
    ),
    "another subject": ("Minister of Trade and Fish,,2020-02-13,2021-05-06", OPEN),
    "a deputy": ("Deputy Minister of Trade,,2020-02-13,2021-05-06", OPEN),
    "ended on the day on which this one begins": ("Minister for Trade,,2019,2020-02-13", OPEN),
    "begun much later": ("Minister for Trade,,2020-05-01,2021-05-06", OPEN),
    "a rank alone": ("Minister,,2020-02-13,2021-05-06", OPEN),
}


@pytest.mark.parametrize(("others", "bounds"), CASES.values(), ids=CASES)
def test_a_tenure_ends_where_another_source_ends_it(
    facts: Folder, others: str, bounds: list[str]
) -> None:
    """If it is the same office, for certain: on no day after that end, and on all days before."""
    rows = ["own,li-wei,Minister of Trade,,NOR,2020-02-13,,the-data"]
    for number, other in enumerate(others.split("; ")):
        title, organization, start, end = other.split(",")
        rows.append(f"o{number},li-wei,{title},{organization},NOR,{start},{end},the-paper")
    columns = "id,official_id,title,organization,country_code,start_date,end_date,source_id"
    facts.write("tenure-records/data.csv", "\n".join([columns, *rows]) + "\n")
    checked = check_facts(facts.path)
    assert checked.problems == []
    (own,) = (row for row in checked.record["tenures"] if row.values["id"] == "own")
    assert [own.text(column) for column in VALIDITY_COLUMNS] == bounds
    assert own.values["end_date"] is None
