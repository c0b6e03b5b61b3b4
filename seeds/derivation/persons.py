"""Persons: a row for each named speaker whom no official and no person of the facts stands for.

A source may name people whom no list of officials has. Nothing but the name, the party, the date
and the source tells them apart, so each of these makes another row: two rows may be one person.
"""

import re
from collections import defaultdict

from schema.persons import PERSONS
from schema.quotes import SpeakerKind
from seeds.derivation.speaker_names import name_words
from seeds.loading.values import Record, Row, Value

_NAMED = (SpeakerKind.official, SpeakerKind.person)


def add_persons(record: Record) -> None:
    """Add persons, and link the quotes of named speakers to them, in place.

    Quotes must be linked to officials already. What a source says that a person is, is in the row
    if the source says it in one way only.
    """
    roles: dict[str, set[Value]] = defaultdict(set)
    added: dict[str, Row] = {}
    known = {row.values[PERSONS.key] for row in record[PERSONS.name]}
    for quote in record["quotes"]:
        values = quote.values
        if values["speaker_kind"] not in _NAMED or values["speaker_id"] or values["person_id"]:
            continue
        if (key := _key(quote)) is None:
            continue
        values["person_id"] = key
        roles[key].add(values["speaker_role"])
        if key not in known and key not in added:
            added[key] = _person(key, quote)
    for key, row in added.items():
        (row.values["description"],) = roles[key] if len(roles[key]) == 1 else (None,)
    record[PERSONS.name] = [*record[PERSONS.name], *added.values()]


def _key(quote: Row) -> str | None:
    """The id of the person: name, party, date and source; None without a name."""
    name = quote.text("speaker_name")
    if not name:
        return None
    words = name_words(name) or tuple(name.lower().split())
    parts = [*words, quote.party, quote.text("said_on"), quote.text("source_id")]
    return re.sub("[^a-z0-9]+", "-", "-".join(str(p) for p in parts if p).lower()).strip("-")


def _person(key: str, quote: Row) -> Row:
    values: dict[str, Value] = dict.fromkeys(PERSONS.fields)
    copied = {"name": quote.values["speaker_name"], "source_id": quote.values["source_id"]}
    return Row(quote.place, values | copied | {PERSONS.key: key})
