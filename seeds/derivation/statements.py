"""Statements: the cells of pledges, each with the source record that states it or it rests on."""

from collections.abc import Iterator, Mapping

from schema.pledges import PLEDGES, OutcomeBasis
from schema.validity import LAST_DAY
from seeds.derivation.source_records import PledgeRecord, counting, merged_cells, stored_value
from seeds.loading.values import Record, Row, Value

# The cells that rest on the record by which a pledge had ended, or on its status.
_OF_THE_END = (
    "outcome", "outcome_basis", "outcome_record_id", "in_force_to", "ended_by", "superseded_by_id",
)  # fmt: skip


def pledge_statements(
    record: Record, records: Mapping[Value, list[PledgeRecord]], linking: Mapping[Value, set[str]]
) -> list[Row]:
    """A row for each cell that a source record of a pledge states, or that rests on one.

    Args:
        record: The record, with its pledges completed.
        records: The source records by pledge id.
        linking: The ids of those that lead to the pledge's document, by pledge id.
    """
    by_id = {row.values["id"]: PledgeRecord(row) for row in record["pledge-records"]}
    outcome_records = {row.values["id"]: row.text("outcome_record_id") for row in record["pledges"]}
    statements: list[Row] = []
    for row in record["pledges"]:
        ordered = counting(records.get(row.values["id"], []), LAST_DAY, LAST_DAY)
        statements += _stated(row, ordered)
        at_document = linking.get(row.values["id"], set())
        record_ids = {
            "document_id": next((r.id for r in ordered if r.id in at_document), None),
            "supersedes_id": outcome_records.get(row.values["supersedes_id"]),
        } | dict.fromkeys(_OF_THE_END, row.text("outcome_record_id"))
        statements += _concluded(row, record_ids, by_id)
    return statements


def _stated(row: Row, ordered: list[PledgeRecord]) -> Iterator[Row]:
    merged = merged_cells(ordered)
    for record in ordered:
        for name, value in record.values.items():
            cell = merged.get(name)
            is_used = cell is not None and cell.record is record
            id_ = f"{record.id}-{name.replace('_', '-')}"
            yield _statement(id_, row, record, name, value, is_used=is_used, is_inferred=False)


def _concluded(
    row: Row, record_ids: Mapping[str, str | None], records: Mapping[Value, PledgeRecord]
) -> Iterator[Row]:
    """A row for each cell that is concluded from a source record, or stated by it as an outcome."""
    is_stated = row.values["outcome_basis"] == OutcomeBasis.stated
    for name, record_id in record_ids.items():
        value, record = row.values[name], records.get(record_id)
        if value is not None and record is not None:
            id_ = f"{row.values['id']}-{name.replace('_', '-')}"
            is_inferred = not (is_stated and name == "outcome")
            yield _statement(id_, row, record, name, value, is_used=True, is_inferred=is_inferred)


def _statement(
    id_: str,
    row: Row,
    record: PledgeRecord,
    name: str,
    value: Value,
    *,
    is_used: bool,
    is_inferred: bool,
) -> Row:
    values: dict[str, Value] = {
        "id": id_,
        "resource": PLEDGES.name,
        "row_id": row.values["id"],
        "pledge_id": row.values["id"],
        "field": name,
        "value": stored_value(name, value),
        "used": is_used,
        "inferred": is_inferred,
        "source_record_id": record.id,
        "source_id": record.source_id,
    }
    return Row(record.row.place, values)
