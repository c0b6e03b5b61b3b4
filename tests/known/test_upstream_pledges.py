"""Every pledge of the upstream snapshots is answered as of their days, without a difference.

What a file states is read in plain Python, by nothing of the importers. A cell is only left out of
the comparison where an import note says that the record lacks it.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pytest

from tests.asking import whole
from tests.client import TestClient
from tests.known.clients import nodes_on, pledges_on
from tests.known.upstream_pledges import (
    COLUMNS,
    LATEST,
    NO_TARGET,
    SNAPSHOTS,
    Snapshot,
    Target,
    Value,
)
from tests.seeds.conftest import upstream

Row = dict[str, Any]
LeftOut = set[tuple[str, str, str]]
# Records written by hand, from texts: no column of a file has them. Pledge, then record.
FROM_TEXTS = {"tha-net-zero-2050": "tha-net-zero-2050-nzt-2023-11-05"}
ARTICLE = "voa-us-china-climate-2021"
SPEECHES = "un-general-debate-corpus-v13"  # tests/real/test_first_said.py reads them

each_snapshot = pytest.mark.parametrize("snapshot", SNAPSHOTS, ids=str)


@pytest.fixture(scope="module")
def left_out(client: TestClient) -> LeftOut:
    """Place, column and text of the cells that the record lacks, as its import notes say."""
    notes = whole(client, "/v1/import-notes", "action=cell_left_out")
    return {(note["locator"], note["source_column"], note["value"]) for note in notes}


def targets(snapshot: Snapshot) -> list[Target]:
    """What a snapshot states; the test is skipped where the file is not at hand."""
    return list(snapshot.read(upstream(snapshot.file)))


def is_pledge(target: Target) -> bool:
    """Whether there is a target, and not the word that there is none, or no word."""
    return target.kind not in (NO_TARGET, None)


def stated_cells(target: Target, left_out: LeftOut) -> dict[str, Value]:
    """The columns of a pledge as a target states them."""
    return {
        name: cell.value
        for name, cell in target.cells.items()
        if (target.place, cell.column, cell.text) not in left_out
    }


def by_target(rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """Pledges by actor and horizon."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["actor_id"], row["horizon"]].append(row)
    return groups


def has(row: Row, cells: dict[str, Value]) -> bool:
    """Whether a row has all of these values."""
    return all(row[name] == value for name, value in cells.items())


def rests_on(row: Row, snapshot: Snapshot) -> bool:
    """Whether the latest word on a pledge is a snapshot's."""
    return bool(row["source_id"] == snapshot.source_id)


def is_over(cells: dict[str, Value], day: str) -> bool:
    """Whether the year of a target has passed on a day."""
    year = cells.get("target_year")
    return year is not None and int(year) < int(day[:4])


# Targets of which the tracker states conditions in words that do not name them as such.
SAID_IN_OTHER_WORDS = {("CAF", "interim"), ("DZA", "end")}


@each_snapshot
def test_every_pledge_as_of_the_day_of_its_snapshot(
    client: TestClient, left_out: LeftOut, snapshot: Snapshot
) -> None:
    """One pledge has exactly these values; it holds unless its year has passed. No other does."""
    rows = pledges_on(client, snapshot.day, None)
    nodes = nodes_on(client, snapshot.day)
    pledges = list(filter(is_pledge, targets(snapshot)))
    holding = {key for key, row in rows.items() if row["holds"] and rests_on(row, snapshot)}
    candidates, wrong, number_left_out = by_target(rows.values()), [], 0
    for target in pledges:
        cells = stated_cells(target, left_out)
        number_left_out += len(target.cells) - len(cells)
        same = [row for row in candidates[target.actor, target.horizon] if has(row, cells)]
        holds = not is_over(cells, snapshot.day)
        shown = [nodes[row["id"]] for row in same if row["holds"]]
        if [row["holds"] for row in same] != [holds] or not all(has(node, cells) for node in shown):
            wrong.append((target.place, cells, candidates[target.actor, target.horizon], shown))
        holding -= {row["id"] for row in same}
    assert wrong == []
    assert holding <= FROM_TEXTS.keys()
    assert (len(pledges), number_left_out) == (snapshot.pledges, snapshot.left_out)


@each_snapshot
def test_no_target_is_not_a_pledge(client: TestClient, snapshot: Snapshot) -> None:
    """Where a snapshot states no target, none holds for that horizon on its day."""
    rows = by_target(pledges_on(client, snapshot.day, None).values())
    for target in targets(snapshot):
        if not is_pledge(target):
            holding = [row for row in rows[target.actor, target.horizon] if row["holds"]]
            # No tracker has a column for a peak of emissions, which the article tells of.
            assert [r["id"] for r in holding if r["kind"] != "emissions_peak"] == [], target


def test_the_latest_snapshot_is_answered_without_a_date(
    client: TestClient, left_out: LeftOut
) -> None:
    """One pledge that stands, as far as is known, has exactly these values."""
    standing = by_target(
        row for row in whole(client, "/v1/pledges") if row["outcome"] in (None, "achieved")
    )
    for target in filter(is_pledge, targets(LATEST)):
        cells = stated_cells(target, left_out)
        candidates = standing[target.actor, target.horizon]
        assert len([row for row in candidates if has(row, cells)]) == 1, (cells, candidates)


@each_snapshot
def test_every_target_is_a_source_record(
    client: TestClient, left_out: LeftOut, snapshot: Snapshot
) -> None:
    """Nothing is missing, nothing is added, and the words are the file's.

    Those of the tracker are a passage of its text, which says whether there are conditions.
    """
    rows = {(t.actor, t.horizon): t for t in targets(snapshot) if t.kind is not None}
    stated = {key: (t.words, record_values(t, left_out)) for key, t in rows.items()}
    records = [
        record
        for record in whole(client, "/v1/source-records", f"source={snapshot.source_id}")
        if record["id"] not in FROM_TEXTS.values()
    ]
    answered = {
        (record["actor_id"], record["values"]["horizon"]): (
            record["words"],
            {name: record["values"][name] for name in COLUMNS if name in record["values"]},
        )
        for record in records
    }
    for record in records:
        key = record["actor_id"], record["values"]["horizon"]
        if "conditionality" in record["values"]:
            assert record["words"] in rows[key].text
            assert "ondition" in record["words"] or key in SAID_IN_OTHER_WORDS
            answered[key] = (None, answered[key][1])
    assert answered == stated
    assert len(records) == len(answered)


def record_values(target: Target, left_out: LeftOut) -> dict[str, Value]:
    """What a source record of a target states; of none, a null says that there is none."""
    if not is_pledge(target):
        return {"kind": None}
    cells = stated_cells(target, left_out)
    return {name: value for name, value in cells.items() if value is not None}


def test_no_other_file_states_a_pledge(client: TestClient) -> None:
    """All source records are of these snapshots, of the article, or of speeches at the UN."""
    sources = {row["source_id"] for row in whole(client, "/v1/source-records", "resource=pledges")}
    assert sources == {snapshot.source_id for snapshot in SNAPSHOTS} | {ARTICLE, SPEECHES}


def test_both_faces_answer_the_same_pledges(client: TestClient) -> None:
    """Of all parties, without a date and in the same order."""
    nodes = nodes_on(client, None)
    rows = whole(client, "/v1/pledges")
    assert [row["id"] for row in rows] == list(nodes)
    for row in rows:
        assert {name: row[name] for name in nodes[row["id"]]} == nodes[row["id"]]
