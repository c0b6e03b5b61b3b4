"""What the facts have of earlier imports of a tracker: states, names, and ids that change.

So a further snapshot, older or newer, is followed together with those before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from schema.pledge_terms import PledgeKind, PledgeStatus, TargetHorizon
from seeds.importers.commitment_rows import RECORD_COLUMNS, record_id
from seeds.importers.commitments import Commitment, Snapshot, TargetState
from seeds.importers.context import ImportContext
from seeds.importers.facts_files import FactCell, FactRow, FactsFile, fact_rows
from seeds.importers.notes import NOTE_COLUMNS
from seeds.loading.support import NoTarget, StatedKind

_FORMER_IDS = "former-ids/net-zero-tracker.csv"
_FORMER_COLUMNS = ("resource", "former_id", "successor_id", "why", "source_id")
_WHY = "Another snapshot shows that the two are one commitment."
_VALUES = (
    "country_code", "group_id", "gases", "value", "unit", "per", "baseline_year", "conditionality",
    "document_url",
    "words",
)  # fmt: skip


def recorded_states(path: Path) -> list[TargetState]:
    """The states that the source records of a file of facts are made of."""
    rows = fact_rows(path, RECORD_COLUMNS)
    return [_state({name: _text(cell) for name, cell in row.items()}) for row in rows]


def _text(cell: FactCell) -> str | None:
    return None if cell is None else str(cell)


def _state(row: dict[str, str | None]) -> TargetState:
    snapshot = Snapshot(row["last_seen"] or "", row["source_id"] or "")
    status = row["status"]
    return TargetState(
        snapshot=snapshot,
        party=row["group_id"] or row["country_code"] or "",
        horizon=TargetHorizon(row["horizon"] or ""),
        kind=_kind(row["kind"] or ""),
        year=row["target_year"],
        values={name: row[name] for name in _VALUES if row[name] is not None},
        status=PledgeStatus(status) if status else None,
        status_date=row["status_date"],
        first_seen=row["first_seen"] or "",
        known_id=(row["id"] or "").removesuffix(f"-{snapshot.tag}"),
    )


def _kind(word: str) -> StatedKind:
    return NoTarget.no_target if word == NoTarget.no_target else PledgeKind(word)


def recorded_aliases(path: Path) -> dict[tuple[str, str], str]:
    """The source of each country's name."""
    rows = fact_rows(path, ("country_code", "alias", "source_id"))
    return {(str(row["country_code"]), str(row["alias"])): str(row["source_id"]) for row in rows}


@dataclass(frozen=True, slots=True)
class _Renamed:
    """A row that has another id now."""

    resource: str
    former_id: str
    id: str
    source_id: str


def renamed_files(commitments: Iterable[Commitment], context: ImportContext) -> list[FactsFile]:
    """Former ids of rows that another snapshot shows to be one, and notes that named these rows.

    Empty if no id changes, and none did.
    """
    commitments = list(commitments)
    ids = {commitment.id for commitment in commitments}
    renamed = [row for commitment in commitments for row in _renamed(commitment, ids)]
    earlier = fact_rows(context.facts / _FORMER_IDS, _FORMER_COLUMNS)
    if not renamed and not earlier:
        return []
    successors = {row.former_id: row.id for row in renamed}
    former = {str(row["former_id"]): row for row in earlier if row["former_id"] not in ids}
    for row in former.values():
        row["successor_id"] = successors.get(str(row["successor_id"]), row["successor_id"])
    for of in renamed:
        former[of.former_id] = {
            "resource": of.resource,
            "former_id": of.former_id,
            "successor_id": of.id,
            "why": _WHY,
            "source_id": of.source_id,
        }
    rows: list[FactRow] = list(former.values())
    return [
        FactsFile(_FORMER_IDS, _FORMER_COLUMNS, rows, key=""),
        *_renamed_notes(successors, context),
    ]


def _renamed(commitment: Commitment, ids: set[str]) -> Iterable[_Renamed]:
    for state in commitment.states:
        known, source = state.known_id, state.snapshot.source_id
        if known is None or known == commitment.id:
            continue
        before, after = record_id(known, state), record_id(commitment.id, state)
        yield _Renamed("source-records", before, after, source)
        if known not in ids and state.kind is not NoTarget.no_target:
            yield _Renamed("pledges", known, commitment.id, source)


def _renamed_notes(successors: dict[str, str], context: ImportContext) -> Iterable[FactsFile]:
    """The notes of other snapshots, with the ids that rows have now."""
    imported = {f"net-zero-tracker-{edition.suffix}" for edition, _ in context.editions.values()}
    for path in sorted(context.facts.glob("import-notes/net-zero-tracker-*.csv")):
        rows = fact_rows(path, NOTE_COLUMNS)
        if path.stem not in imported and any(str(row["row_id"]) in successors for row in rows):
            for row in rows:
                row["row_id"] = successors.get(str(row["row_id"]), row["row_id"])
            yield FactsFile(f"import-notes/{path.name}", NOTE_COLUMNS, rows)
