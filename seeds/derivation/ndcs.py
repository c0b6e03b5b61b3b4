"""NDCs: which files are one submission, which is the latest, and when each is in force.

- An NDC is in force from its submission, or from the day on which the Paris Agreement enters into
  force for its party. A later NDC does not end it by itself: a target for 2035 stands beside that
  for 2030.
- One that the registry lists as active is in force on the day of the list, and no longer than to
  the end of its period, if its title names that.
- One that it lists as archived was in force until the party submitted another. If that is an update
  of the same NDC, which shows by the registry's number, it ended on the day before. If it is an NDC
  of another round, which has no number, or if there is none, it had ended by the day of the list.
- It is in force only while its party is a party to the Paris Agreement; while that is not known,
  this is not known either.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from schema.documents import DocumentKind, DocumentStatus
from schema.periods import Period, day_after, day_before, is_day, period
from schema.treaty_statuses import TreatyStatusKind
from schema.validity import VALIDITY_COLUMNS
from seeds.derivation.bounds import AFTER_ALL, BEFORE_ALL, Bounds, Evidence
from seeds.derivation.source_dates import OPEN_END
from seeds.derivation.treaty_statuses import NDC_TREATY
from seeds.loading.values import Record, Row, Value

_PERIOD_TO = re.compile(r"(?<!\d)20(?:30|35|40)(?!\d)", re.ASCII)
_NO_STATUS = "No source at hand says whether its party is a party to the Paris Agreement."
_ARCHIVED = "The registry lists it as archived; no source at hand says since when."
_NEVER_PARTY = "No source at hand shows that its party is a party to the Paris Agreement."


def complete_documents(record: Record) -> None:
    """Set what is computed of each document, in place: submission, latest, period, in force.

    Each list of the registry is read by itself.
    """
    by_party: dict[tuple[Value, Value], list[Row]] = defaultdict(list)
    for row in record["documents"]:
        by_party[row.party, row.values["source_id"]].append(row)
    statuses = _statuses_by_party(record)
    for (party, _), rows in by_party.items():
        submissions = _Submissions.of(rows)
        for row in rows:
            submissions.complete(row)
            if _is_ndc(row) and _day(row):
                row.values |= _start(_day(row), statuses[party]) | _end(row, submissions)
                row.values["period_to"] = _period_to(row)


def _is_ndc(row: Row) -> bool:
    return row.values["kind"] == DocumentKind.ndc


def _day(row: Row) -> str:
    """The day of submission; empty if it is not known to the day."""
    day = row.text("submitted_on") or ""
    return day if is_day(day) else ""


class _Submissions(NamedTuple):
    """The submissions of one party.

    Attributes:
        days: The days of its NDCs.
        versions: The numbers that the registry gives the NDCs of each day.
    """

    days: list[str]
    versions: dict[str, set[str]]

    @classmethod
    def of(cls, rows: list[Row]) -> "_Submissions":
        """The submissions of one party's documents."""
        versions: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            if _is_ndc(row) and _day(row):
                versions[_day(row)].add(row.text("version") or "")
        return cls(sorted(versions), versions)

    def next_day(self, day: str) -> str | None:
        """The day of the next submission after a day."""
        later = bisect_right(self.days, day)
        return self.days[later] if later < len(self.days) else None

    def complete(self, row: Row) -> None:
        """Set the submission of a document, and whether it is the latest."""
        day = _day(row) or self._only_day(row.text("version") or "")
        if not day:
            return
        row.values["submission_id"] = f"{str(row.party).lower()}-{day}"
        row.values["latest"] = day >= self.days[-1] if self.days else None
        row.values["next_submitted_on"] = self.next_day(day)

    def _only_day(self, version: str) -> str:
        """The day of the only submission of a version; empty if there is none or more than one."""
        days = [day for day, versions in self.versions.items() if version in versions]
        return days[0] if len(days) == 1 else ""


_Cells = dict[str, Value]


def _start(day: str, statuses: list[Row]) -> _Cells:
    """The day from which an NDC is in force, or why it is not known."""
    for status in statuses:
        ended = status.text("end_date") or status.text("ended_by") or OPEN_END
        if status.values["status"] == TreatyStatusKind.party and ended >= day:
            start = status.text("start_date")
            note = status.text("start_note") if start is None else None
            return {"in_force_from": start and max(day, start), "in_force_from_note": note}
    return {"in_force_from_note": _NEVER_PARTY if statuses else _NO_STATUS}


def _end(row: Row, submissions: _Submissions) -> _Cells:
    """The last day of an archived NDC in force, or why it is not known."""
    if row.values["status"] != DocumentStatus.archived:
        return {}
    following = submissions.next_day(_day(row))
    if following and (all(submissions.versions[following]) or row.values["version"] is None):
        return {"in_force_to": day_before(following)}
    return {"in_force_to_note": _ARCHIVED}


def _period_to(row: Row) -> int | None:
    years = [int(year) for year in _PERIOD_TO.findall(row.text("title") or "")]
    return max(years, default=None)


def add_ndc_evidence(row: Row, evidence: Evidence, listed: Period | None) -> None:
    """Add what the registry's list says about the validity of a document.

    Args:
        row: The document.
        evidence: What its own columns say.
        listed: The days that the list may be of.
    """
    evidence.never = not _is_ndc(row)
    evidence.start = period(_day(row)) if _day(row) else None
    is_active = row.values["status"] == DocumentStatus.active
    if listed is not None and is_active:
        evidence.held_on.append(listed)
    if is_active and (year := row.values["period_to"]):
        evidence.end = period(f"{year}-12-31")
    if not is_active and evidence.end is None:
        if following := row.text("next_submitted_on"):
            evidence.held_on.append(period(day_before(following)))
        if listed is not None and listed[1] != OPEN_END:
            evidence.ended_before = listed[1]


def party_bounds(record: Record) -> Callable[[Value], list[Bounds]]:
    """When each party is a party to the Paris Agreement, by its key.

    A signatory may have become one after the last day on which it is known not to be. Of who has no
    status at all it is not known on any day.
    """
    statuses = _statuses_by_party(record)

    def find(party: Value) -> list[Bounds]:
        matching = [
            _bounds(s) for s in statuses[party] if s.values["status"] == TreatyStatusKind.party
        ]
        if matching:
            return matching
        others = [_bounds(status).certain_to for status in statuses[party]]
        known_until = max(others, default=BEFORE_ALL)
        earliest = day_after(known_until) if known_until else BEFORE_ALL
        return [Bounds(earliest, AFTER_ALL, BEFORE_ALL, AFTER_ALL)]

    return find


def _statuses_by_party(record: Record) -> dict[Value, list[Row]]:
    """The statuses in the Paris Agreement by party, earliest first."""
    by_party: dict[Value, list[Row]] = defaultdict(list)
    for row in record["treaty-statuses"]:
        if row.values["treaty_id"] == NDC_TREATY:
            by_party[row.party].append(row)
    for rows in by_party.values():
        rows.sort(key=lambda row: row.text("start_date") or row.text("began_after") or "")
    return by_party


def _bounds(status: Row) -> Bounds:
    return Bounds(*(str(status.values[column]) for column in VALIDITY_COLUMNS))
