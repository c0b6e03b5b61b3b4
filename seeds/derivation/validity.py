"""Validity bounds: the days on which a row holds possibly, and those on which it holds certainly.

The validity of a row is one unbroken period; of a pledge, sources may disagree about days in it
(`disputed_days`). Evidence that it held on a day (its own dates, a
source in the present tense) extends the certain part. Evidence that it had not begun or had ended
limits the possible part. Between the two the record makes no claim.

- A source tells of the days up to its own. A later date in it, such as the scheduled end of a term,
  is a plan: it limits the possible part and makes no day certain.
- A date of reduced precision is some day in it. A position held since 2021 is possible from the
  first day of 2021 and certain from the last.
- Positions: `former: false` holds on the date of the source; `former: true` had ended before it.
  Where the dates of a position contradict each other in its source, one of them is wrong and nobody
  knows which: neither is evidence. An end that only another source states is evidence
  (`ended_posts`).
- Memberships: a list that is of a date has the members of that date. A member had left before the
  date of a later list without it (`ended_by`). When a list was read or committed proves nothing.
- Pledges: see `seeds.derivation.pledges`.
- Documents: an NDC is in force until the next one. The last one is in force on the date of the
  list if it is `active`; if it is `archived`, it had ended before.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from schema import RECORD
from schema.documents import DocumentKind, DocumentStatus
from schema.import_notes import ImportReason
from schema.periods import Period, day_after, day_before, period
from schema.validity import LAST_DAY, STATED_FROM, VALIDITY_COLUMNS, Validity
from seeds.derivation.ended_posts import ends_elsewhere, last_days_of_past_posts
from seeds.derivation.names import flat_texts
from seeds.derivation.source_dates import OPEN_END, SourceDates
from seeds.loading.values import Record, Row, Value

_BEFORE_ALL, _AFTER_ALL = "", OPEN_END  # sort before and after every day


class Bounds(NamedTuple):
    """Validity bounds, in the order of `VALIDITY_COLUMNS`."""

    earliest: str
    certain_from: str
    certain_to: str
    latest: str


NEVER = Bounds(_AFTER_ALL, _AFTER_ALL, _BEFORE_ALL, _BEFORE_ALL)


@dataclass(slots=True)
class Evidence:
    """What the record says about the validity of one row.

    Attributes:
        start: The first day.
        end: The last day.
        held_on: Days on which the row held.
        ended_before: A day on which the row had ended.
        not_begun_on: A day on which the row had not begun.
        told_until: The last day that the sources can tell of; later dates are plans.
        never: The row does not hold on any day.
    """

    start: Period | None
    end: Period | None
    held_on: list[Period] = field(default_factory=list)
    ended_before: str | None = None
    not_begun_on: str | None = None
    told_until: str | None = None
    never: bool = False


def validity_bounds(evidence: Evidence) -> Bounds:
    """The bounds by the evidence. Days outside of start and end are ignored."""
    if evidence.never:
        return NEVER
    earliest = evidence.start[0] if evidence.start else _BEFORE_ALL
    latest = evidence.end[1] if evidence.end else _AFTER_ALL
    if evidence.ended_before is not None:
        latest = min(latest, day_before(evidence.ended_before))
    if evidence.not_begun_on is not None:
        earliest = max(earliest, day_after(evidence.not_begun_on))
    ends = [p for p in (evidence.start, evidence.end) if p]
    within = [
        (first, last) for first, last in evidence.held_on if last >= earliest and first <= latest
    ]
    certain_from = min((last for _, last in ends + within), default=_AFTER_ALL)
    certain_to = max((first for first, _ in ends + within), default=_BEFORE_ALL)
    if evidence.told_until is not None:
        certain_to = min(certain_to, evidence.told_until)
    if certain_from > certain_to:
        certain_from, certain_to = _AFTER_ALL, _BEFORE_ALL
    return Bounds(earliest, certain_from, certain_to, latest)


def set_validity(record: Record) -> None:
    """Set the validity bounds of all rows of resources that declare a validity, in place."""
    dates = SourceDates(record)
    for name, resource in RECORD.items():
        if resource.validity is None or resource.is_versioned:
            continue
        complete = _COMPLETIONS[name](record, dates) if name in _COMPLETIONS else None
        for row in record[name]:
            evidence = _own_evidence(row, resource.validity)
            evidence.told_until = _told_until(row, dates)
            if complete is not None:
                complete(row, evidence)
            row.values |= validity_columns(validity_bounds(evidence))
            if resource.has_stated_day:
                row.values[STATED_FROM] = stated_from(dates.period(row.text("source_id")))


def _told_until(row: Row, dates: SourceDates) -> str | None:
    """The last day that any of a row's sources can tell of; None if one of them has no day."""
    sources = flat_texts([row.values.get("rests_on") or row.values["source_id"]])
    days = [dates.told_until(source) for source in sources]
    return None if None in days else max((day for day in days if day), default=None)


