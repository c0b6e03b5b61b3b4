"""Proofs over all pledges: each cell has its statement, and none is certain without a source."""

from collections import defaultdict
from typing import Any

import pytest

from tests.asking import whole
from tests.client import TestClient
from tests.known.clients import pledges_on
from tests.known.pledge_versions import (
    NO_LIMIT,
    certainly_stood,
    had_not_begun,
    load_snapshots,
    load_source_records,
    spread_dates,
    version,
    without,
)

Row = dict[str, Any]

RECORDS = load_source_records()
SNAPSHOTS = load_snapshots()
SNAPSHOT_DATES = ("2022-03-30", "2023-11-05")
# What identifies a pledge, and what publishing says of the row as a whole.
NOT_CELLS = {
    "id", "actor_id", "actor_kind", "country_code", "group_id", "source_id", "certain_from",
    "certain_until", "former_ids",
}  # fmt: skip


@pytest.fixture(scope="module")
def statements(client: TestClient) -> dict[tuple[str, str], list[Row]]:
    """All statements about pledges by row and field."""
    by_cell: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in whole(client, "/v1/statements", "resource=pledges"):
        by_cell[row["row_id"], row["field"]].append(row)
    return by_cell


def test_every_cell_equals_a_used_statement(
    client: TestClient, statements: dict[tuple[str, str], list[Row]]
) -> None:
    """Of each pledge: one used statement for a value, none for null; and no statement is left."""
    pledges = {row["id"]: row for row in whole(client, "/v1/pledges")}
    wrong = []
    for key, row in pledges.items():
        for name in row.keys() - NOT_CELLS:
            used = [s["value"] for s in statements.get((key, name), []) if s["used"]]
            if used != ([] if row[name] is None else [row[name]]):
                wrong.append((key, name, row[name], used))
    assert wrong == []
    assert {key for key, _ in statements} == pledges.keys()


def test_every_cell_of_a_day_equals_the_statement_used_on_it(
    client: TestClient, statements: dict[tuple[str, str], list[Row]]
) -> None:
    """Of each pledge on each of a spread of dates; and there is none for a null."""
    wrong = []
    for on in spread_dates(record for records in RECORDS.values() for record in records):
        for key, row in pledges_on(client, on, None).items():
            for name in row.keys() - NOT_CELLS - {"holds", "holds_reason"}:
                used = [s["value"] for s in statements.get((key, name), []) if _is_used(s, on)]
                if used != ([] if row[name] is None else [row[name]]):
                    wrong.append((key, on, name, row[name], used))
    assert wrong == [], len(wrong)


def _is_used(statement: Row, on: str) -> bool:
    for interval in statement["used_on"]:
        first, last = interval.split("/")
        if first <= on and (last == ".." or on <= last):
            return True
    return False


def test_every_stated_value_is_a_statement(
    statements: dict[tuple[str, str], list[Row]],
) -> None:
    """Each cell of each committed source record, used or not."""
    stated = {
        (record.id, name): value
        for records in RECORDS.values()
        for record in records
        for name, value in record.cells.items()
    }
    answered = {
        (s["source_record_id"], s["field"]): s["value"]
        for rows in statements.values()
        for s in rows
        if not s["inferred"]
    }
    assert {key: answered.get(key) for key in stated} == stated


def test_a_pledge_holds_only_where_a_source_covers_the_date(client: TestClient) -> None:
    """From the first date that its source records speak of to the last on which one is seen."""
    wrong = []
    for on in spread_dates(record for records in RECORDS.values() for record in records):
        for key, row in pledges_on(client, on, None).items():
            first = min(record.counts_from for record in RECORDS[key])
            last = max(record.last_seen for record in RECORDS[key])
            if row["holds"] and not first <= on <= last:
                wrong.append((key, on))
    assert wrong == []


def test_a_pledge_holds_where_its_sources_show_it_and_no_other_speaks_against_it(
    client: TestClient,
) -> None:
    """Exactly on these days, to the end of its target year."""
    wrong = []
    dates = spread_dates(record for records in RECORDS.values() for record in records)
    for on in sorted({*dates, *SNAPSHOT_DATES}):
        rows = pledges_on(client, on, None)
        for key, records in RECORDS.items():
            year = version(records, NO_LIMIT, NO_LIMIT)["target_year"]
            stood = certainly_stood(records, without(records, SNAPSHOTS), on)
            expected = stood and (year is None or on <= f"{year:.0f}-12-31")
            if (rows[key]["holds"] is True) != expected:
                wrong.append((key, on, rows[key]["holds"], expected))
    assert wrong == []


def test_a_pledge_is_disputed_where_another_source_lacks_it(client: TestClient) -> None:
    """Between two of its records, and with that reason; on a period if on one of its days."""
    disputed: dict[str, set[str]] = {}
    for on in ("2022-03-30", "2022-03", "2022"):
        rows = pledges_on(client, on, None)
        disputed[on] = {
            key for key, row in rows.items() if row["holds_reason"] == "sources_disagree"
        }
    between = {
        key
        for key, records in RECORDS.items()
        if not certainly_stood(records, without(records, SNAPSHOTS), "2022-03-30")
        and min(r.stood_on for r in records) < "2022-03-30" < max(r.last_seen for r in records)
    }
    assert len(between) == 18
    # Stated in 2019, lacking in the scorecard of 2021, and stated again from 2022-03-14 on.
    of_a_period = between | {"atg-net-zero-2040"}
    assert disputed == {"2022-03-30": between, "2022-03": of_a_period, "2022": of_a_period}


def test_a_pledge_does_not_hold_where_a_source_states_that_there_was_none(
    client: TestClient,
) -> None:
    """Before its first record; six of them on the date of a snapshot."""
    for on in ("2015-12-12", "2021-11-05", "2022-03-30", "2022-03-31"):
        rows = pledges_on(client, on, None)
        not_begun = {
            key
            for key, records in RECORDS.items()
            if had_not_begun(records, without(records, SNAPSHOTS), on)
        }
        assert len(not_begun) == (0 if on == "2022-03-31" else 6)
        assert {rows[key]["holds"] for key in not_begun} <= {False}
        reasons = {k for k, r in rows.items() if r["holds_reason"] == "before_first_seen"}
        assert not reasons & not_begun


def test_every_pledge_in_a_snapshot_holds_on_its_date(client: TestClient) -> None:
    """On the last day of each source record, unless the target year had passed by then."""
    records = [record for rows in RECORDS.values() for record in rows]
    wrong = []
    for on in sorted({record.last_seen for record in records}):
        rows = pledges_on(client, on, None)
        for record in (r for r in records if r.last_seen == on):
            row = rows[record.pledge_id]
            year = row["target_year"]
            if row["holds"] is not (year is None or str(year) >= on[:4]):
                wrong.append((record.id, on, row["holds"], year))
    assert wrong == []
