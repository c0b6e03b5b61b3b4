"""Sessions of the Conference of the Parties and of the committee before it, as events.

The list has a number, a place and a year of each session, and counts of who took part. It has no
days. A session that it counts in two rows, on site and online, is one event. Two sessions have the
number 6, so their ids have the year.
"""

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple, NotRequired, TypedDict

import yaml

from schema.events import EventKind
from schema.import_notes import ImportAction, ImportReason
from seeds.importers.cells import YEAR, collapsed, matching, matching_or_none
from seeds.importers.context import BadCell, Cells, ImportContext
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactRow, FactsFile

DATASET = Dataset(
    "unfccc-sessions",
    "UNFCCC-Attendance-Data",
    "UNFCCC sessions, place, year and participation",
    stands_alone=True,
)
INPUT_COLUMNS = ("Meeting", "Location", "Year", "Parties", "Total_Participants")
COLUMNS = (
    "id", "name", "kind", "number", "date", "date_note", "place", "country_code", "country_note",
    "parties", "participants", "participants_note", "locator", "source_id",
)  # fmt: skip

_MEETING = re.compile(r"(Pre-COP|COP) ([1-9]\d?)", re.ASCII)
_PLACE = re.compile(r"(.+?)(?: \((on-site|virtual)\))?", re.ASCII)
_KINDS = {
    "COP": EventKind.conference_of_the_parties,
    "Pre-COP": EventKind.negotiating_committee_session,
}
_YEAR_ALONE = "The source has the year alone."
_CONCLUDED = "Concluded from the place: the source does not name the country."
_UNKNOWN_PLACE = "The source names a place whose country is not known here."


class _Country(TypedDict):
    """The country of a place, and whether the place is the country itself."""

    country: str
    stated: NotRequired[bool]


class _Session(NamedTuple):
    """One row of the list; `online` is a row of those who took part online."""

    series: str
    number: str
    place: str
    year: str
    online: bool
    parties: str | None
    participants: str | None
    locator: str


def unfccc_sessions(source: Path, context: ImportContext) -> list[FactsFile]:
    """The sessions of the list, each as one event."""
    context.begin_edition(DATASET, source)
    countries: dict[str, _Country] = yaml.safe_load(
        Path(__file__).with_suffix(".yaml").read_text("utf-8")
    )
    first: dict[tuple[str, str, str], _Session] = {}
    online: dict[tuple[str, str, str], _Session] = {}

    def convert(cells: Cells) -> list[_Session]:
        row = _session(cells, context.locator)
        key = row.series, row.number, row.year
        if key not in first:
            first[key] = row
        elif row.online and key not in online:
            online[key] = row
            note = "participants online of a session that has another row"
            context.leave_out(note, action=ImportAction.row_merged, reason=ImportReason.duplicate)
        else:
            raise BadCell("Meeting", "the session has a row already")
        return [row]

    context.convert_rows(source, INPUT_COLUMNS, convert)
    times = Counter((row.series, row.number) for row in first.values())
    events: list[FactRow] = []
    for key, row in first.items():
        event = _event(row, countries.get(row.place), context.source_id)
        if times[row.series, row.number] > 1:
            event["id"] = f"{event['id']}-{row.year}"
        if other := online.get(key):
            event["participants_note"] = (
                f"On site. Online the source counts {other.parties} Parties and"
                f" {other.participants} participants."
            )
            event["locator"] = f"{row.locator}, {other.locator.rpartition(':')[2]}"
        events.append(event)
    return [FactsFile("events/unfccc-sessions.csv", COLUMNS, events)]


def _session(cells: Cells, locator: str) -> _Session:
    meeting = _MEETING.fullmatch(collapsed(cells["Meeting"]))
    place = _PLACE.fullmatch(collapsed(cells["Location"]))
    if meeting is None or place is None:
        column = "Location" if meeting else "Meeting"
        raise BadCell(column, f"{cells[column]!r} is not known", "known: COP 1, Pre-COP 1, Bonn")
    return _Session(
        meeting[1], meeting[2], place[1], matching(cells, "Year", YEAR, "a year"),
        place[2] == "virtual",
        matching_or_none(cells, "Parties", r"\d+", "a number"),
        matching_or_none(cells, "Total_Participants", r"\d+", "a number"),
        locator,
    )  # fmt: skip


def _event(session: _Session, country: _Country | None, source_id: str) -> FactRow:
    country_note = _CONCLUDED
    if country is None:
        country_note = _UNKNOWN_PLACE
    return {
        "id": f"unfccc-{session.series.lower()}-{session.number}",
        "name": f"{session.series} {session.number}",
        "kind": _KINDS[session.series].value,
        "number": session.number,
        "date": session.year,
        "date_note": _YEAR_ALONE,
        "place": session.place,
        "country_code": country["country"] if country else None,
        "country_note": None if country and country.get("stated") else country_note,
        "parties": session.parties,
        "participants": session.participants,
        "locator": session.locator,
        "source_id": source_id,
    }
