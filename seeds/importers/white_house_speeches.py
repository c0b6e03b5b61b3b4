"""Remarks, briefings and statements of the White House on the climate, as facts.

`documents.csv` has the documents of a copy of the White House's site that name the climate in the
title, or have three climate terms or more. Day, section, title and address are those of the site.
Who speaks is read from the title, by `white_house_speeches.yaml`. The words are not imported.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import yaml

from schema.speeches import SpeechKind
from schema.words import normalise
from seeds.importers.cells import label, mapped, matching, url_or_none
from seeds.importers.context import BadCell, Cells, ImportContext
from seeds.importers.facts_files import FactRow, FactsFile
from seeds.importers.speech_rows import SPEECH_COLUMNS, count

SOURCE = "white-house-briefings-2026"
COUNTRY = "USA"
INPUT_COLUMNS = (
    "date", "section", "title", "url", "speaker_in_title", "words", "climate_sentences",
    "repository_path",
)  # fmt: skip
_DAY = r"20\d\d-\d\d-\d\d"
_KINDS = {
    "articles": SpeechKind.article,
    "blog": SpeechKind.article,
    "briefings-statements": SpeechKind.statement,
    "fact-sheets": SpeechKind.fact_sheet,
    "presidential-actions": SpeechKind.presidential_action,
    "press-briefings": SpeechKind.press_briefing,
    "remarks": SpeechKind.remarks,
    "speeches-remarks": SpeechKind.remarks,
    "statements-releases": SpeechKind.statement,
}
_SLUG_LENGTH = 100

Speakers = Mapping[str, Mapping[str, str]]


def white_house_speeches(source: Path, context: ImportContext) -> list[FactsFile]:
    """The documents in `documents.csv`, or in a folder that has it."""
    context.source_id = SOURCE
    path = source / "documents.csv" if source.is_dir() else source
    speakers: Speakers = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))

    def convert(cells: Cells) -> list[FactRow]:
        return [_speech(cells, speakers, context)]

    rows = context.convert_rows(path, INPUT_COLUMNS, convert)
    _make_ids_unique(rows)
    return [FactsFile("speeches/white-house.csv", SPEECH_COLUMNS, rows)]


def _speech(cells: Cells, speakers: Speakers, context: ImportContext) -> FactRow:
    day = matching(cells, "date", _DAY, "a day")
    path = matching(cells, "repository_path", r"\S+\.md", "a file of the repository")
    speaker = context.value_or_none(cells, lambda: _speaker(cells, speakers)) or {}
    return {
        "id": f"wh-{slug(path)}",
        "kind": mapped(cells, "section", _KINDS).value,
        "title": label(cells, "title"),
        "country_code": COUNTRY,
        "speaker_name": speaker.get("name"),
        "speaker_role": speaker.get("role"),
        "year": int(day[:4]),
        "date": day,
        "word_count": count(cells, "words"),
        "climate_sentences": count(cells, "climate_sentences"),
        "url": _url(cells),
        "locator": path,
        "source_id": SOURCE,
    }


def _speaker(cells: Cells, speakers: Speakers) -> Mapping[str, str]:
    """Name and role of the one who speaks; empty if the title names nobody."""
    text = cells["speaker_in_title"].strip()
    if not text or text in speakers:
        return speakers.get(text, {})
    if " and " not in text:
        raise BadCell("speaker_in_title", f"{text!r} is a speaker who is new here")
    return {"name": text}


def _url(cells: Cells) -> str:
    url = url_or_none(cells, "url")
    if url is None:
        raise BadCell("url", "it is empty", "every document has an address")
    return url


def slug(path: str) -> str:
    """The file's name as a slug, without escaped characters, cut at a word's end."""
    name = re.sub(r"(%[0-9a-f]{2})+", "", Path(path).stem)
    plain = re.sub(r"[^a-z0-9]+", "-", normalise(name)).strip("-")
    return plain if len(plain) <= _SLUG_LENGTH else plain[: _SLUG_LENGTH + 1].rpartition("-")[0]


def _make_ids_unique(rows: list[FactRow]) -> None:
    """Append the beginning of the address's hash to the ids that several documents share."""
    times = Counter(row["id"] for row in rows)
    for row in rows:
        if times[row["id"]] > 1:
            digest = hashlib.sha256(str(row["url"]).encode()).hexdigest()
            row["id"] = f"{row['id']}-{digest[:8]}"
