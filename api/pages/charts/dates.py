"""Dates as places on an axis of years."""

from datetime import date
from functools import lru_cache

_REMEMBERED_DAYS = 10_000


@lru_cache(maxsize=_REMEMBERED_DAYS)
def in_years(day: str, *, at_end: bool) -> float:
    """A date as a year with its fraction; of a month or a year, its last or its first day."""
    year, month, number = ([int(part) for part in day.split("-")] + [0, 0])[:3]
    if month == 0:
        return year + (1.0 if at_end else 0.0)
    if number == 0:
        return year + (month if at_end else month - 1) / 12
    return year + (date(year, month, number).timetuple().tm_yday - 1) / 365.25
