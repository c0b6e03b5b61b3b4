"""Rows as a release stores them."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from sqlmodel import SQLModel

from schema.figures import rounded
from schema.periods import period
from schema.resource import Resource
from schema.scalars import LISTS, Kind
from schema.validity import STATED_FROM, THEN_COLUMNS, VERSION_COLUMNS
from schema.words import search_text
from seeds.derivation.names import flat_texts
from seeds.loading.spool import Spool, SpoolWriter, spool_of
from seeds.loading.values import Row, Value, plain_number


def spooled(rows: Iterable[Row], resource: Resource) -> Spool:
    """The rows of a resource as stored, on disk, in the order of their keys."""
    return spool_of((stored_row(row, resource) for row in rows), [resource.key])


def spooled_versions(rows: Iterable[Row], resource: Resource) -> Spool:
    """The versions of the rows of a resource as stored, on disk, in the order of their keys."""
    writer = version_writer(resource)
    writer.add(stored_version(row, resource) for row in rows)
    return writer.spool()


def version_writer(resource: Resource) -> SpoolWriter:
    """What takes versions of the rows of a resource, and sorts them by their keys."""
    key = SQLModel.metadata.tables[resource.version_table_name].primary_key
    return SpoolWriter([column.name for column in key])


def stored_row(row: Row, resource: Resource) -> Row:
    """A row as stored; see `stored_values`."""
    return Row(row.place, stored_values(row.values, resource), row.lines, row.bad)


# One list for all rows that have none: nobody adds to what is stored.
_NOTHING: list[str] = []


def stored_values(values: dict[str, Value], resource: Resource) -> dict[str, Value]:
    """The values of a row as stored: no null lists, rounded figures, search words, validity."""
    stored = {name: values[name] for name in resource.fields}
    special = _special_columns(resource)
    for name in special.lists:
        stored[name] = stored[name] or _NOTHING
    for name, digits in special.figures:
        if isinstance(value := stored[name], Decimal):
            stored[name] = plain_number(rounded(value, digits))
    if special.has_search_text:
        texts = flat_texts(stored[name] for name in resource.query.search)
        stored["search_text"] = search_text(texts)
    if resource.then is not None:
        stored |= _then_days(values[resource.then.date])
    if resource.validity is not None:
        stored |= {column: values[column] for column in resource.validity.columns}
    if resource.has_stated_day:
        stored[STATED_FROM] = values[STATED_FROM]
    return stored


def stored_version(row: Row, resource: Resource) -> Row:
    """A version of a row as stored: as the row, and the days that it is for."""
    days = {column: row.values[column] for column in VERSION_COLUMNS}
    return Row(row.place, stored_values(row.values, resource) | days)


def _then_days(date: Value) -> dict[str, Value]:
    """The first and the last day of a date that leads to what was the case then."""
    days = period(date) if isinstance(date, str) else (None, None)
    return dict(zip(THEN_COLUMNS, days, strict=True))


class _SpecialColumns(NamedTuple):
    """Columns that are stored otherwise than typed; figures with their decimal places."""

    lists: list[str]
    figures: list[tuple[str, int]]
    has_search_text: bool


@cache
def _special_columns(resource: Resource) -> _SpecialColumns:
    fields = resource.fields.values()
    return _SpecialColumns(
        [field.name for field in fields if field.kind in LISTS],
        [(field.name, field.digits or 0) for field in fields if field.kind is Kind.figure],
        any(column.info["kind"] is Kind.search for column in resource.columns),
    )
