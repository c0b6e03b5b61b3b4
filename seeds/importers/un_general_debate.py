"""Sentences on the climate from the UN General Debate Corpus, as quotes.

The sentences are another's prose: they go into a folder that is not committed, and from there into
a release (`publish --also`). The corpus has the year of a speech and not its day, and English for
whatever language was spoken, so that the one is all that is said and the other is unknown. Names
and posts stay as the corpus has them, but for white space.
"""

import re
from pathlib import Path

from schema.quotes import QuoteKind, SpeakerKind
from seeds.importers.frame import BadCell, Cells, Frame, OutCell, Table
from seeds.loading.files import FACTS

SOURCE = "un-general-debate-corpus-v13"

_QUOTES = (
    "id", "text", "kind", "language", "speaker_kind", "speaker_name", "speaker_role",
    "country_code", "group_id", "said_on", "occasion", "topics", "locator", "source_id",
)  # fmt: skip
_READ = (
    "iso3", "year", "session", "speaker", "post", "text", "mentions_target", "char_offset",
    "corpus_file",
)  # fmt: skip
_SOURCE_ROW: dict[str, OutCell] = {
    "id": SOURCE,
    "kind": "dataset",
    "publisher": "Harvard Dataverse",
    "title": "UN General Debate Corpus",
    "url": "https://doi.org/10.7910/DVN/0TJX8Y",
    "authors": ["Jankin", "Baturo", "Dasandi"],
    "retrieved": "2025-11-26",
    "version": (
        "v13; copy in SarahFranzen/Emotions_in_the_United_Nations_General_Debates, commit "
        "3b277c419f85fd6e1f14f69a5fd29a3a6b59fc96"
    ),
    "licence": "CC0-1.0",
    "licence_note": (
        "As stated for the deposit (doi 10.7910/DVN/0TJX8Y) by the README of another copy; the"
        " repository of this copy states none."
    ),
    "citation": (
        "Jankin, Baturo, Dasandi: UN General Debate Corpus, v13, doi 10.7910/DVN/0TJX8Y; sentences"
        " picked by keyword."
    ),
}
_GROUPS = {"EU": "eu"}
# No country of ISO 3166-1 any longer, or a slip whose meaning is not certain.
_NO_COUNTRY = ("CSK", "DDR", "YMD", "YUG", "POR", "PKR", "ZFA")


def un_general_debate(source: Path, frame: Frame) -> list[Table]:
    """Quotes, and their source, from `climate-sentences-*.csv` or the folder that it is in."""
    if frame.facts.resolve() == FACTS.resolve():
        frame.bad_file(frame.facts, "sentences of the corpus are not committed: --facts var/facts")
        return []
    files = sorted(source.glob("climate-sentences-*.csv")) if source.is_dir() else [source]
    if not files:
        frame.bad_file(source, "no climate-sentences-*.csv in it")

    def convert(cells: Cells) -> list[dict[str, OutCell]]:
        if not cells["speaker"].strip():
            frame.leave_out("a sentence without the name of who spoke")
            return []
        if cells["iso3"] in _NO_COUNTRY:
            frame.leave_out(f"neither a country nor a party: {cells['iso3']}")
            return []
        return [_quote(cells)]

    quotes = [row for path in files for row in frame.each(path, _READ, convert)]
    return [
        Table("quotes/un-general-debate.csv", _QUOTES, quotes),
        Table("sources/un-general-debate.csv", tuple(_SOURCE_ROW), [_SOURCE_ROW]),
    ]


def _quote(cells: Cells) -> dict[str, OutCell]:
    code, post = cells["iso3"], _words(cells["post"])
    if code not in _GROUPS:
        _match(cells, "iso3", r"[A-Z]{3}", "an ISO 3166-1 alpha-3 code, or EU")
    year = _match(cells, "year", r"(19|20)\d\d", "a year")
    session = _match(cells, "session", r"[1-9]\d?", "a session")
    offset = _match(cells, "char_offset", r"0|[1-9]\d*", "a character's number")
    return {
        "id": f"ungd-{code}-{session}-{year}-{offset}".lower(),
        "text": _text(cells),
        "kind": QuoteKind.verbatim,
        "language": "en",
        "speaker_kind": SpeakerKind.official if post else SpeakerKind.person,
        "speaker_name": _words(cells["speaker"]),
        "speaker_role": post or None,
        "country_code": None if code in _GROUPS else code,
        "group_id": _GROUPS.get(code),
        "said_on": year,
        "occasion": f"UN General Debate, session {session}",
        "topics": _topics(cells),
        "locator": f"session {session}, character {offset} of {_file(cells)}",
        "source_id": SOURCE,
    }


def _match(cells: Cells, column: str, pattern: str, what: str) -> str:
    value = cells[column]
    if not re.fullmatch(pattern, value, re.ASCII):
        raise BadCell(column, f"{value!r} is not {what}", f"it should match {pattern}")
    return value


def _words(text: str) -> str:
    return " ".join(text.split())


def _text(cells: Cells) -> str:
    text = cells["text"].strip()
    if not text:
        raise BadCell("text", "it is empty", "a quote is its words")
    return text


def _file(cells: Cells) -> str:
    file = _words(cells["corpus_file"])
    if not file.endswith(".txt"):
        raise BadCell("corpus_file", f"{file!r} is no file of the corpus", "it ends in .txt")
    return file


def _topics(cells: Cells) -> list[str]:
    """What the corpus' own keyword rules found: all are on the climate, some name a target."""
    marks = {"yes": ["climate-change", "climate-targets"], "no": ["climate-change"]}
    if cells["mentions_target"] not in marks:
        raise BadCell("mentions_target", f"{cells['mentions_target']!r} is neither yes nor no")
    return marks[cells["mentions_target"]]
