"""Office holders since 2001 of 25 countries and of 161 more, and the world's leaders of 2021.

The data sets are facts of Wikidata, collected by every-politician-scrapers. So a person is a
Wikidata item. All listed posts are imported, also those of ambassadors, governors, judges and heads
of agencies, because the labels do not identify the kind of a post reliably. A blank end date stays
null: it may mean "unknown" as well as "in office".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import yaml

from schema.import_notes import ImportAction, ImportReason
from schema.words import normalise
from seeds.importers.cells import label
from seeds.importers.context import BadCell, Cells, ImportContext
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactsFile
from seeds.importers.officials import (
    Person,
    Post,
    merge_by_wikidata,
    officials_files,
    recorded_before,
    tenure,
)
from seeds.loading.files import Fact, valid_facts

CABINETS = Dataset(
    "everypolitician-cabinets", "Wikidata", "Cabinet and other office holders", stands_alone=True
)
CABINETS_MORE = Dataset(
    "everypolitician-cabinets-more",
    "Wikidata",
    "Cabinet and other office holders, further countries",
    stands_alone=True,
)
LEADERS = Dataset(
    "everypolitician-world-leaders", "Wikidata", "Heads of state and government", stands_alone=True
)

_CABINETS = ("position", "person", "personID", "start", "end")
_LEADERS = (
    "countryid", "country", "positionLabel", "officeholder", "officeholderLabel",
    "start_year", "end_year",
)  # fmt: skip
_ITEM = re.compile(r"Q[1-9]\d*", re.ASCII)
_CODES = {"UNK": "XKX"}  # Kosovo, in the names of files and here


class Holding(NamedTuple):
    """A person, by Wikidata item and name, a post that they held, and the row that says so."""

    item: str
    name: str
    post: Post
    locator: str


def everypolitician_cabinets(source: Path, context: ImportContext) -> list[FactsFile]:
    """The officials and tenure records in a folder of `<alpha-3>.csv`."""
    return _cabinets(CABINETS, source, context)


def everypolitician_cabinets_more(source: Path, context: ImportContext) -> list[FactsFile]:
    """The same of the further countries, after all other origins but the lists of the CIA."""
    return _cabinets(CABINETS_MORE, source, context)


def _cabinets(dataset: Dataset, source: Path, context: ImportContext) -> list[FactsFile]:
    context.begin_edition(dataset, source)
    holdings: list[Holding] = []
    files = sorted(source.glob("[A-Z][A-Z][A-Z].csv"))
    if not files:
        context.reject_file(source, "no file is called <alpha-3>.csv")
    for path in files:
        convert = partial(_office, parts=_Parts(_CODES.get(path.stem, path.stem)), context=context)
        holdings += context.convert_rows(path, _CABINETS, convert)
    return holdings_files(dataset.id, context.source_id, holdings, source, context)


def everypolitician_world_leaders(source: Path, context: ImportContext) -> list[FactsFile]:
    """The officials and tenure records in `wikidata.csv`.

    `wikipedia.csv` is not imported: its licence, CC BY-SA, asks for more than attribution.
    """
    context.begin_edition(LEADERS, source)
    countries = countries_by_name(context.facts)
    holdings = context.convert_rows(
        source, _LEADERS, lambda cells: _leader(cells, countries, context)
    )
    return holdings_files(
        "everypolitician-world-leaders", context.source_id, holdings, source, context
    )


class _Parts:
    """The parts of a country's file, which `everypolitician.yaml` lists; read row after row."""

    def __init__(self, country: str) -> None:
        self.country = country
        listed = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
        self._divisions = {
            (p["title"], p["person"]): p["division"] for p in listed.get(country, ())
        }
        self._division: str | None = None

    def division_of(self, title: str, item: str) -> str | None:
        """The division that the part with this row is of; None in the part of the country."""
        self._division = self._divisions.get((title, item), self._division)
        return self._division


def _office(cells: Cells, parts: _Parts, context: ImportContext) -> Iterable[Holding]:
    item, name = holder(cells, "personID", "person")
    title = label(cells, "position")
    division = parts.division_of(title, item)
    held = tenure(cells, "start", "end", context)
    post = Post(title, parts.country, *held, division=division)
    return [Holding(item, name, post, context.locator)]


def _leader(cells: Cells, countries: dict[str, str], context: ImportContext) -> Iterable[Holding]:
    name = cells["country"].strip()
    country = countries.get(cells["countryid"].strip()) or countries.get(normalise(name))
    if country is None:
        context.leave_out("not a country of the record", value=name, column="country")
        return []
    if _ITEM.fullmatch(cells["officeholderLabel"].strip()):
        context.leave_out(
            "a person without a name",
            value=cells["officeholderLabel"].strip(),
            column="officeholderLabel",
            reason=ImportReason.incomplete,
        )
        return []
    item, person = holder(cells, "officeholder", "officeholderLabel")
    title = label(cells, "positionLabel")
    held = tenure(cells, "start_year", "end_year", context)
    return [Holding(item, person, Post(title, country, *held), context.locator)]


def holder(cells: Cells, item: str, name: str) -> tuple[str, str]:
    """The Wikidata item and the name in two columns."""
    if not _ITEM.fullmatch(cells[item].strip()):
        raise BadCell(item, f"{cells[item]!r} is no Wikidata item", "such as Q148")
    return cells[item].strip(), label(cells, name)


def countries_by_name(facts: Path) -> dict[str, str]:
    """Country codes by Wikidata item, and by name and official name in normal form."""
    codes: dict[str, str] = {}
    for row in _country_rows(facts):
        texts = {name: cell.text for name, cell in row.cells.items() if isinstance(cell.text, str)}
        for column in ("wikidata_id", "name", "official_name"):
            if column in texts:
                key = texts[column] if column == "wikidata_id" else _without_article(texts[column])
                codes.setdefault(key, texts["code"])
    return codes


def _without_article(name: str) -> str:
    return normalise(name).removeprefix("the ")


def _country_rows(facts: Path) -> Iterator[Fact]:
    for path in sorted(facts.glob("countries/*")):
        yield from valid_facts(path)


def holdings_files(
    origin: str, source_id: str, holdings: list[Holding], source: Path, context: ImportContext
) -> list[FactsFile]:
    """The files of one origin: a person is a Wikidata item."""
    people: dict[str, Person] = {}
    for item, name, post, locator in holdings:
        person = people.setdefault(item, Person(name, qualifier=item, wikidata_id=item))
        if normalise(name) not in person.names:
            person.aliases.append(name)
        if post in person.posts:
            context.locator = locator
            note = context.leave_out(
                "the same post of the same person once more",
                reason=ImportReason.duplicate,
                action=ImportAction.row_merged,
            )
            post = replace(post, notes=(*post.notes, note))
        person.posts.append(post)
    recorded = recorded_before(origin, context.facts)
    merge_by_wikidata(people.values(), recorded)
    return officials_files(origin, source_id, list(people.values()), recorded, source, context)
