"""`python -m seeds`: import upstream datasets, check the facts, publish and manage releases."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from schema import RECORD, RESOURCES
from schema.import_notes import ImportAction
from seeds.check import InvalidFacts, check_facts, default_articles, load_checked
from seeds.corpora.command import corpus
from seeds.importers import IMPORTERS
from seeds.importers.context import ImportContext, ImportFailed
from seeds.importers.editions import Given
from seeds.importers.run import run_importer
from seeds.loading.files import FACTS, FactProblem
from seeds.processes import beside
from seeds.publishing.content import PlainRow
from seeds.publishing.counts import tables, write_tables
from seeds.publishing.drops import AllowedDrops, DropsRefused
from seeds.publishing.plan import as_line, count_lines, plan_release, summary
from seeds.publishing.publish import open_repository
from seeds.publishing.publish import publish as publish_facts
from seeds.publishing.retention import KEEP, list_releases, set_pin
from seeds.publishing.verify import as_words, verify_releases
from seeds.refresh import refresh
from seeds.resources import gaps

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__
)

app.command()(refresh)

DEFAULT_DATABASE = "sqlite:///var/record.sqlite"

FactsOption = Annotated[Path, typer.Option("--facts", help="The folder of facts.")]

AlsoOption = Annotated[
    list[Path] | None,
    typer.Option(envvar="FACTS_ALSO", help="A further folder of facts; repeatable."),
]
ArticlesOption = Annotated[
    Path | None,
    typer.Option(help="Folder of <source id>/article.txt; ../shared/data if it exists."),
]
AllowDropOption = Annotated[
    list[str] | None,
    typer.Option(
        envvar="ALLOW_DROP",
        help="RESOURCE=REASON, of which more than 2 % of the rows may be dropped; repeatable. The"
        " reason goes into the changes; it may be in the facts (change-reasons, row *) instead.",
    ),
]
DatabaseOption = Annotated[
    str, typer.Option(envvar="DATABASE_URL", help="The database of the releases.")
]


@app.command("import")
def import_(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(IMPORTERS)}.")],
    file: Annotated[Path, typer.Argument(help="The upstream file, or folder of files.")],
    facts: FactsOption = FACTS,
    source: Annotated[
        str | None, typer.Option(help="The id of the file's source; the dataset's with its date.")
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(
            help="The date of the edition: YYYY, YYYY-MM or YYYY-MM-DD; in the file's name."
        ),
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="The address of the file, for a source that is new.")
    ] = None,
    licence: Annotated[
        str | None,
        typer.Option(help="Its licence as an SPDX identifier, for a source that is new."),
    ] = None,
) -> None:
    """Import an edition of a dataset as facts, and notes of what is left out.

    Facts of other editions stay. Nothing is written if the file is not as expected.
    """
    console = Console(soft_wrap=True)
    if name not in IMPORTERS:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(IMPORTERS)}")
    context = ImportContext(facts, console, given=Given(source, date, url, licence))
    try:
        files = run_importer(name, IMPORTERS[name], file, context)
    except ImportFailed as failed:
        for problem in failed.problems:
            console.print(problem, markup=False, highlight=False)
        console.print(f"{len(failed.problems)} bad; nothing was written")
        raise typer.Exit(1) from None
    console.print(f"read {context.rows_read:,} rows of {file.name}")
    for written in files:
        console.print(f"wrote {len(written.rows):,} rows to {written.path}")
    for event, times in sorted(context.events.items()):
        console.print(f"counted {times:,}: {event}", markup=False, highlight=False)
    columns = [n for n in context.notes if n.action is ImportAction.column_left_out]
    for line in sorted(str(note) for note in context.notes if note not in columns):
        console.print(f"left out {line}", markup=False, highlight=False)
    if columns:
        console.print(f"left out {len(columns):,} columns of the source")


app.command()(corpus)


@app.command()
def check(
    facts: FactsOption = FACTS, articles: ArticlesOption = None, also: AlsoOption = None
) -> None:
    """Check the facts and list every problem; exit with 1 if there is one."""
    console = Console(soft_wrap=True)
    checked = check_facts(facts, articles or default_articles(), also or ())
    _print_skipped(console, checked.skipped)
    if checked.problems:
        _print_problems(console, checked.problems)
        raise typer.Exit(1)
    rows = sum(len(rows) for rows in checked.record.values())
    console.print(f"{rows:,} rows, nothing wrong")


@app.command()
def resources(facts: FactsOption = FACTS) -> None:
    """Check that each resource has facts, descriptions and its place in the documents."""
    console = Console(soft_wrap=True, highlight=False, markup=False)
    checked = check_facts(facts)
    lines = [*map(str, checked.problems), *gaps(checked, facts, FACTS.parents[1])]
    for line in lines:
        console.print(line)
    if lines:
        raise typer.Exit(1)
    console.print(f"{len(RESOURCES)} resources, nothing missing")


@app.command()
def counts(
    facts: FactsOption = FACTS,
    articles: ArticlesOption = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write the tables into the documents of this checkout.")
    ] = False,
) -> None:
    """Print the tables of README and docs/data.md: rows by source, the sources, the facts' size."""
    with _exit_on_error(Console(soft_wrap=True), "nothing was counted"):
        checked = load_checked(facts, articles)
        if not write:
            typer.echo("\n\n".join(chain.from_iterable(tables(checked, facts).values())))
            return
        for path in write_tables(checked, facts, FACTS.parents[1]):
            typer.echo(f"wrote {path.relative_to(FACTS.parents[1])}")


