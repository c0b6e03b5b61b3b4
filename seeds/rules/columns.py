"""Rules that the declarations of the columns imply: values, keys, references, dates, years."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import accumulate, chain

from schema import RECORD
from schema.filters import Field
from schema.resource import Resource
from schema.scalars import Kind
from seeds.loading.files import FactProblem
from seeds.loading.spool import Spool, batches
from seeds.loading.spool import column as column_of
from seeds.loading.support import SUPPORT_FIELDS
from seeds.loading.values import Record, Row, suggest, texts_of
from seeds.rules import rows as row_rules
from seeds.rules.keys import KnownKeys, dangling
from seeds.rules.repeated import repeated, with_values

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_ALPHA3 = re.compile(r"[A-Z]{3}", re.ASCII)
_PERIOD_COLUMNS = (
    ("start_date", "end_date"),
    ("in_force_from", "in_force_to"),
    ("covered_from", "covered_to"),
    ("first_seen", "last_seen"),
    ("list_from", "list_to"),
)
# Which resource a column of the support tables refers to.
_SUPPORT_TARGETS = {
    "country_code": "countries",
    "group_id": "groups",
    "member_group_id": "groups",
    "official_id": "officials",
    "other_id": "officials",
    "series_id": "series",
    "speech_id": "speeches",
    "source_id": "sources",
    "measured_with_id": "sources",
}
_YEARS = range(1700, 2201)
# Computed from what another rule names where it is missing: a figure, a denominator, a series.
_DERIVED = {
    ("emissions-shares", name)
    for name in ("id", "basis", "gas", "accounting", "series_role", "world_mt", "share_percent")
}

RowRule = Callable[[Resource, Iterable[Row]], Iterator[FactProblem]]

# Further rules about each row by itself.
ROW_RULES: tuple[RowRule, ...] = (row_rules.one_actor, row_rules.measured_shares)


def each_row(record: Record) -> Iterator[FactProblem]:
    """What the columns imply about each row, and the rules in `ROW_RULES`.

    Those of resources on disk are left to `each_row_on_disk`.
    """
    yield from _each_row(record, [n for n in RECORD if not isinstance(record[n], Spool)])
    targets = {name: _support_targets(fields) for name, fields in SUPPORT_FIELDS.items()}
    known = KnownKeys(record, _references_to_spools(record, targets))
    for name, fields in SUPPORT_FIELDS.items():
        for rows in batches(record[name]):
            yield from _each_support_row(name, fields, rows, known)
    yield from dangling(record["participation"], "country_code", "countries", known)


def each_row_on_disk(record: Record, names: Collection[str]) -> Iterator[FactProblem]:
    """The same of resources on disk. All rules look at a row before the next one is read."""
    yield from _each_row(record, names)


def on_disk_by_size(record: Record) -> tuple[list[str], list[str]]:
    """The large resources on disk, and the small ones, which have a quarter of the rows."""
    rows = {name: len(record[name]) for name in RECORD if isinstance(record[name], Spool)}
    names = sorted(rows, key=lambda name: rows[name])
    up_to = accumulate(rows[name] for name in names)
    small = [
        name for name, count in zip(names, up_to, strict=True) if 4 * count <= sum(rows.values())
    ]
    return names[len(small) :], small


def _each_row(record: Record, names: Collection[str]) -> Iterator[FactProblem]:
    targets = {name: _targets(RECORD[name]) for name in names}
    known = KnownKeys(record, _references_to_spools(record, targets))
    for name, references in targets.items():
        resource = RECORD[name]
        keys = Keys(resource)
        for rows in batches(record[name]):
            yield from _required(name, resource.fields, rows)
            yield from keys.problems(rows)
            yield from _dates(resource.fields, rows)
            yield from _years(resource, rows)
            for rule in ROW_RULES:
                yield from rule(resource, rows)
            for column, target in references.items():
                yield from dangling(rows, column, target, known)


def _each_support_row(
    name: str, fields: Mapping[str, Field], rows: Collection[Row], known: KnownKeys
) -> Iterator[FactProblem]:
    yield from _required(name, fields, rows)
    yield from _dates(fields, rows)
    if "attested_on" in fields:
        yield from _attested_days(rows)
    for column, target in _support_targets(fields).items():
        yield from dangling(rows, column, target, known)


def _required(name: str, fields: Mapping[str, Field], rows: Iterable[Row]) -> Iterator[FactProblem]:
    """Every column that is not nullable has a value. So every row has a source."""
    needed = [f for f in fields.values() if not f.nullable and (name, f.name) not in _DERIVED]
    for row in rows:
        values = row.values
        for field in needed:
            if values.get(field.name) is None and field.name not in row.bad:
                yield FactProblem(row.place, f"{field.name} is missing", field.description)


class Keys:
    """The rule that the keys of a resource are well-formed and unique.

    A table on disk is in the order of its keys: of each batch only the last one is remembered.
    """

    def __init__(self, resource: Resource) -> None:
        self._key = resource.key
        self._pattern = _ALPHA3 if resource.key == "code" else _SLUG
        self._hint = "three capitals" if resource.key == "code" else "lower case, digits, hyphens"
        self._before: list[tuple[str, Row]] = []

    def problems(self, rows: Iterable[Row]) -> Iterator[FactProblem]:
        """Those of a batch of rows."""
        keyed = list(texts_of(rows, self._key))
        for key, row in keyed:
            if not self._pattern.fullmatch(key):
                yield FactProblem(row.at(self._key), f"{key!r} is no {self._key}", self._hint)
        for key, row, first in repeated(chain(self._before, keyed)):
            message = f"{key} is there already, at {first.place}"
            yield FactProblem(row.place, message, f"a {self._key} is used once")
        for last, _ in keyed[-1:]:
            self._before = [next(pair for pair in chain(self._before, keyed) if pair[0] == last)]


def _references_to_spools(
    record: Record, targets: Mapping[str, Mapping[str, str]]
) -> dict[str, set[str]]:
    """The keys of tables on disk that rows refer to; `targets` by table and column."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for name, references in targets.items():
        for column, target in references.items():
            if isinstance(record[target], Spool):
                keys = column_of(record[name], column)
                wanted[target].update(key for key in keys if isinstance(key, str))
    return wanted


