"""Office holders of the United Nations since 1997, and the foreign ministers of December 2022.

Both lists are facts of Wikidata, collected by every-politician-scrapers. The foreign ministers are
those in office on a day, with the day since which they are. Of the offices of organizations those
of the United Nations are taken: the list does not say for which country a permanent representative
is one, and the record has none of the other organizations.
"""

import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from schema.import_notes import ImportReason
from schema.words import normalise
from seeds.importers.cells import label
from seeds.importers.context import Cells, ImportContext
from seeds.importers.editions import Dataset
from seeds.importers.everypolitician import Holding, countries_by_name, holder, holdings_files
from seeds.importers.facts_files import FactsFile
from seeds.importers.officials import Post, tenure

DATASET = Dataset(
    "everypolitician-world",
    "Wikidata",
    "Office holders of the United Nations, and foreign ministers",
    stands_alone=True,
)
FOREIGN_MINISTERS = "foreign-ministers-2022-12.csv"
UN = "un-office-holders21.csv"
DAY = "2022-12-10"  # on which the foreign ministers were in office

_MINISTERS = ("person", "name", "country", "countryLabel", "positionLabel", "start")
_UN = ("position", "person", "personID", "start", "end")
_OF_THE_UN = re.compile(
    r".* of the United Nations|President of the United Nations General Assembly"
)
_NO_END = {"end": ""}


def everypolitician_world(source: Path, context: ImportContext) -> list[FactsFile]:
    """The officials and tenure records in the two files of a folder."""
    context.begin_edition(DATASET, source)
    convert = partial(_minister, countries=countries_by_name(context.facts), context=context)
    holdings = context.convert_rows(source / FOREIGN_MINISTERS, _MINISTERS, convert)
    holdings += context.convert_rows(source / UN, _UN, lambda cells: _un_office(cells, context))
    return holdings_files("everypolitician-world", context.source_id, holdings, source, context)


def _minister(cells: Cells, countries: dict[str, str], context: ImportContext) -> Iterable[Holding]:
    name = cells["countryLabel"].strip()
    country = countries.get(cells["country"].strip()) or countries.get(normalise(name))
    if country is None:
        context.leave_out("not a country of the record", value=name, column="countryLabel")
        return []
    if not cells["person"].strip() or not cells["name"].strip():
        context.leave_out("an office without a holder or a name", reason=ImportReason.incomplete)
        return []
    item, person = holder(cells, "person", "name")
    held = tenure(cells | _NO_END, "start", "end", context)
    post = Post(label(cells, "positionLabel"), country, *held, attested_on=DAY)
    return [Holding(item, person, post, context.locator)]


def _un_office(cells: Cells, context: ImportContext) -> Iterable[Holding]:
    title = label(cells, "position")
    if not _OF_THE_UN.fullmatch(title):
        context.leave_out(
            "an office of another organization, or of a country that is not named",
            value=title,
            column="position",
        )
        return []
    item, name = holder(cells, "personID", "person")
    post = Post(title, "", *tenure(cells, "start", "end", context), group="un")
    return [Holding(item, name, post, context.locator)]
