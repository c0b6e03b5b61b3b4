"""Completes pledges from their source records, and prepares a version of each for every change.

A version is the row as of a day (`version_from` to `version_to`) to whoever knows what had been
stated by a day (`known_from` to `known_to`). The row itself is the version of the last day of all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

from schema.periods import Period, day_after, day_before, last_day, period
from schema.pledges import PLEDGES, Outcome, OutcomeBasis
from schema.validity import FIRST_DAY, LAST_DAY, VERSION_COLUMNS
from seeds.derivation.source_dates import SourceDates
from seeds.derivation.source_records import MergedCells, PledgeRecord, counting, merged_cells
from seeds.derivation.validity import (
    NEVER,
    Bounds,
    Evidence,
    first_date,
    shown_days,
    stated_from,
    validity_bounds,
    validity_columns,
)
from seeds.loading.support import STATED
from seeds.loading.values import Record, Row, Value

Records = dict[Value, list[PledgeRecord]]
T = TypeVar("T")

# What publishing concludes about the end of a pledge, from the record that it rests on.
_END = ("outcome", "outcome_basis", "outcome_record_id", "in_force_to", "ended_by")
_LINKS = ("superseded_by_id", "supersedes_id", "document_id")
_STATUS_ACHIEVED = "achieved_"


def complete_pledges(record: Record, records: Records) -> None:
    """Set the cells of each pledge that its source records state, and `supersedes_id`, in place.

    A pledge without source records has one source, and its row states all cells.
    """
    superseded = superseded_by(record["pledges"])
    for row in record["pledges"]:
        row.values["supersedes_id"] = superseded.get(row.values["id"])
        if own := records.get(row.values["id"]):
            row.values |= _Pledge(row, own).cells(LAST_DAY, LAST_DAY)


def superseded_by(pledges: Iterable[Row]) -> dict[Value, str]:
    """The superseded pledge by its successor's id; of several, the one that ended last."""
    ended = sorted(pledges, key=lambda row: (row.text("ended_by") or "", row.text("id") or ""))
    return {by: row.text("id") or "" for row in ended if (by := row.text("superseded_by_id"))}


def pledge_bounds(record: Record, records: Records) -> None:
    """Set the validity bounds of each pledge, in place."""
    for pledge in _pledges(record, records):
        pledge.row.values |= validity_columns(pledge.bounds(LAST_DAY))


def pledge_versions(
    record: Record, records: Records, linking: Mapping[Value, set[str]]
) -> list[Row]:
    """The versions of all pledges.

    Args:
        record: The record, completed.
        records: The source records by pledge id.
        linking: The ids of those that lead to the pledge's document, by pledge id.
    """
    return [
        version for pledge in _pledges(record, records, linking) for version in pledge.versions()
    ]


def _pledges(
    record: Record, records: Records, linking: Mapping[Value, set[str]] | None = None
) -> Iterator["_Pledge"]:
    """The pledges with their records, the day of their source and the start of their successor."""
    dates = SourceDates(record)
    rows = {row.values["id"]: row for row in record["pledges"]}
    for key, row in rows.items():
        successor = rows.get(row.values["superseded_by_id"])
        yield _Pledge(
            row,
            records.get(key, []),
            dates.period(row.text("source_id")),
            _start(successor.values) if successor else None,
            (linking or {}).get(key, set()),
        )


def _start(cells: Mapping[str, Value]) -> Period | None:
    """The first day of a pledge."""
    assert PLEDGES.validity is not None
    return first_date(cells, PLEDGES.validity.start)


