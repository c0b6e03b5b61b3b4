"""Checking the facts: read, type, derive, hold to the rules; every problem at once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from schema.sources import SourceKind
from seeds.derivation.derive import derive
from seeds.loading.files import Problem, load
from seeds.loading.values import SUPPORT, Record, type_rows, values_of
from seeds.rules import RULES

# What repeats an article's words, and so must stand in it.
_TO_THE_LETTER = {
    "quotes": ("text",),
    "pledge-steps": ("words",),
    "emissions-shares": ("words",),
    "dialogues": ("words",),
}
_ARTICLE = "article.txt"


@dataclass(slots=True)
class Checked:
    """The facts, complete and derived, with what is wrong and what could not be checked."""

    version: str
    released: str
    record: Record
    problems: list[Problem]
    skipped: list[str] = field(default_factory=list)


class BadFacts(Exception):
    """Facts with something wrong; `problems` says what."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def check(folder: Path, articles: Path | None = None, also: Sequence[Path] = ()) -> Checked:
    """Check the facts in `folder` and those in `also`; `articles` holds `<source id>/article.txt`.

    Nothing is raised for bad facts: they are in `problems`, in the order of files and lines.
    """
    facts = load(folder, SUPPORT, also)
    record, problems = type_rows(facts)
    record = derive(record)
    problems = [*facts.problems, *problems]
    for rule in RULES:
        problems.extend(rule(record))
    told, skipped = _words(record, articles)
    return Checked(facts.version, facts.released, record, sorted({*problems, *told}), skipped)


def sound(folder: Path, articles: Path | None = None, also: Sequence[Path] = ()) -> Checked:
    """The facts, checked against the articles at hand if no others are named.

    Raises BadFacts with every problem.
    """
    checked = check(folder, articles or articles_at_hand(), also)
    if checked.problems:
        raise BadFacts(checked.problems)
    return checked


def articles_at_hand() -> Path | None:
    """The folder of article texts beside the checkout, `../shared/data`, if there is one."""
    beside = Path(__file__).parents[2] / "shared" / "data"
    return beside if beside.is_dir() else None


def _words(record: Record, articles: Path | None) -> tuple[list[Problem], list[str]]:
    """Words said to be to the letter that are not in their article, and articles not at hand."""
    kinds = {row.values["id"]: row.values["kind"] for row in record["sources"]}
    texts: dict[str, str | None] = {}
    problems: list[Problem] = []
    unread: Counter[str] = Counter()
    for name, columns in _TO_THE_LETTER.items():
        for column in columns:
            for words, row in values_of(record[name], column):
                source = row.text("source_id") or ""
                if kinds.get(source) != SourceKind.article:
                    continue
                if source not in texts:
                    texts[source] = _article(articles, source)
                text = texts[source]
                if text is None:
                    unread[source] += 1
                elif words not in text:
                    problems.append(Problem(row.at(column), *_near(column, words, text)))
    skipped = [
        f"{source}: its {_ARTICLE} is not at hand, {count} passages of it are not compared"
        for source, count in unread.items()
    ]
    return problems, skipped


def _article(articles: Path | None, source: str) -> str | None:
    path = articles / source / _ARTICLE if articles else None
    return path.read_text("utf-8") if path and path.is_file() else None


def _near(column: str, words: str, text: str) -> tuple[str, str]:
    """Up to where the words are in the text: that is where the slip is."""
    good = 0
    while good < len(words) and words[: good + 1] in text:
        good += 1
    message = f"{column} is not in the article to the letter"
    return message, f"it differs from {words[max(0, good - 20) : good + 20]!r} on"
