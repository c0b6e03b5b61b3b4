"""Completes pledges from their source records, and prepares a version of each for every change.

A version is the row as of a day (`version_from` to `version_to`) to whoever knows what had been
stated by a day (`known_from` to `known_to`). The row itself is the version of the last day of all.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from schema.periods import Period, day_after, day_before, last_day, period
from schema.pledge_terms import PledgeOutcome, PledgeOutcomeBasis
from schema.pledges import PLEDGES
from schema.validity import LAST_DAY, VERSION_COLUMNS
from seeds.derivation.bounds import NEVER, Bounds, Evidence, validity_bounds
from seeds.derivation.disputed_days import (
    OtherRecords,
    bounds_around,
    disputed_days,
    last_day_without,
)
from seeds.derivation.intervals import intervals, merged_neighbours
from seeds.derivation.source_dates import SourceDates
from seeds.derivation.source_records import MergedCells, PledgeRecord, counting, merged_cells
from seeds.derivation.validity import first_date, shown_days, stated_from, validity_columns
from seeds.loading.support import STATED
from seeds.loading.values import Record, Row, Value

Records = dict[Value, list[PledgeRecord]]

# What publishing concludes about the end of a pledge, from the record that it rests on.
_END = ("outcome", "outcome_basis", "outcome_record_id", "in_force_to", "ended_by")
_LINKS = ("superseded_by_id", "document_id")
_STATUS_ACHIEVED = "achieved_"


def complete_pledges(record: Record, records: Records) -> None:
    """Set the cells of each pledge that its source records state, and `supersedes_id`, in place.

    A pledge without source records has one source, and its row states all cells.
    """
    superseded = _superseded(record["pledges"])
    for row in record["pledges"]:
        pledge = _Pledge(row, records.get(row.values["id"], []), superseded[row.values["id"]])
        row.values["supersedes_id"] = pledge.supersedes(LAST_DAY)
        if pledge.records:
            row.values |= pledge.cells(LAST_DAY, LAST_DAY)


class _Superseded(NamedTuple):
    """A pledge whose place another one took, and the day by which it had ended."""

    ended_on: str
    id: str


def _superseded(pledges: Iterable[Row]) -> dict[Value, list[_Superseded]]:
    """The superseded pledges by their successor's id, in the order in which they ended."""
    by_successor: dict[Value, list[_Superseded]] = defaultdict(list)
    for row in pledges:
        if (by := row.text("superseded_by_id")) and (ended_by := row.text("ended_by")):
            by_successor[by].append(_Superseded(last_day(ended_by), row.text("id") or ""))
    for superseded in by_successor.values():
        superseded.sort()
    return by_successor


def pledge_bounds(record: Record, records: Records, dates: SourceDates) -> None:
    """Set the validity bounds of each pledge, in place."""
    for pledge in _pledges(record, records, dates, {}):
        pledge.row.values |= validity_columns(pledge.bounds(LAST_DAY, LAST_DAY))


def pledge_versions(
    record: Record, records: Records, dates: SourceDates, linking: Mapping[Value, set[str]]
) -> list[Row]:
    """The versions of all pledges.

    Args:
        record: The record, completed.
        records: The source records by pledge id.
        dates: The dates of the sources.
        linking: The ids of those that lead to the pledge's document, by pledge id.
    """
    return [
        version
        for pledge in _pledges(record, records, dates, linking)
        for version in pledge.versions()
    ]


def _pledges(
    record: Record, records: Records, dates: SourceDates, linking: Mapping[Value, set[str]]
) -> Iterator["_Pledge"]:
    """The pledges with what others say of them: their source, successor and other records."""
    others = OtherRecords(record)
    superseded = _superseded(record["pledges"])
    rows = {row.values["id"]: row for row in record["pledges"]}
    for key, row in rows.items():
        successor = rows.get(row.values["superseded_by_id"])
        yield _Pledge(
            row,
            records.get(key, []),
            superseded[key],
            others.without(records.get(key, [])),
            dates.period(row.text("source_id")),
            dates.told_until(row.text("source_id")),
            _start(successor.values) if successor else None,
            linking.get(key, set()),
        )


def _start(cells: Mapping[str, Value]) -> Period | None:
    """The first day of a pledge."""
    assert PLEDGES.validity is not None
    return first_date(cells, PLEDGES.validity.start)


