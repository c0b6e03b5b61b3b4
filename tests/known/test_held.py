"""What held on a date, by dates of the sources: members of the EU, dated posts and documents.

Dates of full precision are compared as text, because they sort as days do.
"""

from datetime import date, timedelta

import pytest

from tests.asking import whole
from tests.client import TestClient

# The members of the European Union: climate-categories 0.11.1, ISO3, EU_1993 to EU_2020.
EU_MEMBERS = (
    ("1993-11-01", 12), ("1995-01-01", 15), ("2004-05-01", 25), ("2007-01-01", 27),
    ("2013-07-01", 28), ("2020-02-01", 27),
)  # fmt: skip
EU_LISTED_UNTIL = "2024-10-28"  # openclimatedata-countrygroups, the commit with Member-Since
DAYS = ("2005-06-30", "2015-12-12", "2019-07-01", "2021-03-02", "2022-06-01", "2024-06-30")
FULL = len("2021-03-01")


def test_members_of_the_european_union_on_every_day(client: TestClient) -> None:
    """On each day of a change, the day before it, and every 100th day since 1993."""
    days = {start for start, _ in EU_MEMBERS}
    days |= {str(date.fromisoformat(day) - timedelta(days=1)) for day in days}
    first, last = date.fromisoformat(EU_MEMBERS[0][0]), date.fromisoformat(EU_LISTED_UNTIL)
    days |= {str(first + timedelta(days=n)) for n in range(0, (last - first).days, 100)}
    wrong = []
    for day in sorted(day for day in days if day >= EU_MEMBERS[0][0]):
        rows = client.get(f"/v1/memberships?group=eu&as_of={day}&limit=100").json()["data"]
        expected = max((start, number) for start, number in EU_MEMBERS if start <= day)[1]
        if [row["holds"] for row in rows] != [True] * expected:
            wrong.append((day, len(rows), sum(row["holds"] is True for row in rows), expected))
    assert wrong == []


@pytest.mark.parametrize("on", DAYS)
def test_dated_posts_hold_within_their_dates(client: TestClient, on: str) -> None:
    """Both dates to the day: true from the first to the last, both included, and never outside."""
    tenures = whole(client, "/v1/tenures")
    holds = {row["id"]: row["holds"] for row in whole(client, "/v1/tenures", f"as_of={on}")}
    dated = [
        row for row in tenures if len(row["start_date"] or "") == len(row["end_date"] or "") == FULL
    ]
    assert len(dated) > 5000
    wrong = [
        row["id"]
        for row in dated
        if (row["start_date"] <= on <= row["end_date"]) != (holds.get(row["id"]) is True)
    ]
    assert wrong == []
