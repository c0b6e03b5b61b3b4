"""Rules for former ids: each leads to one row, which exists, and is the id of no row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from schema import RECORD
from schema.scalars import FORMER_IDS
from seeds.derivation.former_ids import FOLDER, former_id, successor_resource
from seeds.loading.files import FactProblem, Place
from seeds.loading.values import Record, Row, suggest
from seeds.rules.keys import KnownKeys


class _Listed(NamedTuple):
    """A former id, as resource and key, and where it is declared."""

    text: str
    place: Place


def former_ids(record: Record) -> Iterator[FactProblem]:
    """A former id is a resource and a key, is declared once, and is the id of no row."""
    places: dict[str, Place] = {}
    listed = _listed(record)
    known = KnownKeys(record, _wanted(one.text.partition("/")[::2] for one in listed))
    for text, place in listed:
        name, _, key = text.partition("/")
        if name not in RECORD:
            message = f"{text!r} is of no resource, as pledges/x is"
            yield FactProblem(place, message, suggest(name, RECORD))
        elif known.has(name, key):
            message = f"{text} is the id of a row, and so it is no former id"
            yield FactProblem(place, message, "remove that row, or this line")
        if text in places:
            yield FactProblem(place, f"{text} is a former id already, at {places[text]}")
        places.setdefault(text, place)


def _wanted(keys: Iterable[tuple[str | None, str | None]]) -> dict[str, set[str]]:
    """Resources and keys, as keys by resource."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for resource, key in keys:
        wanted[resource or ""].add(key or "")
    return wanted


def _listed(record: Record) -> list[_Listed]:
    """Those of the support table, then those that the files of the rows have."""
    declared = [_Listed(former_id(row), row.at("former_id")) for row in record[FOLDER]]
    known = {text for text, _ in declared}
    in_rows = [
        _Listed(text, row.at(FORMER_IDS))
        for name, resource in RECORD.items()
        if FORMER_IDS in resource.fields
        for row in record[name]
        if isinstance(ids := row.values[FORMER_IDS], list)
        for text in ids
        if text not in known
    ]
    return [*declared, *in_rows]


def successors(record: Record) -> Iterator[FactProblem]:
    """The successors that the support table names exist, and have the column."""
    named = ((successor_resource(row), row.text("successor_id")) for row in record[FOLDER])
    known = KnownKeys(record, _wanted(named))
    for row in record[FOLDER]:
        name, key = successor_resource(row), row.text("successor_id")
        resource = RECORD.get(name or "")
        if name is not None and resource is None:
            yield FactProblem(_at(row), f"no resource {name!r}", suggest(name, RECORD))
        elif resource is not None and FORMER_IDS not in resource.fields:
            hint = f"declare it in the table of {name}: former_ids: list[str] = col.former_ids()"
            yield FactProblem(_at(row), f"{name} have no column {FORMER_IDS}", hint)
        elif resource is not None and key is not None and not known.has(resource.name, key):
            hint = known.suggest(key, resource.name)
            yield FactProblem(
                row.at("successor_id"), f"successor_id: no {key!r} among {name}", hint
            )


def _at(row: Row) -> Place:
    return row.at("successor_resource" if row.text("successor_resource") else "resource")
