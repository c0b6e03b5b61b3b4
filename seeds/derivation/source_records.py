"""Source records of pledges, and how the cells of a pledge are merged from them.

A record counts for a day from the first day that it speaks of: a snapshot from the day on which the
source is first known to state it, a history from the dates that it states. Of the records that
count, the one that was stated last comes first, and each cell is taken from the first record that
states it. On a day within the time in which two records are known to be stated, the one that began
later comes first.

Some cells belong to another one: the date of a status to the status, a figure to the kind of the
pledge. They are only taken from records that agree in that other cell.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from schema.figures import rounded
from schema.periods import Period, day_after, day_before, first_day, last_day
from schema.pledges import PLEDGES
from schema.source_records import SourceRecordMatch
from schema.validity import FIRST_DAY, LAST_DAY
from seeds.loading.support import STATED, NoTarget
from seeds.loading.values import Record, Row, Value, plain_number

# Cells that say something of another cell, by the name of that one.
_BELONGS_TO = {
    "status_date": "status",
    "value": "kind",
    "unit": "kind",
    "per": "kind",
    "baseline_year": "kind",
}
# Notes that say why another cell is null: they count only while it is.
_WHY_NULL = {"target_year_note": "target_year"}


@dataclass(eq=False)
class PledgeRecord:
    """One source record of a pledge, as a row of the facts."""

    row: Row

    @cached_property
    def values(self) -> dict[str, Value]:
        """The cells that it states."""
        stated = ((name, self.row.values[name]) for name in STATED)
        return {name: value for name, value in stated if value is not None}

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.row.values["id"])

    @property
    def source_id(self) -> Value:
        """Its source."""
        return self.row.values["source_id"]

    @cached_property
    def first_seen(self) -> str:
        """The first day by which the source is certain to have stated it."""
        return last_day(self.row.text("first_seen") or LAST_DAY)

    @cached_property
    def last_seen(self) -> str:
        """The last day on which the source is known to have stated it."""
        return max(last_day(self.row.text("last_seen") or ""), self.first_seen)

    @cached_property
    def counts_from(self) -> str:
        """The first day for which it counts."""
        valid_from = self.row.text("valid_from")
        return first_day(valid_from) if valid_from else self.first_seen

    @cached_property
    def possible_from(self) -> str:
        """The first day of which it may speak."""
        return first_day(self.row.text("valid_from") or self.row.text("first_seen") or LAST_DAY)

    @property
    def states_none(self) -> bool:
        """Whether it states that there is no target."""
        return self.row.values["kind"] == NoTarget.no_target


class MergedCell(NamedTuple):
    """A cell of a row, and the record that states it."""

    value: Value
    record: PledgeRecord


MergedCells = dict[str, MergedCell]


def records_by_pledge(record: Record) -> dict[Value, list[PledgeRecord]]:
    """The source records by pledge id."""
    records: dict[Value, list[PledgeRecord]] = defaultdict(list)
    for row in record["pledge-records"]:
        if row.values["pledge_id"] is not None:
            records[row.values["pledge_id"]].append(PledgeRecord(row))
    return records


def counting(records: Iterable[PledgeRecord], on: str, known_by: str) -> list[PledgeRecord]:
    """The records that count for a day, the one that was stated last first.

    Args:
        records: The records of one row.
        on: The day.
        known_by: Only what had been stated by this day counts.
    """

    def rank(record: PledgeRecord) -> tuple[str, str, str]:
        return min(record.last_seen, on, known_by), record.first_seen, record.id

    chosen = [r for r in records if r.counts_from <= on and r.first_seen <= known_by]
    return sorted(chosen, key=rank, reverse=True)


def days_of_one_order(records: Iterable[PledgeRecord]) -> list[Period]:
    """The periods within which the same records count in the same order, by what is known today."""
    changes = {FIRST_DAY}
    for record in records:
        changes.add(record.counts_from)
        if record.last_seen < LAST_DAY:
            changes.add(day_after(record.last_seen))
    days = sorted(changes)
    ends = [*(day_before(day) for day in days[1:]), LAST_DAY]
    return list(zip(days, ends, strict=True))


def merged_cells(records: Iterable[PledgeRecord]) -> MergedCells:
    """Each cell that a record states, from the first one that does."""
    cells: MergedCells = {}
    ordered = list(records)
    for name in STATED:
        for record in ordered:
            if name in record.values and _agrees(record, name, cells):
                cells[name] = MergedCell(record.values[name], record)
                break
    return cells


def _agrees(record: PledgeRecord, name: str, cells: Mapping[str, MergedCell]) -> bool:
    """Whether a record agrees in the cell that the named one belongs to, if it states that."""
    if _WHY_NULL.get(name) in cells:
        return False
    other = _BELONGS_TO.get(name)
    if other is None or other not in cells or other not in record.values:
        return True
    return record.values[other] == cells[other].value


def stored_value(name: str, value: Value) -> Value:
    """A cell of a pledge as a release stores it: figures are rounded."""
    if isinstance(value, Decimal):
        return plain_number(rounded(value, PLEDGES.fields[name].digits or 0))
    return value


def source_record_rows(record: Record) -> list[Row]:
    """The rows of the resource `source-records`."""
    return [_source_record(PledgeRecord(row)) for row in record["pledge-records"]]


_COPIED = (
    "id", "pledge_id", "country_code", "group_id", "form", "first_seen", "last_seen", "valid_from",
    "words", "locator", "speech_id", "source_id",
)  # fmt: skip


def _source_record(record: PledgeRecord) -> Row:
    row = record.row
    values: dict[str, Value] = {name: row.values[name] for name in _COPIED}
    stated = {name: stored_value(name, value) for name, value in record.values.items()}
    if record.states_none:
        stated = {"kind": None, "horizon": row.values["horizon"]}
    values |= {"resource": "pledges", "row_id": row.values["pledge_id"], "values": stated}
    values["tenure_id"] = None
    match = row.values["row_match"] or SourceRecordMatch.rules
    values["row_match"] = None if record.states_none else match
    values["former_ids"] = None
    return Row(row.place, values, row.lines, row.bad)
