"""What the API answers of twenty parties is what the upstream files say, recomputed from them here.

Nothing of the importers is used. The parties are a seeded random choice; every difference is told.
"""

import csv
import random
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.asking import walk

DATA = Path(__file__).parents[3] / "shared" / "data"
TRACKER = DATA / "net-zero-tracker"
SNAPSHOTS = {
    day: TRACKER / f"net-zero-tracker-countries-{day}.csv" for day in ("2022-03-30", "2023-11-05")
}
SCORECARD = DATA / "owid-net-zero-targets-2021" / "net-zero-targets.csv"
EMISSIONS = DATA / "owid-co2-data" / "owid-co2-data.csv"
REGISTRY = DATA / "openclimatedata-ndcs" / "ndcs.csv"
FILES = (*SNAPSHOTS.values(), SCORECARD, EMISSIONS, REGISTRY)

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not all(path.is_file() for path in FILES), reason="upstream files are not at hand"
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
    "No target": "no_target",
}
IN_PERCENT = ("absolute_cut", "relative_to_bau", "intensity_cut")
STATUSES = {
    "In law": "in_law",
    "In policy document": "in_policy_document",
    "Declaration / pledge": "declaration",
    "Proposed / in discussion": "proposed",
    "Achieved (self-declared)": "achieved_self_declared",
    "": None,
}
SERIES = {
    ("co2", "territorial"): "co2",
    ("co2", "consumption"): "consumption_co2",
    ("co2", "including_land_use"): "co2_including_luc",
    ("co2", "cumulative"): "cumulative_co2",
    ("ghg", "territorial"): "total_ghg_excluding_lucf",
    ("ghg", "including_land_use"): "total_ghg",
}
YEARS = ("1960", "1990", "2005", "2019", "2021", "2023")
DAYS = ("2017-06-01", "2021-03-02", "2023-11-05")


def read(path: Path) -> list[dict[str, str]]:
    """The rows of an upstream file."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def parties() -> list[str]:
    """Twenty of the tracker's parties, the same in every run; none without the file."""
    path = SNAPSHOTS["2023-11-05"]
    codes = sorted(row["country"] for row in read(path)) if path.is_file() else []
    return random.Random(4).sample(codes, min(len(codes), 20))  # noqa: S311 - it guards nothing


@pytest.fixture(scope="module")
def upstream() -> dict[Path, list[dict[str, str]]]:
    """Every file, read once."""
    return {path: read(path) for path in FILES}


def ask(client: TestClient, resource: str, code: str, more: str = "") -> list[dict[str, Any]]:
    """Rows of one party."""
    party = "group=eu" if code == "EUU" else f"country={code}"
    return walk(client, f"/v1/{resource}?{party}&limit=1000{more}")


Target = dict[str, Any]


def target(row: dict[str, str], horizon: str, day: str) -> Target | None:
    """What a row of the tracker says of a target, in the record's words; null where it is unknown.

    Unknown is also a year given for a missing target, one before its base year, and a status dated
    after the snapshot.
    """
    kind = KINDS.get(row[f"{horizon}_target"].strip())
    if kind is None:
        return None
    year, base = row[f"{horizon}_target_year"].strip(), row[f"{horizon}_target_baseline_year"]
    if kind == "no_target" or (base and year < base):
        year = ""
    percent = row[f"{horizon}_target_percentage_reduction"].strip()
    level = row[f"{horizon}_target_target_emissions"].strip()
    value = percent if kind in IN_PERCENT else level if kind == "fixed_level" else ""
    status = STATUSES[row["end_target_status"].strip()] if horizon == "end" else None
    dated = row["status_date"].strip() if horizon == "end" else ""
    return {
        "horizon": horizon,
        "kind": kind,
        "target_year": int(year) if year else None,
        "value": round(float(value), 3) if value else None,
        "status": status or ("no_target" if kind == "no_target" else None),
        "date": dated if dated and dated <= day[:4] else None,
    }


def tracked(upstream: dict[Path, list[dict[str, str]]], code: str, day: str) -> list[Target]:
    """What one snapshot says of a party."""
    codes = ("EUU", "XXX") if code == "EUU" else (code,)
    (row,) = (row for row in upstream[SNAPSHOTS[day]] if row["country"] in codes)
    found = (target(row, horizon, day) for horizon in ("end", "interim"))
    return [one for one in found if one is not None]


def in_any_order(rows: list[Target]) -> list[str]:
    """Rows to be compared as a set: a target that was withdrawn is told of by two steps."""
    return sorted({str(sorted(row.items())) for row in rows})


