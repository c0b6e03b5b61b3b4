"""The results as Markdown: for the terminal, and for docs/benchmarks.md."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from tests.bench import sections
from tests.bench.clients import BROWSER, PLAIN
from tests.bench.comparison import AT_MOST
from tests.bench.figures import Cell, Results
from tests.bench.outcomes import Outcome
from tests.bench.paths import PAGE
from tests.bench.sections import head
from tests.bench.subjects import ENGINES, SQLITE, Subject
from tests.bench.workloads import HOT, MODES, TITLES

_HEAD = """\
# Benchmarks

How much CPU time and memory a request costs on Climate Record and on its peers, side by side on
one machine. `make bench` writes this page: run it for figures of your own, or
`python -m tests.bench --quick` for a first look in four minutes (`--help` lists the options).
These figures are of {date}.

The figure is **CPU time per request**: user and system time of the server's processes, on
PostgreSQL with those of the database, divided by the number of requests. All servers have the
same release, one worker and one core; the load (wrk, 8 connections) has the other core. Servers
are measured by turns in several rounds; the median counts. First all responses are compared row
by row: a server with other rows is left out, with the reason.

- **cold**: our answer cache is off; requests name many rows, the statement is prepared;
- **fresh**: no GraphQL document is sent twice: an alias, white space or a literal differs;
- **hot**: our answer cache is on and one request is repeated; beside bare uvicorn that sends the
  same bytes from memory.

W1 to W5, and W7, which asks for what grows with the rows, are in the table of figures. **W6** is
another kind of figure, of one server by itself with both cores: how long a client with a cheap
request waits while others repeat the five most expensive legal ones, and what memory that takes.

The client is **plain** (no `Accept-Encoding`) unless it is named: **browser** sends the thirteen
headers of a `fetch()` in Chrome, among them `Accept-Encoding: gzip, deflate, br, zstd`.

A server is measured once it is at rest: when it starts, ours compares its whole release file with
its checksum, in a thread of low priority.

The peers are written as their own documentation does it (`tests/bench/peers`): FastAPI with
SQLModel sessions and response models; strawberry with one DataLoader per relation, window
functions, parser and validation caches; Datasette with facet suggestions off; Fastify with
better-sqlite3, prepared statements, a response schema for each route, and Mercurius with compiled
documents (`jit: 1`) and a loader per relation; PostGraphile 5 with the Amber preset and its filter
plugin. They have the same tables, rows and indexes, without the columns that only our statements
read. × is the peer's CPU time divided by ours.

Mercurius is measured twice in W3. Its loader of shares limits them in a subquery for each country,
which costs a tenth of the window function that is usual for it and that strawberry's loader has;
the second row has window functions alone.

## To compare two commits

`make bench AGAINST=main~5` (or `python -m tests.bench --against COMMIT`) checks the other commit
out under `var/bench`, publishes its release with its own program, and serves it beside this tree.
Both are measured by turns, W1 to W4 plain and as a browser, cold, fresh and hot; each round has
new server processes. The table gives the medians, their ratio and its spread; a ratio of plain W1
to W4, cold or hot, above {at_most} is a regression. For a first look in a minute or two:

```
python -m tests.bench --against main --only W1,W4 --rounds 3
```
"""


def markdown(results: Results, subjects: list[Subject], outcomes: list[Outcome]) -> str:
    """All sections: figures, browser, W6, targets, memory and start-up, versions."""
    parts = [
        "## Figures\n",
        *_figures(results, subjects),
        *_not_served(results, subjects),
        "",
        browser_markdown(results, subjects),
        *sections.bystander(results, subjects),
        "## Targets\n",
        *_targets(results, outcomes),
        *sections.missed(outcomes),
        "\n## Memory and start-up\n",
        *_memory(results, subjects),
        *sections.memory(results, subjects),
        "\n## Versions\n",
        *(f"- {name}: {version}" for name, version in results.versions.items()),
    ]
    return "\n".join(parts) + "\n"


def browser_markdown(results: Results, subjects: list[Subject]) -> str:
    """The table of what a browser's headers cost."""
    return "\n".join(["## A browser's headers\n", *_browser(results, subjects)]) + "\n"


def write_page(tables: str) -> None:
    """Write docs/benchmarks.md: how to read it, and the tables."""
    PAGE.parent.mkdir(exist_ok=True)
    head = _HEAD.format(date=f"{datetime.now(UTC):%Y-%m-%d}", at_most=AT_MOST)
    PAGE.write_text(f"{head}\n{tables}")