def _targets(resource: Resource) -> dict[str, str]:
    return {r.local: r.target for r in resource.relations if not r.many}


def _support_targets(fields: Mapping[str, Field]) -> dict[str, str]:
    return {column: target for column, target in _SUPPORT_TARGETS.items() if column in fields}


def _dates(fields: Mapping[str, Field], rows: Iterable[Row]) -> Iterator[FactProblem]:
    """No period ends before it starts."""
    for start, end in _PERIOD_COLUMNS:
        if start in fields:
            for row in rows:
                yield from _in_order(row, start, end)


def _attested_days(rows: Iterable[Row]) -> Iterator[FactProblem]:
    """The day that attests a tenure lies within its period."""
    for row in rows:
        yield from _in_order(row, "start_date", "attested_on")
        yield from _in_order(row, "attested_on", "end_date")


def _in_order(row: Row, start: str, end: str) -> Iterator[FactProblem]:
    """Dates of different precision are compared at the coarser one."""
    first, last = row.text(start), row.text(end)
    if first and last:
        precision = min(len(first), len(last))
        if first[:precision] > last[:precision]:
            yield FactProblem(row.at(end), f"{end} {last} is before {start} {first}")


def _years(resource: Resource, rows: Iterable[Row]) -> Iterator[FactProblem]:
    """Integers called a year lie within the range of the record."""
    integers = (f.name for f in resource.fields.values() if f.kind is Kind.integer)
    columns = [name for name in integers if name.rpartition("_")[2] == "year"]
    for row in rows if columns else ():
        for column in columns:
            year = row.values[column]
            if isinstance(year, int) and year not in _YEARS:
                yield FactProblem(row.at(column), f"{column} {year} is no year of this record")


def reasons(record: Record) -> Iterator[FactProblem]:
    """A change reason names an existing resource and field, and is unique."""
    rows = record["change-reasons"]
    for name, row in texts_of(rows, "resource"):
        column = row.text("field")
        if name not in RECORD:
            yield FactProblem(row.at("resource"), f"no resource {name!r}", suggest(name, RECORD))
        elif column and column not in RECORD[name].fields:
            hint = suggest(column, RECORD[name].fields)
            yield FactProblem(row.at("field"), f"{name} have no field {column!r}", hint)
    named = [row for _, row in texts_of(rows, "resource")]
    for _, row, first in repeated(with_values(named, "version", "resource", "row_id", "field")):
        yield FactProblem(row.place, f"this reason is there already, at {first.place}")
