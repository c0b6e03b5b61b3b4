"""The figures as Markdown: for the terminal, and for docs/benchmarks.md."""

from collections.abc import Iterator
from datetime import UTC, datetime

from tests.bench.figures import Cell, Measured
from tests.bench.outcomes import Outcome
from tests.bench.places import PAGE
from tests.bench.subjects import Subject
from tests.bench.workloads import HOT, MODES, TITLES

Row = tuple[str, ...]

_HEAD = """\
# Benchmarks

Written by `make bench`, which measures Climate Record and its peers side by side on one machine;
run it for figures of your own, or `python -m tests.bench --quick` for a first look in two minutes
(`--help` says how to choose engines, peers and workloads). These are of {date}.

The figure that counts is **CPU time per request**: what the server's processes, and on PostgreSQL
those of the database too, spent in user and system mode, divided by the requests answered. All
servers have the same release, one worker and one core; the load (wrk, 8 connections) has the other
core. Each is measured by turns in several rounds, and the median counts. Before that, all answers
are compared row by row: whoever does not say the same is left out, with the reason.

- **cold**: our answer cache is off; many rows are asked for, the plan of the query is known;
- **fresh**: no text is ever sent twice; another alias, other space, another literal, by turns;
- **hot**: our answer cache is on and the same thing is asked again; beside bare uvicorn that sends
  the same bytes from memory.

The peers are written as their own documentation does it (`tests/bench/peers`): FastAPI with
SQLModel sessions and response models; strawberry with a DataLoader a relation, window functions,
parser and validation caches; Datasette with facet suggestions off; PostGraphile 5 with the Amber
preset and its filter plugin. They have the same tables, rows and indexes, less the columns that we
prepare for ourselves alone. × is the peer's CPU time divided by ours.
"""


def markdown(measured: Measured, who: list[Subject], found: list[Outcome]) -> str:
    """All of it: figures, targets, memory and start-up, versions."""
    parts = [
        _HEAD.format(date=f"{datetime.now(UTC):%Y-%m-%d}"),
        "## Figures\n",
        *_figures(measured, who),
        *_left_out(measured, who),
        "\n## Targets\n",
        *_targets(measured, found),
        "\n## Memory and start-up\n",
        *_memory(measured, who),
        "\n## Versions\n",
        *(f"- {name}: {version}" for name, version in measured.versions.items()),
    ]
    return "\n".join(parts) + "\n"


def write_page(text: str) -> None:
    """Write docs/benchmarks.md."""
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text)


def _head(words: Row, figures: Row, more: Row = ()) -> Iterator[str]:
    """The two lines that begin a table: words on the left of their column, figures on the right."""
    yield f"| {' | '.join((*words, *figures, *more))} |"
    yield "|" + "---|" * len(words) + "--:|" * len(figures) + "---|" * len(more)


def _figures(measured: Measured, who: list[Subject]) -> Iterator[str]:
    yield from _head(
        ("workload", "mode", "server"),
        ("CPU µs per request", "requests/s", "× ours on SQLite", "× ours on PostgreSQL"),
    )
    served = {s.key for s in who} - measured.unserved.keys()
    known = {cell for cell in {*measured.runs, *measured.missing} if cell.subject in served}
    for workload, title in TITLES.items():
        told = f"**{workload}** {title}"
        for mode in MODES:
            for subject in who:
                cell = Cell(workload, mode, subject.key)
                if cell in known:
                    yield f"| {told} | {mode} | {subject.title} | {_row(measured, cell, subject)} |"
                    told = ""


def _row(measured: Measured, cell: Cell, subject: Subject) -> str:
    cpu, per_second = measured.cpu(cell), measured.per_second(cell)
    if cpu is None or per_second is None:
        return f"{measured.missing.get(cell, 'not measured')} | | |"
    ratios = [_times(measured, cell, subject, cpu, engine) for engine in ("sqlite", "postgresql")]
    return f"{cpu:,.0f} | {per_second:,.0f} | {' | '.join(ratios)}"


def _left_out(measured: Measured, who: list[Subject]) -> Iterator[str]:
    """Who could not be measured at all, and why."""
    for subject in who:
        if reason := measured.unserved.get(subject.key):
            yield f"\nNot measured: {subject.title}. {reason}"


def _times(measured: Measured, cell: Cell, subject: Subject, cpu: float, engine: str) -> str:
    """A peer's cost as a multiple of ours; nothing for ourselves."""
    hot = "-hot" if cell.mode == HOT else ""
    ours = measured.cpu(Cell(cell.workload, cell.mode, f"ours-{engine}{hot}"))
    return "" if subject.is_ours or not ours else f"{cpu / ours:.2f}"


def _targets(measured: Measured, found: list[Outcome]) -> Iterator[str]:
    yield from _head(
        ("workload", "mode", "ours on", "beside"), ("ratio", "at least", "reach for"), ("outcome",)
    )
    for o in found:
        if o.at_least is None:
            continue
        verdict = {True: "holds", False: "**missed**", None: "not measured"}[o.holds]
        ratio = "" if o.ratio is None else f"{o.ratio:,.2f}"
        unserved = o.note in measured.unserved.values()  # told above, once
        note = f"{verdict}; {o.note}" if o.note and not unserved else verdict
        reach = "" if o.reach_for is None else f"{o.reach_for:g}"
        cells = (o.workload, o.mode, o.engine, o.peer, ratio, f"{o.at_least:g}", reach, note)
        yield f"| {' | '.join(cells)} |"


def _memory(measured: Measured, who: list[Subject]) -> Iterator[str]:
    yield from _head(
        ("server",),
        ("first answer after, s", "resident, MB", "proportional, MB", "growth by exports, MB"),
    )
    for subject in who:
        if (seconds := measured.start_seconds.get(subject.key)) is None:
            continue
        held = measured.memory.get(subject.key)
        memory = f"{held.resident:.0f} | {held.proportional:.0f}" if held else " | "
        growth = measured.export_growth.get(subject.key)
        told = "" if growth is None else f"{growth:.1f}"
        yield f"| {subject.title} | {seconds:.2f} | {memory} | {told} |"
