"""Fossil CO2 by nation and year from CDIAC, a second source beside Our World in Data.

The file has thousand tonnes of carbon, nations by name and no row of the world. The world is the
sum of all nations of a year, former ones included; fuels for international transport (bunkers) are
in no nation's total, and so not in the sum.
"""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TypedDict

import yaml

from schema.import_notes import ImportReason
from seeds.importers.cells import mapped, matching
from seeds.importers.context import Cells, ImportContext
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactRow, FactsFile

DATASET = Dataset(
    "cdiac-fossil-co2-by-nation", "Appalachian State University", "Fossil-fuel CO2 by nation"
)
SERIES = "cdiac-co2-territorial"
INPUT_COLUMNS = ("Year", "Country", "Total")

_SHARES = ("country_code", "aggregate_id", "series_id", "year", "emissions_mt", "source_id")
_WORLD = ("series_id", "year", "emissions_mt", "source_id")
_YEAR = r"[12]\d{3}"
_TOTAL = r"-?\d{1,9}"
_CO2_PER_CARBON = Decimal("3.664")  # by mass, as CDIAC converts; it is 44.01 / 12.011
_KILOTONNES = 1_000  # in a million tonnes


class _Nations(TypedDict):
    """The country of each nation's name, and the names that are no country, with what they are."""

    countries: dict[str, str]
    others: dict[str, str]


def cdiac_co2(source: Path, context: ImportContext) -> list[FactsFile]:
    """Numerators of countries, and the sums of all nations as denominators."""
    edition = context.begin_edition(DATASET, source)
    nations: _Nations = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    names = {name: name for name in (*nations["countries"], *nations["others"])}
    world: dict[str, Decimal] = defaultdict(Decimal)

    def convert(cells: Cells) -> list[FactRow]:
        year = matching(cells, "Year", _YEAR, "a year")
        mt = _million_tonnes(matching(cells, "Total", _TOTAL, "thousand tonnes of carbon"))
        name = mapped(cells, "Country", names)
        world[year] += mt
        if name in nations["others"]:
            context.leave_out(nations["others"][name], value=name, column="Country")
            return []
        if mt < 0:
            context.leave_out_cell(cells, "Total", "emissions below zero", ImportReason.malformed)
            return []
        return [_row(context, year, mt) | {"country_code": nations["countries"][name]}]

    rows = context.convert_rows(source, INPUT_COLUMNS, convert)
    totals = [_row(context, year, mt) for year, mt in world.items()]
    context.data_through[edition.source_id] = max(world, default="")
    name = f"cdiac-co2-territorial-{edition.suffix}.csv"
    aggregates: list[FactRow] = [row | {"aggregate_id": "world"} for row in totals]
    return [
        FactsFile(f"emissions-shares/{name}", _SHARES, [*rows, *aggregates], key=""),
        FactsFile(f"world-emissions/{name}", _WORLD, totals, key=""),
    ]


def _million_tonnes(total: str) -> Decimal:
    """Million tonnes of CO2 from thousand tonnes of carbon."""
    return int(total) * _CO2_PER_CARBON / _KILOTONNES


def _row(context: ImportContext, year: str, mt: Decimal) -> FactRow:
    digits = format(mt.normalize() + 0, "f")
    source_id = context.source_id
    return {"series_id": SERIES, "year": year, "emissions_mt": digits, "source_id": source_id}
