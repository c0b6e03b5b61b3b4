"""What one of our servers is asked by itself: W6, and the memory of workers and of publishing."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from seeds.publishing.content import ReleaseContent
from tests.bench import bystander, footprint, releases, workloads
from tests.bench.figures import Cell, Results
from tests.bench.footprint import Footprint, Publishing
from tests.bench.load import load, on_every_core
from tests.bench.messages import Request, free_port
from tests.bench.processes import NotServed, Server, memory, worker_memory, workers
from tests.bench.subjects import Databases, Subject
from tests.bench.workloads import COLD

_MIXED = ("W1", "W2", "W3", "W4")

Log = Callable[[str], None]


def measure_servers(
    results: Results,
    databases: Databases,
    subjects: Iterable[Subject],
    asked: Iterable[str],
    seconds: float,
    log: Log,
) -> None:
    """Measure each subject, with no other server under load; four workers are on both cores.

    Args:
        results: Takes the figures, or the reasons why there are none.
        databases: Where the release is.
        subjects: Ours, without the answer cache.
        asked: Which of `workloads.SINGLE` to measure.
        seconds: Of each number of expensive clients.
        log: Takes a line for each figure.
    """
    wanted = {"W6", "memory"} & {*asked}
    for subject in subjects if wanted else ():
        log(f"W6 and memory, {subject.title}")
        try:
            _measure(results, databases, subject, wanted, seconds, log)
        except (NotServed, OSError, AssertionError) as error:
            results.missing |= {Cell(name, COLD, subject.key): repr(error) for name in wanted}
            log(f"{subject.title}: left out, {error!r}")


def _measure(
    results: Results,
    databases: Databases,
    subject: Subject,
    wanted: set[str],
    seconds: float,
    log: Log,
) -> None:
    server = _serve(databases, subject, 1)
    try:
        waits = bystander.measure(server.port, seconds, log)
        after_expensive = worker_memory(server.pid)
        beside = footprint.beside_stalled_readers(server.pid, server.port)
    finally:
        server.stop()
    if "W6" in wanted:
        results.waits[subject.key] = waits
    if "memory" in wanted:
        with on_every_core():
            four = _four_workers(databases, subject)
        results.footprints[subject.key] = Footprint(after_expensive, beside, four)
        log(f"a worker {max(after_expensive, beside):.0f} MB, four workers {four:.0f} MB")


def _four_workers(databases: Databases, subject: Subject) -> float:
    """The proportional megabytes of four workers and their first process, after W1 to W4."""
    server = _serve(databases, subject, footprint.WORKERS)
    try:
        for workload in _MIXED:
            requests = workloads.requests("ours", workload, COLD, databases.sqlite, server.port)
            load(server.port, requests, 1, [server.pid])
        if workers(server.pid) < footprint.WORKERS:
            raise NotServed(f"{workers(server.pid)} workers instead of {footprint.WORKERS}")
        return memory(server.pid).proportional
    finally:
        server.stop()


def _serve(databases: Databases, subject: Subject, number: int) -> Server:
    """The subject with so many workers; if several, on every core and with the answer cache on."""
    port = free_port()
    command = subject.command(databases, port)
    environment = command.environment | {"WORKERS": str(number)}
    if number > 1:
        environment.pop("ANSWER_CACHE_BYTES", None)
    command = replace(command, environment=environment)
    first = Request("GET", bystander.ASKED)
    return Server(f"{subject.key}-{number}", command, port, first, is_pinned=number == 1)


def publish(
    release: ReleaseContent, log: Log, *, is_measured: bool
) -> tuple[Path, Publishing | None]:
    """Publish the release with ten times the rows to a file.

    Args:
        release: Its content.
        log: Takes a line about the memory.
        is_measured: Publish even if it is there, and measure that.

    Returns:
        The link to it, and what that took if it is measured.
    """
    if not is_measured:
        return releases.sqlite_path(release), None
    paths = []
    grown = footprint.growth(lambda: paths.append(releases.sqlite_path(release, is_anew=True)))
    rows = releases.rows_in(release)
    log(f"publishing {rows:,} rows: {grown:.0f} MB beyond the rows")
    return paths[0], Publishing("10× the rows, beyond these", rows, grown)


def measure_publishing(results: Results, log: Log) -> None:
    """Measure `python -m seeds publish` with the facts as they stand."""
    megabytes = footprint.of_publishing()
    rows = releases.rows_in(releases.record())
    results.publishing.append(Publishing("the facts, whole command", rows, megabytes))
    log(f"publishing {rows:,} rows: {megabytes:.0f} MB")
