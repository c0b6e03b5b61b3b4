"""Every pledge in the Net Zero Tracker's snapshots is answered on their days, without a difference.

The upstream files are read here, by nothing of the importers. Kind, target year, figure, status and
gases are compared for each of the 198 parties and both horizons. Known deviations of the record:

- A target year before the base year is a slip of the file: the record has null.
- The gases and the status of a row describe the end target; an interim target has none.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

TRACKER = Path(__file__).parents[3] / "shared" / "data" / "net-zero-tracker"
SNAPSHOTS = {
    day: TRACKER / f"net-zero-tracker-countries-{day}.csv" for day in ("2022-03-30", "2023-11-05")
}
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not all(path.is_file() for path in SNAPSHOTS.values()),
        reason="upstream files are not at hand",
    ),
]

KINDS = {
    "Net zero": "net_zero",
    "Carbon neutral(ity)": "carbon_neutrality",
    "Climate neutral": "climate_neutrality",
    "Zero carbon": "zero_carbon",
    "Emissions reduction target": "absolute_cut",
    "Reduction v. BAU": "relative_to_bau",
    "Emissions intensity target": "intensity_cut",
    "Absolute emissions target": "fixed_level",
    "1.5°C target": "other",
    "Other": "other",
}
NONE = {"No target", ""}
STATUSES = {
    "In law": "in_law",
    "In policy document": "in_policy_document",
    "Declaration / pledge": "declaration",
    "Proposed / in discussion": "proposed",
    "Achieved (self-declared)": "achieved_self_declared",
    "": None,
}
GASES = {
    "Carbon dioxide only": "co2",
    "Carbon dioxide and other GHGs": "ghg",
    "Not Specified": "not_specified",
    "": None,
}
SIZES = {
    "absolute_cut": "percentage_reduction",
    "relative_to_bau": "percentage_reduction",
    "intensity_cut": "percentage_reduction",
    "fixed_level": "target_emissions",
}
HORIZONS = ("end", "interim")
Row = dict[str, Any]


def party(row: dict[str, str]) -> str:
    """The actor of a row of the tracker, as the record calls it."""
    return {"EUU": "eu", "XXX": "eu", "XKX": "XKX"}.get(row["country"], row["country"])


def target(row: dict[str, str], horizon: str) -> Row | None:
    """A target as a row of the tracker states it; None if it states that there is none."""
    name = row[f"{horizon}_target"].strip()
    if name in NONE:
        return None
    kind = KINDS[name]
    year = row[f"{horizon}_target_year"].strip()
    base = row[f"{horizon}_target_baseline_year"].strip()
    size = row[f"{horizon}_target_{SIZES[kind]}"].strip() if kind in SIZES else ""
    stated = {
        "kind": kind,
        "target_year": int(year) if year and not (base and year < base) else None,
        "value": round(float(size), 3) if size else None,
    }
    if horizon == "end":
        stated["status"] = STATUSES[row["end_target_status"].strip()]
        stated["gases"] = GASES[row["gasses_coverage"].strip()]
    return stated


def answers(client: TestClient, day: str) -> dict[tuple[str, str], list[Row]]:
    """The pledges of a day by actor and horizon, those that had ended included."""
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for holds in ("true", "false", "unknown"):
        response = client.get(f"/v1/pledges.ndjson?limit=all&as_of={day}&holds={holds}")
        for row in map(json.loads, response.text.splitlines()):
            rows[row["actor_id"], row["horizon"]].append(row)
    return rows


def compared(day: str) -> Iterator[tuple[str, str, Row | None]]:
    """Actor, horizon and stated target of each row of a snapshot."""
    with SNAPSHOTS[day].open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            for horizon in HORIZONS:
                yield party(row), horizon, target(row, horizon)


@pytest.mark.parametrize("day", SNAPSHOTS)
def test_every_pledge_of_a_snapshot(client: TestClient, day: str) -> None:
    """One pledge has exactly these values on that day; it holds unless its year has passed."""
    rows, wrong, number = answers(client, day), [], 0
    for actor, horizon, stated in compared(day):
        if stated is None:
            continue
        number += 1
        same = [
            row
            for row in rows[actor, horizon]
            if all(row[name] == value for name, value in stated.items() if value is not None)
            and row["target_year"] == stated["target_year"]
        ]
        is_over = stated["target_year"] is not None and stated["target_year"] < int(day[:4])
        if [row["holds"] for row in same] != [not is_over]:
            wrong.append((actor, horizon, stated, [(r["id"], r["holds"]) for r in same]))
    assert number > 300
    assert wrong == []


@pytest.mark.parametrize("day", SNAPSHOTS)
def test_no_target_is_not_a_pledge(client: TestClient, day: str) -> None:
    """Where a snapshot states that there is no target, none holds of its kind on that day."""
    rows = answers(client, day)
    for actor, horizon, stated in compared(day):
        if stated is None:
            holding = [row["id"] for row in rows[actor, horizon] if row["holds"]]
            assert [key for key in holding if "emissions-peak" not in key] == [], actor
