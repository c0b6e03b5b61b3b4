"""What the upstream files state of pledges, each file on its day, in plain Python.

Three files are snapshots of pledges: two of the Net Zero Tracker and the scorecard of 2021, which
is a year's and so certain by its last day. Of a target, the tracker has two sets of columns, `end`
and `interim`; status and gases describe the end target only. The size of a target is a percentage
or, where there is none, an amount.

The module imports nothing of the program that it checks.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.known.rounding import figure

COLUMNS = ("kind", "target_year", "value", "status", "status_date", "gases")
NO_TARGET = "no_target"
_KINDS = {
    "Net zero": "net_zero",
    "Carbon neutral(ity)": "carbon_neutrality",
    "Climate neutral": "climate_neutrality",
    "Zero carbon": "zero_carbon",
    "Emissions reduction target": "base_year",
    "Reduction v. BAU": "baseline_scenario",
    "Emissions intensity target": "intensity",
    "Absolute emissions target": "fixed_level",
    "1.5°C target": "other",
    "Other": "other",
    "No target": NO_TARGET,
    "": None,
}
_STATUSES = {
    "In law": "in_law",
    "In policy document": "in_policy_document",
    "Declaration / pledge": "declaration",
    "Proposed / in discussion": "proposed",
    "Achieved (self-declared)": "achieved_self_declared",
    "": None,
}
_GASES = {
    "Carbon dioxide only": "co2",
    "Carbon dioxide and other GHGs": "ghg",
    "Not Specified": "not_specified",
    "": None,
}
_SCORES = {
    "In law": "in_law",
    "In policy document": "in_policy_document",
    "Proposed legislation": "proposed",
    "Target under discussion": "proposed",
    "Achieved": "achieved",  # a rung that the record lacks: its two say by whose word
}
# Codes as the files have them: that of 2022 lists the European Union under the second one.
_TRACKER_ACTORS = {"EUU": "eu", "XXX": "eu"}
_SCORED_ACTORS = {"European Union": "eu", "Micronesia": "FSM", "Vatican City": "VAT"}
_SCORE = "National Net-Zero Target"

Value = str | float | None


class Cell(NamedTuple):
    """What a file states in one of its columns: its text, and the value; None where it is empty."""

    column: str
    text: str
    value: Value


class Target(NamedTuple):
    """A target as one row of a file states it, or that there is none.

    `cells` are by the column of a pledge: those for which the file has a column of its own. `words`
    are all that the row says; `text` is free text of the tracker about the target.
    """

    place: str
    actor: str
    horizon: str
    cells: dict[str, Cell]
    words: str | None = None
    text: str = ""

    @property
    def kind(self) -> Value:
        """Its kind: `NO_TARGET` if the file states that there is none, None if it is silent."""
        return self.cells["kind"].value


def tracker_targets(path: Path) -> Iterator[Target]:
    """The end and the interim target of every party of a snapshot of the Net Zero Tracker."""
    for place, row in _rows(path):
        actor = _TRACKER_ACTORS.get(row["country"], row["country"])
        for horizon in ("end", "interim"):
            prefix = f"{horizon}_target"
            cells = {
                "kind": _cell(row, prefix, _KINDS),
                "target_year": _year(f"{prefix}_year", row[f"{prefix}_year"]),
                "value": _size(row, prefix),
            }
            if horizon == "end":
                cells |= {
                    "status": _cell(row, "end_target_status", _STATUSES),
                    "status_date": Cell(
                        "status_date", row["status_date"], row["status_date"] or None
                    ),
                    "gases": _cell(row, "gasses_coverage", _GASES),
                }
            text = " ".join(f"{row[f'{prefix}_text']} {row[f'{prefix}_other']}".split())
            yield Target(place, actor, horizon, cells, text=text)


def scorecard_targets(path: Path) -> Iterator[Target]:
    """The net zero target of every party of the scorecard: `In law (2050)` or `Achieved`."""
    for place, row in _rows(path):
        status, _, year = row[_SCORE].removesuffix(")").partition(" (")
        cells = {
            "kind": Cell(_SCORE, _SCORE, "net_zero"),  # by the column's name
            "target_year": _year(_SCORE, year),
            "status": Cell(_SCORE, status, _SCORES[status]),
        }
        actor = row["Code"] or _SCORED_ACTORS[row["Entity"]]
        yield Target(place, actor, "end", cells, row[_SCORE])


def _rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a file, each with the file's name and the line on which it starts."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames
        line = reader.line_num + 1
        for row in reader:
            yield f"{path.name}:{line}", {name: text.strip() for name, text in row.items()}
            line = reader.line_num + 1


def _cell(row: dict[str, str], column: str, values: Mapping[str, str | None]) -> Cell:
    return Cell(column, row[column], values[row[column]])


def _date(row: dict[str, str], column: str) -> Cell:
    return Cell(column, row[column], row[column] or None)


def _year(column: str, text: str) -> Cell:
    return Cell(column, text, int(text) if text else None)


def _size(row: dict[str, str], prefix: str) -> Cell:
    percentage, amount = f"{prefix}_percentage_reduction", f"{prefix}_target_emissions"
    column = percentage if row[percentage] else amount
    text = row[column]
    return Cell(column, text, figure(text) if text else None)


class Snapshot(NamedTuple):
    """A file of pledges: its source, its day, how it is read, and how much is in it.

    `left_out` are cells that an import note says are not in the record.
    """

    source_id: str
    day: str
    file: str
    read: Callable[[Path], Iterator[Target]]
    pledges: int
    left_out: int

    def __str__(self) -> str:
        return self.source_id


def _tracker(day: str, pledges: int, left_out: int) -> Snapshot:
    source_id = f"net-zero-tracker-{day}"
    file = f"net-zero-tracker/net-zero-tracker-countries-{day}.csv"
    return Snapshot(source_id, day, file, tracker_targets, pledges, left_out)


SCORECARD = Snapshot(
    "owid-net-zero-targets-2021",
    "2021-12-31",
    "owid-net-zero-targets-2021/net-zero-targets.csv",
    scorecard_targets,
    pledges=134,
    left_out=2,
)
LATEST = _tracker("2023-11-05", pledges=345, left_out=1)
SNAPSHOTS = (SCORECARD, _tracker("2022-03-30", pledges=332, left_out=2), LATEST)
