"""Quotes of the UN General Debate: sentences on the climate in the speeches since 2015.

The id of a quote has the character of the text at which it begins, so that the same sentence has
one id whether it is taken from upstream's text or read from a CSV file. A speech without the name
of its speaker gives no quotes.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from seeds.corpora.quotes import quote
from seeds.corpora.sentences import CLIMATE, sentences, topics
from seeds.importers.facts_files import FactRow

FIRST_YEAR = 2015


def files(speeches: Iterable[FactRow]) -> dict[str, FactRow]:
    """The speeches of which sentences are taken, by their file in the corpus."""
    return {
        str(row["locator"]): row
        for row in speeches
        if int(str(row["date"])) >= FIRST_YEAR and row["speaker_name"]
    }


def from_text(file: str, text: str, speech: FactRow) -> Iterator[FactRow]:
    """The quotes in the text of a speech."""
    for offset, sentence in sentences(text):
        if CLIMATE.search(sentence):
            yield _quote(file, speech, offset, sentence, topics(sentence))


def from_csv(path: Path, speeches: dict[str, FactRow]) -> Iterator[FactRow]:
    """The quotes in a file `climate-sentences-*.csv`."""
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if speech := speeches.get(row["corpus_file"]):
                subjects = ["climate-change"]
                subjects += ["climate-targets"] if row["mentions_target"] == "yes" else []
                file, offset = row["corpus_file"], int(row["char_offset"])
                yield _quote(file, speech, offset, row["text"].strip(), subjects)


def _quote(file: str, speech: FactRow, offset: int, text: str, subjects: list[str]) -> FactRow:
    locator = f"session {speech['session']}, character {offset} of {file}"
    actor = str(speech["country_code"] or speech["group_id"]).lower()
    id_ = f"ungd-{actor}-{speech['session']}-{speech['date']}-{offset}"
    return quote(speech, id_, text, subjects, locator)
