"""Source records and statements of the tenures that several records state."""

from collections.abc import Iterator

from schema.offices import TENURES
from schema.source_records import SourceRecordForm, SourceRecordMatch
from schema.validity import LAST_DAY
from seeds.derivation.tenures import STATED, Tenure
from seeds.loading.values import Row, Value

_CONCLUDED = ("office_id", "level", "roles")  # from the title
_ALWAYS = "../.."  # a tenure does not change with the date


def tenure_source_records(tenure: Tenure) -> list[Row]:
    """A source record for each record of a tenure that several records state."""
    return [_source_record(tenure, row) for row in tenure.records] if tenure.is_merged else []


def _source_record(tenure: Tenure, row: Row) -> Row:
    seen = tenure.context.stated_from(row)
    values: dict[str, Value] = {
        "id": row.values["id"],
        "resource": TENURES.name,
        "row_id": tenure.id,
        "pledge_id": None,
        "tenure_id": tenure.id,
        "row_match": SourceRecordMatch.rules.value,
        "country_code": row.values["country_code"],
        "group_id": row.values["group_id"],
        "form": SourceRecordForm.history.value,
        "first_seen": seen,
        "last_seen": seen,
        "valid_from": row.values["start_date"],
        "values": {n: row.values[n] for n in STATED if row.values[n] is not None},
        "words": None,
        "locator": row.values["locator"],
        "speech_id": None,
        "source_id": row.values["source_id"],
        "former_ids": None,
    }
    return Row(row.place, values)


def tenure_statements(tenure: Tenure, merged: Row) -> Iterator[Row]:
    """A row for each cell of a tenure that several records state; `merged` is its row."""
    if not tenure.is_merged:
        return
    used = tenure.cells(LAST_DAY)
    for row in tenure.records:
        for name in STATED:
            if (value := row.values[name]) is not None:
                is_used = name in used and used[name].row is row
                yield _statement(tenure, row, name, value, is_used=is_used)
    first = used["title"].row
    for name in _CONCLUDED:
        value = merged.values[name]
        yield _statement(tenure, first, name, value, is_used=True, is_inferred=True)


def _statement(
    tenure: Tenure,
    row: Row,
    name: str,
    value: Value,
    *,
    is_used: bool,
    is_inferred: bool = False,
) -> Row:
    values: dict[str, Value] = {
        "id": f"{row.values['id']}-{name.replace('_', '-')}",
        "resource": TENURES.name,
        "row_id": tenure.id,
        "pledge_id": None,
        "tenure_id": tenure.id,
        "field": name,
        "value": value,
        "used": is_used,
        "used_on": [_ALWAYS] if is_used else [],
        "inferred": is_inferred,
        "source_record_id": row.values["id"],
        "source_id": row.values["source_id"],
    }
    return Row(row.place, values)
