"""When what a row says has held: certain days, possible days, and nothing claimed in between."""

import pytest

from schema.periods import period
from seeds.lives import NEVER, Told, span

DAY = period("2021-03-02")


@pytest.mark.parametrize(
    ("told", "bounds"),
    [
        (Told(None, None), ("", "~", "", "~")),
        (Told(None, None, [DAY]), ("", "2021-03-02", "2021-03-02", "~")),
        (Told(None, None, [period("2021-03")]), ("", "~", "", "~")),
        (
            Told(None, None, [period("2020-02"), DAY]),
            ("", "2020-02-29", "2021-03-02", "~"),
        ),
        (Told(period("2021"), None), ("2021-01-01", "~", "", "~")),
        (Told(DAY, None), ("2021-03-02", "2021-03-02", "2021-03-02", "~")),
        (
            Told(period("2021"), None, [DAY]),
            ("2021-01-01", "2021-03-02", "2021-03-02", "~"),
        ),
        (
            Told(period("2020"), period("2022-06")),
            ("2020-01-01", "2020-12-31", "2022-06-01", "2022-06-30"),
        ),
        (Told(None, None, [DAY], over_by="2024-03-01"), ("", *DAY, "2024-02-29")),
        (Told(DAY, DAY, [period("2019"), period("2023")]), (*DAY, *DAY)),
        (Told(None, None, [DAY, ("2021-06-01", "~")]), ("", "2021-03-02", "2021-06-01", "~")),
        (Told(DAY, None, never=True), tuple(NEVER)),
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
def test_bounds(told: Told, bounds: tuple[str, ...]) -> None:
    """Earliest, surely from, surely to, latest."""
    assert tuple(span(told)) == bounds
