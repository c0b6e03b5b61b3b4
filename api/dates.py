"""Comparisons of dates of reduced precision, as SQL.

Such a date is a period. A comparison holds when it holds for the whole period: `2021` is before
2022, but neither before nor after 2021-06. All months end on a 31st here, in the column and in the
bound alike, which keeps the column's expression simple.
"""

import calendar
from collections.abc import Callable


def _earliest(column: str) -> str:
    return f"substr({column} || '-01-01', 1, 10)"


def _latest(column: str) -> str:
    return (
        f"CASE length({column}) WHEN 4 THEN {column} || '-12-31'"
        f" WHEN 7 THEN {column} || '-31' ELSE {column} END"
    )


def first_day(text: str) -> str:
    """The first day of a date of reduced precision: `2021-03` gives `2021-03-01`."""
    return (text + "-01-01")[:10]


def last_day(text: str) -> str:
    """Its last day, with every month ending on a 31st: `2021-02` gives `2021-02-31`."""
    if len(text) == 4:
        return f"{text}-12-31"
    year, month = int(text[:4]), int(text[5:7])
    is_last = len(text) == 7 or int(text[8:]) == calendar.monthrange(year, month)[1]
    return f"{text[:7]}-31" if is_last else text


_Bind = Callable[[object], str]

DATE_COMPARISONS: dict[str, Callable[[_Bind, str, str], str]] = {
    "eq": lambda bind, c, v: (
        f"({_earliest(c)} >= {bind(first_day(v))} AND {_latest(c)} <= {bind(last_day(v))})"
    ),
    "lt": lambda bind, c, v: f"{_latest(c)} < {bind(first_day(v))}",
    "lte": lambda bind, c, v: f"{_latest(c)} <= {bind(last_day(v))}",
    "gt": lambda bind, c, v: f"{_earliest(c)} > {bind(last_day(v))}",
    "gte": lambda bind, c, v: f"{_earliest(c)} >= {bind(first_day(v))}",
}
