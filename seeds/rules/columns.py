"""Rules that the declarations of the columns imply: values, keys, references, dates, years."""

import re
from collections.abc import Iterator

from schema import RECORD
from schema.resource import Field, Resource
from schema.scalars import Kind
from seeds.loading.files import FactProblem
from seeds.loading.support import SUPPORT_FIELDS
from seeds.loading.values import Record, Row, suggest, texts_of
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
    "source_id": "sources",
    "measured_with_id": "sources",
}
_YEARS = range(1700, 2201)
# Computed from what another rule names where it is missing: a figure, a denominator, a series.
_DERIVED = {
    ("emissions-shares", name)
    for name in ("id", "basis", "gas", "accounting", "world_mt", "share_percent")
}


def required(record: Record) -> Iterator[FactProblem]:
    """Every column that is not nullable has a value. So every row has a source."""
    for name, fields in _all_fields():
        needed = [
            field
            for field in fields.values()
            if not field.nullable and (name, field.name) not in _DERIVED
        ]
        for row in record[name]:
            for field in needed:
                if row.values.get(field.name) is None and field.name not in row.bad:
                    yield FactProblem(row.place, f"{field.name} is missing", field.description)


def _all_fields() -> Iterator[tuple[str, dict[str, Field]]]:
    yield from ((resource.name, resource.fields) for resource in RECORD.values())
    yield from SUPPORT_FIELDS.items()


def keys(record: Record) -> Iterator[FactProblem]:
    """Keys are well-formed and unique."""
    for resource in RECORD.values():
        pattern = _ALPHA3 if resource.key == "code" else _SLUG
        hint = "three capitals" if pattern is _ALPHA3 else "lower case, digits, hyphens"
        keyed = list(texts_of(record[resource.name], resource.key))
        for key, row in keyed:
            if not pattern.fullmatch(key):
                yield FactProblem(row.at(resource.key), f"{key!r} is no {resource.key}", hint)
        for key, row, first in repeated(keyed):
            message = f"{key} is there already, at {first.place}"
            yield FactProblem(row.place, message, f"a {resource.key} is used once")


def references(record: Record) -> Iterator[FactProblem]:
    """Every reference resolves."""
    keys_of = {
        resource.name: {key for key, _ in texts_of(record[resource.name], resource.key)}
        for resource in RECORD.values()
    }
    for resource in RECORD.values():
        for column, target in _targets(resource).items():
            yield from _dangling(record[resource.name], column, target, keys_of[target])
    for name, fields in SUPPORT_FIELDS.items():
        for column, target in _SUPPORT_TARGETS.items():
            if column in fields:
                yield from _dangling(record[name], column, target, keys_of[target])
    yield from _dangling(record["participation"], "country_code", "countries", keys_of["countries"])


def _targets(resource: Resource) -> dict[str, str]:
    return {r.local: r.target for r in resource.relations if not r.many}


def _dangling(
    rows: list[Row], column: str, target: str, target_keys: set[str]
) -> Iterator[FactProblem]:
    for value, row in texts_of(rows, column):
        if value not in target_keys:
            message = f"{column}: no {value!r} among {target}"
            yield FactProblem(row.at(column), message, suggest(value, target_keys))


def dates(record: Record) -> Iterator[FactProblem]:
    """No period ends before it starts; the day that attests a tenure lies within its period."""
    tables = {resource.name: resource.fields for resource in RECORD.values()} | SUPPORT_FIELDS
    for name, fields in tables.items():
        for start, end in _PERIOD_COLUMNS:
            if start in fields:
                for row in record[name]:
                    yield from _in_order(row, start, end)
    for row in record["tenure-records"]:
        yield from _in_order(row, "start_date", "attested_on")
        yield from _in_order(row, "attested_on", "end_date")


def _in_order(row: Row, start: str, end: str) -> Iterator[FactProblem]:
    """Dates of different precision are compared at the coarser one."""
    first, last = row.text(start), row.text(end)
    if first and last:
        precision = min(len(first), len(last))
        if first[:precision] > last[:precision]:
            yield FactProblem(row.at(end), f"{end} {last} is before {start} {first}")


def years(record: Record) -> Iterator[FactProblem]:
    """Integers called a year lie within the range of the record."""
    for resource in RECORD.values():
        integers = (f.name for f in resource.fields.values() if f.kind is Kind.integer)
        columns = [name for name in integers if name.rpartition("_")[2] == "year"]
        for row in record[resource.name]:
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
