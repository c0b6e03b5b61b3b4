"""Each pledge as of a date is what an oracle in plain Python makes of the source records."""

from typing import Any

import pytest

from tests.client import TestClient
from tests.known.clients import FIELDS, nodes_on, pledges_on
from tests.known.pledge_versions import (
    COLUMNS,
    NO_LIMIT,
    NUMBER_OF_DATES,
    SourceRecord,
    load_source_records,
    spread_dates,
    version,
)

RECORDS = load_source_records()
ALL = [record for records in RECORDS.values() for record in records]


DATES = spread_dates(ALL)


def differences(
    rows: dict[str, dict[str, Any]], on: str, known_by: str | None
) -> list[tuple[str, str, Any, Any]]:
    """Pledge, column, value of the record and value of the oracle, where they are not the same."""
    wrong: list[tuple[str, str, Any, Any]] = []
    for pledge_id, records in RECORDS.items():
        expected = version(records, on, known_by or NO_LIMIT)
        is_known = any(r.first_seen <= (known_by or NO_LIMIT) for r in records)
        row = rows.get(pledge_id)
        if (row is not None) != is_known:
            wrong.append((pledge_id, "", row and row["holds"], is_known))
        elif row is not None:
            wrong += [
                (pledge_id, name, row[name], expected[name])
                for name in COLUMNS
                if row[name] != expected[name]
            ]
    return wrong


def test_there_are_fifty_dates() -> None:
    """From before the first source record to after the last."""
    assert len(DATES) == NUMBER_OF_DATES
    assert min(DATES) < min(record.counts_from for record in ALL)
    assert max(DATES) > max(record.last_seen for record in ALL)


@pytest.mark.parametrize("on", DATES)
def test_pledges_as_of_a_date(client: TestClient, on: str) -> None:
    """Every column of every pledge is what the latest source record of that day states, or null."""
    rows = pledges_on(client, on, None)
    assert differences(rows, on, None) == []
    assert rows.keys() == RECORDS.keys()


@pytest.mark.parametrize("on", DATES)
def test_pledges_as_of_a_date_by_what_was_known(client: TestClient, on: str) -> None:
    """The same by what had been stated by three days: one before, the same and one after."""
    for known_by in {"2021-06-30", on, "2022-12-31"}:
        rows = pledges_on(client, on, known_by)
        assert differences(rows, on, known_by) == []


def outranked(record: SourceRecord, on: str) -> bool:
    """Whether another record of the same pledge speaks of that day too, and began later."""
    return any(
        other.counts_from <= on <= other.last_seen
        and (other.first_seen, other.id) > (record.first_seen, record.id)
        for other in RECORDS[record.pledge_id]
    )


def test_every_source_record_is_returned_on_its_date(client: TestClient) -> None:
    """On the last day that it is seen, a row shows each cell of its source record, on both faces.

    Where two records are stated on one day, the row shows the one that began later.
    """
    checked = 0
    for on in sorted({record.last_seen for record in ALL}):
        rows, nodes = pledges_on(client, on, None), nodes_on(client, on)
        for record in (r for r in ALL if r.last_seen == on and not outranked(r, on)):
            row = rows[record.pledge_id]
            assert {name: row[name] for name in record.cells} == record.cells, record.id
            checked += 1
            if row["holds"] is not False:
                node = nodes[record.pledge_id]
                assert {name: node[name] for name in record.cells} == record.cells, record.id
    assert checked > 0.8 * len(ALL)


def test_all_columns_are_compared() -> None:
    """On both faces."""
    assert tuple(FIELDS) == (*COLUMNS, "outcome")
