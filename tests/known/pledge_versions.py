"""What the sources state of each pledge on a date, from their records, in plain Python.

The facts hold one source record for each source and pledge (`seeds/facts/pledge-records`). These
rules say what a pledge shows on a date to whoever knows what had been stated by another:

1. A snapshot counts from `first_seen` on, a history from the first date that it speaks of
   (`valid_from`); without one, from `first_seen` too. A source is certain to have stated a record
   of reduced precision (`2021`) by the last day of that period.
2. Only what had been stated by `known_by` counts: `first_seen` is not after it.
3. Of the records that count, the latest is the one that was last seen to be stated, up to the date
   asked about. Two that are both stated on that date are ranked by `first_seen`, then by id.
4. Each column is taken from the latest record that states it. A column that no record states is
   null. The date of a status is only taken from a record of that status, and a figure, its unit,
   its output and its base year only from a record of that kind of pledge.
5. A pledge certainly stood on the days on which one of its records is stated, and on the first date
   that a history speaks of. It stood between two such days, unless a snapshot of a source without
   the pledge states another target of the same party and horizon, or none, in between.
6. It had not begun on the days up to one on which a source states that the party has no target of
   its horizon, if that is before the first day that a record of the pledge may speak of. A target
   that was to be met by then had begun before.
7. It does not hold after its target year.

The module imports nothing of the program that it checks.
"""

import calendar
import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from tests.known.rounding import figure

FACTS = Path(__file__).parents[2] / "seeds" / "facts" / "pledge-records"
COLUMNS = (
    "kind", "horizon", "target_year", "target_year_qualifier", "gases", "scope", "value", "unit",
    "per", "baseline_year", "conditionality", "status", "status_date", "announced_on",
    "announced_by_id", "document_url",
)  # fmt: skip

_NUMBERS = {"target_year", "value", "baseline_year"}
_BELONGS_TO = {"status_date": "status"} | dict.fromkeys(
    ("value", "unit", "per", "baseline_year"), "kind"
)
Cells = dict[str, Any]

NO_LIMIT = "9999-12-31"
FIRST, LAST = date(2010, 1, 1), date(2026, 6, 30)
NUMBER_OF_DATES = 50


@dataclass(frozen=True)
class SourceRecord:
    """What one source states of one pledge, with the days of the rules above."""

    id: str
    pledge_id: str
    counts_from: str
    first_seen: str
    last_seen: str
    cells: Cells
    party: str
    source_id: str
    is_snapshot: bool
    states_none: bool
    possible_from: str
    stood_on: str

    @property
    def horizon(self) -> str | None:
        """Whether it is of an end target or an interim one."""
        return self.cells.get("horizon")


def load_source_records(folder: Path = FACTS) -> dict[str, list[SourceRecord]]:
    """The source records of all files by pledge; those that state none are about no pledge."""
    records: dict[str, list[SourceRecord]] = defaultdict(list)
    for row in _rows(folder):
        if row.get("pledge_id"):
            records[row["pledge_id"]].append(_source_record(row))
    return dict(records)


def load_snapshots(folder: Path = FACTS) -> list[SourceRecord]:
    """The snapshots of all files, with those that state none."""
    return [r for row in _rows(folder) if (r := _source_record(row)).is_snapshot]


def _rows(folder: Path) -> Iterable[dict[str, Any]]:
    for path in sorted(folder.iterdir()):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file) if path.suffix == ".csv" else yaml.safe_load(file)


def _source_record(row: dict[str, Any]) -> SourceRecord:
    first_seen = last_day(row["first_seen"])
    valid_from = row.get("valid_from")
    cells = {name: _cell(name, row[name]) for name in COLUMNS if row.get(name) not in (None, "")}
    return SourceRecord(
        id=row["id"],
        pledge_id=row.get("pledge_id") or "",
        counts_from=first_day(valid_from) if valid_from else first_seen,
        first_seen=first_seen,
        last_seen=max(first_seen, last_day(row["last_seen"])),
        cells=cells,
        party=row.get("country_code") or row["group_id"],
        source_id=row["source_id"],
        is_snapshot=row["form"] == "snapshot",
        states_none=row["kind"] == "no_target",
        possible_from=first_day(valid_from or row["first_seen"]),
        stood_on=last_day(valid_from) if valid_from else first_seen,
    )


