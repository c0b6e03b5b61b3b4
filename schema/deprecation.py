"""Until when something stays that clients should not use any more (docs/versions.md)."""

from dataclasses import dataclass
from datetime import date

YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Deprecation:
    """The days on which a deprecation begins and ends.

    Attributes:
        since: The first day on which it is deprecated, in UTC.
        sunset: The first day on which it may be gone, in UTC; a year later at least.
    """

    since: date
    sunset: date

    def __post_init__(self) -> None:
        """Raise `ValueError` for less than a year."""
        if (self.sunset - self.since).days < YEAR_DAYS:
            raise ValueError("what is deprecated stays for a year at least")


# What version 3.0.0 keeps of the names that it changed.
BEFORE_3 = Deprecation(since=date(2026, 11, 27), sunset=date(2027, 11, 27))
