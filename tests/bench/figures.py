"""What is measured and what came out of it."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.bench import workloads
from tests.bench.load import Run
from tests.bench.processes import Memory
from tests.bench.subjects import Subject
from tests.bench.workloads import COLD, FRESH, GRAPHQL, HOT

# Workloads that are also measured with ten times the rows.
GROWING = ("W2", "W3")


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing to measure: a workload in a mode on a subject."""

    workload: str
    mode: str
    subject: str


@dataclass
class Measured:
    """All that was found out. `missing` says why a cell has no figures."""

    runs: dict[Cell, list[Run]] = field(default_factory=dict)
    missing: dict[Cell, str] = field(default_factory=dict)
    unserved: dict[str, str] = field(default_factory=dict)
    start_seconds: dict[str, float] = field(default_factory=dict)
    memory: dict[str, Memory] = field(default_factory=dict)
    export_growth: dict[str, float] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def cpu(self, cell: Cell) -> float | None:
        """CPU microseconds per request: the median of the rounds."""
        return self._median(cell, lambda run: run.cpu_microseconds)

    def per_second(self, cell: Cell) -> float | None:
        """Requests per second: the median of the rounds."""
        return self._median(cell, lambda run: run.per_second)

    def _median(self, cell: Cell, of: Callable[[Run], float]) -> float | None:
        runs = self.runs.get(cell)
        return statistics.median(map(of, runs)) if runs else None


def cells(who: list[Subject]) -> list[list[Cell]]:
    """Everything to measure, in groups that are compared and measured by turns."""
    groups = []
    for workload in workloads.TITLES:
        able = [s for s in who if workloads.answers(s.dialect, workload)]
        bare = [s for s in able if not s.cached and s.dialect != "floor"]
        today = [s for s in bare if s.times == 1]
        groups.append(_group(workload, COLD, bare if workload in GROWING else today))
        if workload in GRAPHQL:
            groups.append(_group(workload, FRESH, today))
        if workload != "W5":
            groups.append(_group(workload, HOT, [s for s in able if s not in bare]))
    return groups


def _group(workload: str, mode: str, subjects: list[Subject]) -> list[Cell]:
    return [Cell(workload, mode, subject.key) for subject in subjects]
