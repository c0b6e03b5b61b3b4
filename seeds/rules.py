"""The rules for the facts: each takes the whole record and yields a problem per violation."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from schema import RECORD
from schema.documents import DocumentKind
from schema.emissions import Accounting, Basis
from schema.pledges import Outcome
from schema.resource import Field, Resource
from schema.scalars import Kind
from schema.words import normalise
from seeds.derivation.names import country_names
from seeds.loading.files import FactProblem
from seeds.loading.support import SUPPORT_FIELDS
from seeds.loading.values import Record, Row, Value, suggest, texts_of

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_ALPHA3 = re.compile(r"[A-Z]{3}", re.ASCII)
_QID = re.compile(r"Q[1-9]\d*", re.ASCII)
_PERIOD_COLUMNS = (("start_date", "end_date"), ("in_force_from", "in_force_to"))
_SUPPORT_TARGETS = {
    "country_code": "countries",
    "official_id": "officials",
    "other_id": "officials",
    "source_id": "sources",
}
_YEARS = range(1700, 2201)
# Computed from numerator and denominator: `measured_shares` names the one that is missing.
_DERIVED_SHARE = ("emissions-shares", "share_percent")


def required(record: Record) -> Iterator[FactProblem]:
    """Every column that is not nullable has a value. So every row has a source."""
    for name, fields in _all_fields():
        for row in record[name]:
            for field in fields.values():
                missing = row.values.get(field.name) is None and not field.nullable
                if missing and field.name not in row.bad and (name, field.name) != _DERIVED_SHARE:
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
        for key, row, first in _repeated(keyed):
            message = f"{key} is there already, at {first.place}"
            yield FactProblem(row.place, message, f"a {resource.key} is used once")


_K = TypeVar("_K", bound=Hashable)


def _repeated(keyed: Iterable[tuple[_K, Row]]) -> Iterator[tuple[_K, Row, Row]]:
    """The rows whose key an earlier row has, each with its key and that earlier row."""
    first: dict[_K, Row] = {}
    for key, row in keyed:
        if key in first:
            yield key, row, first[key]
        first.setdefault(key, row)


def _values(rows: Iterable[Row], *columns: str) -> Iterator[tuple[tuple[Value, ...], Row]]:
    """The rows, each with its values in some columns."""
    return ((tuple(row.values[column] for column in columns), row) for row in rows)


def denominators(record: Record) -> Iterator[FactProblem]:
    """A world total is unique by gas, accounting, year and source."""
    totals = _values(record["world-emissions"], "gas", "accounting", "year", "source_id")
    for _, row, first in _repeated(totals):
        yield FactProblem(row.place, f"this world total is there already, at {first.place}")


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
    """No period ends before it starts; the day that attests a position lies within its period."""
    for resource in RECORD.values():
        for start, end in _PERIOD_COLUMNS:
            if start in resource.fields:
                for row in record[resource.name]:
                    yield from _in_order(row, start, end)
    for row in record["positions"]:
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
    """Integers are years, and lie within the range of the record."""
    for resource in RECORD.values():
        columns = [f.name for f in resource.fields.values() if f.kind is Kind.integer]
        for row in record[resource.name]:
            for column in columns:
                year = row.values[column]
                if isinstance(year, int) and year not in _YEARS:
                    yield FactProblem(row.at(column), f"{column} {year} is no year of this record")


def one_party(record: Record) -> Iterator[FactProblem]:
    """Pledges, documents, shares and memberships belong to one country or to one group."""
    for name, country, group in (
        ("pledges", "country_code", "group_id"),
        ("documents", "country_code", "group_id"),
        ("emissions-shares", "country_code", "group_id"),
        ("memberships", "country_code", "member_group_id"),
    ):
        for row in record[name]:
            if (row.values[country] is None) == (row.values[group] is None):
                yield FactProblem(row.place, f"either {country} or {group}, and not both")


def outcomes(record: Record) -> Iterator[FactProblem]:
    """An ended pledge has `ended_by`, and its successor is another pledge of the same party."""
    rows = {row.values["id"]: row for row in record["pledges"]}
    for row in rows.values():
        v = row.values
        has_ended = v["outcome"] in (Outcome.superseded, Outcome.withdrawn)
        if has_ended != (v["ended_by"] is not None):
            hint = "the day of the source that tells that it is superseded or withdrawn"
            yield FactProblem(row.at("ended_by"), "outcome and ended_by do not agree", hint)
        successor = rows.get(v["superseded_by_id"])
        if successor and (not has_ended or successor is row or _party(successor) != _party(row)):
            message = f"{v['superseded_by_id']} cannot have taken its place"
            yield FactProblem(
                row.at("superseded_by_id"), message, "another pledge of the same party"
            )


def _party(row: Row) -> tuple[Value, Value]:
    return row.values["country_code"], row.values["group_id"]


def measured_shares(record: Record) -> Iterator[FactProblem]:
    """A measured share has numerator and denominator; a reported one has words and percentage."""
    for row in record["emissions-shares"]:
        v = row.values
        if v["basis"] == Basis.reported:
            for column in ("words", "share_percent"):
                if v[column] is None:
                    yield FactProblem(row.place, f"a reported share without {column}")
        elif v["emissions_mt"] is None:
            yield FactProblem(
                row.place, "a measured share without emissions_mt", "or basis: reported"
            )
        elif v["world_mt"] is None:
            key = [str(v[column]) for column in ("gas", "accounting", "year", "source_id")]
            message = f"no world total for {', '.join(key)}"
            yield FactProblem(row.place, message, "a row in world-emissions/ is the denominator")
        percent = v["share_percent"]
        # With land use, removals can exceed emissions: the share is negative then.
        least = -100 if v["accounting"] == Accounting.including_land_use else 0
        if isinstance(percent, int | float) and not least <= percent <= 100:
            yield FactProblem(row.at("share_percent"), f"{percent} % is no share of the world")


def ndcs(record: Record) -> Iterator[FactProblem]:
    """An NDC has its day of submission, because it is in force from that day."""
    for row in record["documents"]:
        if row.values["kind"] == DocumentKind.ndc and row.values["in_force_from"] is None:
            hint = "year-month-day; the next one ends its time in force"
            yield FactProblem(
                row.at("submitted_on"), "an NDC without the day it was submitted", hint
            )


def licences(record: Record) -> Iterator[FactProblem]:
    """Every source has a licence, or a note that gives the reason why not."""
    for row in record["sources"]:
        if not row.values["licence"] and not row.values["licence_note"]:
            yield FactProblem(row.place, "neither licence nor licence_note", "null needs a reason")


def names(record: Record) -> Iterator[FactProblem]:
    """A code, name or alias, in normal form, resolves to one country or one group."""
    holders: dict[str, dict[Value, Row]] = defaultdict(dict)
    for name in ("countries", "groups"):
        for row in record[name]:
            for word in country_names(row.values):
                holders[normalise(word)].setdefault(row.values[RECORD[name].key], row)
    for word, rows in holders.items():
        if len(rows) > 1:
            holder_keys = " and ".join(sorted(str(key) for key in rows))
            last = list(rows.values())[-1]
            message = f"{word!r} names {holder_keys}"
            yield FactProblem(last.at("aliases"), message, "take the alias away")


def wikidata(record: Record) -> Iterator[FactProblem]:
    """Wikidata items are written as item identifiers (Q-numbers)."""
    for name in ("countries", "officials"):
        for item, row in texts_of(record[name], "wikidata_id"):
            if not _QID.fullmatch(item):
                yield FactProblem(row.at("wikidata_id"), f"{item!r} is no item", "such as Q148")


def one_person(record: Record) -> Iterator[FactProblem]:
    """A Wikidata item belongs to one official only."""
    for item, row, first in _repeated(texts_of(record["officials"], "wikidata_id")):
        message = f"{item} is {first.values['id']} already, at {first.place}"
        yield FactProblem(row.at("wikidata_id"), message, "one row a person; import it anew")


def speakers(record: Record) -> Iterator[FactProblem]:
    """The position of a quote belongs to its speaker."""
    holders = {row.values["id"]: row.values["official_id"] for row in record["positions"]}
    for position, row in texts_of(record["quotes"], "position_id"):
        if position in holders and holders[position] != row.values["speaker_id"]:
            message = f"{position} is a post of {holders[position]}, not of the speaker"
            yield FactProblem(row.at("position_id"), message)


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
    for _, row, first in _repeated(_values(named, "version", "resource", "row_id", "field")):
        yield FactProblem(row.place, f"this reason is there already, at {first.place}")


RULES: tuple[Callable[[Record], Iterator[FactProblem]], ...] = (
    required,
    keys,
    denominators,
    references,
    dates,
    years,
    one_party,
    outcomes,
    measured_shares,
    ndcs,
    licences,
    names,
    wikidata,
    one_person,
    speakers,
    reasons,
)
