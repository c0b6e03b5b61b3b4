"""Quotes of the White House: sentences on the climate that name an aim, from its documents.

Paragraphs end with an empty line and are counted from 1. In remarks and briefings the label before
a paragraph (`SECRETARY KERRY:`) says who speaks until the next one; questions of reporters (`Q`)
are left out. What no label and no title gives to a person, the document says itself.
"""

import csv
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from schema.quotes import SpeakerKind
from schema.speeches import SpeechKind
from seeds.corpora.quotes import quote
from seeds.corpora.sentences import AIM, WHITE_HOUSE_CLIMATE, sentences, topics
from seeds.importers.facts_files import FactRow

_SPOKEN = (SpeechKind.remarks, SpeechKind.press_briefing)
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_PARAGRAPHS = re.compile(r"\n\s*\n")
_MARKS = re.compile(r"!\[[^\]]*\]\([^)]*\)|\[([^\]]*)\]\([^)]*\)|<[^>]*>|\\|[*_#>`]+")
_LABEL = re.compile(r"([A-Z][A-Z.’' -]+):\s+(?=\S)")
_QUESTION = re.compile(r"Q:?\s")
_POST = re.compile(
    r"(?:THE )?(VICE PRESIDENT|PRESIDENT|SECRETARY|ADMINISTRATOR|PRIME MINISTER|CHANCELLOR"
    r"|AMBASSADOR|SENATOR|GOVERNOR|MAYOR|ADVISOR|ADMIRAL|GENERAL)\b"
)
_PERSON = re.compile(r"(?:MR|MS|MRS|DR)\.?\s")
_OFFICIAL = re.compile(r".*\bOFFICIAL$")
_OF_OTHERS = re.compile(r"PRIME MINISTER|CHANCELLOR|PRESIDENT (?!BIDEN|TRUMP|HARRIS)\w")


class _Speaker(NamedTuple):
    """Who speaks by a label: its words, the post in them, and the kind of speaker."""

    name: str
    role: str | None
    kind: SpeakerKind

    def say(self, row: FactRow) -> FactRow:
        """The quote as said by this speaker."""
        own = not _OF_OTHERS.match(self.name)
        return row | {
            "speaker_name": self.name,
            "speaker_role": self.role,
            "speaker_kind": self.kind.value,
            "country_code": row["country_code"] if own else None,
        }


def from_text(text: str, speech: FactRow) -> Iterator[FactRow]:
    """The quotes in a document in Markdown."""
    is_spoken = speech["kind"] in _SPOKEN
    speaker: _Speaker | None = None
    is_question = False
    for number, paragraph in enumerate(_paragraphs(text), 1):
        folded = " ".join(_MARKS.sub(r"\1", paragraph).split())
        if is_spoken and _QUESTION.match(folded):
            is_question = True
        label = _LABEL.match(folded) if is_spoken else None
        if label and (labelled := _speaker(label[1])):
            speaker, is_question = labelled, False
            folded = folded[label.end() :]
        for _, sentence in () if is_question else sentences(folded):
            if WHITE_HOUSE_CLIMATE.search(sentence) and AIM.search(sentence):
                row = _quote(speech, number, sentence)
                yield speaker.say(row) if speaker else row


def from_csv(path: Path, speeches: dict[str, FactRow]) -> Iterator[FactRow]:
    """The quotes in a file `sentences.csv`; `speeches` are by their address."""
    with path.open(encoding="utf-8", newline="") as stream:
        for cells in csv.DictReader(stream):
            if speech := speeches.get(cells["url"]):
                row = _quote(speech, int(cells["paragraph"]), cells["text"].strip())
                is_label = cells["speaker_basis"] == "label"
                speaker = _speaker(cells["speaker"]) if is_label else None
                yield speaker.say(row) if speaker else row


def _paragraphs(text: str) -> list[str]:
    body = _FRONT_MATTER.sub("", text)
    return [paragraph for paragraph in _PARAGRAPHS.split(body) if paragraph.strip()]


def _speaker(label: str) -> _Speaker | None:
    """Who a label names; None if it is no label of a speaker."""
    if _OFFICIAL.match(label):
        return _Speaker(label, None, SpeakerKind.unnamed)
    if post := _POST.match(label):
        return _Speaker(label, post[1].title(), SpeakerKind.official)
    return _Speaker(label, None, SpeakerKind.person) if _PERSON.match(label) else None


def _quote(speech: FactRow, paragraph: int, text: str) -> FactRow:
    digest = hashlib.sha256(f"{speech['url']}|{text}".encode()).hexdigest()
    locator = f"paragraph {paragraph} of {speech['locator']}"
    return quote(speech, f"wh-{digest[:16]}", text, topics(text), locator)
