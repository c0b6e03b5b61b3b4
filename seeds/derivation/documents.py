"""Which NDC is in force when, and which documents pledges point at: what follows from documents."""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from urllib.parse import unquote, urlsplit

from schema.documents import DocumentKind
from seeds.loading.values import Row, Value

# A copy of a page in the Internet Archive: what it is a copy of stands behind the time.
_ARCHIVED = re.compile(r"https?://web\.archive\.org/+web/\d+[a-z_]*/(?=https?://)", re.ASCII)
# Where the registry keeps files, and where it kept them under the same names until 2022.
_REGISTRY_HOSTS = ("unfccc.int", "www4.unfccc.int")


def put_in_force(documents: Iterable[Row]) -> None:
    """Say of each NDC from when to when it was its party's latest, as submitted.

    What was submitted on one day is in force together. Days not known to the day are left alone.
    """
    ndcs = [row for row in documents if row.values["kind"] == DocumentKind.ndc and _day(row)]
    days: dict[Value, set[date]] = defaultdict(set)
    for row in ndcs:
        days[party(row)].add(date.fromisoformat(_day(row)))
    in_order = {who: sorted(when) for who, when in days.items()}
    for row in ndcs:
        row.values["in_force_from"] = _day(row)
        row.values["in_force_to"] = _day_before_next(in_order[party(row)], _day(row))


def party(row: Row) -> Value:
    """The country or the group that a row is of."""
    return row.values["country_code"] or row.values["group_id"]


def _day(row: Row) -> str:
    day = row.text("submitted_on") or ""
    return day if len(day) == len("2021-10-28") else ""


def _day_before_next(days: list[date], day: str) -> str | None:
    later = bisect_right(days, date.fromisoformat(day))
    return (days[later] - timedelta(days=1)).isoformat() if later < len(days) else None


def point_pledges(
    pledges: Iterable[Row], steps: dict[Value, list[Row]], documents: Iterable[Row]
) -> None:
    """Give each pledge the registry's document that its own address leads to, or else its steps'.

    Where several are meant, or none for certain, the pledge has none.
    """
    registry = _Registry(documents)
    for pledge in pledges:
        if pledge.values["document_id"]:
            continue
        own = registry.documents(party(pledge), pledge.text("document_url"))
        told = [
            registry.documents(party(pledge), step.text("url"))
            for step in steps.get(pledge.values["id"], [])
        ]
        meant = own or set().union(*told)
        if len(meant) == 1:
            pledge.values["document_id"] = meant.pop()


class _Registry:
    """The documents by party and address, and by party and file name."""

    def __init__(self, documents: Iterable[Row]) -> None:
        self._found: dict[tuple[Value, str], list[Row]] = defaultdict(list)
        for row in documents:
            for name in _names_of(row.text("url") or ""):
                self._found[party(row), name].append(row)

    def documents(self, who: Value, url: str | None) -> set[Value]:
        """The ids of the party's documents that an address means: those of its first name known.

        Of one file that is there as an NDC and as an addendum, the NDC.
        """
        for name in _names_of(url or ""):
            if found := self._found.get((who, name)):
                ndcs = [row for row in found if row.values["kind"] == DocumentKind.ndc]
                return {row.values["id"] for row in ndcs or found}
        return set()


def _names_of(url: str) -> Iterator[str]:
    """What an address can be told by: itself, in one spelling, and on the registry its file."""
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
