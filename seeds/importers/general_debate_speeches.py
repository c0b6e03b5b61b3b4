"""Speeches of the UN General Debate, as facts: who spoke for whom, in which session, how much.

`speeches-index-*.csv` has a row for each text of the corpus; `speakers-by-session.csv` is the
corpus's own list of speakers, from which the index has its names. Where that list has another code
for a country, the index has no name: it is taken from the list here. The words are not imported.
"""

from pathlib import Path

from schema.import_notes import ImportAction, ImportReason
from schema.speeches import SpeechKind
from seeds.importers.cells import YEAR, checked_alpha3, matching
from seeds.importers.context import Cells, ImportContext
from seeds.importers.facts_files import FactRow, FactsFile
from seeds.importers.speech_rows import SPEECH_COLUMNS, count, printed

SOURCE = "un-general-debate-corpus-v13"
DOI = "https://doi.org/10.7910/DVN/0TJX8Y"
OCCASION = "UN General Debate"
GROUPS = {"EU": "eu"}
# Former states without a current code of ISO 3166-1.
FORMER_STATES = ("CSK", "DDR", "YMD", "YUG")
INPUT_COLUMNS = (
    "iso3", "year", "session", "speaker", "post", "words", "climate_sentences", "corpus_file",
)  # fmt: skip
SPEAKER_COLUMNS = (
    "Year", "Session", "ISO Code", "Country", "Name of Person Speaking", "Post",
)  # fmt: skip
# Codes of the list of speakers that the index writes otherwise.
_INDEX_CODES = {"POR": "PRT", "PKR": "PRK", "ZFA": "ZAF", "EC": "EU"}

_Key = tuple[str, str]  # the code and the year of a speech


def general_debate_speeches(source: Path, context: ImportContext) -> list[FactsFile]:
    """The speeches in a folder with the index and the list of speakers."""
    context.source_id = SOURCE
    indexes = sorted(source.glob("speeches-index-*.csv"))
    if not indexes:
        context.reject_file(source, "no speeches-index-*.csv in it")
    keyed: dict[_Key, FactRow] = {}

    def convert(cells: Cells) -> list[FactRow]:
        if cells["iso3"] in FORMER_STATES:
            note = "a former state without a current code of ISO 3166-1"
            context.leave_out(note, value=cells["iso3"], column="iso3")
            return []
        keyed[cells["iso3"], cells["year"]] = row = _speech(cells)
        return [row]

    rows = [row for path in indexes for row in context.convert_rows(path, INPUT_COLUMNS, convert)]
    _complete_speakers(source / "speakers-by-session.csv", keyed, context)
    return [FactsFile("speeches/un-general-debate.csv", SPEECH_COLUMNS, rows)]


def speech_id(code: str, session: str, year: str) -> str:
    """The id of a speech of the General Debate: `ungd-chn-75-2020`."""
    return f"ungd-{code.lower()}-{session}-{year}"


def _speech(cells: Cells) -> FactRow:
    code = cells["iso3"]
    if code not in GROUPS:
        checked_alpha3(code, "iso3", "or EU")
    year = matching(cells, "year", YEAR, "a year")
    session = matching(cells, "session", r"[1-9]\d?", "a session")
    return {
        "id": speech_id(code, session, year),
        "kind": SpeechKind.general_debate.value,
        "country_code": None if code in GROUPS else code,
        "group_id": GROUPS.get(code),
        "speaker_name": printed(cells["speaker"]),
        "speaker_role": printed(cells["post"]),
        "occasion": OCCASION,
        "session": int(session),
        "year": int(year),
        "date": year,
        "word_count": count(cells, "words"),
        "climate_sentences": count(cells, "climate_sentences"),
        "url": DOI,
        "locator": matching(cells, "corpus_file", r"Session .+\.txt", "a file of the corpus"),
        "source_id": SOURCE,
    }


def _complete_speakers(path: Path, speeches: dict[_Key, FactRow], context: ImportContext) -> None:
    """Name the speakers whom only the list has, under another code."""

    def convert(cells: Cells) -> list[FactRow]:
        code, year = cells["ISO Code"].strip(), cells["Year"].strip()
        name, post = printed(cells["Name of Person Speaking"]), printed(cells["Post"])
        row = speeches.get((_INDEX_CODES.get(code, code), year))
        if row is None:
            context.leave_out("a speaker of whom the index has no speech")
        elif code in _INDEX_CODES and row["speaker_name"] is None and name is not None:
            row["speaker_name"], row["speaker_role"] = name, post
            made = context.leave_out(
                "the speech of this speaker has another code in the index",
                value=code,
                column="ISO Code",
                reason=ImportReason.malformed,
                action=ImportAction.row_merged,
            )
            made.resource, made.row_id = "speeches", str(row["id"])
        else:
            context.leave_out(
                "the index has the speaker of this speech",
                reason=ImportReason.duplicate,
                action=ImportAction.row_merged,
            )
        return []

    context.convert_rows(path, SPEAKER_COLUMNS, convert)
