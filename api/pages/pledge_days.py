"""When a pledge was said and announced: the days that its sources give, side by side."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from api.pages.reading import Json


class StatedDay(NamedTuple):
    """A day that a source record gives.

    Args:
        day: The day, of any precision.
        what: What was done then.
        record: The source record.
    """

    day: str
    what: str
    record: Json


def stated_days(records: Sequence[Json]) -> list[StatedDay]:
    """The days of speeches and of announcements, the earliest first."""
    days = []
    for record in records:
        if record["speech"] is not None:
            days.append(StatedDay(record["speech"]["date"], "said in a speech", record))
        if (announced := record["values"].get("announced_on")) is not None:
            days.append(StatedDay(announced, "announced", record))
    return sorted(days, key=lambda each: each.day)


def compared(days: Sequence[StatedDay]) -> str:
    """Whether the days agree, in words; "" for fewer than two."""
    stated = {each.day for each in days}
    if len(days) < 2:
        return ""
    if len(stated) == 1:
        return "They agree on the day."
    if all(
        one.startswith(other) or other.startswith(one) for one, other in combinations(stated, 2)
    ):
        return "They agree as far as they are precise."
    return "They differ: no source here says which of them counts."
