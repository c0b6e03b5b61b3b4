"""What parties submitted to the UNFCCC's NDC registry, from the listing in openclimatedata/ndcs.

A row is one file for one party. The European Union's NDC is its own and each member state's: the
registry lists it for every one of them, so all are kept. Titles
are kept to the letter; nothing of what the files say is here.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from schema.documents import DocumentKind, DocumentStatus
from schema.words import normalise
from seeds.importers.frame import BadCell, Cells, Frame, OutCell, Table

V = TypeVar("V")

SOURCE = "ndc-registry-2026-08-19"

_COLUMNS = (
    "id", "kind", "country_code", "group_id", "title", "language", "version", "status",
    "submitted_on", "url", "source_id",
)  # fmt: skip
_READ = (
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


def ndc_registry(source: Path, frame: Frame) -> list[Table]:
    """Documents from `ndcs.csv`; an entry that is there twice, every cell alike, is read once."""
    seen: set[tuple[str, ...]] = set()

    def convert(cells: Cells) -> list[dict[str, OutCell]]:
        entry = tuple(cells[column] for column in _READ)
        if entry in seen:
            frame.leave_out("an entry that is there already, every cell alike")
            return []
        seen.add(entry)
        return [_document(cells)]

    documents = frame.each(source, _READ, convert)
    _tell_apart(documents)
    rows: list[dict[str, OutCell]] = [{c: row[c] for c in _COLUMNS} for row in documents]
    return [Table("documents/ndc-registry.csv", _COLUMNS, rows)]


def _document(cells: Cells) -> dict[str, OutCell]:
    code = cells["code"].strip()
    if not re.fullmatch(r"[A-Z]{3}", code, re.ASCII):
        raise BadCell("code", f"{code!r} is not an ISO 3166-1 alpha-3 code", "EUU for the EU")
    group = "eu" if code == "EUU" else None
    row: dict[str, OutCell] = {
        "kind": _word(cells, "fileType", _KINDS),
        "country_code": None if group else code,
        "group_id": group,
        "title": _required(cells, "title"),
        "language": _word(cells, "language", _LANGUAGES),
        "version": _version(cells),
        "status": _word(cells, "status", _STATUSES),
        "submitted_on": _day(cells),
        "url": _url(cells),
        "file": _slug(_required(cells, "originalFilename").rpartition(".")[0]),
        "source_id": SOURCE,
    }
    row["id"] = _id(row)
    return row


def _id(row: dict[str, OutCell]) -> str:
    """Party, kind, day and language; where there is no day, version and the file's name."""
    party = str(row["group_id"] or row["country_code"]).lower()
    if row["submitted_on"]:
        words = [party, row["kind"], row["submitted_on"], row["language"]]
    else:
        words = [party, row["kind"], row["version"] and f"v{row['version']}", row["file"]]
    return "-".join(str(word) for word in words if word)


def _tell_apart(rows: list[dict[str, OutCell]]) -> None:
    """Add the file's name to the ids of entries of one party, kind, day and language."""
    alike: dict[OutCell, list[dict[str, OutCell]]] = defaultdict(list)
    for row in rows:
        alike[row["id"]].append(row)
    for same in alike.values():
        for row in same if len(same) > 1 else ():
            row["id"] = f"{row['id']}-{row['file']}"


def _slug(name: str) -> str:
    """A name in lower case and hyphens, cut between words."""
    plain = re.sub(r"[^a-z0-9]+", "-", normalise(name)).strip("-")
    return plain if len(plain) <= _SLUG_LENGTH else plain[: _SLUG_LENGTH + 1].rpartition("-")[0]


def _word(cells: Cells, column: str, words: Mapping[str, V]) -> V:
    word = cells[column].strip()
    if word not in words:
        raise BadCell(column, f"{word!r} is new", f"known: {', '.join(filter(None, words))}")
    return words[word]


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
    """The day of submission, without which only an addendum is taken."""
    value = cells["submissionDate"].strip()
    if not value and cells["fileType"].strip() == "Addendum":
        return None
    if not re.fullmatch(r"20\d\d-\d\d-\d\d", value, re.ASCII):
        raise BadCell("submissionDate", f"{value!r} is not a day", "year-month-day")
    return value


def _url(cells: Cells) -> str:
    url = cells["encodedAbsUrl"].strip()
    if not _ABSOLUTE.fullmatch(url):
        raise BadCell("encodedAbsUrl", f"{url!r} is not one absolute address, escaped")
    return url
