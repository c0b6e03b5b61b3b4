"""When what a row says has held, as far as the record can tell: pure functions from rows to days.

A validity is one unbroken stretch of days. Whatever tells of a day on which the row held (its
dates, a source that gives it in the present) narrows it from inside; whatever tells
that it had not begun, or was over, bounds it from outside. Between the two nothing is known.

- A date of reduced precision means some day in it: a post held since 2021 is certain from the end
  of 2021 only, and possible from its beginning.
- Positions: `former: false` means held on the day of the source, `former: true` over before it.
- Memberships: lists are of present members, so that a member belongs on the day of the list. Who
  is on an older list, and not on the one that the group itself is from, had left before that.
- Pledges are in force from `in_force_from`, else from when they were announced, to `in_force_to`,
  else until the pledge that supersedes them, and in any case not on the day of the source that says
  they had ended. The day of every step that tells of it as the row does, in year and figure, and
  the day of its source, is a day on which it stood. A row that says that there is no
  target is never in force.
- Documents: an NDC is in force until the next. Of the last, `active` means in force on the day of
  the list, `archived` over before it.

The day of a source is when it was published, else when it was retrieved; where neither is known,
it is not before the last day that the source tells of.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from schema import RECORD
from schema.documents import DocumentKind, DocumentStatus
from schema.periods import Period, day_before, first_day, period
from schema.pledges import PledgeKind
from schema.resource import VALIDITY_COLUMNS, Validity
from seeds.derivation.pledges import steps_by_pledge
from seeds.loading.values import Record, Row

_BEFORE_ALL, _AFTER_ALL = "", "~"  # sort before and after every day


class Span(NamedTuple):
    """Validity bounds, in the order of `VALIDITY_COLUMNS`."""

    earliest: str
    certain_from: str
    certain_to: str
    latest: str


NEVER = Span(_AFTER_ALL, _AFTER_ALL, _BEFORE_ALL, _BEFORE_ALL)


@dataclass(slots=True)
class Told:
    """What is told of one validity; `ended_before` is a day after its last."""

    start: Period | None
    end: Period | None
    held: list[Period] = field(default_factory=list)
    ended_before: str | None = None
    never: bool = False


def span(told: Told) -> Span:
    """The bounds that follow. What lies outside of start and end is left out of account."""
    if told.never:
        return NEVER
    earliest = told.start[0] if told.start else _BEFORE_ALL
    latest = told.end[1] if told.end else _AFTER_ALL
    if told.ended_before is not None:
        latest = min(latest, day_before(told.ended_before))
    ends = [p for p in (told.start, told.end) if p]
    days = ends + [p for p in told.held if p[1] >= earliest and p[0] <= latest]
    begun_by = min((last for _, last in days), default=_AFTER_ALL)
    lasted_to = max((first for first, _ in days), default=_BEFORE_ALL)
    if begun_by > lasted_to:
        begun_by, lasted_to = _AFTER_ALL, _BEFORE_ALL
    return Span(earliest, begun_by, lasted_to, latest)


class Sources:
    """The day of each source."""

    def __init__(self, record: Record) -> None:
        self._rows = {row.text("id"): row for row in record["sources"]}
        self._told: dict[str | None, str] = defaultdict(str)
        for name, column in (("quotes", "said_on"), ("positions", "attested_on")):
            for row in record[name]:
                if (day := row.text(column)) is not None:
                    source = row.text("source_id")
                    self._told[source] = max(self._told[source], first_day(day))

    def day(self, source: str | None) -> Period | None:
        """When a source told what it tells; open where that is only known from one side."""
        row, told_of = self._rows.get(source), self._told[source]
        if row is None:
            return None
        if dated := row.text("published") or row.text("retrieved"):
            first, last = period(dated)
            return (max(first, told_of), last) if told_of <= last else (first, last)
        return (told_of, _AFTER_ALL) if told_of else None


def set_validity(record: Record) -> None:
    """Set the validity bounds of every row of a resource that has a validity, in place."""
    sources = Sources(record)
    for name, resource in RECORD.items():
        if resource.validity is None:
            continue
        more = _MORE[name](record, sources) if name in _MORE else None
        for row in record[name]:
            told = _told(row, resource.validity)
            if more is not None:
                more(row, told)
            row.values |= zip(VALIDITY_COLUMNS, span(told), strict=True)


def _told(row: Row, validity: Validity) -> Told:
    """What the row's own columns tell."""
    held = [period(day) for column in validity.held if (day := row.text(column))]
    return Told(_first(row, validity.start), _first(row, validity.end), held)


def _first(row: Row, columns: Iterable[str]) -> Period | None:
    return next((period(text) for column in columns if (text := row.text(column))), None)


More = Callable[[Row, Told], None]


def _of_positions(_: Record, sources: Sources) -> More:
    def more(row: Row, told: Told) -> None:
        day, former = sources.day(row.text("source_id")), row.values["former"]
        if day is not None and former is False:
            told.held.append(day)
        elif day is not None and former is True and day[1] != _AFTER_ALL:
            told.ended_before = day[1]

    return more


def _of_memberships(record: Record, sources: Sources) -> More:
    lists = {row.text("id"): row.text("source_id") for row in record["groups"]}

    def more(row: Row, told: Told) -> None:
        day = sources.day(row.text("source_id"))
        if day is None:
            return
        told.held.append(day)
        newest = sources.day(lists.get(row.text("group_id")))
        if newest is not None and day[1] < newest[0] and told.end is None:
            told.ended_before = newest[1]

    return more


def _of_pledges(record: Record, sources: Sources) -> More:
    steps = steps_by_pledge(record)
    pledges = {row.text("id"): row for row in record["pledges"]}
    replaced = {row.text("supersedes_id"): row for row in record["pledges"]}
    validity = RECORD["pledges"].validity
    assert validity is not None

    def more(row: Row, told: Told) -> None:
        told.never = row.values["kind"] == PledgeKind.no_target
        own = [step for step in steps[row.values["id"]] if _tells_of(step, row)]
        told.held += [period(day) for step in own if (day := step.text("date"))]
        days = (sources.day(telling.text("source_id")) for telling in (row, *own))
        told.held += [day for day in days if day is not None]
        ended_by = row.text("ended_by")
        told.ended_before = period(ended_by)[1] if ended_by else None
        successor = pledges.get(row.text("superseded_by_id")) or replaced.get(row.text("id"))
        following = _first(successor, validity.start) if successor else None
        if told.end is None and following is not None:
            told.end = day_before(following[0]), day_before(following[1])

    return more


def _tells_of(step: Row, pledge: Row) -> bool:
    """Whether a step tells of what the pledge's row says: not of none, or of another figure."""
    for column in ("target_year", "value"):
        told, said = step.values[column], pledge.values[column]
        if told is not None and said is not None and told != said:
            return False
    return step.values["kind"] != PledgeKind.no_target


def _of_documents(_: Record, sources: Sources) -> More:
    def more(row: Row, told: Told) -> None:
        told.never = row.values["kind"] != DocumentKind.ndc
        day = sources.day(row.text("source_id"))
        if day is None or told.end is not None:
            return
        if row.values["status"] == DocumentStatus.active:
            told.held.append(day)
        elif day[1] != _AFTER_ALL:
            told.ended_before = day[1]

    return more


_MORE: dict[str, Callable[[Record, Sources], More]] = {
    "positions": _of_positions,
    "memberships": _of_memberships,
    "pledges": _of_pledges,
    "documents": _of_documents,
}