@dataclass
class _Pledge:
    """A pledge with its source records.

    Attributes:
        superseded: The pledges that it took the place of.
        others: The snapshots of sources that do not have it.
        ends: What is concluded about its end.
    """

    row: Row
    records: list[PledgeRecord]
    superseded: list[_Superseded]
    others: list[PledgeRecord] = field(default_factory=list)
    source_date: Period | None = None
    told_until: str | None = None
    successor_start: Period | None = None
    linking: set[str] = field(default_factory=set)  # ids of records that lead to its document
    ends: dict[str, Value] = field(init=False)
    _stood: dict[str, tuple[Bounds, list[Period]]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.ends = {name: self.row.values[name] for name in (*_END, *_LINKS)}

    @property
    def ended_on(self) -> str:
        """The day of the source by which it had ended; `LAST_DAY` if none says so."""
        ended_by = self.row.text("ended_by")
        return last_day(ended_by) if ended_by else LAST_DAY

    def supersedes(self, by: str) -> str | None:
        """The pledge that it took the place of: of those that had ended by a day, the last."""
        return next((s.id for s in reversed(self.superseded) if s.ended_on <= by), None)

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
            "supersedes_id": self.supersedes(min(on, known_by)) if counted else None,
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
            cells["outcome"] = PledgeOutcome.achieved
            cells["outcome_basis"] = PledgeOutcomeBasis.stated
            cells["outcome_record_id"] = status.record.id
        return cells

    def bounds(self, known_by: str, on: str) -> Bounds:
        """Its validity bounds by what had been stated by a day, with the certain days around a day.

        It stood on the days on which a record is known to be stated, and between them where no
        other snapshot speaks against it; without records, on the date of its source. It ended
        before the day of the source that no longer has it, before its successor began, and with its
        target year.
        """
        if known_by not in self._stood:  # the same for each version that was known then
            self._stood[known_by] = self._outer_bounds(known_by), self._disputed(known_by)
        return bounds_around(*self._stood[known_by], on)

    def _outer_bounds(self, known_by: str) -> Bounds:
        """The bounds from the first to the last certain day."""
        cells = self.cells(LAST_DAY, known_by) if self.records else {}
        cells = self.row.values | cells
        start = _start(cells)
        evidence = Evidence(start, None, self._held_on(known_by))
        year = cells["target_year"]
        final = LAST_DAY if year is None else f"{year}-12-31"
        without = last_day_without(self._known(known_by), self.others, start)
        if without and without < final:  # a target that was to be met by then had begun before
            evidence.not_begun_on = without
        end = self._end() if self.ended_on <= known_by else None
        if self.ends["ended_by"] and self.ended_on <= known_by:
            evidence.ended_before = self.ended_on
        if not self.records:
            evidence.end = end
            evidence.told_until = self.told_until
        bounds = validity_bounds(evidence)
        if end is not None:
            bounds = _until(bounds, end[1])  # concluded: no evidence that it held until then
        return bounds if year is None else _until(bounds, final)

    def _held_on(self, known_by: str) -> list[Period]:
        if not self.records:
            return [self.source_date] if self.source_date else []
        days = {
            d for r in self._known(known_by) for d in (r.first_seen, min(r.last_seen, known_by))
        }
        return [(day, day) for day in sorted(days)]

    def _known(self, known_by: str) -> list[PledgeRecord]:
        return [record for record in self.records if record.first_seen <= known_by]

    def _disputed(self, known_by: str) -> list[Period]:
        if not self.records:
            return []
        start = _start(self.row.values | self.cells(LAST_DAY, known_by))
        return disputed_days(self._known(known_by), self.others, start)

    def _end(self) -> Period | None:
        """Its last day, if it is stated, or follows from the first day of its successor."""
        if in_force_to := self.row.text("in_force_to"):
            return period(in_force_to)
        following = self.successor_start
        return following and (day_before(following[0]), day_before(following[1]))

    def versions(self) -> Iterator[Row]:
        """A version for each change, by the day that it is known from and the day that it is of."""
        columns = [(known, self._column(known)) for known in self._known_intervals()]
        for known, versions in merged_neighbours(columns):
            for days, values in versions:
                row = self.row.values | values
                row.update(zip(VERSION_COLUMNS, (*days, *known), strict=True))
                yield Row(self.row.place, row)

    def _known_intervals(self) -> list[Period]:
        earliest = min((r.first_seen for r in self.records), default=None)
        if earliest is None:
            since = stated_from(self.source_date)
            later = {superseded.ended_on for superseded in self.superseded}
            known = intervals({since}, later, LAST_DAY)
            return [days for days in known if days[0] >= since]
        starts = {r.first_seen for r in self.records}
        return [i for i in intervals(starts, self._ends_seen(), LAST_DAY) if i[0] >= earliest]

    def _ends_seen(self) -> set[str]:
        days = {day_after(r.last_seen) for r in self.records if r.last_seen < LAST_DAY}
        days |= {superseded.ended_on for superseded in self.superseded}
        return days | ({self.ended_on} if self.ended_on < LAST_DAY else set())

    def _column(self, known: Period) -> list[tuple[Period, dict[str, Value]]]:
        """The versions by day, to whoever knows what had been stated in an interval."""
        starts = {r.counts_from for r in self.records}
        for first, last in self._disputed(known[1]):
            starts |= {first, day_after(last)}
        versions = [
            (days, self._cells_of_version(days[0], known))
            for days in intervals(starts, self._ends_seen(), LAST_DAY)
        ]
        return merged_neighbours(versions)

    def _cells_of_version(self, on: str, known: Period) -> dict[str, Value]:
        if self.records:
            cells = self.cells(on, known[0])
        else:
            cells = {"supersedes_id": self.supersedes(min(on, known[0]))}
        # Statements cut the hidden bounds off at `known_by`; the shown days are those known first.
        return (
            cells
            | validity_columns(self.bounds(known[1], on))
            | shown_days(self.bounds(known[0], on))
        )


def _until(bounds: Bounds, last: str) -> Bounds:
    """The bounds, if nothing holds after a day."""
    if last >= bounds.latest:
        return bounds
    if last < bounds.certain_from:
        return NEVER._replace(earliest=bounds.earliest, latest=last)
    return bounds._replace(certain_to=min(bounds.certain_to, last), latest=last)
