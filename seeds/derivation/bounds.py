"""Validity bounds, the evidence that they follow from, and how they are combined."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from schema.periods import Period, day_after, day_before
from seeds.derivation.source_dates import OPEN_END

BEFORE_ALL, AFTER_ALL = "", OPEN_END  # sort before and after every day


class Bounds(NamedTuple):
    """Validity bounds, in the order of `VALIDITY_COLUMNS`."""

    earliest: str
    certain_from: str
    certain_to: str
    latest: str


NEVER = Bounds(AFTER_ALL, AFTER_ALL, BEFORE_ALL, BEFORE_ALL)


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
        needs: When something else holds without which the row does not; None if it needs nothing.
    """

    start: Period | None
    end: Period | None
    held_on: list[Period] = field(default_factory=list)
    ended_before: str | None = None
    not_begun_on: str | None = None
    told_until: str | None = None
    never: bool = False
    needs: list[Bounds] | None = None


def validity_bounds(evidence: Evidence) -> Bounds:
    """The bounds by the evidence. Days outside of start and end are ignored."""
    if evidence.never:
        return NEVER
    earliest = evidence.start[0] if evidence.start else BEFORE_ALL
    latest = evidence.end[1] if evidence.end else AFTER_ALL
    if evidence.ended_before is not None:
        latest = min(latest, day_before(evidence.ended_before))
    if evidence.not_begun_on is not None:
        earliest = max(earliest, day_after(evidence.not_begun_on))
    ends = [p for p in (evidence.start, evidence.end) if p]
    within = [
        (first, last) for first, last in evidence.held_on if last >= earliest and first <= latest
    ]
    certain_from = min((last for _, last in ends + within), default=AFTER_ALL)
    certain_to = max((first for first, _ in ends + within), default=BEFORE_ALL)
    if evidence.told_until is not None:
        certain_to = min(certain_to, evidence.told_until)
    if certain_from > certain_to:
        certain_from, certain_to = AFTER_ALL, BEFORE_ALL
    return Bounds(earliest, certain_from, certain_to, latest)


def while_any(own: Bounds, others: Iterable[Bounds]) -> Bounds:
    """The bounds of what holds only while one of others holds.

    Of several others, the last one with certain days in common decides which days are certain: a
    row's certain days are unbroken.
    """
    shared = [
        Bounds(
            max(own.earliest, other.earliest),
            max(own.certain_from, other.certain_from),
            min(own.certain_to, other.certain_to),
            min(own.latest, other.latest),
        )
        for other in others
    ]
    shared = sorted(bounds for bounds in shared if bounds.earliest <= bounds.latest)
    if not shared:
        return NEVER
    certain = [bounds for bounds in shared if bounds.certain_from <= bounds.certain_to]
    _, certain_from, certain_to, _ = certain[-1] if certain else NEVER
    latest = max(bounds.latest for bounds in shared)
    return Bounds(shared[0].earliest, certain_from, certain_to, latest)


def day_of_all(periods: Iterable[Period | None]) -> Period | None:
    """The days of which one is meant: those that all sources allow, else any that one states.

    A year in which others name days says no more than they do.
    """
    stated = [days for days in periods if days]
    if not stated:
        return None
    first, last = max(days[0] for days in stated), min(days[1] for days in stated)
    if first <= last:
        return first, last
    precise = [
        d for d in stated if not any(d != o and d[0] <= o[0] <= o[1] <= d[1] for o in stated)
    ]
    return min(days[0] for days in precise), max(days[1] for days in precise)