def stated_from(dated: Period | None) -> str:
    """The day by which a source had stated its rows: the last of the days it may be from.

    A source that is only known to be no older than a day counts from that day.
    """
    if dated is None:
        return LAST_DAY
    return dated[0] if dated[1] == OPEN_END else dated[1]


def validity_columns(bounds: Bounds) -> dict[str, Value]:
    """The columns of a row's validity: the hidden bounds, and the certain days that it shows."""
    return shown_days(bounds) | dict(zip(VALIDITY_COLUMNS, bounds, strict=True))


def shown_days(bounds: Bounds) -> dict[str, Value]:
    """The certain days that a row shows; null if there are none."""
    is_certain = bounds.certain_from <= bounds.certain_to
    return {
        "certain_from": bounds.certain_from if is_certain else None,
        "certain_until": bounds.certain_to if is_certain else None,
    }


def _own_evidence(row: Row, validity: Validity) -> Evidence:
    """The evidence in the row's own date columns."""
    held_on = [period(day) for column in validity.held if (day := row.text(column))]
    start, end = (first_date(row.values, columns) for columns in (validity.start, validity.end))
    return Evidence(start, end, held_on)


def first_date(cells: Mapping[str, Value], columns: Iterable[str]) -> Period | None:
    """The period of the first of the columns that has a date."""
    texts = (text for column in columns if isinstance(text := cells[column], str))
    return next(map(period, texts), None)


Completion = Callable[[Row, Evidence], None]  # adds what other rows say about a row


def _position_completion(record: Record, dates: SourceDates) -> Completion:
    contradicted = {
        note.values["row_id"]
        for note in record["import-notes"]
        if (note.values["resource"], note.values["reason"])
        == ("positions", ImportReason.contradiction)
    }
    ends = ends_elsewhere(record, dates)
    past = last_days_of_past_posts(record, dates)

    def complete(row: Row, evidence: Evidence) -> None:
        if row.values["id"] in contradicted:
            evidence.start = evidence.end = None
        elif evidence.end is None:
            evidence.end = ends.get(row.text("id") or "")
            if evidence.end and evidence.told_until:
                evidence.told_until = max(evidence.told_until, evidence.end[0])
        dated, former = dates.period(row.text("source_id")), row.values["former"]
        if dated is not None and former is False:
            evidence.held_on.append(dated)
        elif dated is not None and former is True and dated[1] != OPEN_END:
            evidence.ended_before = dated[1]
        elif last := past.get(row.text("id") or ""):
            evidence.ended_before = day_after(last)

    return complete


def _membership_completion(_: Record, __: SourceDates) -> Completion:
    def complete(row: Row, evidence: Evidence) -> None:
        if ended_by := row.text("ended_by"):
            evidence.ended_before = period(ended_by)[1]

    return complete


def _document_completion(_: Record, dates: SourceDates) -> Completion:
    def complete(row: Row, evidence: Evidence) -> None:
        evidence.never = row.values["kind"] != DocumentKind.ndc
        listed = dates.period(row.text("source_id"))
        if listed is None or evidence.end is not None:
            return
        if row.values["status"] == DocumentStatus.active:
            evidence.held_on.append(listed)
        elif listed[1] != OPEN_END:
            evidence.ended_before = listed[1]

    return complete


_COMPLETIONS: dict[str, Callable[[Record, SourceDates], Completion]] = {
    "positions": _position_completion,
    "memberships": _membership_completion,
    "documents": _document_completion,
}
