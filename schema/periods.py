"""Dates of reduced precision as periods of whole days, by the calendar."""

import calendar
from datetime import date, timedelta

Period = tuple[str, str]  # first and last day, as ISO 8601 texts that sort


def first_day(text: str) -> str:
    """The first day of a date of reduced precision: `2021-02` gives `2021-02-01`."""
    return (text + "-01-01")[:10]


def last_day(text: str) -> str:
    """The last day of a date of reduced precision: `2021-02` gives `2021-02-28`."""
    if len(text) == 4:
        return f"{text}-12-31"
    if len(text) == 7:
        return f"{text}-{calendar.monthrange(int(text[:4]), int(text[5:]))[1]}"
    return text


def is_day(text: str) -> bool:
    """Whether a date has the precision of a day."""
    return len(text) == len("2021-02-28")


def period(text: str) -> Period:
    """Its first and its last day."""
    return first_day(text), last_day(text)


def day_before(day: str) -> str:
    """The day before a whole date."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def day_after(day: str) -> str:
    """The day after a whole date."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
