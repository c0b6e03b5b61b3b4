"""`python -m seeds refresh --check`: of which sources upstream has newer data.

Upstream is asked for the newest commit of files whose permalinks a source has. A file is newer if
that commit is another than the one that was read, and from a later day than the copy. A snapshot
in a file of its own has no newer commit: a further snapshot is another file.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from seeds.loading.files import FACTS, valid_facts
from seeds.upstream import GIT_HOST, GitHost, NotAnswered, Permalink

_THREADS = 4
_EXIT_NEWER, _EXIT_UNANSWERED = 1, 3


class Verdict(StrEnum):
    """What is known of a source's upstream."""

    newer = "newer data"
    current = "up to date"
    unanswered = "not answered"
    no_upstream = "no upstream"


class Copy(NamedTuple):
    """What the facts say of the copy of one source."""

    source_id: str
    data_through: str
    retrieved_on: str
    links: tuple[Permalink, ...]


class Finding(NamedTuple):
    """The verdict on one source, with the day of upstream's newest commit, and a note."""

    copy: Copy
    verdict: Verdict
    newest: str = ""
    note: str = ""


def refresh(
    check: Annotated[
        bool, typer.Option("--check", help="Ask upstream; nothing is imported or written.")
    ] = False,
    facts: Annotated[Path, typer.Option("--facts", help="The folder of facts.")] = FACTS,
    source: Annotated[list[str] | None, typer.Option(help="Only this source; repeatable.")] = None,
    files: Annotated[
        int, typer.Option(min=1, help="How many files of a source are asked about at most.")
    ] = 2,
    git_host: Annotated[
        str, typer.Option(envvar="GIT_HOST", help="The API of the git host, or of a mirror.")
    ] = GIT_HOST,
) -> None:
    """List the sources of which upstream has newer data.

    The exit code is 1 if there is one, 3 if there is none and a source could not be asked about,
    else 0. Sources without a permalink of GitHub are listed, and change nothing.
    """
    if not check:
        raise typer.BadParameter("--check is all that it does: `python -m seeds import` imports")
    console = Console(soft_wrap=True)
    copies = list(copies_of(facts))
    if unknown := {*(source or ())} - {copy.source_id for copy in copies}:
        raise typer.BadParameter(f"no source {', '.join(sorted(unknown))} in {facts}")
    try:
        host = GitHost(git_host)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    chosen = [copy for copy in copies if not source or copy.source_id in source]
    findings = list(compare(chosen, host, files, console))
    console.print(as_table(findings))
    verdicts = Counter(finding.verdict for finding in findings)
    console.print(", ".join(f"{verdicts[verdict]} {verdict}" for verdict in Verdict))
    for reason in sorted({f.note for f in findings if f.verdict is Verdict.unanswered}):
        console.print(f"not answered: {reason}", markup=False, highlight=False)
    if verdicts[Verdict.newer]:
        raise typer.Exit(_EXIT_NEWER)
    if verdicts[Verdict.unanswered]:
        raise typer.Exit(_EXIT_UNANSWERED)


def copies_of(facts: Path) -> Iterator[Copy]:
    """The sources of a folder of facts, each with the permalinks of what was read."""
    for path in sorted(facts.glob("sources/[!.]*")):
        for fact in valid_facts(path):
            cells = {name: cell.text for name, cell in fact.cells.items()}
            urls = [cells.get("url", ""), *cells.get("files", ())]
            links = (Permalink.parse(str(url)) for url in urls)
            yield Copy(
                str(cells.get("id", "")),
                str(cells.get("data_through", "")),
                str(cells.get("retrieved_on", "")),
                tuple(link for link in links if link),
            )


def compare(
    copies: Iterable[Copy], host: GitHost, files: int, console: Console
) -> Iterator[Finding]:
    """A finding for each copy, in their order; of each, at most `files` files are asked about."""
    copies = list(copies)
    with ThreadPoolExecutor(_THREADS) as pool:
        made = pool.map(lambda copy: compare_one(copy, host, files), copies)
        yield from track(
            made, "asking upstream", len(copies), console=console, transient=True,
            disable=not console.is_terminal,
        )  # fmt: skip


def compare_one(copy: Copy, host: GitHost, files: int) -> Finding:
    """The verdict on one source: newer if one of its files is, else unanswered if one is."""
    if not copy.links:
        return Finding(copy, Verdict.no_upstream)
    asked = copy.links[:files]
    note = f"{len(asked)} of {len(copy.links)} files" if len(asked) < len(copy.links) else ""
    newest, newer = "", False
    for link in asked:
        try:
            commit = host.newest_commit(link)
        except NotAnswered as silent:
            if newer:
                break
            return Finding(copy, Verdict.unanswered, newest, str(silent))
        newest = max(newest, commit.day)
        newer = newer or (commit.sha != link.commit and commit.day > copy.retrieved_on)
    return Finding(copy, Verdict.newer if newer else Verdict.current, newest, note)


def as_table(findings: Iterable[Finding]) -> Table:
    """The findings as a table, newer ones first."""
    order = list(Verdict)
    headings = "source", "data through", "copy of", "upstream", "verdict", "note"
    table = Table(*headings, box=None, pad_edge=False)
    for finding in sorted(findings, key=lambda f: (order.index(f.verdict), f.copy.source_id)):
        copy = finding.copy
        table.add_row(
            copy.source_id, copy.data_through or "unknown", copy.retrieved_on, finding.newest,
            finding.verdict.value, "" if finding.verdict is Verdict.unanswered else finding.note,
        )  # fmt: skip
    return table
