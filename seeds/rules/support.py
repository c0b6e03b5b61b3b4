"""Rules about rows of the support tables that complete other rows, or would do so unnoticed."""

from collections.abc import Iterator

from schema import RECORD
from schema.coverage import CoverageLevel
from schema.source_records import SourceRecordForm
from seeds.loading.files import FactProblem
from seeds.loading.support import NoTarget
from seeds.loading.values import Record, suggest, texts_of
from seeds.rules.repeated import repeated, with_values

# The columns of a source record, each with that of its speech.
_OF_THE_SPEECH = (("first_seen", "date"), ("last_seen", "date"), ("source_id", "source_id"))


def pledge_records(record: Record) -> Iterator[FactProblem]:
    """A source record states a pledge of its own party, or that there is none."""
    parties = {row.values["id"]: row.party for row in record["pledges"]}
    for row in record["pledge-records"]:
        key = row.values["pledge_id"]
        if (key is None) != (row.values["kind"] == NoTarget.no_target):
            hint = "a record without a pledge states, by no_target, that there is none"
            yield FactProblem(row.at("pledge_id"), "pledge_id and kind do not agree", hint)
        elif key in parties and parties[key] != row.party:
            yield FactProblem(row.at("pledge_id"), f"{key} is a pledge of {parties[key]}")
        if row.values["form"] == SourceRecordForm.snapshot and row.values["valid_from"] is not None:
            hint = "a snapshot speaks of its own day; what speaks of earlier ones is a history"
            yield FactProblem(row.at("valid_from"), "a snapshot has no valid_from", hint)


def records_of_speeches(record: Record) -> Iterator[FactProblem]:
    """A source record of a speech is of its party, its date and its source."""
    named = {row.values["speech_id"] for row in record["pledge-records"]}
    speeches = {key: row for row in record["speeches"] if (key := row.values["id"]) in named}
    for row in record["pledge-records"]:
        speech = speeches.get(row.values["speech_id"])
        if speech is None:
            continue
        if speech.party != row.party:
            yield FactProblem(row.at("speech_id"), f"a speech for {speech.party}")
        for column, other in _OF_THE_SPEECH:
            if row.values[column] != speech.values[other]:
                hint = f"the speech has {speech.values[other]}"
                yield FactProblem(row.at(column), f"{column} is not that of the speech", hint)


def declared_coverage(record: Record) -> Iterator[FactProblem]:
    """What a source covers is declared once, of a resource that there is, and is not nothing."""
    declared = record["source-coverage"]
    for key, row, first in repeated(
        with_values(declared, "resource", "source_id", "country_code", "scope")
    ):
        yield FactProblem(row.place, f"{key[0]} are declared already, at {first.place}")
    for name, row in texts_of(declared, "resource"):
        if name not in RECORD:
            yield FactProblem(row.at("resource"), f"no resource {name!r}", suggest(name, RECORD))
        if row.values["level"] == CoverageLevel.none:
            hint = "leave the row out: what is in no entry is not covered"
            yield FactProblem(row.at("level"), "a source does not cover nothing", hint)
