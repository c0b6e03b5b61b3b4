"""How many of the ministers in a directory of 2019 the cabinets of everypolitician have as well.

The directory is the CIA's *Chiefs of State and Cabinet Members of Foreign Governments*. It states
who held a post on one day. Its ministers (posts whose title begins with "Minister" or "Min.") are
sought by country and name among the people whom the cabinets show in a post on that day.
"""

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from schema.periods import first_day, last_day
from schema.words import normalise
from seeds.importers.context import Cells, ImportContext
from seeds.importers.facts_files import FactsFile

SOURCE = "cia-world-leaders-2019"
_MEASURED = "everypolitician-cabinets-2022"
_DAY = "2019-06-04"
_LISTED_MIN = 10  # ministers of a country: a share of fewer says little
_COLUMNS = (
    "resource", "country_code", "level", "completeness", "measured_with_id", "note", "source_id",
)  # fmt: skip


class _Minister(NamedTuple):
    """A minister of the directory. Family names are in capitals there."""

    country: str
    family: frozenset[str]
    given: frozenset[str]


Names = dict[str, list[frozenset[str]]]  # by country: the words of each name


def cabinet_completeness(source: Path, context: ImportContext) -> list[FactsFile]:
    """The completeness by country of those cabinets that are among the facts."""
    context.source_id = SOURCE
    ministers = set(context.convert_rows(source, ("iso3", "office", "person"), _minister))
    names = _names_on_day(context)
    rows = []
    for country in sorted(names):
        listed = [minister for minister in ministers if minister.country == country]
        if len(listed) >= _LISTED_MIN:
            count = sum(_is_among(minister, names[country]) for minister in listed)
            rows.append(_row(country, len(listed), count))
    return [FactsFile("source-coverage/cabinet-completeness.csv", _COLUMNS, rows, "country_code")]


def _row(country: str, listed: int, count: int) -> dict[str, str | int | bool | list[str] | None]:
    return {
        "resource": "tenures",
        "country_code": country,
        "level": "partial",
        "completeness": f"{100 * count / listed:.1f}",
        "measured_with_id": SOURCE,
        "note": f"Of {listed} ministers whom a directory names for {_DAY}, {count} are in this"
        " source with a post on that day, by name.",
        "source_id": _MEASURED,
    }


def _minister(cells: Cells) -> list[_Minister]:
    if not cells["office"].startswith(("Minister", "Min.")) or not cells["person"].strip():
        return []
    words = cells["person"].split()
    family = normalise(" ".join(word for word in words if _is_family(word)))
    given = normalise(" ".join(word for word in words if not _is_family(word)))
    return [_Minister(cells["iso3"], frozenset(family.split()), frozenset(given.split()))]


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


def _names_on_day(context: ImportContext) -> Names:
    """The names of the people in a post on the day, by country."""
    holders: dict[str, set[str]] = defaultdict(set)

    def post(cells: Cells) -> list[None]:
        start, end = cells["start_date"], cells["end_date"]
        began = not start or first_day(start) <= _DAY
        if began and (not end or last_day(end) >= _DAY):
            holders[cells["official_id"]].add(cells["country_code"])
        return []

    folder, columns = context.facts, ("official_id", "country_code", "start_date", "end_date")
    context.convert_rows(folder / "tenure-records/everypolitician-cabinets.csv", columns, post)
    names: Names = defaultdict(list)

    def official(cells: Cells) -> list[None]:
        for country in holders.get(cells["id"], ()):
            names[country].append(frozenset(normalise(cells["name"]).split()))
        return []

    for path in sorted((folder / "officials").glob("*.csv")):
        context.convert_rows(path, ("id", "name"), official)
    return names
