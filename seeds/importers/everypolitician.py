"""Office holders of 25 countries since 2001, and heads of state and government of 2021.

Both are Wikidata's facts, gathered by every-politician-scrapers, so a person is a Wikidata item.
Posts are kept as they are listed, ambassadors, governors, judges and heads of agencies among them:
their labels do not tell the kinds apart for certain. A blank end may mean unknown as well as in
office, and stays null.
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from schema.words import normalise
from seeds.importers.frame import BadCell, Cells, Frame, Table
from seeds.importers.officials import (
    Person,
    Post,
    dates,
    known_before,
    merge_by_wikidata,
    tables,
)
from seeds.loading.files import Fact, read_facts

CABINETS = "everypolitician-cabinets-2022"
LEADERS = "everypolitician-world-leaders-2021"

_CABINETS = ("position", "person", "personID", "start", "end")
_LEADERS = (
    "countryid", "country", "positionLabel", "officeholder", "officeholderLabel",
    "start_year", "end_year",
)  # fmt: skip
_ITEM = re.compile(r"Q[1-9]\d*", re.ASCII)

_Holding = tuple[str, str, Post]  # the person's Wikidata item and name, and the post


def everypolitician_cabinets(source: Path, frame: Frame) -> list[Table]:
    """Officials and positions from a folder of `<alpha-3>.csv`."""
    holdings: list[_Holding] = []
    files = sorted(source.glob("[A-Z][A-Z][A-Z].csv"))
    if not files:
        frame.bad_file(source, "no file is called <alpha-3>.csv")
    for path in files:
        convert = partial(_office, country=path.stem, frame=frame)
        holdings += frame.each(path, _CABINETS, convert)
    return _tables("everypolitician-cabinets", CABINETS, holdings, source, frame)


def everypolitician_world_leaders(source: Path, frame: Frame) -> list[Table]:
    """Officials and positions from `wikidata.csv`; `wikipedia.csv` is not under an open licence
    that asks for attribution only (CC BY-SA), and stays out.
    """
    countries = _countries(frame.facts)
    holdings = frame.each(source, _LEADERS, lambda cells: _leader(cells, countries, frame))
    return _tables("everypolitician-world-leaders", LEADERS, holdings, source, frame)


def _office(cells: Cells, country: str, frame: Frame) -> Iterable[_Holding]:
    item, name = _person(cells, "personID", "person")
    title = _label(cells, "position")
    span = dates(cells, "start", "end", frame)
    return [(item, name, Post(title, country, *span))] if span else []


def _leader(cells: Cells, countries: dict[str, str], frame: Frame) -> Iterable[_Holding]:
    name = cells["country"].strip()
    country = countries.get(cells["countryid"].strip()) or countries.get(normalise(name))
    if country is None:
        frame.leave_out(f"not a country of the record: {name}")
        return []
    if _ITEM.fullmatch(cells["officeholderLabel"].strip()):
        frame.leave_out(f"a person without a name: {cells['officeholderLabel'].strip()}")
        return []
    item, person = _person(cells, "officeholder", "officeholderLabel")
    title = _label(cells, "positionLabel")
    span = dates(cells, "start_year", "end_year", frame)
    return [(item, person, Post(title, country, *span))] if span else []


def _person(cells: Cells, item: str, name: str) -> tuple[str, str]:
    if not _ITEM.fullmatch(cells[item].strip()):
        raise BadCell(item, f"{cells[item]!r} is no Wikidata item", "such as Q148")
    return cells[item].strip(), _label(cells, name)


def _label(cells: Cells, column: str) -> str:
    value = " ".join(cells[column].split())
    if not value:
        raise BadCell(column, "a label is needed")
    return value


def _countries(facts: Path) -> dict[str, str]:
    """Codes by Wikidata item, and by name and official name in normal form."""
    found: dict[str, str] = {}
    for row in _country_rows(facts):
        texts = {name: cell.text for name, cell in row.cells.items() if isinstance(cell.text, str)}
        for column in ("wikidata_id", "name", "official_name"):
            if column in texts:
                word = texts[column] if column == "wikidata_id" else _bare(texts[column])
                found.setdefault(word, texts["code"])
    return found


def _bare(name: str) -> str:
    return normalise(name).removeprefix("the ")


def _country_rows(facts: Path) -> Iterator[Fact]:
    for path in sorted(facts.glob("countries/*")):
        yield from (row for row in read_facts(path) if isinstance(row, Fact))


def _tables(
    origin: str, source_id: str, holdings: list[_Holding], source: Path, frame: Frame
) -> list[Table]:
    people: dict[str, Person] = {}
    for item, name, post in holdings:
        person = people.setdefault(item, Person(name, mark=item, wikidata_id=item))
        if normalise(name) not in person.names:
            person.aliases.append(name)
        if post in person.posts:
            frame.leave_out("the same post of the same person once more")
        person.posts.append(post)
    known = known_before(origin, frame.facts)
    merge_by_wikidata(people.values(), known)
    return tables(origin, source_id, list(people.values()), known, source, frame)
