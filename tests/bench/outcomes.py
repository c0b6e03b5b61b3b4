"""Ratios and limits: what the figures say about the targets."""

import json
from dataclasses import asdict, dataclass

from tests.bench.figures import GROWING, Cell, Measured
from tests.bench.places import LATEST
from tests.bench.subjects import Subject
from tests.bench.targets import EXPORT_GROWTH, GROWTH, RATIOS, START, WORKER_MEMORY, Limit
from tests.bench.workloads import COLD, FRESH, HOT


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many times cheaper we are than a peer; or how many times a limit holds what we take.

    `at_least` is the target, null where none is set. `ratio` is null where nothing was measured.
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
    def holds(self) -> bool | None:
        """Whether the target is met; None without a target or a figure."""
        if self.ratio is None or self.at_least is None:
            return None
        return self.ratio >= self.at_least


def outcomes(measured: Measured, who: list[Subject]) -> list[Outcome]:
    """Every ratio there is, those with a target first in each workload."""
    ours = [s for s in who if s.is_ours]
    found = [
        _ratio(measured, cell, subject, peer)
        for subject in ours
        if subject.times == 1
        for cell in _asked_of(measured, subject)
        for peer in who
        if not peer.is_ours and _has(measured, cell, peer)
    ]
    found += [_growth(measured, w, s) for w in GROWING for s in ours if s.times > 1]
    for subject in ours:
        if subject.times == 1 and not subject.cached:
            found += _limits(measured, subject)
    return sorted(found, key=lambda o: (o.workload, o.mode, o.at_least is None, o.peer, o.engine))


def _asked_of(measured: Measured, subject: Subject) -> list[Cell]:
    cells = {*measured.runs, *measured.missing}
    return [cell for cell in cells if cell.subject == subject.key]


def _peer_cell(cell: Cell, peer: Subject) -> Cell:
    # The floor has its answers in memory: it is the same to it how we come by ours.
    mode = HOT if peer.key == "floor" else cell.mode
    return Cell(cell.workload, mode, peer.key)


def _has(measured: Measured, cell: Cell, peer: Subject) -> bool:
    if cell.mode == FRESH and peer.key == "floor":
        return False
    return _peer_cell(cell, peer) in measured.runs or _peer_cell(cell, peer) in measured.missing


def _ratio(measured: Measured, cell: Cell, subject: Subject, peer: Subject) -> Outcome:
    mine, theirs = measured.cpu(cell), measured.cpu(_peer_cell(cell, peer))
    engine = subject.engine or ""
    of = (cell.workload, cell.mode, engine, peer.key)
    target = next((t for t in RATIOS if (t.workload, t.mode, t.engine, t.peer) == of), None)
    return Outcome(
        *of,
        ratio=round(theirs / mine, 3) if mine and theirs else None,
        at_least=target.at_least if target else None,
        reach_for=target.reach_for if target else None,
        note=measured.missing.get(cell) or measured.missing.get(_peer_cell(cell, peer)) or "",
    )


def _growth(measured: Measured, workload: str, subject: Subject) -> Outcome:
    today = measured.cpu(Cell(workload, COLD, subject.key.removesuffix("-tenfold")))
    tenfold = measured.cpu(Cell(workload, COLD, subject.key))
    value = tenfold / today if today and tenfold else None
    missing = measured.missing.get(Cell(workload, COLD, subject.key), "")
    return _limit(GROWTH, workload, subject, value, missing)


def _limits(measured: Measured, subject: Subject) -> list[Outcome]:
    key, missing = subject.key, measured.unserved.get(subject.key, "")
    held = measured.memory.get(key)
    return [
        _limit(WORKER_MEMORY, "worker", subject, held.resident if held else None, missing),
        _limit(START, "worker", subject, measured.start_seconds.get(key), missing),
        _limit(EXPORT_GROWTH, "W5", subject, measured.export_growth.get(key), missing),
    ]


def _limit(
    limit: Limit, workload: str, subject: Subject, value: float | None, missing: str
) -> Outcome:
    told = f"{value:.2f} {limit.unit}" if value is not None else missing
    return Outcome(
        workload,
        limit.what,
        subject.engine or "",
        f"{limit.at_most:g} {limit.unit} at most",
        # A growth of nothing, or less, is as good as any.
        ratio=None if value is None else round(limit.at_most / max(value, 0.001), 3),
        at_least=1.0,
        reach_for=round(limit.at_most / limit.reach_for, 3),
        note=told,
    )


def write_json(found: list[Outcome]) -> None:
    """Keep the outcomes in var/bench/latest.json."""
    LATEST.write_text(json.dumps([asdict(o) for o in found], indent=1, ensure_ascii=False) + "\n")
