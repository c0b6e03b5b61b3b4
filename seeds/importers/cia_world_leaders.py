"""Members of governments of foreign countries on 2019-06-04, as a directory of the CIA lists them.

The directory states who held an office on that day, never since when: its tenures have
`attested_on` and no start. Titles stay as printed ("Minister of Environment & Forestry"). Names are
written in normal case (`printed_names`); the print is in the locator. An office without a holder is
no tenure: the coverage of the country names it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from schema.import_notes import ImportReason
from schema.words import slug
from seeds.importers.cells import collapsed, label
from seeds.importers.context import Cells, ImportContext
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactRow, FactsFile
from seeds.importers.officials import Person, Post, officials_files, recorded_before
from seeds.importers.person_matching import PrintedPerson, match_printed
from seeds.importers.printed_names import PrintedName, printed_name

DATASET = Dataset(
    "cia-world-leaders",
    "Central Intelligence Agency",
    "Chiefs of State and Cabinet Members of Foreign Governments",
    stands_alone=True,
)
ORIGIN = "cia-world-leaders"
DAY = "2019-06-04"
CODES = {"UNK": "XKX"}  # Kosovo, in files and here
_COLUMNS = ("iso3", "office", "person")
_COVERAGE = (
    "resource", "country_code", "level", "covered_from", "covered_to", "note", "source_id",
)  # fmt: skip


class Office(NamedTuple):
    """A line of the directory."""

    country: str
    title: str
    printed: str  # empty if the office is vacant
    locator: str


def cia_world_leaders(source: Path, context: ImportContext) -> list[FactsFile]:
    """The officials and tenure records in the directory, and the offices that it has as vacant."""
    context.begin_edition(DATASET, source)
    offices = context.convert_rows(source, _COLUMNS, lambda cells: [_office(cells, context)])
    people: dict[tuple[str, str], PrintedPerson] = {}
    for office in offices:
        if office.printed:
            name = printed_name(office.printed)
            one = people.setdefault(
                (office.country, slug(name.name)), _person(name, office.country)
            )
            _add_post(one.person, office, context)
    recorded = recorded_before(ORIGIN, context.facts)
    match_printed(people.values(), recorded, context.facts)
    persons = [one.person for one in people.values()]
    files = officials_files(ORIGIN, context.source_id, persons, recorded, source, context)
    vacancies = list(_vacancies(offices, context.source_id))
    path = f"source-coverage/{ORIGIN}.csv"
    return [*files, FactsFile(path, _COVERAGE, vacancies, "country_code")]


def _office(cells: Cells, context: ImportContext) -> Office:
    country = CODES.get(cells["iso3"], cells["iso3"])
    title, printed = label(cells, "office"), collapsed(cells["person"])
    if not printed:
        context.leave_out("an office without a holder", reason=ImportReason.incomplete)
    return Office(country, title, printed, context.locator)


def _person(name: PrintedName, country: str) -> PrintedPerson:
    person = Person(
        name.name,
        qualifier=country.lower(),
        sort_name=name.sort_name,
        aliases=list(name.aliases),
    )
    return PrintedPerson(person, name, country)


def _add_post(person: Person, office: Office, context: ImportContext) -> None:
    post = Post(
        office.title,
        office.country,
        None,
        None,
        division=division_of(office),
        attested_on=DAY,
        locator=f'{office.locator}, "{office.printed}"',
    )
    if post in person.posts:
        context.locator = office.locator
        context.leave_out(
            "the same post of the same person once more", reason=ImportReason.duplicate
        )
    else:
        person.posts.append(post)


@cache
def _divisions() -> dict[str, list[dict[str, object]]]:
    listed: dict[str, list[dict[str, object]]] = yaml.safe_load(
        Path(__file__).with_suffix(".yaml").read_text("utf-8")
    )
    return listed


def division_of(office: Office) -> str | None:
    """The part of the country that an office is of; None for the country's own."""
    for part in _divisions().get(office.country, ()):
        persons, pattern = part.get("persons", ()), part.get("office")
        is_named = isinstance(persons, list) and office.printed in persons
        if is_named or (pattern and re.fullmatch(str(pattern), office.title)):
            return str(part["division"])
    return None


def _vacancies(offices: Iterable[Office], source_id: str) -> Iterable[FactRow]:
    """What the directory covers of each country that has a vacant office in it."""
    vacant: dict[str, list[str]] = defaultdict(list)
    for office in offices:
        if not office.printed:
            vacant[office.country].append(office.title)
    for country, titles in vacant.items():
        yield {
            "resource": "tenures",
            "country_code": country,
            "level": "partial",
            "covered_from": DAY,
            "covered_to": DAY,
            "note": f"Without a holder in the directory: {'; '.join(titles)}.",
            "source_id": source_id,
        }
