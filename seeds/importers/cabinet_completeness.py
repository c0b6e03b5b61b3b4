"""How many of the ministers in a directory of 2019 the cabinets of everypolitician have as well.

The directory is the CIA's *Chiefs of State and Cabinet Members of Foreign Governments*. It states
who held a post on one day. Its ministers (posts whose title begins with "Minister" or "Min.") are
sought by country and name among the people whom the cabinets show in a post on that day: all of a
country, and those of each role.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from schema.offices import OfficeLevel, OfficeRole
from schema.periods import first_day, last_day
from schema.words import normalise
from seeds.derivation.office_roles import office_kind
from seeds.importers.cia_world_leaders import CODES, DAY, Office, division_of
from seeds.importers.context import Cells, ImportContext
from seeds.importers.facts_files import FactRow, FactsFile

SOURCE = "cia-world-leaders-2019"
_MEASURED = {  # by the origin of the tenure records
    "everypolitician-cabinets": "everypolitician-cabinets-2022",
    "everypolitician-cabinets-more": "everypolitician-cabinets-more-2023",
}
_LISTED_MIN = 10  # ministers of a country: a share of fewer says little
_COLUMNS = (
    "resource", "country_code", "scope", "level", "completeness", "measured_with_id", "note",
    "source_id",
)  # fmt: skip


class _Minister(NamedTuple):
    """A minister of the directory. Family names are in capitals there."""

    country: str
    family: frozenset[str]
    given: frozenset[str]


class _Listed(NamedTuple):
    """A minister, with the roles of the office."""

    minister: _Minister
    roles: list[OfficeRole]


Names = dict[str, list[frozenset[str]]]  # by country: the words of each name


def cabinet_completeness(source: Path, context: ImportContext) -> list[FactsFile]:
    """The completeness by country, and by country and role, of the cabinets among the facts."""
    context.source_id = SOURCE
    listed = context.convert_rows(source, ("iso3", "office", "person"), _listed)
    rows: list[FactRow] = []
    for origin, measured in _MEASURED.items():
        names = _names_on_day(origin, context)
        own = [one for one in listed if one.minister.country in names]
        rows += _rows(own, names, measured)
    context.notes.clear()  # it measures; what it does not read, other importers note
    return [FactsFile("source-coverage/cabinet-completeness.csv", _COLUMNS, rows, key="")]


def _rows(listed: Iterable[_Listed], names: Names, measured: str) -> Iterator[FactRow]:
    """The rows of one list of cabinets."""
    people: dict[tuple[str, OfficeRole | None], set[_Minister]] = defaultdict(set)
    for minister, roles in listed:
        for part in (None, *roles):
            people[minister.country, part].add(minister)
    for (country, part), ministers in people.items():
        if part is not None or len(ministers) >= _LISTED_MIN:
            count = sum(_is_among(minister, names[country]) for minister in ministers)
            yield _row(country, part, len(ministers), count, measured)


def _row(country: str, role: OfficeRole | None, listed: int, count: int, measured: str) -> FactRow:
    note = (
        f"Of {listed} ministers whom a directory names for {DAY}, {count} are in this source with a"
        " post on that day, by name."
    )
    if role:
        note = (
            f"Ministers with the role {role.value} whom a directory names for {DAY}: {listed}."
            f" In this source with a post on that day, by name: {count}."
        )
    return {
        "resource": "tenures",
        "country_code": country,
        "scope": role.value if role else None,
        "level": "partial",
        "completeness": f"{100 * count / listed:.1f}",
        "measured_with_id": SOURCE,
        "note": note,
        "source_id": measured,
    }


def _listed(cells: Cells) -> list[_Listed]:
    """The minister of a line, with the roles of the office; nothing of another line."""
    if not cells["office"].startswith(("Minister", "Min.")) or not cells["person"].strip():
        return []
    words = cells["person"].split()
    family = normalise(" ".join(word for word in words if _is_family(word)))
    given = normalise(" ".join(word for word in words if not _is_family(word)))
    country = CODES.get(cells["iso3"], cells["iso3"])
    office = Office(country, cells["office"], cells["person"].strip(), "")
    kind = office_kind(
        normalise(office.title), country, has_division=division_of(office) is not None
    )
    is_national = kind.level is OfficeLevel.national
    roles: list[OfficeRole] = [
        role for role in kind.roles if is_national and role is not OfficeRole.other
    ]
    minister = _Minister(country, frozenset(family.split()), frozenset(given.split()))
    return [_Listed(minister, roles)]


def _is_family(word: str) -> bool:
    return word.isupper() and len(word.strip(".")) > 1


def _is_among(minister: _Minister, names: list[frozenset[str]]) -> bool:
    """Whether a name has every family name, and a given name or the initial of one."""
    for name in names:
        rest = name - minister.family
        initials = {word[0] for word in minister.given}
        if minister.family <= name and (not minister.given or initials & {w[0] for w in rest}):
            return True
    return False


def _names_on_day(origin: str, context: ImportContext) -> Names:
    """The names of the people of one origin in a post on the day, by country."""
    holders: dict[str, set[str]] = defaultdict(set)

    def post(cells: Cells) -> list[None]:
        start, end = cells["start_date"], cells["end_date"]
        began = not start or first_day(start) <= DAY
        if began and (not end or last_day(end) >= DAY):
            holders[cells["official_id"]].add(cells["country_code"])
        return []

    columns = ("official_id", "country_code", "start_date", "end_date")
    path = context.facts / f"tenure-records/{origin}.csv"
    if path.is_file():
        context.convert_rows(path, columns, post)
    names: Names = defaultdict(list)

    def official(cells: Cells) -> list[None]:
        for country in holders.get(cells["id"], ()):
            names[country].append(frozenset(normalise(cells["name"]).split()))
        return []

    for path in sorted((context.facts / "officials").glob("*.csv")):
        context.convert_rows(path, ("id", "name"), official)
    return names
