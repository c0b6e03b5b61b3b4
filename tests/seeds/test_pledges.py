"""The cells of a pledge among several source records, and what it superseded."""

import pytest

from seeds.check import check_facts
from seeds.loading.values import Value
from tests.seeds.conftest import Folder

COLUMNS = "id,pledge_id,country_code,form,first_seen,last_seen,status,status_date,kind,source_id"


@pytest.fixture
def pledges(facts: Folder):
    """The pledges of the small record with other source records, by id."""

    def run(records: str, rows: str = "") -> dict[str, dict[str, Value]]:
        facts.write("pledges/x.csv", f"id,country_code,kind,{rows or 'source_id'}")
        lines = (line for line in records.splitlines() if line)
        written = [
            f"r{n},chn-net-zero-2060,CHN,snapshot,{line},net_zero,the-data"
            for n, line in enumerate(lines)
        ]
        facts.write("pledge-records/data.csv", "\n".join([COLUMNS, *written, ""]))
        checked = check_facts(facts.path)
        assert checked.problems == []
        return {str(row.values["id"]): row.values for row in checked.record["pledges"]}

    return run


@pytest.mark.parametrize(
    ("records", "status", "date"),
    [
        ("2022,2022,in_law,2021\n2023,2023,proposed,2019", "proposed", "2019"),
        ("2022,2022,in_law,2021\n2023,2023,in_law,", "in_law", "2021"),
        ("2022,2022,in_law,2021\n2023,2023,proposed,", "proposed", None),
        ("2022,2022,in_law,2021\n2023,2023,,", "in_law", "2021"),
        ("2022,2024,in_law,2021\n2023,2023,proposed,2019", "in_law", "2021"),
    ],
    ids=[
        "the record that was stated last comes first, however old the date it gives",
        "a record without a date keeps the date that another gives for the same status",
        "but not the date of another status",
        "a record without a status is silent about it",
        "what is still stated comes before what began later and is not",
    ],
)
def test_a_cell_is_of_the_latest_record(
    pledges, records: str, status: str, date: str | None
) -> None:
    """Each cell is taken from the record that was stated last and states it."""
    row = pledges(records)["chn-net-zero-2060"]
    assert (row["status"], row["status_date"]) == (status, date)


def test_what_superseded_knows_what_it_superseded(pledges) -> None:
    """Of several, the one that ended last."""
    by = "superseded,{},chn-net-zero-2060,the-data"
    rows = "outcome,ended_by,superseded_by_id,source_id\n" + "".join(
        f"{key},CHN,other,{by.format(day)}\n"
        for key, day in (("p", "2021"), ("q", "2023-11-05"), ("r", "2022-03-30"))
    )
    found = pledges("2022,2022,in_law,2021", rows)
    assert found["chn-net-zero-2060"]["supersedes_id"] == "q"
    assert found["q"]["supersedes_id"] is None
