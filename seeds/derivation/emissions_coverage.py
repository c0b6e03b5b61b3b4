"""The coverage of emissions, noted share by share."""

from schema.coverage import CoverageLevel
from seeds.derivation.coverage import Entries, Entry, Subject, subject_of
from seeds.loading.values import Row


class EmissionsCoverage:
    """The entries of emissions, by series: in full where no year and no member is missing.

    The shares of a series are noted in the order of their years.
    """

    def __init__(self) -> None:
        self.entries: Entries = {}
        self._last: dict[Subject, int] = {}

    def note(self, row: Row) -> None:
        """Note a share of emissions."""
        subject = subject_of("emissions-shares", row, row.text("series_id"))
        entry = self.entries.setdefault(subject, Entry(row.place, CoverageLevel.full))
        is_gap = False
        if isinstance(year := row.values["year"], int):
            entry.covered_from = entry.covered_from or str(year)
            entry.covered_to = str(year)
            is_gap = year > self._last.get(subject, year) + 1
            self._last[subject] = year
        if is_gap or row.values["members_without_data"]:
            entry.level = CoverageLevel.partial
