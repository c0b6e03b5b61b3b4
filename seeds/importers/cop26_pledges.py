"""Who joined the declarations of COP 26, and two older ones, from a list of Klimadashboard.

The list has a row for each member state of the United Nations, and a word for each of four
subjects. A word says of the declaration of COP 26 whether the country joined it. Of the two older
initiatives (the New York Declaration on Forests, the Powering Past Coal Alliance) it says only who
joined: a country without a word about them has no row there. Whether a country uses coal is left
in the word.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from schema.initiatives import ParticipationStatus
from seeds.importers.cells import mapped, matching
from seeds.importers.context import BadCell, Cells, ImportContext
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactRow, FactsFile
from seeds.loading.files import valid_facts

DATASET = Dataset(
    "klimadashboard-cop26-pledges",
    "klimadashboard.at",
    "Agreements of COP 26 by country: forests, methane, coal, cars",
    stands_alone=True,
)
COLUMNS = (
    "id", "initiative_id", "country_code", "status", "target_year", "attested_on", "words",
    "locator", "source_id",
)  # fmt: skip

_CODE = "state_iso"
_GLASGOW, _NEW_YORK = "glasgow-leaders-declaration-on-forests", "new-york-declaration-on-forests"
_METHANE, _CARS = "global-methane-pledge", "zero-emission-cars-declaration"
_COAL, _PPCA = "global-coal-to-clean-power-statement", "powering-past-coal-alliance"


class _Part(NamedTuple):
    """What a word says of one initiative."""

    initiative: str
    status: ParticipationStatus = ParticipationStatus.joined
    target_year: int | None = None


def _not(initiative: str) -> _Part:
    return _Part(initiative, ParticipationStatus.not_joined)


def _through_eu(initiative: str) -> _Part:
    return _Part(initiative, ParticipationStatus.joined_through_eu)


_INCOMPLETE = _Part(_COAL, ParticipationStatus.incomplete)

# By column: what each of its words says.
_WORDS: dict[str, dict[str, tuple[_Part, ...]]] = {
    "status_deforestation": {
        "": (),
        "NotPledged": (_not(_GLASGOW),),
        "PledgedCOP26": (_Part(_GLASGOW),),
        "PledgedNY": (_not(_GLASGOW), _Part(_NEW_YORK)),
        "PledgedNYandCOP26": (_Part(_GLASGOW), _Part(_NEW_YORK)),
        "PledgedNYviaEUandCOP26": (_Part(_GLASGOW), _through_eu(_NEW_YORK)),
    },
    "status_methane": {
        "": (),
        "NotPledged": (_not(_METHANE),),
        "Pledged": (_Part(_METHANE),),
        "PledgedAsPartOfEU": (_through_eu(_METHANE),),
    },
    "status_coal": {
        "": (),
        "NotPledgedNoCoal": (_not(_COAL),),
        "NotPledgedUsesCoal": (_not(_COAL),),
        "PledgedNoCoal": (_Part(_COAL),),
        "PledgedUsesCoal": (_Part(_COAL),),
        "PledgedPlusPPCANoCoal": (_Part(_COAL), _Part(_PPCA)),
        "PledgedPlusPPCAUsesCoal": (_Part(_COAL), _Part(_PPCA)),
        "IncompletePledgedUsesCoal": (_INCOMPLETE,),
        "IncompletePledgedPlusPPCAUsesCoal": (_INCOMPLETE, _Part(_PPCA)),
    },
    "status_cars": {
        "": (),
        "NotPledged": (_not(_CARS),),
        "Pledged2040": (_Part(_CARS, target_year=2040),),
        "PledgedAccelerated": (_Part(_CARS),),
    },
}


def cop26_pledges(source: Path, context: ImportContext) -> list[FactsFile]:
    """A row for each country and each initiative that its words speak of."""
    edition = context.begin_edition(DATASET, source)
    codes = _codes_by_alpha2(context.facts)

    def convert(cells: Cells) -> Iterator[FactRow]:
        alpha2 = matching(cells, _CODE, "[A-Z]{2}", "an ISO 3166-1 alpha-2 code")
        if alpha2 not in codes:
            raise BadCell(_CODE, f"{alpha2!r} is no country of the facts")
        for column, words in _WORDS.items():
            for part in mapped(cells, column, words):
                yield _row(part, codes[alpha2], edition.date, cells[column].strip(), context)

    rows = context.convert_rows(source, (_CODE, *_WORDS), convert, delimiter=";")
    return [FactsFile("initiative-participations/cop26-pledges.csv", COLUMNS, rows)]


def _row(part: _Part, code: str, date: str, words: str, context: ImportContext) -> FactRow:
    return {
        "id": f"{part.initiative}-{code.lower()}-{date}",
        "initiative_id": part.initiative,
        "country_code": code,
        "status": part.status.value,
        "target_year": part.target_year,
        "attested_on": date,
        "words": words,
        "locator": context.locator,
        "source_id": context.source_id,
    }


def _codes_by_alpha2(facts: Path) -> dict[str, str]:
    """The alpha-3 code of each country of the facts, by its alpha-2 code."""
    return {
        str(fact.cells["alpha2"].text): str(fact.cells["code"].text)
        for path in sorted(facts.glob("countries/[!.]*"))
        for fact in valid_facts(path)
        if "alpha2" in fact.cells
    }
