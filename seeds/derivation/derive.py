"""Completes the record: derives every value that follows from the facts and is in no file."""

from decimal import Decimal
from functools import cache
from typing import NamedTuple

from schema import RECORD
from schema.documents import DOCUMENTS
from schema.emissions import EMISSIONS_SHARES
from schema.figures import rounded
from schema.offices import TENURES
from schema.periods import period
from schema.pledges import PLEDGES
from schema.resource import Resource
from schema.scalars import LISTS, Kind
from schema.validity import STATED_FROM, THEN_COLUMNS, VERSION_COLUMNS
from schema.words import search_text
from seeds.derivation.actors import set_actors
from seeds.derivation.coverage import coverage
from seeds.derivation.documents import link_documents
from seeds.derivation.editions import rename_others, set_editions, shown
from seeds.derivation.former_ids import add_former_ids
from seeds.derivation.memberships import merge_memberships
from seeds.derivation.names import add_country_aliases, add_official_aliases, flat_texts
from seeds.derivation.ndcs import complete_documents
from seeds.derivation.offices import add_offices
from seeds.derivation.persons import add_persons
from seeds.derivation.pledges import complete_pledges, pledge_bounds, pledge_versions
from seeds.derivation.readings import readings
from seeds.derivation.shares import (
    add_series,
    group_sums,
    measured_share,
    set_ranks,
    set_series_years,
    share_when_said,
    world_totals,
)
from seeds.derivation.source_records import records_by_pledge, source_record_rows
from seeds.derivation.speakers import link_speakers
from seeds.derivation.statements import pledge_statements
from seeds.derivation.tenure_statements import tenure_source_records, tenure_statements
from seeds.derivation.tenures import merge_tenures, tenure_versions
from seeds.derivation.treaty_statuses import treaty_statuses
from seeds.derivation.validity import set_validity
from seeds.loading.values import Record, Row, Value, plain_number


def derive(record: Record) -> Record:
    """Complete the rows: shares, statuses, links, aliases, ids, validity, actors, search words.

    The rows are changed in place. The record is returned with two tables more: `participation`, and
    the versions of pledges and of tenures.
    """
    merge_memberships(record)
    set_editions(record, DOCUMENTS)
    rename_others(record, DOCUMENTS)
    complete_shares(record)
    records = records_by_pledge(record)
    complete_pledges(record, records)
    shares = {row.values["id"] for row in record["emissions-shares"]}
    for row in record["quotes"]:
        row.values |= share_when_said(row.values, shares)
    record["treaty-statuses"] = treaty_statuses(record)
    linking = link_documents(record["pledges"], records, shown(record["documents"]))
    add_country_aliases(record["countries"], record["country-aliases"])
    add_official_aliases(record["officials"], record["official-aliases"])
    record["readings"] = readings(record)
    tenures = merge_tenures(record)
    record["offices"] = add_offices(record)
    record["source-records"] = [*source_record_rows(record), *tenure_source_records(tenures)]
    record["possible-duplicates"] = possible_duplicates(record["unmerged-officials"])
    complete_documents(record)
    set_validity(record)
    pledge_bounds(record, records)
    record["coverage"] = coverage(record)
    link_speakers(record)
    add_persons(record)
    set_actors(record)
    add_former_ids(record)
    versions = pledge_versions(record, records, linking)
    record["statements"] = [
        *pledge_statements(record, records, linking, versions),
        *tenure_statements(tenures, record),
    ]
    of_tenures = list(tenure_versions(tenures, record))
    for resource in RECORD.values():
        for row in record[resource.name]:
            row.values = stored_values(row.values, resource)
    for resource, rows in ((PLEDGES, versions), (TENURES, of_tenures)):
        record[resource.version_table_name] = [stored_version(row, resource) for row in rows]
    record["participation"] = participations(record["dialogues"])
    return record


def complete_shares(record: Record) -> None:
    """Complete series and measured shares, add the sums of groups, and rank countries."""
    totals = world_totals(record["world-emissions"])
    set_editions(record, EMISSIONS_SHARES)
    set_series_years(record["series"], totals, record["emissions-shares"])
    add_series(record["emissions-shares"], record["series"])
    for row in record["emissions-shares"]:
        row.values |= measured_share(row.values, totals)
    sums = group_sums(record, totals)
    add_series(sums, record["series"])
    record["emissions-shares"] += sums
    set_ranks(record["emissions-shares"])


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


def possible_duplicates(unmerged: list[Row]) -> list[Row]:
    """A row for each official of a pair that was not merged, so that both lead to it."""
    return [
        Row(
            row.place,
            row.values | {"id": f"{official}-{other}", "official_id": official, "other_id": other},
        )
        for row in unmerged
        for official, other in (
            (row.values["official_id"], row.values["other_id"]),
            (row.values["other_id"], row.values["official_id"]),
        )
    ]


def participations(dialogues: list[Row]) -> list[Row]:
    """A row for each country in each dialogue."""
    return [
        Row(row.at("participants"), {"dialogue_id": row.values["id"], "country_code": code})
        for row in dialogues
        for code in flat_texts([row.values["participants"]])
    ]
