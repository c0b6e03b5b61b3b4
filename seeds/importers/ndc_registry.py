"""Documents of the UNFCCC's NDC registry, from the listing in openclimatedata/ndcs.

A row is one file of one party. The European Union's NDC is also that of each member state: the
registry lists it for all of them, and so do the facts. Titles are unchanged. The contents of the
files are not imported.
"""

import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from schema.documents import DocumentKind, DocumentStatus
from schema.import_notes import ImportAction, ImportReason
from schema.words import normalise
from seeds.importers.cells import checked_alpha3, mapped
from seeds.importers.context import BadCell, Cells, ImportContext
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactCell, FactRow, FactsFile

if TYPE_CHECKING:
    from seeds.importers.notes import Note

DATASET = Dataset(
    "ndc-registry",
    "UNFCCC",
    "NDC registry of the UNFCCC, list of submissions",
    needs_day=True,
)

_COLUMNS = (
    "id", "kind", "country_code", "group_id", "title", "language", "version", "status",
    "submitted_on", "url", "source_id",
)  # fmt: skip
INPUT_COLUMNS = (
    "code", "title", "fileType", "language", "version", "status", "submissionDate",
    "encodedAbsUrl", "originalFilename",
)  # fmt: skip
_KINDS = {
    "NDC": DocumentKind.ndc,
    "Addendum": DocumentKind.addendum,
    "Translation": DocumentKind.translation,
}
_LANGUAGES = {
    "Arabic": "ar", "Chinese": "zh", "English": "en", "French": "fr", "Russian": "ru",
    "Spanish": "es", "": None,
}  # fmt: skip
_STATUSES = {"Active": DocumentStatus.active, "Archived": DocumentStatus.archived}
_UNNUMBERED = ("", "N/A")
_SLUG_LENGTH = 60
_ABSOLUTE = re.compile(r"https?://[^/\s]+/\S+", re.ASCII)


def ndc_registry(source: Path, context: ImportContext) -> list[FactsFile]:
    """The documents in `ndcs.csv`, without repeated entries that are equal in every cell."""
    edition = context.begin_edition(DATASET, source)
    documents: dict[tuple[str, ...], FactRow] = {}
    noted: list[tuple[Note, FactRow]] = []

    def convert(cells: Cells) -> list[FactRow]:
        entry = tuple(cells[column] for column in INPUT_COLUMNS)
        first_note = len(context.notes)
        if entry in documents:
            context.leave_out(
                "an entry that is there already, every cell alike",
                reason=ImportReason.duplicate,
                action=ImportAction.row_merged,
            )
        else:
            if _is_left_out(cells, context):
                return []
            documents[entry] = _document(cells, context)
        noted.extend((note, documents[entry]) for note in context.notes[first_note:])
        return []

    context.convert_rows(source, INPUT_COLUMNS, convert)
    _make_ids_unique(list(documents.values()))
    for note, row in noted:
        note.resource, note.row_id = "documents", str(row["id"])
    rows: list[FactRow] = [{c: row[c] for c in _COLUMNS} for row in documents.values()]
    return [FactsFile(f"documents/ndc-registry-{edition.suffix}.csv", _COLUMNS, rows)]


def _is_left_out(cells: Cells, context: ImportContext) -> bool:
    """Whether the kind or the status is a new word, without which a document says nothing here."""
    for column, values in (("fileType", _KINDS), ("status", _STATUSES)):
        if (word := cells[column].strip()) not in values:
            context.leave_out("a word that is new here", value=word, column=column)
            return True
    return False


def _language(cells: Cells) -> str | None:
    """The language; a new word is refused, which leaves the cell out."""
    word = cells["language"].strip()
    if word not in _LANGUAGES:
        raise BadCell("language", f"{word!r} is a language that is new here")
    return _LANGUAGES[word]


def _document(cells: Cells, context: ImportContext) -> FactRow:
    code = cells["code"].strip()
    checked_alpha3(code, "code", "EUU for the EU")
    group = "eu" if code == "EUU" else None
    row: FactRow = {
        "kind": mapped(cells, "fileType", _KINDS),
        "country_code": None if group else code,
        "group_id": group,
        "title": _required(cells, "title"),
        "language": context.value_or_none(
            cells, lambda: _language(cells), resource="documents", field="language"
        ),
        "version": context.value_or_none(
            cells, lambda: _version(cells), resource="documents", field="version"
        ),
        "status": mapped(cells, "status", _STATUSES),
        "submitted_on": context.value_or_none(
            cells, lambda: _day(cells), resource="documents", field="submitted_on"
        ),
        "url": _url(cells),
        "file": _slug(_required(cells, "originalFilename").rpartition(".")[0]),
        "source_id": context.source_id,
    }
    row["id"] = _id(row)
    return row


def _id(row: FactRow) -> str:
    """The id: party, kind, day and language; without a day, version and file name instead."""
    party = str(row["group_id"] or row["country_code"]).lower()
    if row["submitted_on"]:
        parts = [party, row["kind"], row["submitted_on"], row["language"]]
    else:
        parts = [party, row["kind"], row["version"] and f"v{row['version']}", row["file"]]
    return "-".join(str(part) for part in parts if part)


def _make_ids_unique(rows: list[FactRow]) -> None:
    """Append the file name to the ids that several documents would share."""
    by_id: dict[FactCell, list[FactRow]] = defaultdict(list)
    for row in rows:
        by_id[row["id"]].append(row)
    for same_id in by_id.values():
        for row in same_id if len(same_id) > 1 else ():
            row["id"] = f"{row['id']}-{row['file']}"


def _slug(name: str) -> str:
    """The name in lower case with hyphens, cut at a word's end if it is too long."""
    plain = re.sub(r"[^a-z0-9]+", "-", normalise(name)).strip("-")
    return plain if len(plain) <= _SLUG_LENGTH else plain[: _SLUG_LENGTH + 1].rpartition("-")[0]


def _required(cells: Cells, column: str) -> str:
    value = cells[column].strip()
    if not value:
        raise BadCell(column, "it is empty", "the registry names every file")
    return value


def _version(cells: Cells) -> str | None:
    value = cells["version"].strip()
    if value in _UNNUMBERED:
        return None
    if not re.fullmatch(r"[1-9]\d?", value, re.ASCII):
        raise BadCell("version", f"{value!r} is not a version", "a number, N/A or nothing")
    return value


def _day(cells: Cells) -> str | None:
    """The day of submission, which some addenda lack."""
    value = cells["submissionDate"].strip()
    if not value:
        return None
    if not re.fullmatch(r"20\d\d-\d\d-\d\d([T ][\d:.Z]+)?", value, re.ASCII):
        raise BadCell("submissionDate", f"{value!r} is not a day", "year-month-day")
    return value[:10]


def _url(cells: Cells) -> str:
    url = cells["encodedAbsUrl"].strip()
    if not _ABSOLUTE.fullmatch(url):
        raise BadCell("encodedAbsUrl", f"{url!r} is not one absolute address, escaped")
    return url
