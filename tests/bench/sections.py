"""Sections of docs/benchmarks.md about single servers, and the one about missed targets."""

from collections.abc import Iterable, Iterator

from tests.bench.figures import Results
from tests.bench.outcomes import Outcome
from tests.bench.paths import MISSED
from tests.bench.subjects import Subject

Row = tuple[str, ...]


def head(texts: Row, figures: Row, more: Row = ()) -> Iterator[str]:
    """The two lines that begin a table: columns of text aligned left, those of figures right."""
    yield f"| {' | '.join((*texts, *figures, *more))} |"
    yield "|" + "---|" * len(texts) + "--:|" * len(figures) + "---|" * len(more)


def bystander(results: Results, subjects: list[Subject]) -> Iterator[str]:
    """The table of W6; nothing if it was not measured."""
    if not results.waits:
        return
    yield "## W6: a bystander beside expensive clients\n"
    yield from head(
        ("server", "expensive clients"),
        ("their answers/s", "p50, ms", "p99, ms", "p99, to that alone"),
    )
    for subject in subjects:
        measured = results.waits.get(subject.key, [])
        for waits in measured:
            ratio = waits.p99 / measured[0].p99
            figures = (waits.expensive_per_second, waits.p50, waits.p99, ratio)
            text = " | ".join(f"{figure:,.2f}" for figure in figures)
            yield f"| {subject.title} | {waits.clients} | {text} |"
    yield ""


def memory(results: Results, subjects: list[Subject]) -> Iterator[str]:
    """The tables of workers and of publishing; nothing of what was not measured."""
    if results.footprints:
        yield "\nShared pages are counted in part. `tests/http/test_crowds.py` (`make test-long`)"
        yield "holds a worker to the same limit in more cases.\n"
        yield from head(
            ("server, proportional MB",),
            ("a worker after W6", "beside 500 stalled readers", "four workers after W1–W4"),
        )
    for subject in subjects:
        if footprint := results.footprints.get(subject.key):
            figures = (
                footprint.after_expensive,
                footprint.beside_readers,
                footprint.four_workers,
            )
            yield f"| {subject.title} | {' | '.join(f'{f:.0f}' for f in figures)} |"
    if results.publishing:
        yield ""
        yield from head(("publishing to SQLite",), ("rows", "most memory, MB"))
    for publishing in results.publishing:
        yield f"| {publishing.what} | {publishing.rows:,} | {publishing.megabytes:.0f} |"


def missed(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """The section of missed targets: their names, and where the reasons are."""
    yield "\n## Missed targets\n"
    names = [o.title for o in outcomes if o.holds is False]
    if not names:
        yield "None."
        return
    explained = MISSED.read_text() if MISSED.is_file() else ""
    yield f"Profiles and what was tried are in [{MISSED.name}]({MISSED.name}).\n"
    for name in names:
        yield f"- {name}" if f"**{name}**" in explained else f"- {name} (not explained yet)"
