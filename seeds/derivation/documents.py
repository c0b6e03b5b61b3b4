"""Links pledges to the documents of the NDC registry that they are in."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from schema.documents import DocumentKind
from seeds.derivation.source_records import PledgeRecord
from seeds.loading.values import Row, Value

# An address in the Internet Archive: the original address follows the timestamp.
_ARCHIVED = re.compile(r"https?://web\.archive\.org/+web/\d+[a-z_]*/(?=https?://)", re.ASCII)
# The hosts of the registry's files: today, and until 2022 with the same file names.
_REGISTRY_HOSTS = ("unfccc.int", "www4.unfccc.int")


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
