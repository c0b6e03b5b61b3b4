"""End and interim targets of 198 parties, from snapshots of the Net Zero Tracker.

`commitments` defines what one commitment is and follows it from snapshot to snapshot. The id of a
pledge is made when the record first has it, and never changes. `net_zero_tracker.yaml` has the
pledges that another snapshot would name differently, so every set of snapshots gives the same ids.

`tracker_states` reads the rows. Only facts are imported, not the tracker's free text.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from schema.import_notes import ImportAction, ImportReason
from seeds.importers.commitments import (
    PLEDGE_COLUMNS,
    RECORD_COLUMNS,
    Commitment,
    Snapshot,
    TargetState,
    follow,
    is_target,
    pledge_row,
    record_id,
    record_rows,
)
from seeds.importers.context import Cells, ImportContext
from seeds.importers.country_groups import EU
from seeds.importers.facts_files import FactRow, FactsFile
from seeds.importers.owid_net_zero_targets import TRACKER_RECORDS, rematch
from seeds.importers.tracker_conditions import TEXT_COLUMNS
from seeds.importers.tracker_states import INPUT_COLUMNS, party_of, target_states
from seeds.loading.files import valid_facts

_ALIASES = ("country_code", "alias", "source_id")


def net_zero_tracker(source: Path, context: ImportContext) -> list[FactsFile]:
    """The pledges, source records and country names in one snapshot or in a folder of snapshots.

    A snapshot's file is named for its day: `net-zero-tracker-countries-2023-11-05.csv`.
    """
    parties: dict[str, list[list[TargetState]]] = {}
    names: dict[tuple[str, str], str] = {}
    for path in sorted(source.glob("*.csv")) if source.is_dir() else [source]:
        if snapshot := _snapshot(path, context):
            _read_snapshot(path, snapshot, parties, names, context)
    if not parties and not context.problems:
        context.reject_file(source, "no snapshot in here")
    known_ids = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    commitments = [
        commitment
        for snapshots in parties.values()
        for commitment in follow(snapshots, known_ids, context.events)
    ]
    for commitment in commitments:
        _name_rows(commitment)
    aliases: list[FactRow] = [
        {"country_code": code, "alias": name, "source_id": source_id}
        for (code, name), source_id in names.items()
    ]
    records = [row for commitment in commitments for row in record_rows(commitment)]
    return [
        FactsFile(
            "pledges/net-zero-tracker.csv", PLEDGE_COLUMNS, _imported_rows(commitments, context)
        ),
        FactsFile(TRACKER_RECORDS, RECORD_COLUMNS, records),
        FactsFile("country-aliases/net-zero-tracker.csv", _ALIASES, aliases, key=""),
        *rematch(records, context),
    ]


def _name_rows(commitment: Commitment) -> None:
    """Set the row that each note of a commitment is about: a source record, as states are."""
    for state in commitment.states:
        for note in state.notes:
            note.resource, note.row_id = "source-records", record_id(commitment.id, state)
            note.field = note.field and "values"


def _snapshot(path: Path, context: ImportContext) -> Snapshot | None:
    match = re.search(r"(20\d\d)-\d\d-\d\d$", path.stem, re.ASCII)
    if match is None:
        context.reject_file(path, "the name does not end in the snapshot's day, as 2023-11-05.csv")
        return None
    return Snapshot(match[0], f"net-zero-tracker-{match[0]}", f"nzt-{match[1]}")


def _read_snapshot(
    path: Path,
    snapshot: Snapshot,
    parties: dict[str, list[list[TargetState]]],
    names: dict[tuple[str, str], str],
    context: ImportContext,
) -> None:
    """Add the target states of a snapshot to `parties`, and its country names to `names`."""
    context.source_id = snapshot.source_id

    def convert(cells: Cells) -> Iterator[None]:
        party = party_of(cells)
        parties.setdefault(party, []).append(list(target_states(cells, snapshot, party, context)))
        if party != EU:
            names[party, cells["name"].strip()] = snapshot.source_id
        yield None

    context.convert_rows(path, INPUT_COLUMNS, convert, optional=TEXT_COLUMNS)


def _imported_rows(commitments: list[Commitment], context: ImportContext) -> list[FactRow]:
    """The pledge rows, without those that are written by hand in YAML."""
    by_hand = {
        str(fact.cells["id"].text)
        for path in context.facts.glob("pledges/*.yaml")
        for fact in valid_facts(path)
        if "id" in fact.cells
    }
    for commitment in commitments:
        if commitment.id in by_hand:
            context.source_id = commitment.last.snapshot.source_id
            context.locator = commitment.last.locator
            note = context.leave_out(
                "the pledge is entered by hand: only what the source says of it is imported",
                reason=ImportReason.entered_by_hand,
                action=ImportAction.row_merged,
            )
            note.resource, note.row_id = "pledges", commitment.id
    targets = [commitment for commitment in commitments if is_target(commitment)]
    return [pledge_row(commitment) for commitment in targets if commitment.id not in by_hand]
