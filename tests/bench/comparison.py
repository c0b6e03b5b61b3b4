"""This tree beside an older commit: ratios of CPU per request, measured in the same rounds."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.bench.clients import PLAIN
from tests.bench.figures import Cell, Results
from tests.bench.subjects import Subject, baseline_key
from tests.bench.workloads import FRESH, TITLES

# A median above this is a regression; for plain W1 to W4, cold and hot.
AT_MOST = 1.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """CPU microseconds per request of the old and the new commit, in one cell."""

    cell: Cell
    engine: str
    old: float  # median
    new: float  # median
    round_ratios: tuple[float, ...]
    difference: str = ""  # the first one between the responses

    @property
    def ratio(self) -> float:
        """The new median, divided by the old one."""
        return self.new / self.old

    @property
    def is_limited(self) -> bool:
        """Whether `AT_MOST` applies."""
        return self.cell.client == PLAIN and self.cell.mode != FRESH


def comparisons(results: Results, subjects: list[Subject]) -> list[Comparison]:
    """Every cell that was measured at both commits, in the order of the workloads."""
    engines = {s.key: s.engine or "" for s in subjects if s.is_ours and s.times == 1}
    order = list(TITLES)
    cells = [cell for cell in results.runs if cell.subject in engines]
    compared = (_compare(results, cell, engines[cell.subject]) for cell in cells)
    return sorted(filter(None, compared), key=lambda c: (c.engine, order.index(c.cell.workload)))


def _compare(results: Results, cell: Cell, engine: str) -> Comparison | None:
    counterpart = replace(cell, subject=baseline_key(cell.subject))
    old = [run.cpu_microseconds for run in results.runs.get(counterpart, ())]
    new = [run.cpu_microseconds for run in results.runs[cell]]
    if not old:
        return None
    return Comparison(
        cell,
        engine,
        statistics.median(old),
        statistics.median(new),
        tuple(n / o for n, o in zip(new, old, strict=False)),
        results.differences.get(counterpart, ""),
    )


def markdown(compared: list[Comparison], commit: str) -> str:
    """A table of the ratios and a line that says whether the limit holds."""
    rounds = max((len(c.round_ratios) for c in compared), default=0)
    lines = [
        f"## Beside {commit}\n",
        f"CPU µs per request, medians of {rounds} rounds; quartiles and range: ratios per round.\n",
        "| database | workload | mode | client | old | new | new / old | quartiles | range |",
        "|---|---|---|---|--:|--:|--:|--:|--:|",
        *(_row(comparison) for comparison in compared),
        *(f"\n{c.cell.workload} {c.cell.mode}: {c.difference}" for c in compared if c.difference),
        "",
        *_verdict(compared),
    ]
    return "\n".join(lines) + "\n"


def _row(c: Comparison) -> str:
    low, _, high = (
        statistics.quantiles(c.round_ratios, n=4) if len(c.round_ratios) > 1 else [c.ratio] * 3
    )
    cells = (
        c.engine,
        c.cell.workload,
        c.cell.mode,
        c.cell.client,
        f"{c.old:,.1f}",
        f"{c.new:,.1f}",
        f"**{c.ratio:.3f}**" if c.is_limited and c.ratio > AT_MOST else f"{c.ratio:.3f}",
        f"{low:.2f} – {high:.2f}",
        f"{min(c.round_ratios):.2f} – {max(c.round_ratios):.2f}",
    )
    return f"| {' | '.join(cells)} |"


def _verdict(compared: list[Comparison]) -> Iterator[str]:
    limited = [c for c in compared if c.is_limited]
    slower = [c for c in limited if c.ratio > AT_MOST]
    if not slower:
        yield f"No median of {len(limited)} (plain, cold and hot) is above {AT_MOST} × the old one."
    for c in slower:
        yield f"- **{c.cell.workload} {c.cell.mode} on {c.engine}: {c.ratio:.3f} × the old one.**"
