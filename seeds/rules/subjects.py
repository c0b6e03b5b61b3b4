"""Rules about one resource: pledges, documents, shares, sources, names, officials, quotes."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from schema import RECORD
from schema.documents import DocumentKind
from schema.filters import ALIASED_RESOURCES
from schema.periods import is_day
from schema.pledge_terms import PledgeOutcome
from schema.words import normalise
from seeds.derivation.names import country_names
from seeds.loading.files import FactProblem
from seeds.loading.spool import column as column_of
from seeds.loading.spool import plain
from seeds.loading.support import STATED
from seeds.loading.values import Record, Row, Value, texts_of
from seeds.rules.keys import KnownKeys
from seeds.rules.repeated import repeated, with_values

_QID = re.compile(r"Q[1-9]\d*", re.ASCII)


def denominators(record: Record) -> Iterator[FactProblem]:
    """A world total is unique by series, year and source."""
    totals = with_values(record["world-emissions"], "series_id", "year", "source_id")
    for _, row, first in repeated(totals):
        yield FactProblem(row.place, f"this world total is there already, at {first.place}")


def stated_once(record: Record) -> Iterator[FactProblem]:
    """A pledge states no cell that its source records or the pledge before it state."""
    with_records = {key for key, _ in texts_of(record["pledge-records"], "pledge_id")}
    for key, row in texts_of(record["pledges"], "id"):
        if row.values["supersedes_id"] is not None:
            hint = "write superseded_by_id into the row of the pledge that was replaced"
            yield FactProblem(row.at("supersedes_id"), "it follows from the other pledge", hint)
        for name in (*STATED, "document_id", "source_id"):
            if key in with_records and row.values[name] is not None:
                hint = "write it into a row of pledge-records/, which the pledge is merged from"
                yield FactProblem(row.at(name), f"{key} has source records: {name} is theirs", hint)


def outcomes(record: Record) -> Iterator[FactProblem]:
    """An ended pledge has `ended_by`, and its successor is another pledge of the same party."""
    rows = {row.values["id"]: row for row in record["pledges"]}
    for row in rows.values():
        v = row.values
        has_ended = v["outcome"] in (PledgeOutcome.superseded, PledgeOutcome.withdrawn)
        if has_ended != (v["ended_by"] is not None):
            hint = "the day of the source that tells that it is superseded or withdrawn"
            yield FactProblem(row.at("ended_by"), "outcome and ended_by do not agree", hint)
        successor = rows.get(v["superseded_by_id"])
        if successor and (not has_ended or successor is row or successor.party != row.party):
            message = f"{v['superseded_by_id']} cannot have taken its place"
            yield FactProblem(
                row.at("superseded_by_id"), message, "another pledge of the same party"
            )


def ndcs(record: Record) -> Iterator[FactProblem]:
    """The day of submission of an NDC is a day, because it is in force from then; or unknown."""
    for row in record["documents"]:
        submitted = row.text("submitted_on")
        if row.values["kind"] == DocumentKind.ndc and submitted and not is_day(submitted):
            hint = "year-month-day; it is in force from then"
            yield FactProblem(
                row.at("submitted_on"), "an NDC without the day it was submitted", hint
            )


def noted_rows(record: Record) -> Iterator[FactProblem]:
    """The row that an import note concerns exists, and has the field."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for note in record["import-notes"]:
        wanted[note.text("resource") or ""].add(note.text("row_id") or "")
    known = KnownKeys(record, wanted)
    for note in record["import-notes"]:
        resource = RECORD.get(note.text("resource") or "")
        if note.values["resource"] and resource is None:
            yield FactProblem(note.at("resource"), f"no resource {note.values['resource']!r}")
        elif resource is not None:
            row_id, field = note.text("row_id"), note.values["field"]
            if row_id and not known.has(resource.name, row_id):
                yield FactProblem(note.at("row_id"), f"no row {row_id!r} of {resource.name}")
            if field and field not in resource.fields:
                yield FactProblem(note.at("field"), f"no field {field!r} of {resource.name}")


def explained(record: Record) -> Iterator[FactProblem]:
    """Every source has an address and a licence, or a note that gives the reason why not."""
    for row in record["sources"]:
        for column in ("url", "licence"):
            if not row.values[column] and not row.values[f"{column}_note"]:
                message = f"neither {column} nor {column}_note"
                yield FactProblem(row.place, message, "null needs a reason")


def licence_addresses(record: Record) -> Iterator[FactProblem]:
    """Sources under one licence give one address of it, or none."""
    addresses: dict[Value, Row] = {}
    for address, row in texts_of(record["sources"], "licence_url"):
        licence = row.values["licence"]
        if not licence:
            yield FactProblem(row.at("licence_url"), "an address of no licence")
        elif (first := addresses.setdefault(licence, row)).values["licence_url"] != address:
            message = f"{licence} has another address at {first.place}"
            yield FactProblem(row.at("licence_url"), message)


def names(record: Record) -> Iterator[FactProblem]:
    """A code, name or alias, in normal form, resolves to one actor."""
    holders: dict[str, dict[Value, Row]] = defaultdict(dict)
    for name in ALIASED_RESOURCES:
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
    items = Counter(column_of(record["officials"], "wikidata_id"))
    named = texts_of(record["officials"], "wikidata_id")
    for item, row, first in repeated((item, row) for item, row in named if items[item] > 1):
        message = f"{item} is {first.values['id']} already, at {first.place}"
        yield FactProblem(row.at("wikidata_id"), message, "one row a person; import it anew")


def speakers(record: Record) -> Iterator[FactProblem]:
    """The tenure of a quote belongs to its speaker, who is either an official or another person."""
    for person, row in texts_of(record["quotes"], "person_id"):
        if row.values["speaker_id"] is not None:
            message = f"{person} speaks, and an official as well"
            yield FactProblem(row.at("person_id"), message, "either speaker_id or person_id")
    holders = _holders(record, record["quotes"])
    for tenure, row in texts_of(record["quotes"], "tenure_id"):
        if tenure in holders and holders[tenure] != row.values["speaker_id"]:
            message = f"{tenure} is a tenure of {holders[tenure]}, not of the speaker"
            yield FactProblem(row.at("tenure_id"), message)


def representatives(record: Record) -> Iterator[FactProblem]:
    """Who represents somebody does so in one event or one dialogue, in a tenure of their own."""
    holders = _holders(record, record["representatives"])
    for row in record["representatives"]:
        if (row.values["event_id"] is None) == (row.values["dialogue_id"] is None):
            yield FactProblem(row.place, "either event_id or dialogue_id, and only one")
        holder = holders.get(tenure := row.values["tenure_id"])
        if holder not in (None, row.values["official_id"]):
            yield FactProblem(row.at("tenure_id"), f"{tenure} is a tenure of {holder}")


def _holders(record: Record, rows: Iterable[Row]) -> dict[Value, Value]:
    """The holders of the tenures that rows name, by the ids of the tenures."""
    named = {tenure for tenure, _ in texts_of(rows, "tenure_id")}
    tenures = plain(record["tenures"])
    return {each["id"]: each["official_id"] for each in tenures if each["id"] in named}
