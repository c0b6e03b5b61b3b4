"""Validity bounds: the days on which a row holds possibly, and those on which it holds certainly.

The validity of a row is one unbroken period; of a pledge, sources may disagree about days in it
(`disputed_days`). Evidence that it held on a day (its own dates, a
source in the present tense) extends the certain part. Evidence that it had not begun or had ended
limits the possible part. Between the two the record makes no claim.

- A source tells of the days up to its own. A later date in it, such as the scheduled end of a term,
  is a plan: it limits the possible part and makes no day certain.
- A date of reduced precision is some day in it. A tenure since 2021 is possible from the
  first day of 2021 and certain from the last.
- Tenures: `former: false` holds on the date of the source; `former: true` had ended before it.
  Where the dates of a tenure contradict each other in its source, one of them is wrong and nobody
  knows which: neither is evidence. An end that only another source states is evidence
  (`ended_posts`). See `seeds.derivation.tenures`.
- Memberships: a list that is of a date has the members of that date. A member had left before the
  date of a later list without it (`ended_by`). When a list was read or committed proves nothing.
- Treaty statuses: see `seeds.derivation.treaty_statuses`.
- Pledges: see `seeds.derivation.pledges`.
- Documents: see `seeds.derivation.ndcs`.
"""

from collections.abc import Callable, Iterable, Mapping

from schema import RECORD
from schema.periods import Period, period
from schema.validity import LAST_DAY, OWN_COLUMNS, STATED_FROM, VALIDITY_COLUMNS, Validity
from seeds.derivation.bounds import Bounds, Evidence, validity_bounds, while_any
from seeds.derivation.names import flat_texts
from seeds.derivation.ndcs import add_ndc_evidence, party_bounds
from seeds.derivation.source_dates import OPEN_END, SourceDates
from seeds.loading.values import Record, Row, Value


def set_validity(record: Record, dates: SourceDates) -> None:
    """Set the validity bounds of all rows of resources that declare a validity, in place."""
    for name, resource in RECORD.items():
        if resource.validity is None or resource.is_versioned:
            continue
        complete = _COMPLETIONS[name](record, dates) if name in _COMPLETIONS else None
        for row in record[name]:
            evidence = _own_evidence(row, resource.validity)
            evidence.told_until = _told_until(row, dates)
            if complete is not None:
                complete(row, evidence)
            own = bounds = validity_bounds(evidence)
            if evidence.needs is not None:
                bounds = while_any(own, evidence.needs)
            row.values |= validity_columns(bounds)
            if resource.validity.needs is not None:
                row.values |= dict(zip(OWN_COLUMNS, own[1:3], strict=True))
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


def _membership_completion(_: Record, __: SourceDates) -> Completion:
    def complete(row: Row, evidence: Evidence) -> None:
        if ended_by := row.text("ended_by"):
            evidence.ended_before = period(ended_by)[1]

    return complete


def _status_completion(_: Record, __: SourceDates) -> Completion:
    def complete(row: Row, evidence: Evidence) -> None:
        evidence.ended_before = row.text("ended_by")
        evidence.not_begun_on = row.text("began_after")

    return complete


def _document_completion(record: Record, dates: SourceDates) -> Completion:
    parties = party_bounds(record)

    def complete(row: Row, evidence: Evidence) -> None:
        add_ndc_evidence(row, evidence, dates.period(row.text("source_id")))
        evidence.needs = parties(row.party)

    return complete


_COMPLETIONS: dict[str, Callable[[Record, SourceDates], Completion]] = {
    "memberships": _membership_completion,
    "treaty-statuses": _status_completion,
    "documents": _document_completion,
}
