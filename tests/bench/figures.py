"""What is measured, in cells and groups of cells, and the results."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tests.bench import workloads
from tests.bench.bystander import Waits
from tests.bench.clients import BROWSER, PLAIN
from tests.bench.footprint import Footprint, Publishing
from tests.bench.load import Run
from tests.bench.messages import Response
from tests.bench.processes import Memory
from tests.bench.subjects import SQLITE, Subject
from tests.bench.workloads import COLD, DOCUMENTS, FRESH, GRAPHQL, HOT

# Workloads that are also measured with ten times the rows.
GROWING = ("W2", "W3", "W7")
_PLAIN_ONLY = ("W5", "W7")


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure to measure: a workload in a mode, sent by a client to a subject."""

    workload: str
    mode: str
    subject: str
    client: str = PLAIN


@dataclass
class Results:
    """All results. `missing` and `not_served` give the reason why there are no figures."""

    runs: dict[Cell, list[Run]] = field(default_factory=dict)
    missing: dict[Cell, str] = field(default_factory=dict)
    not_served: dict[str, str] = field(default_factory=dict)
    differences: dict[Cell, str] = field(default_factory=dict)  # of a baseline's responses
    responses: dict[Cell, Response] = field(default_factory=dict)  # to the first request
    start_seconds: dict[str, float] = field(default_factory=dict)
    memory: dict[str, Memory] = field(default_factory=dict)
    export_growth: dict[str, float] = field(default_factory=dict)
    waits: dict[str, list[Waits]] = field(default_factory=dict)  # by subject
    footprints: dict[str, Footprint] = field(default_factory=dict)  # by subject
    publishing: list[Publishing] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)

    def cpu(self, cell: Cell) -> float | None:
        """CPU microseconds per request: the median of the rounds."""
        return self._median(cell, lambda run: run.cpu_microseconds)

    def per_second(self, cell: Cell) -> float | None:
        """Requests per second: the median of the rounds."""
        return self._median(cell, lambda run: run.per_second)

    def browser_ratio(self, cell: Cell) -> float | None:
        """CPU of a cell's requests with a browser's headers, divided by that without."""
        plain, browser = self.cpu(cell), self.cpu(replace(cell, client=BROWSER))
        return browser / plain if browser and plain else None

    def _median(self, cell: Cell, value: Callable[[Run], float]) -> float | None:
        runs = self.runs.get(cell)
        return statistics.median(map(value, runs)) if runs else None


def groups(subjects: list[Subject], clients: list[str]) -> list[list[Cell]]:
    """All cells, in groups whose responses are compared and that are measured by turns."""
    cells = []
    for workload in workloads.TITLES:
        for mode in workloads.MODES:
            measured = [s for s in subjects if _is_measured(s, workload, mode)]
            for client in clients if mode != FRESH and workload not in _PLAIN_ONLY else [PLAIN]:
                today = measured if client == PLAIN else [s for s in measured if s.times == 1]
                cells.append([Cell(workload, mode, subject.key, client) for subject in today])
    return [group for group in cells if group]


def _is_measured(subject: Subject, workload: str, mode: str) -> bool:
    if not subject.serves(workload):
        return False
    if workload == "W7" and mode != COLD:
        return False  # what it costs to find rows
    if workload in DOCUMENTS:
        return mode == HOT and subject.cached and subject.engine == SQLITE
    if mode == HOT:
        return workload != "W5" and (subject.cached or subject.dialect == "floor")
    if subject.cached or subject.dialect == "floor":
        return False
    if subject.times > 1:
        return mode == COLD and workload in GROWING
    return mode == COLD or workload in GRAPHQL
