"""Intervals of days: made from the days on which something changes, and joined."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

from schema.periods import Period, day_before
from schema.validity import FIRST_DAY

T = TypeVar("T")


def intervals(starts: Iterable[str], others: Iterable[str], last: str) -> list[Period]:
    """The intervals between days, from the first to the last of all."""
    days = [FIRST_DAY, *sorted({*starts, *others} - {FIRST_DAY, last})]
    return [(day, day_before(following)) for day, following in pairwise(days)] + [(days[-1], last)]


def merged_neighbours(valued: Sequence[tuple[Period, T]]) -> list[tuple[Period, T]]:
    """Intervals in order, neighbours of equal value joined."""
    joined: list[tuple[Period, T]] = []
    for days, value in valued:
        if joined and joined[-1][1] == value:
            joined[-1] = ((joined[-1][0][0], days[1]), value)
        else:
            joined.append((days, value))
    return joined
