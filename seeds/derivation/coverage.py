"""Coverage: what each source says about each actor, derived from the rows and what is declared.

An entry claims no more than its source shows:

- Each source partly covers each actor that it has a row about, from the first to the last day on
  which one of these rows holds for certain (of quotes: on which one was said; of figures: the
  years). Dates keep the precision that the rows have.
- `source-coverage` declares the dates and the level of sources whose rows do not show them: what it
  declares comes before what the rows show. Where rows hold for certain on days outside of the
  declared ones, there is an entry of these rows besides: a source covers what it makes certain.
- Emissions: a series has an actor in full from its first to its last year if no year is missing
  and, of a sum, no member.
- Memberships: a list has a group in full on the day that it is of. Before and after it knows only
  those members whose dates it gives.
- Pledges: from the first to the last day on which the source is known to state one, by its source
  records, and these records just so. A record that says since when its pledge stands (a history, an
  announcement) covers the days from then on. A source that states that an actor has no target
  covers the actor as well, and no pledge shows it: that statement is an entry of its own.
- Dialogues: a source partly covers each participant, on the days on which one of its dialogues
  holds for certain.
- What the record says of itself (coverage, releases, changes) has no entries: all of it is here.
- A part of a source's rows about a country, such as those of a role, has an entry of its own where
  something is declared of it.
- `known_by` reads the day by which the source of an entry had stated something of the actor.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from schema import RECORD
from schema.coverage import COVERAGE, CoverageLevel
from schema.periods import first_day, last_day
from schema.validity import STATED_FROM
from seeds.derivation.actors import actor_kinds, set_actor
from seeds.derivation.coverage_entries import Entries, Entry, Subject, certain_days, subject_of
from seeds.derivation.names import flat_texts
from seeds.derivation.source_dates import SourceDates
from seeds.derivation.source_records import PledgeRecord
from seeds.derivation.validity import stated_from
from seeds.loading.values import Record, Row, Value

_NONE = "The source states that there is none."
_BEYOND = "Rows that hold for certain on days outside of what the source covers as a whole."

# Their entries do not follow from source, actor and date of a row alone, or they have none.
_DERIVED_APART = (
    "pledges", "emissions-shares", "indicators", "memberships", "tenures", "offices",
    "source-records", "coverage",
)  # fmt: skip


def coverage(
    record: Record,
    dates: SourceDates,
    of_tenures: Entries,
    of_emissions: Iterable[tuple[Subject, Entry]],
) -> Iterator[Row]:
    """The entries of all resources with their actors.

    Args:
        record: The record, completed.
        dates: The dates of the sources.
        of_tenures: The entries of tenures.
        of_emissions: Those of emissions and indicators.
    """
    declared = [row for row in record["source-coverage"] if not _is_of_a_part(row)]
    names = [n for n, r in RECORD.items() if r.actor and "source_id" in r.fields]
    entries = _entries_of_rows(record, [name for name in names if name not in _DERIVED_APART])
    records = record["pledge-records"]
    of_pledges = _entries_of_pledges(records)
    entries |= of_pledges
    entries |= _entries_of_source_records(record["source-records"], of_pledges)
    entries |= of_tenures
    entries |= {subject._replace(resource="offices"): e for subject, e in of_tenures.items()}
    entries |= _entries_of_dialogues(record["dialogues"])
    every = chain(entries.items(), of_emissions)
    of_groups, of_none = _entries_of_groups(record, dates), _entries_of_none(records).items()
    rows = chain(
        (row for entry in _with_declared(every, declared) for row in _declared_rows(entry)),
        (_row(*entry) for entry in chain(of_groups, of_none)),
        _rows_of_parts(record["source-coverage"], of_tenures),
    )
    kinds = actor_kinds(COVERAGE)
    for row in rows:
        if row.values[STATED_FROM] is None:  # no record says so
            row.values[STATED_FROM] = stated_from(dates.period(row.text("source_id")))
        set_actor(row, kinds)
        yield row


def _entries_of_rows(record: Record, resources: Iterable[str]) -> Entries:
    """The entries of resources whose rows have a source, an actor and a date."""
    entries: Entries = {}
    for resource in resources:
        for row in record[resource]:
            subject = subject_of(resource, row)
            if subject.has_actor:
                entry = entries.setdefault(subject, Entry(row.place))
                entry.extend(*certain_days(row))
    return entries


def _entries_of_dialogues(rows: Iterable[Row]) -> Entries:
    """The entries of dialogues: of each participant."""
    entries: Entries = {}
    for row in rows:
        source = row.text("source_id") or ""
        countries = flat_texts([row.values["participants"]])
        groups = flat_texts([row.values["group_participants"]])
        for subject in (
            *(Subject("dialogues", source, code, None) for code in countries),
            *(Subject("dialogues", source, None, group) for group in groups),
        ):
            entries.setdefault(subject, Entry(row.place)).extend(*certain_days(row))
    return entries


def _entries_of_pledges(records: Iterable[Row]) -> Entries:
    """The entries of pledges: of each source that tells of one, or that there is none."""
    entries: Entries = {}
    for row in records:
        entry = entries.setdefault(subject_of("pledges", row), Entry(row.place))
        entry.add_record(PledgeRecord(row))
    return entries


def _entries_of_source_records(rows: Iterable[Row], of_pledges: Entries) -> Entries:
    """The entries of source records: of pledges, and of tenures that several sources state."""
    name = "source-records"
    entries = {
        subject._replace(resource=name): replace(entry) for subject, entry in of_pledges.items()
    }
    for row in rows:
        if row.values["resource"] == "tenures":
            entry = entries.setdefault(subject_of(name, row), Entry(row.place))
            entry.extend(row.text("first_seen"), row.text("last_seen"))
            entry.extend(row.text("valid_from"), row.text("first_seen"))
    return entries


def _entries_of_none(records: Iterable[Row]) -> Entries:
    """The entries of sources that state that an actor has no target, by its horizon."""
    entries: Entries = {}
    for row in records:
        if PledgeRecord(row).states_none:
            none = Entry(row.place, CoverageLevel.full, note=_NONE, states_none=True, part="none")
            entry = entries.setdefault(subject_of("pledges", row, row.text("horizon")), none)
            entry.add_record(PledgeRecord(row))
    return entries


def _entries_of_groups(record: Record, dates: SourceDates) -> Iterator[tuple[Subject, Entry]]:
    """The entries of memberships: of each group, and of each country among the members."""
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
                members.setdefault(member, Entry(row.place)).extend(*certain_days(row))
    for subject, rows in by_group.items():
        entry = members.pop(subject, Entry(rows[0].place))
        for row in rows:
            entry.extend(*certain_days(row))
        yield subject, replace(entry, note="Members whose dates are known.")
        days = dates.period(subject.source_id)
        if days and len(rows) > 1 and all(_is_certain(row, *days) for row in rows):
            full = Entry(rows[0].place, CoverageLevel.full, *days, "The list of members.")
            yield subject, replace(full, part="list")
    yield from members.items()


def _is_certain(row: Row, first: str, last: str) -> bool:
    certain_from, certain_to = certain_days(row)
    return bool(certain_from and certain_to and certain_from <= last and certain_to >= first)


_DeclaredKey = tuple[Value, Value, Value]  # the resource, the source, the country


def _declared_key(row: Row) -> _DeclaredKey:
    return row.values["resource"], row.values["source_id"], row.values["country_code"]


class _Declared(NamedTuple):
    """An entry with what is declared of it."""

    subject: Subject
    entry: Entry
    declared: list[Row]


def _with_declared(
    entries: Iterable[tuple[Subject, Entry]], declared: Iterable[Row]
) -> Iterator[_Declared]:
    """The entries, each with what is declared of its source, then of its source and country."""
    rows = {_declared_key(row): row for row in declared}
    for subject, entry in entries:
        key = subject.resource, subject.source_id
        own = [(*key, None), *([(*key, subject.country_code)] if subject.country_code else [])]
        yield _Declared(subject, entry, [rows[k] for k in own if k in rows])


def _is_of_a_part(row: Row) -> bool:
    """Whether it declares what a source covers of a part of a country's rows, such as a role."""
    return bool(row.values["country_code"] and row.values["scope"])


