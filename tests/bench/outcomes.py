"""Outcomes: the ratios and limits that the results give, beside their targets."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from tests.bench.clients import BROWSER, CLIENTS, PLAIN
from tests.bench.figures import GROWING, Cell, Results
from tests.bench.paths import LATEST
from tests.bench.subjects import SQLITE, Subject
from tests.bench.targets import (
    BROWSER_COST,
    BROWSER_WORKLOADS,
    DOCUMENT,
    EXPORT_GROWTH,
    GROWTH,
    PAGE,
    PUBLISHING_MEMORY,
    RATIOS,
    SEARCH_GROWTH,
    START,
    WAITS,
    WORKER_MEMORY,
    WORKERS_MEMORY,
    Limit,
)
from tests.bench.workloads import COLD, DOCUMENTS, FRESH, HOT, PAGES

_AT_MOST = " at most"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A peer's cost divided by ours, or a limit divided by the value that it limits.

    `at_least` is the target, null if there is none. `ratio` is null if nothing was measured.
    """

    workload: str
    mode: str
    engine: str
    peer: str
    ratio: float | None
    at_least: float | None
    reach_for: float | None = None
    note: str = ""

    @property
    def title(self) -> str:
        """As in `W3 cold, sqlite, beside fastify`; of a limit without its figure."""
        beside = "" if self.peer.endswith(_AT_MOST) else f", beside {self.peer}"
        return f"{self.workload} {self.mode}, {self.engine}{beside}"

    @property
    def holds(self) -> bool | None:
        """Whether the target is met; None without a target or a figure."""
        if self.ratio is None or self.at_least is None:
            return None
        return self.ratio >= self.at_least


def outcomes(results: Results, subjects: list[Subject]) -> list[Outcome]:
    """Every ratio, those with a target first in each workload."""
    ours = [s for s in subjects if s.is_ours]
    peers = [s for s in subjects if s.dialect != "ours"]
    every = [
        _ratio(results, cell, subject, peer)
        for subject in ours
        if subject.times == 1
        for cell in _plain_cells(results, subject)
        for peer in peers
        if _is_measured(results, cell, peer)
    ]
    every += [_growth(results, w, s) for w in GROWING for s in ours if s.times > 1]
    for subject in ours:
        if subject.times == 1:
            every += _browser_costs(results, subject)
        if subject.times == 1 and not subject.cached:
            every += [*_limits(results, subject), *_waits(results, subject)]
        every += [*_documents(results, subject), *_pages(results, subject)]
    every += _publishing(results)
    return sorted(every, key=lambda o: (o.workload, o.mode, o.at_least is None, o.peer, o.engine))


def _plain_cells(results: Results, subject: Subject) -> list[Cell]:
    cells = {*results.runs, *results.missing}
    return [cell for cell in cells if cell.subject == subject.key and cell.client == PLAIN]


def _peer_cell(cell: Cell, peer: Subject) -> Cell:
    # The floor sends bodies from memory, whether ours come from the database or the cache.
    mode = HOT if peer.key == "floor" else cell.mode
    return Cell(cell.workload, mode, peer.key)


def _is_measured(results: Results, cell: Cell, peer: Subject) -> bool:
    if cell.mode == FRESH and peer.key == "floor":
        return False
    return _peer_cell(cell, peer) in results.runs or _peer_cell(cell, peer) in results.missing


def _ratio(results: Results, cell: Cell, subject: Subject, peer: Subject) -> Outcome:
    our_cpu, peer_cpu = results.cpu(cell), results.cpu(_peer_cell(cell, peer))
    engine = subject.engine or ""
    key = (cell.workload, cell.mode, engine, peer.key)
    target = next((t for t in RATIOS if (t.workload, t.mode, t.engine, t.peer) == key), None)
    return Outcome(
        *key,
        ratio=round(peer_cpu / our_cpu, 3) if our_cpu and peer_cpu else None,
        at_least=target.at_least if target else None,
        reach_for=target.reach_for if target else None,
        note=results.missing.get(cell) or results.missing.get(_peer_cell(cell, peer)) or "",
    )


