"""The commands for stored releases: pin, unpin, releases, verify; and how commands end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from seeds.check import InvalidFacts
from seeds.loading.files import FactProblem
from seeds.publishing.drops import DropsRefused
from seeds.publishing.publish import open_repository
from seeds.publishing.retention import list_releases, set_pin
from seeds.publishing.verify import as_words, verify_releases

app = typer.Typer()

DEFAULT_DATABASE = "sqlite:///var/record.sqlite"

DatabaseOption = Annotated[
    str, typer.Option(envvar="DATABASE_URL", help="The database of the releases.")
]
ReleaseArgument = Annotated[str, typer.Argument(help="The id of a stored release.")]


@app.command()
def pin(release: ReleaseArgument, database_url: DatabaseOption = DEFAULT_DATABASE) -> None:
    """Pin a release: it is never pruned."""
    with exit_on_error(Console(soft_wrap=True), "nothing was pinned"):
        set_pin(open_repository(database_url), release, pinned=True)


@app.command()
def unpin(release: ReleaseArgument, database_url: DatabaseOption = DEFAULT_DATABASE) -> None:
    """Remove a release's pin: a later publish may delete it. Nothing is deleted now."""
    with exit_on_error(Console(soft_wrap=True), "nothing was unpinned"):
        set_pin(open_repository(database_url), release, pinned=False)


@app.command()
def releases(database_url: DatabaseOption = DEFAULT_DATABASE) -> None:
    """List the stored releases, the latest first."""
    console = Console(soft_wrap=True, highlight=False, markup=False)
    with exit_on_error(console, "nothing was listed"):
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
    with exit_on_error(console, "nothing was verified"):
        verdicts = verify_releases(open_repository(database_url))
    for release_id, verdict in verdicts.items():
        console.print(f"{release_id}  {as_words(verdict)}")
    if any(verdict.fault for verdict in verdicts.values()):
        raise typer.Exit(1)


@contextmanager
def exit_on_error(console: Console, consequence: str) -> Iterator[None]:
    """Print an expected error and its consequence, then exit: 2 for a bad argument, else 1."""
    try:
        yield
    except DropsRefused as refused:
        exit_if_refused(console, [*refused.problems, consequence])
    except InvalidFacts as invalid:
        print_problems(console, invalid.problems)
        raise typer.Exit(1) from None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    except (OSError, SQLAlchemyError) as error:
        # The driver's message only: SQLAlchemy's adds the statement and all of its rows.
        reason = error.orig if isinstance(error, DBAPIError) else error
        console.print(f"{consequence}: {reason}", markup=False, highlight=False)
        raise typer.Exit(1) from None


def exit_if_refused(console: Console, refused: list[str]) -> None:
    """Print what was refused, and exit with 1 if something was."""
    for line in refused:
        console.print(line, markup=False, highlight=False)
    if refused:
        raise typer.Exit(1)


def print_problems(console: Console, problems: list[FactProblem]) -> None:
    """Print problems of facts, and how many there are."""
    for problem in problems:
        console.print(str(problem), markup=False, highlight=False)
    console.print(f"{len(problems)} problem{'s' * (len(problems) > 1)}")
