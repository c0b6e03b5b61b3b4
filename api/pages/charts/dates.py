"""Dates of reduced precision as places on an axis of years."""

from datetime import date


def year_place(day: str, *, at_end: bool) -> float:
    """A date as a year with its fraction.

    Args:
        day: The date (ISO 8601): a year, a month or a day.
        at_end: Whether a year or a month stands for its last day, not for its first.
    """
    year, month, number = ([int(part) for part in day.split("-")] + [0, 0])[:3]
    if month == 0:
        return year + (1.0 if at_end else 0.0)
    if number == 0:
        return year + (month if at_end else month - 1) / 12
    return year + (date(year, month, number).timetuple().tm_yday - 1) / 365.25
