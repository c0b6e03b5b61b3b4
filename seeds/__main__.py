"""`python -m seeds`: import upstream datasets, check the facts, publish a release."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from schema import RECORD
from seeds.check import InvalidFacts, check_facts, default_articles, load_checked
from seeds.importers import IMPORTERS
from seeds.importers.frame import Frame, ImportFailed, run
from seeds.loading.files import FACTS, FactProblem
from seeds.publishing.content import PlainRow, content
from seeds.publishing.counts import as_markdown, rows_by_source
from seeds.publishing.plan import Planned, as_line, summary
from seeds.publishing.plan import plan as plan_facts
from seeds.publishing.publish import publish as publish_facts
from seeds.publishing.publish import store_of
from seeds.publishing.retention import KEEP, set_pin, standings

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__
)

SERVED = "sqlite:///var/record.sqlite"

FactsOption = Annotated[Path, typer.Option("--facts", help="The folder of facts.")]

AlsoOption = Annotated[
    list[Path] | None,
    typer.Option(envvar="FACTS_ALSO", help="A further folder of facts; may be repeated."),
]
ArticlesOption = Annotated[
    Path | None,
    typer.Option(help="Folder of <source id>/article.txt; ../shared/data if that is there."),
]
DatabaseOption = Annotated[str, typer.Option(envvar="DATABASE_URL", help="Where releases go.")]


@app.command("import")
def import_(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(IMPORTERS)}.")],
    file: Annotated[Path, typer.Argument(help="The upstream file, or folder of files.")],
    facts: FactsOption = FACTS,
) -> None:
    """Write facts from an upstream dataset; all of its files, or none if a row is bad."""
    console = Console(soft_wrap=True)
    if name not in IMPORTERS:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(IMPORTERS)}")
    frame = Frame(facts, console)
    try:
        tables = run(IMPORTERS[name], file, frame)
    except ImportFailed as failed:
        for problem in failed.problems:
            console.print(problem, markup=False, highlight=False)
        console.print(f"{len(failed.problems)} bad; nothing was written")
        raise typer.Exit(1) from None
    console.print(f"read {frame.read:,} rows of {file.name}")
    for table in tables:
        console.print(f"wrote {len(table.rows):,} rows to {table.path}")
    for what, times in sorted(frame.noted.items()):
        console.print(f"found {times:,}: {what}", markup=False, highlight=False)
    for reason, rows in sorted(frame.left_out.items()):
        console.print(f"left out {rows:,}: {reason}", markup=False, highlight=False)


@app.command()
def check(
    facts: FactsOption = FACTS, articles: ArticlesOption = None, also: AlsoOption = None
) -> None:
    """Tell everything that is wrong with the facts; exit 1 if something is."""
    console = Console(soft_wrap=True)
    checked = check_facts(facts, articles or default_articles(), also or ())
    _tell_skipped(console, checked.skipped)
    if checked.problems:
        _tell(console, checked.problems)
        raise typer.Exit(1)
    rows = sum(len(rows) for rows in checked.record.values())
    console.print(f"{rows:,} rows, nothing wrong")


@app.command()
def counts(facts: FactsOption = FACTS, articles: ArticlesOption = None) -> None:
    """Count the rows of each resource by source, as a table in Markdown."""
    with _told(Console(soft_wrap=True), "nothing was counted"):
        checked = load_checked(facts, articles)
    for line in as_markdown(rows_by_source(content(checked))):
        typer.echo(line)


@app.command()
def plan(
    database_url: DatabaseOption = SERVED,
    facts: FactsOption = FACTS,
    articles: ArticlesOption = None,
    also: AlsoOption = None,
    resource: Annotated[
        list[str] | None, typer.Option(help="Only changes of this resource; may be repeated.")
    ] = None,
    limit: Annotated[
        int, typer.Option(min=0, help="Lines a resource at most; 0 for all of them.")
    ] = 20,
) -> None:
    """Tell what publishing the facts would change; nothing is written."""
    console = Console(soft_wrap=True, highlight=False, markup=False)
    for name in resource or ():
        if name not in RECORD:
            raise typer.BadParameter(f"{name!r} is none of {', '.join(RECORD)}")
    with _told(console, "nothing was compared"):
        planned = plan_facts(facts, database_url, articles, also or ())
    if planned.before is None:
        told = "no release is served that it could be compared with"
        console.print(
            f"{planned.release_id} would be the first, with {planned.rows:,} rows: {told}"
        )
        return
    if planned.before == planned.release_id:
        console.print(f"nothing would change: {planned.release_id} is served already")
        return
    console.print(f"from {planned.before} to {planned.release_id}\n")
    _tell_counts(console, planned)
    for name, found in planned.changes.items():
        if not resource or name in resource:
            _tell_changes(console, name, found, limit)
    for idle in planned.idle_reasons:
        console.print(f"a reason is given, but nothing changes: {idle}")


def _tell_counts(console: Console, planned: Planned) -> None:
    console.print(f"{'added':>10}{'corrected':>11}{'removed':>9}  rows of")
    for name, counts in planned.counts().items():
        added, corrected, removed = counts.values()
        console.print(f"{added:>10,}{corrected:>11,}{removed:>9,}  {name}")
    if not planned.changes:
        console.print(f"{0:>10}{0:>11}{0:>9}  any resource: only the version changes")


def _tell_changes(console: Console, name: str, found: list[PlainRow], limit: int) -> None:
    shown = found[:limit] if limit else found
    console.print(f"\n{name}: {summary(found)}")
    for change in shown:
        console.print(as_line(change))
    if len(shown) < len(found):
        console.print(f"... and {len(found) - len(shown):,} more of {name} (--limit 0 shows all)")


@app.command()
def publish(
    database_url: DatabaseOption = SERVED,
    facts: FactsOption = FACTS,
    articles: ArticlesOption = None,
    also: AlsoOption = None,
    keep: Annotated[
        int,
        typer.Option(envvar="KEEP_RELEASES", min=1, help="Releases to keep, pinned ones apart."),
    ] = KEEP,
) -> None:
    """Check the facts, build a release of them, and serve it from now on."""
    console = Console(soft_wrap=True)
    with _told(console, "nothing was published"):
        published = publish_facts(facts, database_url, articles, keep, also or ())
    _tell_skipped(console, published.skipped)
    for name, count in published.counts.items():
        console.print(f"{count:>8,} {name}")
    for id_ in published.pruned:
        console.print(f"not kept any longer: {id_}", highlight=False)
    told = "published" if published.changed else "unchanged, it is served already:"
    console.print(f"{told} {published.release_id}", highlight=False)


ReleaseArgument = Annotated[str, typer.Argument(help="The id of a release that is kept.")]


@app.command()
def pin(release: ReleaseArgument, database_url: DatabaseOption = SERVED) -> None:
    """Keep a release, whatever its age."""
    with _told(Console(soft_wrap=True), "nothing was pinned"):
        set_pin(store_of(database_url), release, pinned=True)


@app.command()
def unpin(release: ReleaseArgument, database_url: DatabaseOption = SERVED) -> None:
    """Let a release go when its time comes."""
    with _told(Console(soft_wrap=True), "nothing was unpinned"):
        set_pin(store_of(database_url), release, pinned=False)


@app.command()
def releases(database_url: DatabaseOption = SERVED) -> None:
    """List the releases that are kept, the latest first."""
    console = Console(soft_wrap=True, highlight=False, markup=False)
    with _told(console, "nothing was listed"):
        store = store_of(database_url)
        for found in standings(store):
            size = store.size(found.id) / 1e6
            words = ["served"] * found.served + ["pinned"] * found.pinned
            dated = f"{found.id}  {found.released or 'no date':10}  {size:8.1f} MB"
            console.print(f"{dated}  {' '.join(words)}".rstrip())


@contextmanager
def _told(console: Console, nothing: str) -> Iterator[None]:
    """Say what went wrong, and that nothing came of it; exit 1, or 2 for a bad address."""
    try:
        yield
    except InvalidFacts as bad:
        _tell(console, bad.problems)
        raise typer.Exit(1) from None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    except (OSError, SQLAlchemyError) as error:
        # The database's own words: SQLAlchemy would add the statement and all of its rows.
        reason = error.orig if isinstance(error, DBAPIError) else error
        console.print(f"{nothing}: {reason}", markup=False, highlight=False)
        raise typer.Exit(1) from None


def _tell(console: Console, problems: list[FactProblem]) -> None:
    for problem in problems:
        console.print(str(problem), markup=False, highlight=False)
    console.print(f"{len(problems)} problem{'s' * (len(problems) > 1)}")


def _tell_skipped(console: Console, skipped: list[str]) -> None:
    for line in skipped:
        console.print(f"skipped: {line}", markup=False, highlight=False)


if __name__ == "__main__":
    app()