@app.command()
def plan(
    database_url: DatabaseOption = DEFAULT_DATABASE,
    facts: FactsOption = FACTS,
    articles: ArticlesOption = None,
    also: AlsoOption = None,
    resource: Annotated[
        list[str] | None, typer.Option(help="Only changes of this resource; repeatable.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="Lines per resource at most; 0 for all.")] = 20,
    allow_drop: AllowDropOption = None,
) -> None:
    """Show what publishing the facts would change; nothing is written."""
    console = Console(soft_wrap=True, highlight=False, markup=False)
    for name in resource or ():
        if name not in RECORD:
            raise typer.BadParameter(f"{name!r} is none of {', '.join(RECORD)}")
    with _exit_on_error(console, "nothing was compared"):
        allowed = AllowedDrops.parse(allow_drop or [])
        planned = plan_release(facts, database_url, articles, also or (), allowed)
    if planned.current_id is None:
        first = f"{planned.release_id} would be the first, with {planned.rows:,} rows"
        console.print(f"{first}: no release is served that it could be compared with")
        return
    if planned.current_id == planned.release_id:
        console.print(f"nothing would change: {planned.release_id} is served already")
        return
    console.print(f"from {planned.current_id} to {planned.release_id}\n")
    for line in count_lines(planned):
        console.print(line)
    for name, changes in planned.changes.items():
        if not resource or name in resource:
            _print_changes(console, name, changes, limit)
    for reason in planned.unused_reasons:
        console.print(f"a reason is given, but nothing changes: {reason}")
    _exit_if_refused(console, planned.refused)


def _print_changes(console: Console, name: str, changes: list[PlainRow], limit: int) -> None:
    changes = sorted(changes, key=lambda change: change["row_id"] is not None)  # columns first
    shown = changes[:limit] if limit else changes
    console.print(f"\n{name}: {summary(changes)}")
    for change in shown:
        console.print(as_line(change))
    if hidden := len(changes) - len(shown):
        console.print(f"... and {hidden:,} more of {name} (--limit 0 shows all)")


@app.command()
def publish(
    database_url: DatabaseOption = DEFAULT_DATABASE,
    facts: FactsOption = FACTS,
    articles: ArticlesOption = None,
    also: AlsoOption = None,
    keep: Annotated[
        int,
        typer.Option(envvar="KEEP_RELEASES", min=1, help="How many unpinned releases to keep."),
    ] = KEEP,
    allow_drop: AllowDropOption = None,
) -> None:
    """Check the facts, build a release of them and serve it."""
    gc.disable()  # rows are no garbage: to look for it among them takes a fifth of the time
    console = Console(soft_wrap=True)
    with _exit_on_error(console, "nothing was published"):
        allowed = AllowedDrops.parse(allow_drop or [])
        with beside() as start:
            published = publish_facts(
                facts, database_url, articles, keep, also or (), allowed, start
            )
    _print_skipped(console, published.skipped)
    for name, count in published.row_counts.items():
        console.print(f"{count:>8,} {name}")
    for id_ in published.pruned:
        console.print(f"deleted: {id_}", highlight=False)
    result = "published" if published.changed else "unchanged, it is served already:"
    console.print(f"{result} {published.release_id}", highlight=False)


ReleaseArgument = Annotated[str, typer.Argument(help="The id of a stored release.")]


@app.command()
def pin(release: ReleaseArgument, database_url: DatabaseOption = DEFAULT_DATABASE) -> None:
    """Pin a release: it is never pruned."""
    with _exit_on_error(Console(soft_wrap=True), "nothing was pinned"):
        set_pin(open_repository(database_url), release, pinned=True)


@app.command()
def unpin(release: ReleaseArgument, database_url: DatabaseOption = DEFAULT_DATABASE) -> None:
    """Remove a release's pin: a later publish may delete it. Nothing is deleted now."""
    with _exit_on_error(Console(soft_wrap=True), "nothing was unpinned"):
        set_pin(open_repository(database_url), release, pinned=False)


@app.command()
def releases(database_url: DatabaseOption = DEFAULT_DATABASE) -> None:
    """List the stored releases, the latest first."""
    console = Console(soft_wrap=True, highlight=False, markup=False)
    with _exit_on_error(console, "nothing was listed"):
        repository = open_repository(database_url)
        for release in list_releases(repository):
            size_mb = repository.size_bytes(release.id) / 1e6
            flags = ["served"] * release.served + ["pinned"] * release.pinned
            line = f"{release.id}  {release.released or 'no date':10}  {size_mb:8.1f} MB"
            console.print(f"{line}  {' '.join(flags)}".rstrip())


@app.command()
def verify(database_url: DatabaseOption = DEFAULT_DATABASE) -> None:
    """Compare every stored release with its checksum; exit with 1 if one is damaged."""
    console = Console(soft_wrap=True, highlight=False, markup=False)
    with _exit_on_error(console, "nothing was verified"):
        verdicts = verify_releases(open_repository(database_url))
    for release_id, verdict in verdicts.items():
        console.print(f"{release_id}  {as_words(verdict)}")
    if any(verdict.fault for verdict in verdicts.values()):
        raise typer.Exit(1)


@contextmanager
def _exit_on_error(console: Console, consequence: str) -> Iterator[None]:
    """Print an expected error and its consequence, then exit: 2 for a bad argument, else 1."""
    try:
        yield
    except DropsRefused as refused:
        _exit_if_refused(console, [*refused.problems, consequence])
    except InvalidFacts as invalid:
        _print_problems(console, invalid.problems)
        raise typer.Exit(1) from None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    except (OSError, SQLAlchemyError) as error:
        # The driver's message only: SQLAlchemy's adds the statement and all of its rows.
        reason = error.orig if isinstance(error, DBAPIError) else error
        console.print(f"{consequence}: {reason}", markup=False, highlight=False)
        raise typer.Exit(1) from None


def _exit_if_refused(console: Console, refused: list[str]) -> None:
    for line in refused:
        console.print(line, markup=False, highlight=False)
    if refused:
        raise typer.Exit(1)


def _print_problems(console: Console, problems: list[FactProblem]) -> None:
    for problem in problems:
        console.print(str(problem), markup=False, highlight=False)
    console.print(f"{len(problems)} problem{'s' * (len(problems) > 1)}")


def _print_skipped(console: Console, skipped: list[str]) -> None:
    for line in skipped:
        console.print(f"skipped: {line}", markup=False, highlight=False)


if __name__ == "__main__":
    app()