def _growth(results: Results, workload: str, subject: Subject) -> Outcome:
    today = results.cpu(Cell(workload, COLD, subject.key.removesuffix("-tenfold")))
    tenfold = results.cpu(Cell(workload, COLD, subject.key))
    value = tenfold / today if today and tenfold else None
    missing = results.missing.get(Cell(workload, COLD, subject.key), "")
    limit = SEARCH_GROWTH if workload == "W7" else GROWTH
    return _limit(limit, workload, subject, value, missing)


def _browser_costs(results: Results, subject: Subject) -> Iterator[Outcome]:
    mode = HOT if subject.cached else COLD
    for workload in BROWSER_WORKLOADS:
        ratio = results.browser_ratio(Cell(workload, mode, subject.key))
        if ratio is not None:
            yield _limit(BROWSER_COST[mode], workload, subject, ratio, "")


def _limits(results: Results, subject: Subject) -> Iterator[Outcome]:
    key, missing = subject.key, results.not_served.get(subject.key, "")
    footprint = results.footprints.get(key)
    if footprint:
        yield _limit(WORKER_MEMORY, "memory", subject, footprint.worker, missing)
        yield _limit(WORKERS_MEMORY, "memory", subject, footprint.four_workers, missing)
    yield _limit(START, "worker", subject, results.start_seconds.get(key), missing)
    yield _limit(EXPORT_GROWTH, "W5", subject, results.export_growth.get(key), missing)


def _waits(results: Results, subject: Subject) -> Iterator[Outcome]:
    measured = results.waits.get(subject.key, [])
    for waits in measured[1:]:
        limit = replace(WAITS, quantity=WAITS.quantity.format(waits.clients))
        yield _limit(limit, "W6", subject, waits.p99 / measured[0].p99, "")


def _documents(results: Results, subject: Subject) -> Iterator[Outcome]:
    for cell in (Cell(w, HOT, subject.key, client) for w in DOCUMENTS for client in CLIENTS):
        if cell in results.runs or cell in results.missing:
            cpu, missing = results.cpu(cell), results.missing.get(cell, "")
            limit = replace(DOCUMENT, quantity=DOCUMENT.quantity.format(cell.client))
            yield _limit(limit, cell.workload, subject, cpu / 1_000 if cpu else None, missing)


def _pages(results: Results, subject: Subject) -> Iterator[Outcome]:
    for cell in (Cell(page, COLD, subject.key, BROWSER) for page in PAGES):
        if cell in results.runs or cell in results.missing:
            cpu, missing = results.cpu(cell), results.missing.get(cell, "")
            yield _limit(PAGE, cell.workload, subject, cpu / 1_000 if cpu else None, missing)


def _publishing(results: Results) -> Iterator[Outcome]:
    for publishing in results.publishing:
        limit = replace(PUBLISHING_MEMORY, quantity=publishing.what)
        outcome = _limit(limit, "publishing", None, publishing.megabytes, "")
        yield replace(outcome, note=f"{outcome.note}, {publishing.rows:,} rows")


def _limit(
    limit: Limit, workload: str, subject: Subject | None, value: float | None, missing: str
) -> Outcome:
    return Outcome(
        workload,
        limit.quantity,
        (subject.engine or "") if subject else SQLITE,
        f"{limit.at_most:g} {limit.unit}{_AT_MOST}",
        # A growth of zero or less has the best ratio.
        ratio=None if value is None else round(limit.at_most / max(value, 0.001), 3),
        at_least=1.0,
        reach_for=round(limit.at_most / limit.reach_for, 3),
        note=f"{value:.2f} {limit.unit}" if value is not None else missing,
    )


def write_json(every: list[Outcome]) -> None:
    """Write the outcomes to var/bench/latest.json."""
    LATEST.write_text(json.dumps([asdict(o) for o in every], indent=1, ensure_ascii=False) + "\n")
