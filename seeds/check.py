"""Checks the facts: reads, types and completes them, applies every rule, reports all problems."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from schema import RECORD
from schema.sources import SourceKind
from seeds.derivation.derive import derive
from seeds.loading.files import FactProblem, find_facts
from seeds.loading.record import type_rows
from seeds.loading.values import Record, Row, texts_of
from seeds.processes import Start, here
from seeds.rules import RULES, WRITTEN_RULES
from seeds.rules.columns import each_row_on_disk, on_disk_by_size

_ARTICLE = "article.txt"
_MATCH_CONTEXT = 20  # characters that a hint shows on either side of a difference


@dataclass(slots=True)
class CheckedFacts:
    """The facts, typed and completed, with their problems and the checks that were skipped."""

    version: str
    released: str
    record: Record
    problems: list[FactProblem]
    skipped: list[str] = field(default_factory=list)


class InvalidFacts(Exception):
    """Facts with at least one problem; `problems` has all of them."""

    def __init__(self, problems: list[FactProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def check_facts(
    folder: Path, articles: Path | None = None, also: Sequence[Path] = (), start: Start = here
) -> CheckedFacts:
    """Load the facts of `folder` and of `also`, complete them and apply every rule.

    Nothing is raised for invalid facts: `problems` lists them in the order of files and lines.

    Args:
        folder: The folder of facts, with VERSION.
        articles: The folder of `<source id>/article.txt`; passages of articles that are not there
            are skipped.
        also: Further folders of facts.
        start: How a part of the work is done beside the rest.
    """
    facts = find_facts(folder, also)
    record, problems = type_rows(facts, start)
    problems = [*facts.problems, *problems]
    for rule in WRITTEN_RULES:
        problems.extend(rule(record))
    record = derive(record, start)
    large, small = on_disk_by_size(record)
    of_large = start(lambda: list(each_row_on_disk(record, large)))
    for rule in RULES:
        problems.extend(rule(record))
    problems.extend(each_row_on_disk(record, small))
    problems.extend(of_large())
    differences, skipped = _compare_passages(record, articles)
    problems = sorted({*problems, *differences})
    return CheckedFacts(facts.version, facts.released, record, problems, skipped)


def load_checked(
    folder: Path, articles: Path | None = None, also: Sequence[Path] = (), start: Start = here
) -> CheckedFacts:
    """The facts without a problem; `articles` defaults to `default_articles()`.

    Raises:
        InvalidFacts: With every problem.
    """
    checked = check_facts(folder, articles or default_articles(), also, start)
    if checked.problems:
        raise InvalidFacts(checked.problems)
    return checked


def default_articles() -> Path | None:
    """The folder of article texts beside the checkout, `../shared/data`, if it exists."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    return folder if folder.is_dir() else None


class _Passage(NamedTuple):
    """A text that is quoted from an article."""

    source_id: str
    column: str
    text: str
    row: Row


def _compare_passages(record: Record, articles: Path | None) -> tuple[list[FactProblem], list[str]]:
    """Problems for passages that their article does not contain, and a line per missing article."""
    contents: dict[str, str | None] = {}
    problems: list[FactProblem] = []
    skipped: Counter[str] = Counter()
    for passage in _passages(record):
        source = passage.source_id
        if source not in contents:
            contents[source] = _read_article(articles, source)
        article = contents[source]
        if article is None:
            skipped[source] += 1
        elif passage.text not in article:
            problems.append(_difference(passage, article))
    return problems, [
        f"{source}: its {_ARTICLE} is not at hand, {count} passages of it are not compared"
        for source, count in skipped.items()
    ]


def _passages(record: Record) -> Iterator[_Passage]:
    kinds = {row.values["id"]: row.values["kind"] for row in record["sources"]}
    for name, resource in RECORD.items():
        for column in resource.verbatim:
            for text, row in texts_of(record[name], column):
                source = row.text("source_id") or ""
                if kinds.get(source) == SourceKind.article:
                    yield _Passage(source, column, text, row)


def _read_article(articles: Path | None, source_id: str) -> str | None:
    path = articles / source_id / _ARTICLE if articles else None
    return path.read_text("utf-8") if path and path.is_file() else None


def _difference(passage: _Passage, article: str) -> FactProblem:
    """The problem of a passage that is not in its article, with the place of the difference.

    The longest prefix of the passage that occurs in the article ends where the two differ.
    """
    text, length = passage.text, 0
    while length < len(text) and text[: length + 1] in article:
        length += 1
    near = text[max(0, length - _MATCH_CONTEXT) : length + _MATCH_CONTEXT]
    message = f"{passage.column} is not in the article to the letter"
    return FactProblem(passage.row.at(passage.column), message, f"it differs from {near!r} on")
