"""Meetings, forums and joint statements of the United States, by documents of the White House.

`dialogues.csv` has the documents of the White House's site on the climate whose titles name
partners. What each tells of, on which days and with whom was read by eye, in
`white_house_dialogues.yaml`: a partner of the file that is none (a place, or a part of another
country's name) is replaced there.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from schema.dialogues import DialogueDocumentKind, DialogueKind
from schema.import_notes import ImportReason
from seeds.importers.cells import checked_alpha3, collapsed, label, mapped, matching, url_or_none
from seeds.importers.context import BadCell, Cells, ImportContext
from seeds.importers.facts_files import FactRow, FactsFile, fact_rows
from seeds.importers.white_house_speeches import COUNTRY, SOURCE

INPUT_COLUMNS = ("date", "partners", "group_in_title", "kind", "title", "url")
_COLUMNS = (
    "id", "kind", "name", "participants", "group_participants", "grouping", "start_date",
    "end_date", "date_note", "document_kind", "published_on", "url", "speech_id", "source_id",
)  # fmt: skip
_DOCUMENT_KINDS = {
    "joint statement": DialogueDocumentKind.joint_statement,
    "fact sheet": DialogueDocumentKind.fact_sheet,
    "readout": DialogueDocumentKind.readout,
    "other": DialogueDocumentKind.other,
}
_GROUPS = {"EUU": "eu"}
# The groupings that titles name, with the groups of the record that they are.
_GROUPINGS = {
    "APEC": None,
    "ASEAN": None,
    "G20": "g20",
    "G7": "g7",
    "Leaders Summit on Climate": None,
    "Major Economies": None,
    "NATO": None,
    "Pacific Island": None,
    "Quad": None,
    "Summit of the Americas": None,
}

Readings = Mapping[str, Mapping[str, Any]]


def white_house_dialogues(source: Path, context: ImportContext) -> list[FactsFile]:
    """The documents in `dialogues.csv`, or in a folder that has it, as they were read by eye."""
    context.source_id = SOURCE
    path = source / "dialogues.csv" if source.is_dir() else source
    readings: Readings = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    speeches = _speeches(context)

    def convert(cells: Cells) -> list[FactRow]:
        url = url_or_none(cells, "url")
        key = (url or "").rstrip("/").rpartition("/")[2]
        reading = readings.get(key)
        if url is None or reading is None:
            context.leave_out("nobody has read what it tells of", value=key)
            return []
        if "left_out" in reading:
            context.leave_out(str(reading["left_out"]), reason=ImportReason.out_of_scope)
            return []
        row = _dialogue(cells, url, reading, speeches)
        if cells["group_in_title"].strip() not in {"", *_GROUPINGS}:
            note = "a word of the title that is no grouping"
            context.leave_out_cell(cells, "group_in_title", note, ImportReason.out_of_scope)
        return [row]

    rows = context.convert_rows(path, INPUT_COLUMNS, convert)
    return [FactsFile("dialogues/white-house.csv", _COLUMNS, rows)]


def _speeches(context: ImportContext) -> dict[str, str]:
    """The ids of the speeches by their address."""
    rows = fact_rows(context.facts / "speeches" / "white-house.csv", ("id", "url"))
    return {str(row["url"]): str(row["id"]) for row in rows}


def _dialogue(
    cells: Cells, url: str, reading: Mapping[str, Any], speeches: Mapping[str, str]
) -> FactRow:
    day = matching(cells, "date", r"20\d\d-\d\d-\d\d", "a day")
    if url not in speeches:
        raise BadCell("url", f"{url!r} is no speech", "import white-house-speeches before")
    countries, groups = _partners(cells, reading)
    grouping = collapsed(cells["group_in_title"])
    known = _GROUPINGS.get(grouping)
    groups |= {known} if known else set()
    start = reading.get("start", day)
    return {
        "id": speeches[url],
        "kind": DialogueKind(reading["kind"]).value,
        "name": label(cells, "title"),
        "participants": [COUNTRY, *sorted(countries)],
        "group_participants": sorted(groups),
        "grouping": grouping if grouping in _GROUPINGS and not known else None,
        "start_date": start,
        "end_date": reading.get("end", start),
        "date_note": reading.get("note"),
        "document_kind": mapped(cells, "kind", _DOCUMENT_KINDS).value,
        "published_on": day,
        "url": url,
        "speech_id": speeches[url],
        "source_id": SOURCE,
    }


def _partners(cells: Cells, reading: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """The countries and the groups beside the United States: as read, or as the file has them."""
    named = reading.get("with", cells["partners"].split())
    groups = {*reading.get("groups", ()), *(_GROUPS[code] for code in named if code in _GROUPS)}
    return {checked_alpha3(c, "partners") for c in named if c not in _GROUPS}, groups
