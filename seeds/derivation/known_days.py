"""What follows from the records that had been stated by each day."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from seeds.loading.values import Row, Value

K = TypeVar("K")
V = TypeVar("V")


def grouped(rows: Iterable[Row], key: Callable[[Row], object]) -> Collection[list[Row]]:
    """The rows of each key, in the order of the first of them."""
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups.values()


def by_day(
    days: Sequence[str],
    stated: Mapping[Value, str],
    groups: Iterable[Sequence[Row]],
    conclude: Callable[[list[Row]], dict[K, V]],
) -> dict[str, dict[K, V]]:
    """What is concluded from the records of each group that had been stated by each day.

    It is concluded anew only on the days by which more of a group had been stated.
    """
    concluded: dict[str, dict[K, V]] = {day: {} for day in days}
    for group in groups:
        count, last = 0, dict[K, V]()
        for day in days:
            known = [row for row in group if stated[row.values["source_id"]] <= day]
            if len(known) != count:
                count, last = len(known), conclude(known)
            concluded[day] |= last
    return concluded
