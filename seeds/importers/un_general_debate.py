"""Sentences on the climate from the UN General Debate Corpus, as quotes.

The sentences are other people's prose. They are written to a folder that is not committed, and
become part of a release by `publish --also`. The corpus has the year of a speech but not its day,
and an English text whatever the language of the speech: so the year is the date, and quotes are in
English. Names and posts are unchanged except for white space.
"""

from pathlib import Path

from schema.import_notes import ImportReason
from schema.quotes import QuoteKind, SpeakerKind
from seeds.importers.cells import YEAR, collapsed, matching
from seeds.importers.context import BadCell, Cells, ImportContext
from seeds.importers.facts_files import FactRow, FactsFile
from seeds.loading.files import FACTS

SOURCE = "un-general-debate-corpus-v13"

_QUOTES = (
    "id", "text", "kind", "language", "speaker_kind", "speaker_name", "speaker_role",
    "country_code", "group_id", "said_on", "occasion", "topics", "locator", "source_id",
)  # fmt: skip
INPUT_COLUMNS = (
    "iso3", "year", "session", "speaker", "post", "text", "mentions_target", "char_offset",
    "corpus_file",
)  # fmt: skip
_GROUPS = {"EU": "eu"}
# Former countries without a current ISO 3166-1 code, and typing errors of uncertain meaning.
_NOT_COUNTRIES = ("CSK", "DDR", "YMD", "YUG", "POR", "PKR", "ZFA")


def un_general_debate(source: Path, context: ImportContext) -> list[FactsFile]:
    """The quotes from `climate-sentences-*.csv` or a folder of such files."""
    if context.facts.resolve() == FACTS.resolve():
        message = "sentences of the corpus are not committed: --facts var/facts"
        context.reject_file(context.facts, message)
        return []
    context.source_id = SOURCE
    files = sorted(source.glob("climate-sentences-*.csv")) if source.is_dir() else [source]
    if not files:
        context.reject_file(source, "no climate-sentences-*.csv in it")

    def convert(cells: Cells) -> list[FactRow]:
        if not cells["speaker"].strip():
            context.leave_out(
                "a sentence without the name of who spoke", reason=ImportReason.incomplete
            )
            return []
        if cells["iso3"] in _NOT_COUNTRIES:
            context.leave_out("neither a country nor a party", value=cells["iso3"], column="iso3")
            return []
        return [_quote(cells, context)]

    quotes = [row for path in files for row in context.convert_rows(path, INPUT_COLUMNS, convert)]
    return [FactsFile("quotes/un-general-debate.csv", _QUOTES, quotes)]


def _quote(cells: Cells, context: ImportContext) -> FactRow:
    code, post = cells["iso3"], collapsed(cells["post"])
    if code not in _GROUPS:
        matching(cells, "iso3", r"[A-Z]{3}", "an ISO 3166-1 alpha-3 code, or EU")
    first_note = len(context.notes)
    year = context.value_or_none(
        cells,
        lambda: matching(cells, "year", YEAR, "a year"),
        resource="quotes",
        field="said_on",
    )
    session = matching(cells, "session", r"[1-9]\d?", "a session")
    offset = matching(cells, "char_offset", r"0|[1-9]\d*", "a character's number")
    id_ = "-".join(filter(None, ("ungd", code.lower(), session, year, offset)))
    for note in context.notes[first_note:]:
        note.row_id = id_
    return {
        "id": id_,
        "text": _text(cells),
        "kind": QuoteKind.verbatim,
        "language": "en",
        "speaker_kind": SpeakerKind.official if post else SpeakerKind.person,
        "speaker_name": collapsed(cells["speaker"]),
        "speaker_role": post or None,
        "country_code": None if code in _GROUPS else code,
        "group_id": _GROUPS.get(code),
        "said_on": year,
        "occasion": f"UN General Debate, session {session}",
        "topics": _topics(cells),
        "locator": f"session {session}, character {offset} of {_file(cells)}",
        "source_id": SOURCE,
    }


def _text(cells: Cells) -> str:
    text = cells["text"].strip()
    if not text:
        raise BadCell("text", "it is empty", "a quote is its words")
    return text


def _file(cells: Cells) -> str:
    file = collapsed(cells["corpus_file"])
    if not file.endswith(".txt"):
        raise BadCell("corpus_file", f"{file!r} is no file of the corpus", "it ends in .txt")
    return file


def _topics(cells: Cells) -> list[str]:
    """The topics by the keyword rules of the corpus: all are on the climate, some on targets."""
    topics = {"yes": ["climate-change", "climate-targets"], "no": ["climate-change"]}
    if cells["mentions_target"] not in topics:
        raise BadCell("mentions_target", f"{cells['mentions_target']!r} is neither yes nor no")
    return topics[cells["mentions_target"]]