@pytest.mark.parametrize("code", parties())
def test_pledges_in_force(client: TestClient, upstream: Any, code: str) -> None:
    """Kind, target year and size are the latest snapshot's; so is the status, if it has one."""
    standing = [
        row
        for row in ask(client, "pledges", code)
        if row["horizon"] and row["outcome"] in (None, "achieved")
    ]
    for told in tracked(upstream, code, "2023-11-05"):
        (row,) = (row for row in standing if row["horizon"] == told["horizon"] and not by_hand(row))
        same = ("kind", "target_year", "value")
        assert {name: row[name] for name in same} == {name: told[name] for name in same}
        if told["kind"] == "no_target":
            assert row["status"] == "no_target"
        elif told["status"] is not None:
            assert row["status"] == told["status"]
            assert told["date"] in (row["status_date"], None)


def by_hand(row: dict[str, Any]) -> bool:
    """What no tracker has a column for: a peak of emissions, which only the article tells of."""
    return bool(row["kind"] == "emissions_peak")


@pytest.mark.parametrize("code", parties())
def test_every_telling_is_a_step(client: TestClient, upstream: Any, code: str) -> None:
    """Each snapshot's, and the scorecard's: nothing is missing and nothing is added."""
    pledges = ask(client, "pledges", code, "&include=steps")
    steps = [step for pledge in pledges for step in pledge["steps"]["data"]]
    for day in SNAPSHOTS:
        told = tracked(upstream, code, day)
        names = ("horizon", "kind", "target_year", "value", "status", "date")
        source = f"net-zero-tracker-{day}"
        answered = [{n: s[n] for n in names} for s in steps if s["source_id"] == source]
        for step in answered:
            step["value"] = step["value"] and float(step["value"])
        assert in_any_order(answered) == in_any_order(told)
    scored = [s["words"] for s in steps if s["source_id"] == "owid-net-zero-targets-2021"]
    unnamed = {"EUU": "European Union", "FSM": "Micronesia", "VAT": "Vatican City"}
    cell = "National Net-Zero Target"
    mine = [
        r for r in upstream[SCORECARD] if (r["Code"] or r["Entity"]) in (code, unnamed.get(code))
    ]
    assert scored == [row[cell] for row in mine]


@pytest.mark.parametrize("code", parties())
def test_both_faces_answer_the_same_pledges(client: TestClient, code: str) -> None:
    """What was compared through REST holds for GraphQL."""
    party = 'group(slug: "eu")' if code == "EUU" else f'country(code: "{code}")'
    fields = "slug status targetYear kind outcome"
    query = f"{{ it: {party} {{ pledges(first: 100) {{ nodes {{ {fields} }} }} }} }}"
    nodes = client.post("/graphql", json={"query": query}).json()["data"]["it"]["pledges"]["nodes"]
    words = ("status", "kind", "outcome")
    rest = [
        {"slug": row["id"], "targetYear": row["target_year"]}
        | {name: row[name].upper() if row[name] else None for name in words}
        for row in ask(client, "pledges", code)
    ]
    assert nodes == rest


@pytest.fixture(scope="module")
def emissions(upstream: Any) -> dict[tuple[str, str], dict[str, str]]:
    """Rows by party and year; the world's beside them."""
    names = {"European Union (27)": "EUU", "Kosovo": "XKX", "World": "World"}
    return {
        (row["iso_code"] or names.get(row["country"], ""), row["year"]): row
        for row in upstream[EMISSIONS]
    }


@pytest.mark.parametrize("code", parties())
def test_measured_shares(client: TestClient, emissions: Any, code: str) -> None:
    """Numerator, denominator and percentage of every series in several years, and no more."""
    years = ",".join(YEARS)
    rows = ask(client, "emissions-shares", code, f"&basis=measured&year__in={years}")
    answered = {
        (row["gas"], row["accounting"], row["year"]): (
            row["emissions_mt"], row["world_mt"], row["share_percent"],
        )
        for row in rows
    }  # fmt: skip
    assert answered == dict(shares(emissions, code))


def shares(emissions: Any, code: str) -> Iterator[tuple[Any, tuple[float, float, float]]]:
    """What the emissions file says of a party."""
    for (gas, accounting), column in SERIES.items():
        for year in YEARS:
            mt = emissions.get((code, year), {}).get(column)
            world = emissions["World", year][column]
            if mt and world:
                percent = 100 * Decimal(mt) / Decimal(world)
                rounded = percent.quantize(Decimal("0.001"), ROUND_HALF_EVEN)
                yield (gas, accounting, int(year)), (float(mt), float(world), float(rounded))


@pytest.mark.parametrize("code", parties())
@pytest.mark.parametrize("day", DAYS)
def test_the_ndc_in_force(client: TestClient, upstream: Any, code: str, day: str) -> None:
    """The files that a party had submitted last by a day, those of the same day together."""
    mine = [
        row
        for row in upstream[REGISTRY]
        if row["code"] == code and row["fileType"] == "NDC" and row["submissionDate"] <= day
    ]
    last = max((row["submissionDate"] for row in mine), default="")
    expected = {row["encodedAbsUrl"] for row in mine if row["submissionDate"] == last}
    answered = ask(client, "documents", code, f"&kind=ndc&as_of={day}")
    assert {row["url"] for row in answered} == expected
    assert {row["submitted_on"] for row in answered} <= {last}
