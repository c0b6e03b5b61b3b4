"""Tenures, merged from the tenure records of all sources, with a version for each change.

Each cell is taken from the latest source that states it; of a date, from the latest source that
states it with the most precision. Where sources differ about a first or a last day, the tenure
holds for certain on the days of which no source says that it had not begun or had ended.

A version is the row by what had been stated by a day (`known_from` to `known_to`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from schema.import_notes import ImportReason
from schema.offices import TENURES
from schema.periods import Period, day_before, period
from schema.validity import FIRST_DAY, LAST_DAY, VALIDITY_COLUMNS, VERSION_COLUMNS
from seeds.derivation.attestations import doubted_attestations, possible_pairs
from seeds.derivation.bounds import Bounds, Evidence, day_of_all, validity_bounds
from seeds.derivation.ended_posts import ends_elsewhere
from seeds.derivation.intervals import merged_neighbours
from seeds.derivation.known_days import by_day, grouped
from seeds.derivation.office_titles import Posts, names_by_country
from seeds.derivation.origins import origin_rank
from seeds.derivation.source_dates import OPEN_END, SourceDates
from seeds.derivation.stored import stored_values
from seeds.derivation.tenure_matching import tenures
from seeds.derivation.validity import stated_from, validity_columns
from seeds.loading.values import Record, Row, Value

FOLDER = "tenure-records"

# The cells that tenure records state.
STATED = (
    "title", "organization", "start_date", "end_date", "attested_on", "occasion", "former",
    "begun_after", "locator",
)  # fmt: skip
_ACTORS = ("official_id", "country_code", "group_id")
_COLUMNS = (
    *STATED, *_ACTORS, "id", "division", "source_id", "former_ids", "certain_from", "certain_until",
    *VALIDITY_COLUMNS,
)  # fmt: skip
# The values of `_COLUMNS`: there are many versions, and a tuple takes a quarter of a dictionary.
_Values = tuple[Value, ...]
_OF_UNDATED = ("former", "begun_after")  # say nothing more where the tenure has dates


class _Cell(NamedTuple):
    """A cell, and the record that states it."""

    value: Value
    row: Row


@dataclass(frozen=True)
class _Context:
    """What is known of all records of a party."""

    dates: SourceDates
    stated: dict[Value, str]  # by source: the day by which it had stated its records
    contradicted: frozenset[Value]  # ids of records whose dates contradict each other
    ends: dict[str, dict[str, Period]]  # by the day of what is known: ends that others state
    # By the same: what attestations show that others speak against.
    doubted: dict[str, dict[Value, Period | None]]

    def stated_from(self, row: Row) -> str:
        return self.stated[row.values["source_id"]]


@dataclass
class Tenure:
    """The records of one tenure."""

    records: list[Row]
    context: _Context

    @cached_property
    def id(self) -> str:
        """The id of the record that came first into the facts: files by hand, then by origin."""
        return self.records[0].text("id") or ""

    @property
    def is_merged(self) -> bool:
        """Whether several records state it."""
        return len(self.records) > 1

    def row(self) -> Row:
        """The row by what is known today, without its office."""
        return Row(self.records[0].place, _named(self.versions[-1][1]))

    def cells(self, known_by: str) -> dict[str, _Cell]:
        """The cells that records state, by what had been stated by a day."""
        return self._cells(self._known(known_by))

    def _cells(self, known: list[Row]) -> dict[str, _Cell]:
        if len(known) == 1:  # as nearly all tenures have: any way is right, and this one is short
            row, values = known[0], known[0].values
            cells = {n: _Cell(values[n], row) for n in STATED if values[n] is not None}
        else:
            cells = {n: cell for n in STATED if (cell := self._cell(n, known)) is not None}
        has_dates = "start_date" in cells or "end_date" in cells
        return {n: c for n, c in cells.items() if not (has_dates and n in _OF_UNDATED)}

    def _cell(self, name: str, rows: list[Row]) -> _Cell | None:
        if name in ("start_date", "end_date"):
            rows = self._of_date(name, rows)
        stated = [_Cell(row.values[name], row) for row in rows if row.values[name] is not None]
        if not stated or name not in ("start_date", "end_date"):
            return stated[0] if stated else None
        first = stated[0]
        precise = [c for c in stated if str(c.value).startswith(str(first.value))]
        return max(precise, key=lambda cell: len(str(cell.value)))

    def _of_date(self, name: str, rows: list[Row]) -> list[Row]:
        """Of the terms that one source lists, the first of them has the start, the last the end."""
        if len(rows) < 2:
            return rows
        chosen: dict[Value, Row] = {}
        for row in rows:
            other = chosen.setdefault(row.values["source_id"], row)
            start, other_start = (r.text("start_date") or "" for r in (row, other))
            if (start < other_start) == (name == "start_date") and start != other_start:
                chosen[row.values["source_id"]] = row
        return list(chosen.values())

    def _known(self, known_by: str) -> list[Row]:
        """The records that had been stated by a day, those of the latest source first."""
        known = [row for row in self.records if self.context.stated_from(row) <= known_by]
        if len(known) < 2:
            return known
        return sorted(known, key=self.context.stated_from, reverse=True)

    def _values(self, known_by: str) -> _Values:
        """The values of the row, by what had been stated by a day."""
        known = self._known(known_by)
        first = self.records[0].values
        values: dict[str, Value] = dict.fromkeys(STATED)
        values |= {name: first[name] for name in _ACTORS}
        values |= {name: cell.value for name, cell in self._cells(known).items()}
        values |= {
            "id": self.id,
            "division": first["division"],
            "source_id": known[0].values["source_id"],
            "former_ids": [f"{TENURES.name}/{row.values['id']}" for row in self.records[1:]],
            **validity_columns(self._bounds(known, known_by)),
        }
        return tuple([values[name] for name in _COLUMNS])

    def _bounds(self, known: list[Row], known_by: str) -> Bounds:
        dated = [row for row in known if row.values["id"] not in self.context.contradicted]
        evidence = Evidence(
            day_of_all([_date(r, "start_date") for r in self._of_date("start_date", dated)]),
            day_of_all([_date(r, "end_date") for r in self._of_date("end_date", dated)]),
            self._attested(known, known_by) + self._breaks(dated),
        )
        ends = [self.context.dates.told_until(row.text("source_id")) for row in known]
        evidence.told_until = None if None in ends else max(filter(None, ends), default=None)
        for row in known:
            self._add_former(evidence, row)
        if evidence.end is None and not any(row.values["end_date"] for row in known):
            self._add_end(evidence, known_by)
        evidence.not_begun_on = max(
            filter(None, (r.text("begun_after") for r in known)), default=None
        )
        return validity_bounds(evidence)

    def _attested(self, rows: list[Row], known_by: str) -> list[Period]:
        """The days on which sources show the office held, as far as others do not say otherwise."""
        doubted = self.context.doubted[known_by]
        days = [doubted.get(row.values["id"], _date(row, "attested_on")) for row in rows]
        return [day for day in days if day]

    def _breaks(self, rows: list[Row]) -> list[Period]:
        """The days on which one term of a source ended and the next began."""
        if len(rows) < 2:
            return []
        outer = {
            (id(row), name)
            for name in ("start_date", "end_date")
            for row in self._of_date(name, rows)
        }
        return [
            day
            for row in rows
            for name in ("start_date", "end_date")
            if (id(row), name) not in outer and (day := _date(row, name))
        ]

    def _add_former(self, evidence: Evidence, row: Row) -> None:
        """What it says that a source calls the tenure present or past."""
        span = self.context.dates.period(row.text("source_id"))
        if span is not None and row.values["former"] is False:
            evidence.held_on.append(span)
        elif span is not None and row.values["former"] is True and span[1] != OPEN_END:
            evidence.ended_before = span[1]

    def _add_end(self, evidence: Evidence, known_by: str) -> None:
        """The end that other tenures of the person show."""
        ends = self.context.ends[known_by]
        evidence.end = next(
            (ends[id_] for row in self.records if (id_ := row.text("id")) in ends), None
        )
        if evidence.end and evidence.told_until:
            evidence.told_until = max(evidence.told_until, evidence.end[0])

    @cached_property
    def versions(self) -> list[tuple[Period, _Values]]:
        """The values by the days on which they were known, those of today last."""
        own = set(map(self.context.stated_from, self.records))
        ids = {row.text("id") for row in self.records}
        further = {
            day for day, ends in self.context.ends.items() if not ends.keys().isdisjoint(ids)
        }
        further |= {
            day for day, doubts in self.context.doubted.items() if not doubts.keys().isdisjoint(ids)
        }
        days = sorted(day for day in own | further if min(own) <= day < LAST_DAY) or [min(own)]
        ends = [*(day_before(day) for day in days[1:]), LAST_DAY]
        known = [((start, end), self._values(start)) for start, end in zip(days, ends, strict=True)]
        return merged_neighbours(known)


def _named(values: _Values) -> dict[str, Value]:
    return dict(zip(_COLUMNS, values, strict=True))


def _date(row: Row, column: str) -> Period | None:
    text = row.text(column)
    return period(text) if text else None


class TenureRecords:
    """What is known of the records of all parties, to merge those of each.

    Args:
        record: The record; countries must have their aliases.
        dates: The dates of the sources.
    """

    def __init__(self, record: Record, dates: SourceDates) -> None:
        self._dates = dates
        self._names = names_by_country(record)
        self._duplicates = possible_pairs(record["unmerged-officials"])
        self._contradicted = frozenset(
            note.values["row_id"]
            for note in record["import-notes"]
            if (note.values["resource"], note.values["reason"])
            == (TENURES.name, ImportReason.contradiction)
        )

    def merged(self, rows: Sequence[Row]) -> list[Tenure]:
        """The tenures of one party, in the order in which their records came into the facts.

        Args:
            rows: All records of the party.
        """
        posts = Posts(self._names, self._dates)
        context = self._context(rows, posts)
        places = {id(row): place for place, row in enumerate(sorted(rows, key=origin_rank))}
        merged = [
            Tenure(sorted(group, key=lambda row: places[id(row)]), context)
            for group in tenures(rows, posts)
        ]
        return sorted(merged, key=lambda tenure: places[id(tenure.records[0])])

    def _context(self, rows: Sequence[Row], posts: Posts) -> _Context:
        sources = {row.values["source_id"] for row in rows}
        stated = {id_: stated_from(self._dates.period(str(id_))) for id_ in sources}
        days = sorted({*stated.values(), LAST_DAY})
        of_holders = grouped(rows, lambda row: row.values["official_id"])
        ends = by_day(days, stated, of_holders, lambda known: ends_elsewhere(known, posts))
        doubted = by_day(
            days,
            stated,
            [rows],
            lambda known: doubted_attestations(known, posts, self._duplicates),
        )
        return _Context(self._dates, stated, self._contradicted, ends, doubted)


def tenure_versions(tenure: Tenure, row: Row, stored: Row) -> Iterator[Row]:
    """The versions of a tenure as stored.

    Args:
        tenure: The tenure.
        row: Its row with office, actor and former ids.
        stored: The same as stored; the last version has its values.
    """
    last = tenure.versions[-1][1]
    for known, values in tenure.versions:
        version = stored.values
        if values is not last:
            former = {"former_ids": row.values["former_ids"]}
            version = stored_values(row.values | _named(values) | former, TENURES)
        days = zip(VERSION_COLUMNS, (FIRST_DAY, LAST_DAY, *known), strict=True)
        yield Row(row.place, version | dict(days))
