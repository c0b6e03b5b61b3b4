"""What no file says because it follows from what they say: pure functions from rows to rows."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from schema import RECORD
from schema.resource import VALIDITY_COLUMNS, Resource
from schema.scalars import Kind
from schema.words import normalise, search_text
from seeds.derivation.comparisons import comparisons
from seeds.derivation.documents import point_pledges, put_in_force
from seeds.derivation.pledges import complete_pledges, steps_by_pledge
from seeds.derivation.shares import (
    group_sums,
    measured_share,
    rounded,
    share_when_said,
    world_totals,
)
from seeds.derivation.speakers import link_speakers
from seeds.derivation.validity import set_validity
from seeds.loading.values import Record, Row, Value


def derive(record: Record) -> Record:
    """Complete the rows: shares, statuses, links, aliases, validity, search words.

    The rows are changed in place and the record is returned, with the table that is written from
    other tables (`participation`) beside the resources.
    """
    worlds = world_totals(record["world-emissions"])
    for row in record["emissions-shares"]:
        row.values |= measured_share(row.values, worlds)
    record["emissions-shares"] += group_sums(record, worlds)
    steps = steps_by_pledge(record)
    complete_pledges(record, steps)
    shares = {row.values["id"] for row in record["emissions-shares"]}
    for row in record["quotes"]:
        row.values |= share_when_said(row.values, shares)
    put_in_force(record["documents"])
    point_pledges(record["pledges"], steps, record["documents"])
    _add_aliases(record["countries"], record["country-aliases"])
    _add_names(record["officials"], record["official-aliases"])
    record["comparisons"] = comparisons(record)
    set_validity(record)
    link_speakers(record)
    for resource in RECORD.values():
        for row in record[resource.name]:
            row.values = finished(row.values, resource)
    record["participation"] = participations(record["dialogues"])
    return record


def country_names(values: dict[str, Value]) -> list[str]:
    """Everything that resolves to a country or a group, as written."""
    columns = ("code", "alpha2", "numeric", "id", "acronym", "name", "aliases")
    return list(_texts(values.get(column) for column in columns))


def _add_aliases(countries: list[Row], extra: list[Row]) -> None:
    """Names that other sources call a country by, unless it has them already."""
    by_code = {row.values["code"]: row for row in countries}
    known = {code: {normalise(n) for n in country_names(r.values)} for code, r in by_code.items()}
    for row in extra:
        code, alias = row.values["country_code"], row.text("alias")
        if code in by_code and alias and normalise(alias) not in known[code]:
            aliases = by_code[code].values["aliases"]
            by_code[code].values["aliases"] = [*_texts([aliases]), alias]
            known[code].add(normalise(alias))


def _add_names(officials: list[Row], extra: list[Row]) -> None:
    """Names that other sources call an official by, as aliases, unless they are there already."""
    by_id = {row.values["id"]: row for row in officials}
    for row in extra:
        official, alias = by_id.get(row.values["official_id"]), row.text("alias")
        if official and alias:
            names = list(_texts(official.values[column] for column in ("aliases", "name")))
            if normalise(alias) not in map(normalise, names):
                official.values["aliases"] = [*_texts([official.values["aliases"]]), alias]


def _texts(values: Iterable[Value]) -> Iterable[str]:
    """The texts among values, lists laid flat, nulls left out."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from value


def finished(values: dict[str, Value], resource: Resource) -> dict[str, Value]:
    """A row as stored: lists never null, figures rounded, words to search in."""
    done = {name: values[name] for name in resource.fields}
    lists, figures, searched = _special(resource)
    for name in lists:
        done[name] = done[name] or []
    for name, digits in figures:
        if isinstance(value := done[name], Decimal):
            done[name] = plain(rounded(value, digits))
    if searched:
        done["search_text"] = search_text(
            list(_texts(done[name] for name in resource.query.search))
        )
    if resource.validity is not None:
        done |= {column: values[column] for column in VALIDITY_COLUMNS}
    return done


@cache
def _special(resource: Resource) -> tuple[list[str], list[tuple[str, int]], bool]:
    """The columns of lists, those of figures with their digits, and whether there are words."""
    fields = resource.fields.values()
    return (
        [field.name for field in fields if field.kind is Kind.texts],
        [(field.name, field.digits or 0) for field in fields if field.kind is Kind.figure],
        any(column.info["kind"] is Kind.search for column in resource.columns),
    )


def plain(number: Decimal) -> int | float:
    """A number as the databases hold it: whole numbers without a point."""
    return int(number) if number == number.to_integral_value() else float(number)


def participations(dialogues: list[Row]) -> list[Row]:
    """One row for each country in each dialogue."""
    return [
        Row(row.at("participants"), {"dialogue_id": row.values["id"], "country_code": code})
        for row in dialogues
        for code in _texts([row.values["participants"]])
    ]