def _rows_of_parts(declared: Iterable[Row], of_tenures: Entries) -> Iterator[Row]:
    """The entries of parts: that of the whole, with what is declared of the part."""
    wholes = {(s.source_id, s.country_code): entry for s, entry in of_tenures.items()}
    for row in declared:
        whole = wholes.get((row.text("source_id") or "", row.text("country_code")))
        if _is_of_a_part(row) and whole is not None:
            yield _row(subject_of(row.text("resource") or "", row, row.text("scope")), whole, [row])


_SHOWN = (
    "scope", "level", "covered_from", "covered_to", "completeness", "measured_with_id", "note",
)  # fmt: skip


def _declared_rows(declared: _Declared) -> Iterator[Row]:
    """An entry as declared and, if its rows hold for certain outside of that, an entry of those."""
    subject, entry, _ = declared
    row = _row(*declared)
    yield row
    first, last = row.text("covered_from"), row.text("covered_to")
    if first and last and entry.covered_from and entry.covered_to:
        is_before = first_day(entry.covered_from) < first_day(first)
        if is_before or last_day(entry.covered_to) > last_day(last):
            rows = replace(entry, level=CoverageLevel.partial, note=_BEYOND, part="rows")
            yield Row(row.place, _row(subject, rows).values | {"scope": row.values["scope"]})


def _row(subject: Subject, entry: Entry, declared: Iterable[Row] = ()) -> Row:
    values: dict[str, Value] = {
        "id": _slug(*(part for part in (*subject, entry.part) if part)),
        **subject._asdict(),
        "level": entry.level.value,
        "covered_from": entry.covered_from,
        "covered_to": entry.covered_to,
        "states_none": entry.states_none,
        "completeness": None,
        "measured_with_id": None,
        "note": entry.note,
        STATED_FROM: entry.stated_from,
    }
    place = entry.place
    for row in declared:
        values |= {n: v for n in _SHOWN if (v := row.values[n]) is not None}
        place = row.place
    return Row(place, values)


def _slug(*parts: str) -> str:
    return re.sub("[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")
