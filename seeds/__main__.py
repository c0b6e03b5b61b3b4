"""`python -m seeds`: import upstream datasets, check the facts, publish and manage releases."""

import gc
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from schema import RECORD, RESOURCES
from schema.import_notes import ImportAction
from seeds.check import check_facts, default_articles, load_checked
from seeds.corpora.command import corpus
from seeds.importers import IMPORTERS
from seeds.importers.context import ImportContext, ImportFailed
from seeds.importers.editions import Given
from seeds.importers.run import run_importer
from seeds.loading.files import FACTS
from seeds.processes import beside
from seeds.publishing.commands import (
    DEFAULT_DATABASE,
    DatabaseOption,
    exit_if_refused,
    exit_on_error,
    print_problems,
)
from seeds.publishing.commands import app as stored_releases
from seeds.publishing.content import PlainRow
from seeds.publishing.counts import tables, write_tables
from seeds.publishing.drops import AllowedDrops
from seeds.publishing.plan import as_line, count_lines, plan_release, summary
from seeds.publishing.publish import publish as publish_facts
from seeds.publishing.retention import KEEP
from seeds.refresh import refresh
from seeds.resources import gaps

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__
)

app.command()(refresh)
app.add_typer(stored_releases)

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
        print_problems(console, checked.problems)
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
    with exit_on_error(Console(soft_wrap=True), "nothing was counted"):
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
    with exit_on_error(console, "nothing was compared"):
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
    exit_if_refused(console, planned.refused)


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
    with exit_on_error(console, "nothing was published"):
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


def _print_skipped(console: Console, skipped: list[str]) -> None:
    for line in skipped:
        console.print(f"skipped: {line}", markup=False, highlight=False)


if __name__ == "__main__":
    app()
