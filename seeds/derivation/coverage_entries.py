"""Entries of the coverage, before they become rows."""

from dataclasses import dataclass
from typing import NamedTuple

from schema.coverage import CoverageLevel
from schema.periods import first_day, last_day
from seeds.derivation.source_records import PledgeRecord
from seeds.loading.files import Place
from seeds.loading.values import Row

_PLEDGE_STARTS = ("in_force_from", "announced_on")


class Subject(NamedTuple):
    """What an entry is about: a source, an actor, and the part of the resource, if one is named."""

    resource: str
    source_id: str
    country_code: str | None
    group_id: str | None
    scope: str | None = None
    aggregate_id: str | None = None

    @property
    def has_actor(self) -> bool:
        """Whether it is about somebody."""
        return bool(self.country_code or self.group_id or self.aggregate_id)


@dataclass(slots=True)
class Entry:
    """What is known of one subject before it becomes a row."""

    place: Place
    level: CoverageLevel = CoverageLevel.partial
    covered_from: str | None = None
    covered_to: str | None = None
    note: str | None = None
    states_none: bool = False
    part: str = ""  # tells entries of one subject apart, in their ids
    stated_from: str | None = None  # of pledges, the day of the first record; else the source's

    def extend(self, first: str | None, last: str | None) -> None:
        """Widen the period."""
        if first and last:
            self.covered_from = min(self.covered_from or first, first, key=first_day)
            self.covered_to = max(self.covered_to or last, last, key=last_day)

    def add_record(self, record: PledgeRecord) -> None:
        """Widen the period to the days that a source record of a pledge speaks of."""
        row = record.row
        self.extend(row.text("first_seen"), row.text("last_seen"))
        since = (row.text(name) for name in ("valid_from", *_PLEDGE_STARTS))
        for day in filter(None, since):
            if first_day(day) <= record.last_seen:
                self.extend(day, row.text("first_seen"))
        self.stated_from = min(self.stated_from or record.first_seen, record.first_seen)


Entries = dict[Subject, Entry]


def subject_of(resource: str, row: Row, scope: str | None = None) -> Subject:
    """What a row of a resource covers."""
    source = row.text("source_id") or ""
    actor = row.text("country_code"), row.text("group_id")
    return Subject(resource, source, *actor, scope, row.text("aggregate_id"))


def certain_days(row: Row) -> tuple[str | None, str | None]:
    """The first and last day on which the row holds for certain, or the date that it is of."""
    if said_on := row.text("said_on"):
        return said_on, said_on
    if isinstance(year := row.values.get("year"), int):
        return str(year), str(year)
    if acted_on := row.text("date"):
        return acted_on, acted_on
    if "certain_from" not in row.values:
        return row.text("first_seen"), row.text("last_seen")
    return row.text("certain_from"), row.text("certain_until")


def within(
    days: tuple[str | None, str | None], row: Row, told_until: str | None
) -> tuple[str | None, str | None]:
    """The certain days of a tenure that one of its records speaks of, up to its source's own."""
    first, last = days
    if told_until and last:
        last = min(last, told_until, key=last_day)
    attested = row.text("attested_on")
    if attested and first and last and not row.text("end_date"):
        last = min(last, attested, key=last_day)
        first = first if row.text("start_date") else max(first, attested, key=first_day)
    start, end = row.text("start_date"), row.text("end_date")
    if first and start and first_day(start) > first:
        first = last_day(start)
    if last and end and last_day(end) < last:
        last = first_day(end)
    return (first, last) if first and last and first <= last else (None, None)
