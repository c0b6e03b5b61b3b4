"""The coverage of emissions, noted share by share."""

from collections.abc import Iterator
from dataclasses import dataclass

from schema.actors import ACTOR_ID, ACTOR_KIND
from schema.coverage import CoverageLevel
from seeds.derivation.coverage_entries import Entry, Subject, subject_of
from seeds.loading.files import Place
from seeds.loading.spool import Notes
from seeds.loading.values import Row, Value

# What is written of an entry: its subject, file and line, level, first and last year.
_Noted = tuple[tuple[str | None, ...], str, int, str, str | None, str | None]


@dataclass(slots=True)
class _Covered:
    """What is covered of one actor by one source."""

    subject: Subject
    entry: Entry
    last_year: int | None = None


class EmissionsCoverage:
    """The entries of emissions, by series: in full where no year and no member is missing.

    Those of indicators are alike, by what is measured.

    The shares are noted series by series, each in the order of its years. The entries of one series
    are held; those of the ones before are on the disk, for there is one for each actor.
    """

    def __init__(self, resource: str = "emissions-shares", part: str = "series_id") -> None:
        self._resource, self._part = resource, part
        self._series: Value = None
        self._of_series: dict[tuple[Value, Value, Value], _Covered] = {}  # by source and actor
        self._noted: Notes[_Noted] = Notes()

    def note(self, row: Row) -> None:
        """Note a share of emissions, whose actor is set."""
        values = row.values
        if values[self._part] != self._series:
            self._write()
            self._series = values[self._part]
        key = values["source_id"], values[ACTOR_KIND], values[ACTOR_ID]
        if (covered := self._of_series.get(key)) is None:
            subject = subject_of(self._resource, row, row.text(self._part))
            covered = _Covered(subject, Entry(row.place, CoverageLevel.full))
            self._of_series[key] = covered
        entry, is_gap = covered.entry, False
        if isinstance(year := values["year"], int):
            entry.covered_from = entry.covered_from or str(year)
            entry.covered_to = str(year)
            is_gap = covered.last_year is not None and year > covered.last_year + 1
            covered.last_year = year
        if is_gap or values.get("members_without_data"):
            entry.level = CoverageLevel.partial

    def _write(self) -> None:
        self._noted.add(
            (
                tuple(covered.subject),
                *covered.entry.place,
                covered.entry.level.value,
                covered.entry.covered_from,
                covered.entry.covered_to,
            )
            for covered in self._of_series.values()
        )
        self._of_series = {}

    def entries(self) -> Iterator[tuple[Subject, Entry]]:
        """The entries of all shares that were noted."""
        self._write()
        for subject, file, line, level, first, last in self._noted:
            place = Place(file, line)
            yield Subject(*subject), Entry(place, CoverageLevel(level), first, last)  # type: ignore[arg-type]
