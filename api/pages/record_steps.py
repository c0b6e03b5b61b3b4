"""What each source record of a pledge says beside those before it: what is new, what differs."""

from collections.abc import Sequence
from typing import NamedTuple

from api.pages.pledge_records import COLUMNS, document
from api.pages.reading import Json


class Step(NamedTuple):
    """One source record, by the columns that it states.

    Args:
        record: The source record.
        new: What no record before it states: the label of the column, and the value.
        differing: What it states otherwise: the label, the value, and the one before.
        same: The labels of what it repeats.
    """

    record: Json
    new: list[tuple[str, str]]
    differing: list[tuple[str, str, str]]
    same: list[str]


def steps_of(records: Sequence[Json]) -> list[Step]:
    """The records by the first day on which each is known, beside the latest value before it."""
    said: dict[str, object] = {}
    steps = []
    for record in sorted(records, key=lambda each: (each["first_seen"], each["id"])):
        step = Step(record, [], [], [])
        for column, (label, _) in COLUMNS.items():
            if column not in record["values"]:
                continue
            value = record["values"][column]
            words = _words(column, value)
            if column not in said:
                step.new.append((label, words))
            elif said[column] == value:
                step.same.append(label)
            else:
                step.differing.append((label, words, _words(column, said[column])))
            said[column] = value
        steps.append(step)
    return steps


def _words(column: str, value: object) -> str:
    """A value in words: of a document its host and the last part of its path."""
    if value is None:
        return "states none"
    if column == "document_url":
        return document(str(value))
    return COLUMNS[column][1](value)
