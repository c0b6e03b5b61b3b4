"""End and interim targets of 198 parties, from snapshots of the Net Zero Tracker.

`commitments` defines what one commitment is and follows it from snapshot to snapshot. Snapshots
that the facts have already are read from the facts, so another one stands beside them, whether it
is older or newer. The id of a pledge is made when the record first has it, and never changes.
`net_zero_tracker.yaml` has the pledges that another snapshot would name differently, so an import
of all snapshots anew gives the same ids.

`tracker_states` reads the rows. Only facts are imported, not the tracker's free text.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import yaml

from schema.import_notes import ImportAction, ImportReason
from seeds.importers.commitment_rows import (
    PLEDGE_COLUMNS,
    RECORD_COLUMNS,
    is_target,
    pledge_row,
    record_id,
    record_rows,
)
from seeds.importers.commitments import Commitment, Snapshot, TargetState, follow
from seeds.importers.context import Cells, ImportContext, ImportFailed
from seeds.importers.country_groups import EU
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactRow, FactsFile
from seeds.importers.owid_net_zero_targets import TRACKER_RECORDS, rematch
from seeds.importers.recorded_states import recorded_aliases, recorded_states, renamed_files
from seeds.importers.tracker_conditions import TEXT_COLUMNS
from seeds.importers.tracker_states import (
    INPUT_COLUMNS,
    OPTIONAL_COLUMNS,
    is_country,
    party_of,
    target_states,
)
from seeds.loading.files import valid_facts

DATASET = Dataset(
    "net-zero-tracker", "Net Zero Tracker", "Net Zero Tracker, country rows", needs_day=True
)
ALIASES = "country-aliases/net-zero-tracker.csv"
_ALIASES = ("country_code", "alias", "source_id")

_States = dict[str, dict[str, list[TargetState]]]  # by party, then by the day of the snapshot
_Names = dict[tuple[str, str], str]  # the source of each country's name


def net_zero_tracker(source: Path, context: ImportContext) -> list[FactsFile]:
    """The pledges, source records and country names in one snapshot or in a folder of snapshots.

    A snapshot's file is named for its day: `net-zero-tracker-countries-2023-11-05.csv`. Snapshots
    that are among the facts already stay.
    """
    if source.is_dir() and (context.given.date or context.given.source_id):
        raise ImportFailed([f"{source}:1:1: the files of a folder are named for their days"])
    states: _States = defaultdict(dict)
    names: _Names = {}
    for path in sorted(source.glob("*.csv")) if source.is_dir() else [source]:
        _read_snapshot(path, states, names, context)
    if not states and not context.problems:
        context.reject_file(source, "no target of a country in here")
    _add_recorded(states, context)
    known_ids = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    commitments = [
        commitment
        for days in states.values()
        for commitment in follow([days[day] for day in sorted(days)], known_ids, context.events)
    ]
    for commitment in commitments:
        _name_rows(commitment)
    records = [row for commitment in commitments for row in record_rows(commitment)]
    pledges = _imported_rows(commitments, context)
    return [
        FactsFile("pledges/net-zero-tracker.csv", PLEDGE_COLUMNS, pledges),
        FactsFile(TRACKER_RECORDS, RECORD_COLUMNS, records),
        FactsFile(ALIASES, _ALIASES, _aliases(names, context), key=""),
        *renamed_files(commitments, context),
        *rematch(records, context),
    ]


def _add_recorded(states: _States, context: ImportContext) -> None:
    """Add the states of other snapshots in the facts, and the ids of commitments there."""
    recorded = recorded_states(context.facts / TRACKER_RECORDS)
    known = {(s.party, s.snapshot.date, s.horizon): s.known_id for s in recorded}
    for party, days in states.items():
        for day, read in days.items():
            days[day] = [replace(s, known_id=known.get((party, day, s.horizon))) for s in read]
    for state in recorded:
        if state.snapshot.source_id not in context.editions:
            states[state.party].setdefault(state.snapshot.date, []).append(state)


def _aliases(names: _Names, context: ImportContext) -> list[FactRow]:
    """The names of countries, each with the latest snapshot that has it."""
    latest = {
        name: source
        for name, source in recorded_aliases(context.facts / ALIASES).items()
        if source not in context.editions
    }
    for name, source in names.items():
        latest[name] = max(source, latest.get(name, ""))
    return [
        {"country_code": code, "alias": name, "source_id": source_id}
        for (code, name), source_id in latest.items()
    ]


def _name_rows(commitment: Commitment) -> None:
    """Set the row that each note of a commitment is about: a source record, as states are."""
    for state in commitment.states:
        for note in state.notes:
            note.resource, note.row_id = "source-records", record_id(commitment.id, state)
            note.field = note.field and "values"


def _read_snapshot(path: Path, states: _States, names: _Names, context: ImportContext) -> None:
    """Add the target states of a snapshot to `states`, and its country names to `names`."""
    edition = context.begin_edition(DATASET, path)
    snapshot = Snapshot(edition.date, edition.source_id)
    countries = context.known_keys("countries", "code")

    def convert(cells: Cells) -> Iterator[None]:
        party = party_of(cells)
        if not is_country(cells):
            context.leave_out("not a country", value=cells["actor_type"], column="actor_type")
        elif party != EU and countries and party not in countries:
            context.leave_out("no country of the record", value=party, column="country")
        elif snapshot.date in states[party]:
            note, reason = "a further row of this country", ImportReason.duplicate
            context.leave_out(note, value=party, column="country", reason=reason)
        else:
            read = list(target_states(cells, snapshot, party, context))
            states[party][snapshot.date] = read
            if party != EU and (name := cells["name"].strip()):
                names[party, name] = snapshot.source_id
        yield None

    optional = (*OPTIONAL_COLUMNS, *TEXT_COLUMNS)
    context.convert_rows(path, INPUT_COLUMNS, convert, optional=optional)


def _imported_rows(commitments: list[Commitment], context: ImportContext) -> list[FactRow]:
    """The pledge rows, without those that are written by hand in YAML."""
    by_hand = {
        str(fact.cells["id"].text)
        for path in context.facts.glob("pledges/*.yaml")
        for fact in valid_facts(path)
        if "id" in fact.cells
    }
    entered = [c for c in commitments if c.id in by_hand]
    for commitment, state in [(c, state) for c in entered for state in c.states]:
        if state.snapshot.source_id in context.editions:
            context.source_id, context.locator = state.snapshot.source_id, state.locator
            note = context.leave_out(
                "the pledge is entered by hand: only what the source says of it is imported",
                reason=ImportReason.entered_by_hand,
                action=ImportAction.row_merged,
            )
            note.resource, note.row_id = "pledges", commitment.id
    targets = [commitment for commitment in commitments if is_target(commitment)]
    return [pledge_row(commitment) for commitment in targets if commitment.id not in by_hand]