@dataclass
class _Pledge:
    """A pledge with its source records; `ends` is what is concluded about its end."""

    row: Row
    records: list[PledgeRecord]
    source_date: Period | None = None
    successor_start: Period | None = None
    linking: set[str] = field(default_factory=set)  # ids of records that lead to its document
    ends: dict[str, Value] = field(init=False)

    def __post_init__(self) -> None:
        self.ends = {name: self.row.values[name] for name in (*_END, *_LINKS)}

    @property
    def ended_on(self) -> str:
        """The day of the source by which it had ended; `LAST_DAY` if none says so."""
        ended_by = self.row.text("ended_by")
        return last_day(ended_by) if ended_by else LAST_DAY

    def cells(self, on: str, known_by: str) -> dict[str, Value]:
        """Its cells as of a day, by what had been stated by a day."""
        counted = counting(self.records, on, known_by)
        merged = merged_cells(counted)
        cells = {name: merged[name].value if name in merged else None for name in STATED}
        cells |= self._end_cells(merged, on, known_by)
        source = counted[0] if counted else min(self.records, key=lambda r: (r.first_seen, r.id))
        has_document = any(record.id in self.linking for record in counted)
        return cells | {
            "source_id": source.source_id,
            "supersedes_id": self.ends["supersedes_id"] if counted else None,
            "document_id": self.ends["document_id"] if has_document else None,
        }

    def _end_cells(self, merged: MergedCells, on: str, known_by: str) -> dict[str, Value]:
        """The cells of its end, if it had ended; or that it is achieved, if its status says so."""
        names = (*_END, "superseded_by_id")
        if self.ended_on <= min(on, known_by) and self.ends["ended_by"]:
            return {name: self.ends[name] for name in names}
        cells: dict[str, Value] = dict.fromkeys(names)
        status = merged.get("status")
        if status is not None and str(status.value).startswith(_STATUS_ACHIEVED):
            cells["outcome"] = Outcome.achieved
            cells["outcome_basis"] = OutcomeBasis.stated
            cells["outcome_record_id"] = status.record.id
        return cells

    def bounds(self, known_by: str) -> Bounds:
        """Its validity bounds, by what had been stated by a day.

        It stood on the first and the last day on which a record is known to be stated, and between
        them; without records, on the date of its source. It ended before the day of the source that
        no longer has it, before its successor began, and with its target year.
        """
        cells = self.cells(LAST_DAY, known_by) if self.records else {}
        cells = self.row.values | cells
        evidence = Evidence(_start(cells), None, self._held_on(known_by))
        end = self._end() if self.ended_on <= known_by else None
        if self.ends["ended_by"] and self.ended_on <= known_by:
            evidence.ended_before = self.ended_on
        if not self.records:
            evidence.end = end
        bounds = validity_bounds(evidence)
        if end is not None:
            bounds = _until(bounds, end[1])  # concluded: no evidence that it held until then
        year = cells["target_year"]
        return bounds if year is None else _until(bounds, f"{year}-12-31")

    def _held_on(self, known_by: str) -> list[Period]:
        if not self.records:
            return [self.source_date] if self.source_date else []
        known = [r for r in self.records if r.first_seen <= known_by]
        days = {d for r in known for d in (r.first_seen, min(r.last_seen, known_by))}
        return [(day, day) for day in sorted(days)]

    def _end(self) -> Period | None:
        """Its last day, if it is stated, or follows from the first day of its successor."""
        if in_force_to := self.row.text("in_force_to"):
            return period(in_force_to)
        following = self.successor_start
        return following and (day_before(following[0]), day_before(following[1]))

    def versions(self) -> Iterator[Row]:
        """A version for each change, by the day that it is known from and the day that it is of."""
        columns = [(known, self._column(known)) for known in self._known_intervals()]
        for known, versions in _merged_neighbours(columns):
            for days, values in versions:
                row = self.row.values | values
                row.update(zip(VERSION_COLUMNS, (*days, *known), strict=True))
                yield Row(self.row.place, row)

    def _known_intervals(self) -> list[Period]:
        if not self.records:
            return [(stated_from(self.source_date), LAST_DAY)]
        earliest = min(r.first_seen for r in self.records)
        starts = {r.first_seen for r in self.records}
        return [i for i in _intervals(starts, self._ends_seen(), LAST_DAY) if i[0] >= earliest]

    def _ends_seen(self) -> set[str]:
        days = {day_after(r.last_seen) for r in self.records if r.last_seen < LAST_DAY}
        return days | ({self.ended_on} if self.ended_on < LAST_DAY else set())

    def _column(self, known: Period) -> list[tuple[Period, dict[str, Value]]]:
        """The versions by day, to whoever knows what had been stated in an interval."""
        starts = {r.counts_from for r in self.records}
        # Statements cut the hidden bounds off at `known_by`; the shown days are those known first.
        validity = validity_columns(self.bounds(known[1]))
        validity |= shown_days(self.bounds(known[0]))
        if not self.records:
            return [((FIRST_DAY, LAST_DAY), validity)]
        versions = [
            (days, self.cells(days[0], known[0]) | validity)
            for days in _intervals(starts, self._ends_seen(), LAST_DAY)
        ]
        return _merged_neighbours(versions)


def _until(bounds: Bounds, last: str) -> Bounds:
    """The bounds, if nothing holds after a day."""
    if last >= bounds.latest:
        return bounds
    if last < bounds.certain_from:
        return NEVER._replace(earliest=bounds.earliest, latest=last)
    return bounds._replace(certain_to=min(bounds.certain_to, last), latest=last)


def _intervals(starts: Iterable[str], others: Iterable[str], last: str) -> list[Period]:
    """The intervals between days, from the first to the last of all."""
    days = [FIRST_DAY, *sorted({*starts, *others} - {FIRST_DAY, last})]
    return [(day, day_before(following)) for day, following in pairwise(days)] + [(days[-1], last)]


def _merged_neighbours(intervals: Sequence[tuple[Period, T]]) -> list[tuple[Period, T]]:
    """Intervals in order, neighbours of equal value joined."""
    joined: list[tuple[Period, T]] = []
    for days, value in intervals:
        if joined and joined[-1][1] == value:
            joined[-1] = ((joined[-1][0][0], days[1]), value)
        else:
            joined.append((days, value))
    return joined
