"""The coverage of emissions, noted share by share."""

from collections.abc import Iterator

from schema.coverage import CoverageLevel
from seeds.derivation.coverage_entries import Entry, Subject, subject_of
from seeds.loading.files import Place
from seeds.loading.spool import Notes
from seeds.loading.values import Row, Value

# What is written of an entry: its subject, file and line, level, first and last year.
_Noted = tuple[tuple[str | None, ...], str, int, str, str | None, str | None]


class EmissionsCoverage:
    """The entries of emissions, by series: in full where no year and no member is missing.

    Those of indicators are alike, by what is measured.

    The shares are noted series by series, each in the order of its years. The entries of one series
    are held; those of the ones before are on the disk, for there is one for each actor.
    """

    def __init__(self, resource: str = "emissions-shares", part: str = "series_id") -> None:
        self._resource, self._part = resource, part
        self._series: Value = None
        self._of_series: dict[Subject, Entry] = {}
        self._last: dict[Subject, int] = {}
        self._noted: Notes[_Noted] = Notes()

    def note(self, row: Row) -> None:
        """Note a share of emissions."""
        if row.values[self._part] != self._series:
            self._write()
            self._series = row.values[self._part]
        subject = subject_of(self._resource, row, row.text(self._part))
        entry = self._of_series.setdefault(subject, Entry(row.place, CoverageLevel.full))
        is_gap = False
        if isinstance(year := row.values["year"], int):
            entry.covered_from = entry.covered_from or str(year)
            entry.covered_to = str(year)
            is_gap = year > self._last.get(subject, year) + 1
            self._last[subject] = year
        if is_gap or row.values.get("members_without_data"):
            entry.level = CoverageLevel.partial

    def _write(self) -> None:
        self._noted.add(
            (
                tuple(subject),
                *entry.place,
                entry.level.value,
                entry.covered_from,
                entry.covered_to,
            )
            for subject, entry in self._of_series.items()
        )
        self._of_series, self._last = {}, {}

    def entries(self) -> Iterator[tuple[Subject, Entry]]:
        """The entries of all shares that were noted."""
        self._write()
        for subject, file, line, level, first, last in self._noted:
            place = Place(file, line)
            yield Subject(*subject), Entry(place, CoverageLevel(level), first, last)  # type: ignore[arg-type]
