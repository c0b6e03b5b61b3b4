"""Which edition of a dataset a file is: its source's id, date and row.

The edition comes from an argument or from the file's name, and never from the importer: a file of
2025 that takes the id of 2024 replaces its figures unnoticed.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from seeds.importers.facts_files import FactRow, FactsFile

_DATE = r"20\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
_IN_NAME = re.compile(rf"(?<!\d){_DATE}(?![\d-])", re.ASCII)
_DAY = re.compile(r"20\d\d-\d\d-\d\d", re.ASCII)
SOURCE_COLUMNS = (
    "id", "kind", "publisher", "title", "dataset", "edition", "url", "url_note", "published_on",
    "version", "data_through", "licence", "licence_note", "citation",
)  # fmt: skip


class UnknownEdition(Exception):
    """Neither the arguments nor the file's name say which edition a file is."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset that appears in editions; ids of its sources begin with `id`."""

    id: str
    publisher: str
    title: str
    needs_day: bool = False  # of a snapshot: its date has to be a day
    stands_alone: bool = False  # another edition replaces it, in the same files of facts


@dataclass(frozen=True, slots=True)
class Given:
    """What the command says of a file: the id of its source, its date, address and licence."""

    source_id: str | None = None
    date: str | None = None
    url: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of a dataset: the id of its source, and its date of any precision."""

    dataset: Dataset
    source_id: str
    date: str

    @property
    def suffix(self) -> str:
        """What the id adds to that of the dataset: `2024`."""
        return self.source_id.removeprefix(f"{self.dataset.id}-")


def edition_of(dataset: Dataset, path: Path, given: Given) -> Edition:
    """The edition of a file.

    The date is the one given, or the last one in the id given or in the file's name; the id is the
    one given, or the dataset's with the date.

    Raises:
        UnknownEdition: There is no date, the id is of another dataset, or a day is needed.
    """
    if given.source_id is not None and not given.source_id.startswith(f"{dataset.id}-"):
        raise UnknownEdition(
            f"--source {given.source_id}: ids of its editions begin with {dataset.id}-"
        )
    dates = [given.date, date_in(given.source_id or ""), date_in(path.stem)]
    date = next(filter(None, dates), None)
    example = "2025-11-15" if dataset.needs_day else "2025-11"
    if date is None or not re.fullmatch(_DATE, date, re.ASCII):
        raise UnknownEdition(
            f"which edition is {path.name}? Give its date (--date {example}), or name the file"
            f" {path.stem}-{example}{path.suffix}"
        )
    if dataset.needs_day and not _DAY.fullmatch(date):
        raise UnknownEdition(f"{date} is no day: a snapshot needs one (--date {example})")
    return Edition(dataset, given.source_id or f"{dataset.id}-{date}", date)


def date_in(text: str) -> str | None:
    """The last date in a text, of any precision."""
    dates = _IN_NAME.findall(text)
    return dates[-1] if dates else None


def source_file(edition: Edition, path: Path, given: Given, data_through: str | None) -> FactsFile:
    """The row of a source that the facts do not have yet: only what is known of the file.

    A reader of the file completes it, in a file of `sources/` written by hand.
    """
    dataset = edition.dataset
    row: FactRow = {
        "id": edition.source_id,
        "kind": "dataset",
        "publisher": dataset.publisher,
        "title": f"{dataset.title}, edition {edition.date}",
        "dataset": dataset.id,
        "edition": edition.date,
        "url": given.url,
        "url_note": None if given.url else f"It was not given when {path.name} was imported.",
        "published_on": edition.date,
        "version": _version(path),
        "data_through": data_through,
        "licence": given.licence,
        "licence_note": None if given.licence else "None was given for this edition.",
        "citation": f"{dataset.publisher}: {dataset.title}, edition {edition.date}.",
    }
    return FactsFile(f"sources/{edition.source_id}.csv", SOURCE_COLUMNS, [row])


def _version(path: Path) -> str:
    """The file's name and hash, or the folder's name."""
    if not path.is_file():
        return f"folder {path.name}"
    return f"{path.name}, SHA-256 {hashlib.sha256(path.read_bytes()).hexdigest()}"
