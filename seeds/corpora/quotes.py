"""Sentences of corpora as quotes of the speeches that they are from."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from schema.quotes import QuoteKind, SpeakerKind
from seeds.importers.facts_files import FactRow, fact_rows

QUOTE_COLUMNS = (
    "id", "text", "kind", "language", "speaker_kind", "speaker_name", "speaker_role",
    "country_code", "group_id", "said_on", "occasion", "topics", "locator", "speech_id",
    "source_id",
)  # fmt: skip
_SPEECH_COLUMNS = (
    "id", "kind", "title", "country_code", "group_id", "speaker_name", "speaker_role", "occasion",
    "session", "date", "url", "locator", "source_id",
)  # fmt: skip
_FROM_SPEECH = ("speaker_name", "speaker_role", "country_code", "group_id", "source_id")


def speeches_of(source_id: str, facts: Path) -> list[FactRow]:
    """The speeches of a source in a folder of facts."""
    rows = (row for path in sorted(facts.glob("speeches/[!.]*")) for row in _rows(path))
    return [row for row in rows if row["source_id"] == source_id]


def _rows(path: Path) -> Iterable[FactRow]:
    return fact_rows(path, _SPEECH_COLUMNS)


def quote(speech: FactRow, id_: str, text: str, topics: list[str], locator: str) -> FactRow:
    """A quote of a speech, said by the speaker of the speech."""
    row: FactRow = {column: speech[column] for column in _FROM_SPEECH}
    named = SpeakerKind.official if speech["speaker_role"] else SpeakerKind.person
    return row | {
        "id": id_,
        "text": text,
        "kind": QuoteKind.verbatim.value,
        "language": "en",
        "speaker_kind": (named if speech["speaker_name"] else SpeakerKind.source).value,
        "said_on": speech["date"],
        "occasion": _occasion(speech),
        "topics": topics,
        "locator": locator,
        "speech_id": speech["id"],
    }


def _occasion(speech: FactRow) -> str:
    if speech["occasion"]:
        return f"{speech['occasion']}, session {speech['session']}"
    return str(speech["title"])


def unique(rows: Iterable[FactRow]) -> Iterator[FactRow]:
    """The rows without those whose id is there already: a sentence that a text repeats."""
    seen = set()
    for row in rows:
        if row["id"] not in seen:
            seen.add(row["id"])
            yield row
