"""Coverage: what each source says about each actor, derived from the rows and what is declared.

An entry claims no more than its source shows:

- Each source partly covers each actor that it has a row about, from the first to the last day on
  which one of these rows holds for certain (of quotes: on which one was said; of figures: the
  years). Dates keep the precision that the rows have.
- `source-coverage` declares the dates and the level of sources whose rows do not show them: what it
  declares comes before what the rows show.
- Emissions: a series has an actor in full from its first to its last year if no year is missing
  and, of a sum, no member.
- Memberships: a list has a group in full on the day that it is of. Before and after it knows only
  those members whose dates it gives.
- Pledges: from the first to the last day on which the source is known to state one, by its source
  records, and these records just so. A source that states that an actor has no target covers the
  actor as well, and no pledge shows it. `_stated_none` has these statements.
- Dialogues: a source partly covers each participant, without dates: no list of dialogues is of a
  date.
- What the record says of itself (coverage, releases, changes) has no entries: all of it is here.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from schema import RECORD
from schema.coverage import CoverageLevel
from schema.emissions import Basis
from schema.periods import first_day, last_day
from schema.pledges import PledgeKind
from schema.resource import CERTAIN_FROM, CERTAIN_TO
from seeds.derivation.names import flat_texts
from seeds.derivation.source_dates import SourceDates
from seeds.loading.files import Place
from seeds.loading.values import Record, Row, Value


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
    part: str = ""  # tells entries of one subject apart, in their ids

    def extend(self, first: str | None, last: str | None) -> None:
        """Widen the period."""
        if first and last:
            self.covered_from = min(self.covered_from or first, first, key=first_day)
            self.covered_to = max(self.covered_to or last, last, key=last_day)


Entries = dict[Subject, Entry]

# Their entries do not follow from source, actor and date of a row alone, or they have none.
_DERIVED_APART = ("pledges", "emissions-shares", "memberships", "source-records", "coverage")


def coverage(record: Record) -> list[Row]:
    """The entries of all resources, by id."""
    declared = record["source-coverage"]
    names = [n for n, r in RECORD.items() if r.actor and "source_id" in r.fields]
    entries = _entries_of_rows(record, [name for name in names if name not in _DERIVED_APART])
    of_pledges = _entries_of_pledges(record)
    entries |= of_pledges
    entries |= {subject._replace(resource="source-records"): e for subject, e in of_pledges.items()}
    entries |= _entries_of_dialogues(record["dialogues"])
    entries |= _entries_of_emissions(record["emissions-shares"])
    rows = [_row(*entry) for entry in _with_declared(entries, declared)]
    rows += [_row(*entry) for entry in _entries_of_groups(record)]
    rows += [_none_row(none) for none in _stated_none(record)]
    return sorted(rows, key=lambda row: str(row.values["id"]))


def _subject(resource: str, row: Row, scope: str | None = None) -> Subject:
    source = row.text("source_id") or ""
    actor = row.text("country_code"), row.text("group_id")
    return Subject(resource, source, *actor, scope, row.text("aggregate_id"))


def _entries_of_rows(record: Record, resources: Iterable[str]) -> Entries:
    """The entries of resources whose rows have a source, an actor and a date."""
    entries: Entries = {}
    for resource in resources:
        for row in record[resource]:
            subject = _subject(resource, row)
            if subject.has_actor:
                entry = entries.setdefault(subject, Entry(row.place))
                entry.extend(*_certain_days(row))
    return entries


def _entries_of_dialogues(rows: Iterable[Row]) -> Entries:
    """The entries of dialogues: of each participant."""
    return {
        Subject("dialogues", row.text("source_id") or "", code, None): Entry(row.place)
        for row in rows
        for code in flat_texts([row.values["participants"]])
    }


def _certain_days(row: Row) -> tuple[str | None, str | None]:
    """The first and last day on which the row holds for certain, or the date that it is of."""
    if said_on := row.text("said_on"):
        return said_on, said_on
    if isinstance(year := row.values.get("year"), int):
        return str(year), str(year)
    first, last = row.text(CERTAIN_FROM), row.text(CERTAIN_TO)
    return (first, last) if first and last and first <= last else (None, None)


class _PledgeStatement(NamedTuple):
    """What one source says of one target: of whom, on which days, and whether there is one."""

    subject: Subject
    place: Place
    first: str | None
    last: str | None
    is_none: bool


def _pledge_statements(record: Record) -> Iterator[_PledgeStatement]:
    """The statements of all sources about targets, with the horizon as scope."""
    for row in record["pledge-records"]:
        yield _PledgeStatement(
            _subject("pledges", row, row.text("horizon")),
            row.place,
            row.text("first_seen"),
            row.text("last_seen"),
            row.values["kind"] == PledgeKind.no_target,
        )


def _entries_of_pledges(record: Record) -> Entries:
    """The entries of pledges: of each source that tells of one, on the dates that it gives."""
    entries: Entries = {}
    for statement in _pledge_statements(record):
        subject = statement.subject._replace(scope=None)
        entry = entries.setdefault(subject, Entry(statement.place))
        entry.extend(statement.first, statement.last)
    return entries


def _stated_none(record: Record) -> Iterator[_PledgeStatement]:
    """The statements of sources that a country or group has no target, one for each horizon."""
    seen: set[Subject] = set()
    for statement in _pledge_statements(record):
        if statement.is_none and statement.subject not in seen:
            seen.add(statement.subject)
            yield statement


def _entries_of_emissions(rows: Iterable[Row]) -> Entries:
    """The entries of emissions, by series: in full where no year and no member is missing."""
    years: dict[Subject, list[int]] = defaultdict(list)
    entries: Entries = {}
    for row in rows:
        values = row.values
        year, gas = values["year"], values["gas"]
        series = row.text("series_id") or (f"{gas}-{values['accounting']}" if gas else None)
        scope = series and series.replace("_", "-")
        subject = _subject("emissions-shares", row, scope=scope)
        entry = entries.get(subject)
        if entry is None:
            measured = values["basis"] in (Basis.measured, Basis.summed)
            level = CoverageLevel.full if measured else CoverageLevel.partial
            entry = entries[subject] = Entry(row.place, level)
        if values["members_without_data"]:
            entry.level = CoverageLevel.partial
        if isinstance(year, int):
            years[subject].append(year)
    for subject, listed in years.items():
        entry = entries[subject]
        entry.extend(str(min(listed)), str(max(listed)))
        if len(set(listed)) <= max(listed) - min(listed):
            entry.level = CoverageLevel.partial
    return entries


def _entries_of_groups(record: Record) -> Iterator[tuple[Subject, Entry]]:
    """The entries of memberships: of each group, and of each country among the members."""
    dates = SourceDates(record)
    by_group: dict[Subject, list[Row]] = defaultdict(list)
    members: Entries = {}
    for row in record["memberships"]:
        source, group = row.text("source_id") or "", row.text("group_id")
        by_group[Subject("memberships", source, None, group)].append(row)
        for member in (
            Subject("memberships", source, row.text("country_code"), None),
            Subject("memberships", source, None, row.text("member_group_id")),
        ):
            if member.country_code or member.group_id:
                members.setdefault(member, Entry(row.place)).extend(*_certain_days(row))
    for subject, rows in by_group.items():
        entry = members.pop(subject, Entry(rows[0].place))
        for row in rows:
            entry.extend(*_certain_days(row))
        yield subject, replace(entry, note="Members whose dates are known.")
        days = dates.period(subject.source_id)
        if days and len(rows) > 1 and all(_is_certain(row, *days) for row in rows):
            full = Entry(rows[0].place, CoverageLevel.full, *days, "The list of members.")
            yield subject, replace(full, part="list")
    yield from members.items()


def _is_certain(row: Row, first: str, last: str) -> bool:
    certain_from, certain_to = _certain_days(row)
    return bool(certain_from and certain_to and certain_from <= last and certain_to >= first)


_DeclaredKey = tuple[Value, Value, Value]  # the resource, the source, the country


def _declared_key(row: Row) -> _DeclaredKey:
    return row.values["resource"], row.values["source_id"], row.values["country_code"]


class _Declared(NamedTuple):
    """An entry with what is declared of it."""

    subject: Subject
    entry: Entry
    declared: list[Row]


def _with_declared(entries: Entries, declared: Iterable[Row]) -> Iterator[_Declared]:
    """The entries, each with what is declared of its source, then of its source and country."""
    rows = {_declared_key(row): row for row in declared}
    for subject, entry in entries.items():
        key = subject.resource, subject.source_id
        own = [(*key, None), *([(*key, subject.country_code)] if subject.country_code else [])]
        yield _Declared(subject, entry, [rows[k] for k in own if k in rows])


_SHOWN = (
    "scope",
    "level",
    "covered_from",
    "covered_to",
    "completeness",
    "measured_with_id",
    "note",
)


def _row(subject: Subject, entry: Entry, declared: Iterable[Row] = ()) -> Row:
    values: dict[str, Value] = {
        "id": _slug(*(part for part in (*subject, entry.part) if part)),
        **subject._asdict(),
        "level": entry.level.value,
        "covered_from": entry.covered_from,
        "covered_to": entry.covered_to,
        "states_none": False,
        "completeness": None,
        "measured_with_id": None,
        "note": entry.note,
    }
    for row in declared:
        values |= {n: v for n in _SHOWN if (v := row.values[n]) is not None}
    return Row(entry.place, values)


_NONE = "The source states that there is none."


def _none_row(none: _PledgeStatement) -> Row:
    entry = Entry(none.place, CoverageLevel.full, none.first, none.last, _NONE, part="none")
    row = _row(none.subject, entry)
    row.values["states_none"] = True
    return row


def _slug(*parts: str) -> str:
    return re.sub("[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")
