"""The rows of facts that a followed commitment becomes: a pledge, and its source records."""

from schema.pledge_terms import PledgeOutcome, PledgeOutcomeBasis  # noqa
from schema.source_records import SourceRecordForm
from seeds.importers.commitments import Commitment, TargetState
from seeds.importers.facts_files import FactRow
from seeds.loading.support import NoTarget

PLEDGE_COLUMNS = (
    "id", "country_code", "group_id", "outcome", "outcome_basis", "outcome_record_id",
    "in_force_to", "ended_by", "superseded_by_id",
)  # fmt: skip
RECORD_COLUMNS = (
    "id", "pledge_id", "country_code", "group_id", "form", "first_seen", "last_seen", "kind",
    "horizon", "target_year", "gases", "value", "unit", "per", "baseline_year", "conditionality",
    "status", "status_date", "document_url", "words", "source_id",
)  # fmt: skip


def pledge_row(commitment: Commitment) -> FactRow:
    """The row of the pledge: who pledged, and how it ended. Its records state the rest."""
    row: FactRow = {
        **_owner(commitment.last),
        "id": commitment.id,
        "outcome": commitment.outcome,
    }
    ending, successor = commitment.ending, commitment.successor
    if ending and successor:
        row["outcome_basis"] = _outcome_basis(ending)
        row["outcome_record_id"] = record_id(successor.id, ending)
        row["ended_by"] = ending.snapshot.date
        row["in_force_to"] = _last_year(commitment, ending)
        if ending.kind is not NoTarget.no_target:
            row["superseded_by_id"] = successor.id
    return row


def _outcome_basis(ending: TargetState) -> PledgeOutcomeBasis:
    """Whether the tracker states the end, as by "No target", or it follows from what it lists."""
    is_stated = ending.kind is NoTarget.no_target
    return PledgeOutcomeBasis.stated if is_stated else PledgeOutcomeBasis.inferred


def _owner(state: TargetState) -> FactRow:
    return {name: state.values.get(name) for name in ("country_code", "group_id")}


def _last_year(commitment: Commitment, ending: TargetState) -> str | None:
    """The year of the successor's status, unless a later snapshot had the old commitment."""
    if ending.kind is NoTarget.no_target or ending.status_date is None:
        return None
    last_snapshot = commitment.last.snapshot.date
    return ending.status_date if ending.status_date >= last_snapshot[:4] else None


def is_target(commitment: Commitment) -> bool:
    """Whether a commitment is a target, and not the word that there is none."""
    return commitment.last.kind is not NoTarget.no_target


def record_rows(commitment: Commitment) -> list[FactRow]:
    """A source record for each state."""
    return [_record_row(commitment, state) for state in commitment.states]


def record_id(commitment_id: str, state: TargetState) -> str:
    """The id of the record of one state."""
    return f"{commitment_id}-{state.snapshot.tag}"


def _record_row(commitment: Commitment, state: TargetState) -> FactRow:
    return {
        **state.values,
        "id": record_id(commitment.id, state),
        "pledge_id": commitment.id if is_target(commitment) else None,
        "form": SourceRecordForm.snapshot,
        "first_seen": state.first_seen,
        "last_seen": state.snapshot.date,
        "kind": state.kind,
        "horizon": state.horizon,
        "target_year": state.year,
        "status": state.status,
        "status_date": state.status_date,
        "source_id": state.snapshot.source_id,
    }
