"""Makes the quotes of a corpus: from upstream's texts, or from CSV files that have them ready."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from seeds.corpora import general_debate, white_house
from seeds.corpora.download import UPSTREAM, download, texts
from seeds.corpora.quotes import QUOTE_COLUMNS, speeches_of, unique
from seeds.corpora.registry import Corpus
from seeds.importers.facts_files import FactRow, FactsFile, write_all

FOLDER = Path("var/corpora")


class NoFiles(Exception):
    """A folder has no CSV file of a corpus."""


class CorpusQuotes(NamedTuple):
    """What was made of a corpus: how many files were downloaded, and the file of quotes."""

    downloaded: int
    quotes: FactsFile


class _Rule(NamedTuple):
    """How a corpus is read: by its texts, and by CSV files with its sentences."""

    key: str  # the column of a speech with its file or its address
    of_text: Callable[[str, str, FactRow], Iterator[FactRow]]
    of_csv: Callable[[Path, dict[str, FactRow]], Iterator[FactRow]]


_RULES = {
    "un-general-debate": _Rule("locator", general_debate.from_text, general_debate.from_csv),
    "white-house": _Rule(
        "url", lambda _, text, speech: white_house.from_text(text, speech), white_house.from_csv
    ),
}


def make_quotes(
    corpus: Corpus,
    facts: Path,
    folder: Path,
    console: Console,
    *,
    ready: Path | None = None,
    upstream: str = UPSTREAM,
) -> CorpusQuotes:
    """Write the quotes of a corpus into `folder`/facts, for `publish --also`.

    Args:
        corpus: The corpus.
        facts: The folder of facts with its speeches.
        folder: Where downloads are stored and quotes written.
        console: Where progress is shown.
        ready: A folder with CSV files of the sentences; nothing is downloaded then.
        upstream: The address that serves the files of repositories at their commits.

    Raises:
        DownloadFailed: A file could not be had.
        NoFiles: `ready` has no file of the corpus.
    """
    rule, downloaded = _RULES[corpus.id], 0
    speeches = speeches_of(corpus.source_id, facts)
    if corpus.id == "un-general-debate":
        speeches = list(general_debate.files(speeches).values())
    if ready is not None:
        paths = sorted(ready.rglob(corpus.ready))
        if not paths:
            raise NoFiles(f"{ready}: no {corpus.ready} in it")
        keyed = {str(row[rule.key]): row for row in speeches}
        rows = [row for path in paths for row in rule.of_csv(path, keyed)]
    else:
        texts_folder = folder / corpus.id
        downloaded = download(corpus, texts_folder, console, upstream)
        by_file = {str(row["locator"]): row for row in speeches}
        rows = [
            row
            for file, text in texts(corpus, texts_folder)
            if file in by_file
            for row in rule.of_text(file, text, by_file[file])
        ]
    quotes = FactsFile(f"quotes/{corpus.id}.csv", QUOTE_COLUMNS, list(unique(rows)))
    write_all({folder / "facts" / quotes.path: quotes.render()})
    return CorpusQuotes(downloaded, quotes)