def _cells(
    results: Results, subjects: list[Subject], client: str
) -> Iterator[tuple[str, Cell, Subject]]:
    """Each cell of a client, with the title of its workload at the first one."""
    served = {s.key for s in subjects} - results.not_served.keys()
    known = {c for c in {*results.runs, *results.missing} if c.subject in served}
    for workload, name in TITLES.items():
        title = f"**{workload}** {name}"
        for mode in MODES:
            for subject in subjects:
                cell = Cell(workload, mode, subject.key, client)
                if cell in known:
                    yield title, cell, subject
                    title = ""


def _figures(results: Results, subjects: list[Subject]) -> Iterator[str]:
    yield from head(
        ("workload", "mode", "server"),
        ("CPU µs per request", "requests/s", "× ours on SQLite", "× ours on PostgreSQL"),
    )
    for title, cell, subject in _cells(results, subjects, PLAIN):
        yield f"| {title} | {cell.mode} | {subject.title} | {_row(results, cell, subject)} |"


def _row(results: Results, cell: Cell, subject: Subject) -> str:
    cpu, per_second = results.cpu(cell), results.per_second(cell)
    if cpu is None or per_second is None:
        return f"{results.missing.get(cell, 'not measured')} | | |"
    ratios = [_times(results, cell, subject, cpu, engine) for engine in ENGINES]
    return f"{cpu:,.0f} | {per_second:,.0f} | {' | '.join(ratios)}"


def _not_served(results: Results, subjects: list[Subject]) -> Iterator[str]:
    """The servers without any figures, and the reasons."""
    for subject in subjects:
        if reason := results.not_served.get(subject.key):
            yield f"\nNot measured: {subject.title}. {reason}"


def _times(results: Results, cell: Cell, subject: Subject, cpu: float, engine: str) -> str:
    """A peer's cost as a multiple of ours; empty for our own rows."""
    hot = "-hot" if cell.mode == HOT else ""
    ours = results.cpu(replace(cell, subject=f"ours-{engine}{hot}"))
    return "" if subject.dialect == "ours" or not ours else f"{cpu / ours:.2f}"


def _browser(results: Results, subjects: list[Subject]) -> Iterator[str]:
    yield from head(
        ("workload", "mode", "server"),
        ("plain, CPU µs", "browser, CPU µs", "browser / plain", "× ours on SQLite"),
        ("Content-Encoding", "bytes of a body"),
    )
    for title, cell, subject in _cells(results, subjects, BROWSER):
        plain = replace(cell, client=PLAIN)
        ratio, cpu = results.browser_ratio(plain), results.cpu(cell)
        if ratio is None or cpu is None:
            continue
        response = results.responses[cell]
        size = f"{response.size_bytes:,}"
        row = (
            title,
            cell.mode,
            subject.title,
            f"{results.cpu(plain):,.0f}",
            f"{cpu:,.0f}",
            f"{ratio:.2f}",
            _times(results, cell, subject, cpu, SQLITE),
            response.coding or "none",
            f"{len(response.body):,} → {size}" if response.coding else size,
        )
        yield f"| {' | '.join(row)} |"


def _targets(results: Results, outcomes: list[Outcome]) -> Iterator[str]:
    yield from head(
        ("workload", "mode", "ours on", "beside"), ("ratio", "at least", "reach for"), ("outcome",)
    )
    for o in outcomes:
        if o.at_least is None:
            continue
        verdict = {True: "holds", False: "**missed**", None: "not measured"}[o.holds]
        ratio = "" if o.ratio is None else f"{o.ratio:,.2f}"
        is_reported = o.note in results.not_served.values()  # above, once
        note = f"{verdict}; {o.note}" if o.note and not is_reported else verdict
        reach = "" if o.reach_for is None else f"{o.reach_for:g}"
        cells = (o.workload, o.mode, o.engine, o.peer, ratio, f"{o.at_least:g}", reach, note)
        yield f"| {' | '.join(cells)} |"


def _memory(results: Results, subjects: list[Subject]) -> Iterator[str]:
    yield from head(
        ("server",),
        ("first response after, s", "resident, MB", "proportional, MB", "growth by exports, MB"),
    )
    for subject in subjects:
        if (seconds := results.start_seconds.get(subject.key)) is None:
            continue
        memory = results.memory.get(subject.key)
        sizes = f"{memory.resident:.0f} | {memory.proportional:.0f}" if memory else " | "
        growth_mb = results.export_growth.get(subject.key)
        growth = "" if growth_mb is None else f"{growth_mb:.1f}"
        yield f"| {subject.title} | {seconds:.2f} | {sizes} | {growth} |"
