"""Completes documents and pledges: when each NDC is in force, and which document a pledge is in."""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from urllib.parse import unquote, urlsplit

from schema.documents import DocumentKind
from seeds.derivation.source_records import PledgeRecord
from seeds.loading.values import Row, Value

# An address in the Internet Archive: the original address follows the timestamp.
_ARCHIVED = re.compile(r"https?://web\.archive\.org/+web/\d+[a-z_]*/(?=https?://)", re.ASCII)
# The hosts of the registry's files: today, and until 2022 with the same file names.
_REGISTRY_HOSTS = ("unfccc.int", "www4.unfccc.int")


def put_in_force(documents: Iterable[Row]) -> None:
    """Set the period in which each NDC was the latest submitted one of its party, in place.

    NDCs of the same day are in force together. A submission date without a day is ignored.
    """
    ndcs = [row for row in documents if row.values["kind"] == DocumentKind.ndc and _day(row)]
    days: dict[Value, set[date]] = defaultdict(set)
    for row in ndcs:
        days[row.party].add(date.fromisoformat(_day(row)))
    sorted_days = {party_id: sorted(unsorted) for party_id, unsorted in days.items()}
    for row in ndcs:
        row.values["in_force_from"] = _day(row)
        row.values["in_force_to"] = _day_before_next(sorted_days[row.party], _day(row))


def _day(row: Row) -> str:
    day = row.text("submitted_on") or ""
    return day if len(day) == len("2021-10-28") else ""


def _day_before_next(days: list[date], day: str) -> str | None:
    later = bisect_right(days, date.fromisoformat(day))
    return (days[later] - timedelta(days=1)).isoformat() if later < len(days) else None


def link_documents(
    pledges: Iterable[Row], records: dict[Value, list[PledgeRecord]], documents: Iterable[Row]
) -> dict[Value, set[str]]:
    """Link each pledge to the registry's document at its own address, else at its records'.

    A pledge with several such documents, or none, gets no link.

    Returns:
        The ids of the records whose addresses lead to the document, by pledge id.
    """
    registry = _Registry(documents)
    linking: dict[Value, set[str]] = {}
    for pledge in pledges:
        if pledge.values["document_id"]:
            continue
        key = pledge.values["id"]
        by_record = {
            record.id: registry.documents_at(pledge.party, record.row.text("document_url"))
            for record in records.get(key, [])
        }
        ids = registry.documents_at(pledge.party, pledge.text("document_url"))
        ids = ids or {id_ for at_record in by_record.values() for id_ in at_record}
        if len(ids) == 1:
            (pledge.values["document_id"],) = ids
            linking[key] = {id_ for id_, at_record in by_record.items() if ids <= at_record}
    return linking


class _Registry:
    """The documents by party and address, and by party and file name."""

    def __init__(self, documents: Iterable[Row]) -> None:
        self._rows: dict[tuple[Value, str], list[Row]] = defaultdict(list)
        for row in documents:
            for key in _url_keys(row.text("url") or ""):
                self._rows[row.party, key].append(row)

    def documents_at(self, party_id: Value, url: str | None) -> set[Value]:
        """The ids of the party's documents at an address, by the first key of it that is known.

        If one file is both an NDC and an addendum, only the NDC counts.
        """
        for key in _url_keys(url or ""):
            if rows := self._rows.get((party_id, key)):
                ndcs = [row for row in rows if row.values["kind"] == DocumentKind.ndc]
                return {row.values["id"] for row in ndcs or rows}
        return set()


def _url_keys(url: str) -> Iterator[str]:
    """The keys of an address: its normal form and, on the registry's hosts, the file name."""
    try:
        parts = urlsplit(_ARCHIVED.sub("", url))
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:
        return
    path = unicodedata.normalize("NFC", unquote(parts.path)).rstrip("/")
    if host:
        yield f"{host}{path}?{parts.query}"
    file = path.rpartition("/")[2]
    if host in _REGISTRY_HOSTS and "." in file and not parts.query:
        yield file.casefold()