def _cell(name: str, value: Any) -> Any:
    return figure(str(value)) if name in _NUMBERS else str(value)


def counting(records: Iterable[SourceRecord], on: str, known_by: str) -> list[SourceRecord]:
    """The records that count for a day, the latest first (rules 1 to 3)."""
    chosen = [r for r in records if r.counts_from <= on and r.first_seen <= known_by]
    horizon = min(on, known_by)
    return sorted(chosen, key=lambda r: (min(r.last_seen, horizon), r.first_seen, r.id))[::-1]


def version(records: Iterable[SourceRecord], on: str, known_by: str) -> Cells:
    """The columns of a pledge as of a day, by what had been stated by a day (rule 4)."""
    ordered, cells = counting(records, on, known_by), dict.fromkeys(COLUMNS)
    for name in sorted(COLUMNS, key=lambda name: name in _BELONGS_TO):
        other = _BELONGS_TO.get(name)
        for record in ordered:
            is_apart = (
                other in record.cells
                and cells[other] is not None
                and record.cells[other] != cells[other]
            )
            if name in record.cells and not is_apart:
                cells[name] = record.cells[name]
                break
    return cells


def without(own: Iterable[SourceRecord], snapshots: Iterable[SourceRecord]) -> list[SourceRecord]:
    """The snapshots of the party of sources that do not have the pledge."""
    parties = {record.party for record in own}
    sources = {record.source_id for record in own}
    return [r for r in snapshots if r.party in parties and r.source_id not in sources]


def certainly_stood(own: list[SourceRecord], others: list[SourceRecord], on: str) -> bool:
    """Whether the records show that a pledge stood on a day (rule 5); `others` lack it."""
    if any(r.first_seen <= on <= r.last_seen or r.stood_on == on for r in own):
        return True
    before = [(day, r) for r in own for day in (r.stood_on, r.last_seen) if day < on]
    after = [(day, r) for r in own for day in (r.stood_on, r.first_seen) if day > on]
    if not before or not after:
        return False
    since, last = max(before, key=lambda item: item[0])
    until, following = min(after, key=lambda item: item[0])
    horizons = {last.horizon, following.horizon}
    return not any(
        r.horizon in horizons and r.first_seen < until and r.last_seen > since for r in others
    )


def had_not_begun(own: list[SourceRecord], others: list[SourceRecord], on: str) -> bool:
    """Whether a source says that a pledge had not begun on a day (rule 6)."""
    first = min(own, key=lambda r: r.possible_from)
    year = version(own, NO_LIMIT, NO_LIMIT)["target_year"]
    return any(
        r.states_none
        and r.horizon == first.horizon
        and on <= r.last_seen < first.possible_from
        and (year is None or r.last_seen < f"{year:.0f}-12-31")
        for r in others
    )


def spread_dates(records: Iterable[SourceRecord]) -> list[str]:
    """Fifty dates: those on which something is last seen or first in force, others between them."""
    ordered = list(records)
    days = {record.last_seen for record in ordered}
    days |= {record.counts_from for record in ordered if record.counts_from < record.first_seen}
    days |= set(sorted({record.first_seen for record in ordered} - days)[::4])
    missing = NUMBER_OF_DATES - len(days)
    step = (LAST - FIRST).days // (missing - 1)
    return sorted(days | {str(FIRST + timedelta(days=step * i)) for i in range(missing)})


def first_day(text: str) -> str:
    """The first day of a date of reduced precision."""
    return {4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text)


def last_day(text: str) -> str:
    """The last day of a date of reduced precision."""
    if len(text) == len("2021-03"):
        year, month = map(int, text.split("-"))
        return f"{text}-{calendar.monthrange(year, month)[1]}"
    return f"{text}-12-31" if len(text) == len("2021") else text
