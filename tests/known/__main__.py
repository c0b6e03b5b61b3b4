"""`python -m tests.known`: ask a record the questions whose answers are known."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tests.known.clients import over_http
from tests.known.counts import DATES, count_rows
from tests.known.questions import failures, load_questions

console = Console(soft_wrap=True, highlight=False)
cli = typer.Typer(add_completion=False, no_args_is_help=False)

Base = Annotated[str, typer.Option("--base", help="The address of the record.")]
DEFAULT_BASE = "http://127.0.0.1:8000"


@cli.callback(invoke_without_command=True)
def main(context: typer.Context, base: Base = DEFAULT_BASE) -> None:
    """Ask each question and print which answers are wrong; the exit code is 1 if any is."""
    if context.invoked_subcommand is not None:
        return
    ask, wrong = over_http(base), 0
    table = Table("question", "answer", "what is wrong")
    for question in load_questions():
        problems = failures(question, ask)
        wrong += bool(problems)
        table.add_row(question.id, "wrong" if problems else "correct", "\n".join(problems))
    console.print(table)
    total = len(load_questions())
    console.print(f"{total} questions, {total - wrong} answered correctly, {wrong} not")
    raise typer.Exit(1 if wrong else 0)


@cli.command()
def counts(base: Base = DEFAULT_BASE) -> None:
    """Count by date and resource what held, what did not, and what is not known.

    The last columns are about countries: with an empty list, and of these said to be not covered.
    """
    titles = ("resource", "date", "true", "false", "null", "null by reason", "empty", "not covered")
    table = Table(*titles)
    for row in count_rows(over_http(base), DATES):
        reasons = ", ".join(f"{name} {number}" for name, number in sorted(row.reasons.items()))
        uncovered = "not stated" if row.not_covered is None else row.not_covered
        cells = (row.true, row.false, row.null, reasons, row.empty, uncovered)
        table.add_row(row.resource, row.date, *map(str, cells))
    console.print(table)


if __name__ == "__main__":
    cli()
