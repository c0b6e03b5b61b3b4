"""What must hold of the facts, rule by rule. Each rule takes the record and yields problems."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from schema import RECORD
from schema.documents import DocumentKind
from schema.emissions import Accounting, Basis
from schema.pledges import Outcome
from schema.resource import Field, Resource
from schema.scalars import Kind
from schema.words import normalise
from seeds.derivation.derive import country_names
from seeds.loading.files import Problem
from seeds.loading.values import SUPPORT, Record, Row, Value, did_you_mean, values_of

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{3}", re.ASCII)
_QID = re.compile(r"Q[1-9]\d*", re.ASCII)
_SPANS = (("start_date", "end_date"), ("in_force_from", "in_force_to"))
_SUPPORT_TARGETS = {
    "country_code": "countries",
    "official_id": "officials",
    "other_id": "officials",
    "source_id": "sources",
}
_YEARS = range(1700, 2201)


def required(record: Record) -> Iterator[Problem]:
    """Every column that cannot be null has a value; so every row has a source."""
    for name, fields in _all_fields():
        for row in record[name]:
            for field in fields.values():
                missing = row.values.get(field.name) is None and not field.nullable
                if missing and field.name not in row.bad and not _told_elsewhere(name, field.name):
                    yield Problem(row.place, f"{field.name} is missing", field.description)


def _all_fields() -> Iterator[tuple[str, dict[str, Field]]]:
    yield from ((resource.name, resource.fields) for resource in RECORD.values())
    yield from SUPPORT.items()


def _told_elsewhere(name: str, column: str) -> bool:
    """`measured_shares` says why there is no percentage better than this could."""
    return (name, column) == ("emissions-shares", "share_percent")


def keys(record: Record) -> Iterator[Problem]:
    """Keys are well-formed, and each is used once."""
    for resource in RECORD.values():
        pattern = _COUNTRY if resource.key == "code" else _SLUG
        first: dict[str, Row] = {}
        for key, row in values_of(record[resource.name], resource.key):
            if not pattern.fullmatch(key):
                hint = "three capitals" if pattern is _COUNTRY else "lower case, digits, hyphens"
                yield Problem(row.at(resource.key), f"{key!r} is no {resource.key}", hint)
            if key in first:
                message = f"{key} is there already, at {first[key].place}"
                yield Problem(row.place, message, f"a {resource.key} is used once")
            first.setdefault(key, row)


def denominators(record: Record) -> Iterator[Problem]:
    """A world total is given once."""
    first: dict[tuple[Value, ...], Row] = {}
    for row in record["world-emissions"]:
        key = tuple(row.values[c] for c in ("gas", "accounting", "year", "source_id"))
        if key in first:
            yield Problem(row.place, f"this world total is there already, at {first[key].place}")
        first.setdefault(key, row)


def references(record: Record) -> Iterator[Problem]:
    """Every reference resolves."""
    known = {
        resource.name: {key for key, _ in values_of(record[resource.name], resource.key)}
        for resource in RECORD.values()
    }
    for resource in RECORD.values():
        for column, target in _targets(resource).items():
            yield from _dangling(record[resource.name], column, target, known[target])
    for name, fields in SUPPORT.items():
        for column, target in _SUPPORT_TARGETS.items():
            if column in fields:
                yield from _dangling(record[name], column, target, known[target])
    yield from _dangling(record["participation"], "country_code", "countries", known["countries"])


def _targets(resource: Resource) -> dict[str, str]:
    return {r.local: r.target for r in resource.relations if not r.many}


def _dangling(rows: list[Row], column: str, target: str, known: set[str]) -> Iterator[Problem]:
    for value, row in values_of(rows, column):
        if value not in known:
            message = f"{column}: no {value!r} among {target}"
            yield Problem(row.at(column), message, did_you_mean(value, known))


def dates(record: Record) -> Iterator[Problem]:
    """Nothing ends before it starts; a day that attests a post lies within it."""
    for resource in RECORD.values():
        for start, end in _SPANS:
            if start in resource.fields:
                for row in record[resource.name]:
                    yield from _in_order(row, start, end)
    for row in record["positions"]:
        yield from _in_order(row, "start_date", "attested_on")
        yield from _in_order(row, "attested_on", "end_date")


def _in_order(row: Row, start: str, end: str) -> Iterator[Problem]:
    """Dates of unequal precision are compared by the precision that both have."""
    first, last = row.text(start), row.text(end)
    if first and last:
        precision = min(len(first), len(last))
        if first[:precision] > last[:precision]:
            yield Problem(row.at(end), f"{end} {last} is before {start} {first}")


def years(record: Record) -> Iterator[Problem]:
    """Whole numbers are years, and years are within reason."""
    for resource in RECORD.values():
        columns = [f.name for f in resource.fields.values() if f.kind is Kind.integer]
        for row in record[resource.name]:
            for column in columns:
                year = row.values[column]
                if isinstance(year, int) and year not in _YEARS:
                    yield Problem(row.at(column), f"{column} {year} is no year of this record")


def one_party(record: Record) -> Iterator[Problem]:
    """Pledges, documents, shares and memberships are of one country or of one group."""
    for name, country, group in (
        ("pledges", "country_code", "group_id"),
        ("documents", "country_code", "group_id"),
        ("emissions-shares", "country_code", "group_id"),
        ("memberships", "country_code", "member_group_id"),
    ):
        for row in record[name]:
            if (row.values[country] is None) == (row.values[group] is None):
                yield Problem(row.place, f"either {country} or {group}, and not both")


def outcomes(record: Record) -> Iterator[Problem]:
    """What has ended says by when, and is replaced by a row of the same party, if by any."""
    rows = {row.values["id"]: row for row in record["pledges"]}
    for row in rows.values():
        v = row.values
        over = v["outcome"] in (Outcome.superseded, Outcome.withdrawn)
        if over != (v["ended_by"] is not None):
            hint = "the day of the source that tells that it is superseded or withdrawn"
            yield Problem(row.at("ended_by"), "outcome and ended_by do not agree", hint)
        other = rows.get(v["superseded_by_id"])
        if other and (not over or other is row or _party(other) != _party(row)):
            message = f"{v['superseded_by_id']} cannot have taken its place"
            yield Problem(row.at("superseded_by_id"), message, "another pledge of the same party")


def _party(row: Row) -> tuple[Value, Value]:
    return row.values["country_code"], row.values["group_id"]


def measured_shares(record: Record) -> Iterator[Problem]:
    """A measured share has numerator and denominator; a reported one its words and percentage."""
    for row in record["emissions-shares"]:
        v = row.values
        if v["basis"] == Basis.reported:
            for column in ("words", "share_percent"):
                if v[column] is None:
                    yield Problem(row.place, f"a reported share without {column}")
        elif v["emissions_mt"] is None:
            yield Problem(row.place, "a measured share without emissions_mt", "or basis: reported")
        elif v["world_mt"] is None:
            what = [str(v[column]) for column in ("gas", "accounting", "year", "source_id")]
            message = f"no world total for {', '.join(what)}"
            yield Problem(row.place, message, "a row in world-emissions/ is the denominator")
        percent = v["share_percent"]
        # Land use can take up more than a party emits: its share is then below zero.
        least = -100 if v["accounting"] == Accounting.including_land_use else 0
        if isinstance(percent, int | float) and not least <= percent <= 100:
            yield Problem(row.at("share_percent"), f"{percent} % is no share of the world")


def ndcs(record: Record) -> Iterator[Problem]:
    """An NDC has the day of its submission, from which it is in force."""
    for row in record["documents"]:
        if row.values["kind"] == DocumentKind.ndc and row.values["in_force_from"] is None:
            hint = "year-month-day; the next one ends its time in force"
            yield Problem(row.at("submitted_on"), "an NDC without the day it was submitted", hint)


def licences(record: Record) -> Iterator[Problem]:
    """Every source has a licence, or a note that says why there is none."""
    for row in record["sources"]:
        if not row.values["licence"] and not row.values["licence_note"]:
            yield Problem(row.place, "neither licence nor licence_note", "null needs a reason")


def names(record: Record) -> Iterator[Problem]:
    """A code, name or alias resolves to one country or one group, in whatever case."""
    holders: dict[str, dict[Value, Row]] = defaultdict(dict)
    for name in ("countries", "groups"):
        for row in record[name]:
            for word in country_names(row.values):
                holders[normalise(word)].setdefault(row.values[RECORD[name].key], row)
    for word, rows in holders.items():
        if len(rows) > 1:
            who = " and ".join(sorted(str(key) for key in rows))
            last = list(rows.values())[-1]
            yield Problem(last.at("aliases"), f"{word!r} names {who}", "take the alias away")


def wikidata(record: Record) -> Iterator[Problem]:
    """Wikidata items are given by their number."""
    for name in ("countries", "officials"):
        for item, row in values_of(record[name], "wikidata_id"):
            if not _QID.fullmatch(item):
                yield Problem(row.at("wikidata_id"), f"{item!r} is no item", "such as Q148")


def one_person(record: Record) -> Iterator[Problem]:
    """A Wikidata item is one official: nobody is there twice under it."""
    first: dict[str, Row] = {}
    for item, row in values_of(record["officials"], "wikidata_id"):
        if item in first:
            message = f"{item} is {first[item].values['id']} already, at {first[item].place}"
            yield Problem(row.at("wikidata_id"), message, "one row a person; import it anew")
        first.setdefault(item, row)


def speakers(record: Record) -> Iterator[Problem]:
    """The post held when speaking is the speaker's own."""
    holders = {row.values["id"]: row.values["official_id"] for row in record["positions"]}
    for position, row in values_of(record["quotes"], "position_id"):
        if position in holders and holders[position] != row.values["speaker_id"]:
            message = f"{position} is a post of {holders[position]}, not of the speaker"
            yield Problem(row.at("position_id"), message)


def reasons(record: Record) -> Iterator[Problem]:
    """A reason is for a field, or for a row, of one of the resources, and is given once."""
    first: dict[tuple[Value, ...], Row] = {}
    for name, row in values_of(record["change-reasons"], "resource"):
        column = row.text("field")
        if name not in RECORD:
            yield Problem(row.at("resource"), f"no resource {name!r}", did_you_mean(name, RECORD))
        elif column and column not in RECORD[name].fields:
            hint = did_you_mean(column, RECORD[name].fields)
            yield Problem(row.at("field"), f"{name} have no field {column!r}", hint)
        key = tuple(row.values[c] for c in ("version", "resource", "row_id", "field"))
        if key in first:
            yield Problem(row.place, f"this reason is there already, at {first[key].place}")
        first.setdefault(key, row)


RULES: tuple[Callable[[Record], Iterator[Problem]], ...] = (
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
