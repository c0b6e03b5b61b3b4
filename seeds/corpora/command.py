"""`python -m seeds corpus`: download open corpora and make quotes of their sentences."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from seeds.corpora.download import UPSTREAM, DownloadFailed
from seeds.corpora.registry import LIST, BadCorpora, Corpus, read_corpora
from seeds.corpora.run import FOLDER, NoFiles, make_quotes
from seeds.loading.files import FACTS

ALL = "all"


def corpus(
    names: Annotated[
        list[str], typer.Argument(help="Corpora of seeds/corpora.yaml, by name or comma; or all.")
    ],
    from_: Annotated[
        Path | None,
        typer.Option("--from", help="A folder with ready CSV files; nothing is downloaded then."),
    ] = None,
    upstream: Annotated[
        str, typer.Option(envvar="CORPUS_UPSTREAM", help="The address that serves the files.")
    ] = UPSTREAM,
    folder: Annotated[Path, typer.Option(help="Where files and quotes go.")] = FOLDER,
    facts: Annotated[Path, typer.Option(help="The folder of facts with the speeches.")] = FACTS,
    list_: Annotated[Path, typer.Option("--list", help="The list of corpora.")] = LIST,
) -> None:
    """Download corpora and make quotes of their sentences on the climate.

    They are not committed: `publish --also var/corpora/facts` puts them into a release. Files that
    are there already are not downloaded again. Exits with 1 if a corpus could not be had; the
    others are written.
    """
    console = Console(soft_wrap=True, highlight=False, markup=False)
    try:
        corpora = _named(names, read_corpora(list_))
    except BadCorpora as error:
        raise typer.BadParameter(str(error)) from None
    failed = False
    for one in corpora:
        try:
            made = make_quotes(one, facts, folder, console, ready=from_, upstream=upstream)
        except (DownloadFailed, NoFiles) as error:
            failed = True
            console.print(f"{one.id}: {error}")
            console.print(f"{one.id}: its quotes are not made anew; all other facts are complete")
            continue
        if from_ is None:
            whole = len(one.checksums)
            console.print(f"{one.id}: {whole:,} files, {made.downloaded:,} of them downloaded")
        path = folder / "facts" / made.quotes.path
        console.print(f"{one.id}: wrote {len(made.quotes.rows):,} quotes to {path}")
    if failed:
        raise typer.Exit(1)


def _named(names: list[str], corpora: dict[str, Corpus]) -> list[Corpus]:
    """The corpora that are named."""
    wanted = [name for text in names for name in text.split(",") if name]
    if ALL in wanted:
        return list(corpora.values())
    for name in wanted:
        if name not in corpora:
            raise typer.BadParameter(f"{name!r} is none of {', '.join((*corpora, ALL))}")
    return [corpora[name] for name in wanted]
