"""Proofs over all tenures: each record of the facts is answered, each cell has its statement."""

import csv
from collections import defaultdict
from typing import Any

import pytest
import yaml

from seeds.loading.files import FACTS
from tests.asking import whole
from tests.client import TestClient

Row = dict[str, Any]

# What identifies a tenure, and what publishing says of the row as a whole.
NOT_CELLS = {
    "id", "official_id", "actor_id", "actor_kind", "country_code", "group_id", "source_id",
    "certain_from", "certain_until", "former_ids",
}  # fmt: skip
STATED = ("title", "organization", "start_date", "end_date", "attested_on", "source_id")


@pytest.fixture(scope="module")
def tenures(client: TestClient) -> dict[str, Row]:
    """All tenures by id."""
    return {row["id"]: row for row in whole(client, "/v1/tenures")}


@pytest.fixture(scope="module")
def records(client: TestClient) -> dict[str, Row]:
    """The source records of tenures that several sources state, by id."""
    rows = whole(client, "/v1/source-records", "resource=tenures")
    return {row["id"]: row for row in rows}


def committed() -> list[Row]:
    """The tenure records as the files have them, without empty cells."""
    rows: list[Row] = []
    folder = FACTS / "tenure-records"
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    for path in sorted(folder.glob("*.yaml")):
        rows += yaml.load(path.read_text("utf-8"), yaml.BaseLoader) or []  # noqa: S506  # texts
    return [{name: cell for name, cell in row.items() if cell} for row in rows]


def test_every_committed_record_is_answered(
    tenures: dict[str, Row], records: dict[str, Row]
) -> None:
    """As a tenure of its own, or as a source record of the one that it is merged into."""
    wrong = []
    for row in committed():
        stated = {name: row[name] for name in STATED if name in row}
        record = records.get(row["id"])
        answered = tenures.get(row["id"], {})
        if record is not None:
            answered = record["values"] | {"source_id": record["source_id"]}
            answered |= {"official_id": tenures[record["row_id"]]["official_id"]}
        if {name: answered.get(name) for name in stated} != stated:
            wrong.append((row["id"], stated, answered))
        elif answered["official_id"] != row["official_id"]:
            wrong.append((row["id"], row["official_id"], answered["official_id"]))
    assert wrong == []


def test_every_cell_of_a_merged_tenure_equals_a_used_statement(
    client: TestClient, tenures: dict[str, Row], records: dict[str, Row]
) -> None:
    """One used statement for a value, none for null or an empty list."""
    used: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in whole(client, "/v1/statements", "resource=tenures"):
        if row["used"]:
            used[row["row_id"], row["field"]].append(row["value"])
    merged = {row["row_id"] for row in records.values()}
    assert len(merged) > 600
    wrong = [
        (key, name, tenures[key][name], used[key, name])
        for key in merged
        for name in tenures[key].keys() - NOT_CELLS
        if used[key, name] != ([] if tenures[key][name] is None else [tenures[key][name]])
    ]
    assert wrong == []


def test_a_tenure_is_certain_only_within_the_days_of_each_of_its_sources(
    tenures: dict[str, Row], records: dict[str, Row]
) -> None:
    """No source of a merged tenure has it begin after a certain day, or end before one."""
    wrong = []
    by_tenure: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in records.values():
        by_tenure[row["row_id"]][row["source_id"]].append(row["values"])
    for key, sources in by_tenure.items():
        certain = tenures[key]["certain_from"], tenures[key]["certain_until"]
        for values in sources.values():
            starts = [v["start_date"] for v in values if "start_date" in v]
            ends = [v.get("end_date") for v in values]
            begins, ends_on = min(starts, default=""), None if None in ends else max(ends)
            if certain[0] and begins > certain[0]:
                wrong.append((key, begins, certain))
            if certain[1] and ends_on and certain[1][: len(ends_on)] > ends_on:
                wrong.append((key, ends_on, certain))
    assert wrong == []
