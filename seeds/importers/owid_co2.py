"""Emissions by country, year and accounting, with world totals, from Our World in Data.

The codebook of the same release (November 2024) gives all columns in million tonnes (greenhouse
gases in CO2 equivalents). Each column is a series of `seeds/facts/series`, with its definition.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

from schema.import_notes import ImportAction, ImportReason
from seeds.importers.cells import checked_alpha3
from seeds.importers.context import BadCell, Cells, ImportContext
from seeds.importers.facts_files import FactRow, FactsFile

SOURCE = "owid-co2-data-2024"

_SHARES = ("country_code", "group_id", "series_id", "year", "emissions_mt", "source_id")
_WORLD = ("series_id", "year", "emissions_mt", "source_id")
_ALIASES = ("country_code", "alias", "source_id")

# Actors without an ISO code upstream. Other entities without one are left out: continents and
# income groups are no groups of the record, and the dataset does not list who is in "OECD (GCP)".
_COUNTRIES = {"Kosovo": "XKX"}
_GROUPS = {"European Union (27)": "eu"}
_AGGREGATES = {
    "World": "world",
    "International transport": "international-transport",
    "International aviation": "international-aviation",
    "International shipping": "international-shipping",
}
_DENOMINATOR = "World"


@dataclass(frozen=True, slots=True)
class _Series:
    """An upstream column and its series; `file` names the files of its facts."""

    column: str
    id: str
    file: str
    may_be_negative: bool = False  # with land use only can removals exceed emissions

    @property
    def figure(self) -> re.Pattern[str]:
        """The form of its figures."""
        sign = "-?" if self.may_be_negative else ""
        return re.compile(rf"{sign}\d+(\.\d{{1,3}})?", re.ASCII)


_SERIES = (
    _Series("co2", "co2-territorial", "owid-co2-territorial"),
    _Series("consumption_co2", "co2-consumption", "owid-co2-consumption"),
    _Series(
        "co2_including_luc", "co2-including-land-use", "owid-co2-including-land-use",
        may_be_negative=True,
    ),
    _Series("cumulative_co2", "co2-cumulative", "owid-co2-cumulative"),
    _Series("total_ghg_excluding_lucf", "ghg-territorial", "owid-co2-ghg"),
    _Series(
        "total_ghg", "ghg-including-land-use", "owid-co2-ghg-including-land-use",
        may_be_negative=True,
    ),
)  # fmt: skip
INPUT_COLUMNS = ("country", "year", "iso_code", *(series.column for series in _SERIES))

_Rows = dict[str, list[FactRow]]  # by upstream column


def owid_co2(source: Path, context: ImportContext) -> list[FactsFile]:
    """Numerators and denominators of shares, and country names, from `owid-co2-data.csv`."""
    context.source_id = SOURCE
    shares: _Rows = {series.column: [] for series in _SERIES}
    world: _Rows = {series.column: [] for series in _SERIES}
    aggregates: _Rows = {series.column: [] for series in _SERIES}
    names: dict[str, str] = {}

    def convert(cells: Cells) -> tuple[()]:
        figures = _figures(cells, context)
        party = _party(cells)
        if cells["country"] == _DENOMINATOR:
            for column, row in figures.items():
                world[column].append(row)
        if aggregate := _AGGREGATES.get(cells["country"]):
            for column, row in figures.items():
                aggregates[column].append({"aggregate_id": aggregate, **row})
        elif party is None:
            context.leave_out(
                "neither a country nor a party", value=cells["country"], column="country"
            )
        else:
            if code := party.get("country_code"):
                names[str(code)] = cells["country"]
            for column, rows in shares.items():
                if column in figures:
                    rows.append(party | figures[column])
                else:
                    context.events[f"a party's year without {column}"] += 1
        return ()

    context.convert_rows(source, INPUT_COLUMNS, convert)
    context.locator = source.name
    aliases: list[FactRow] = [
        {"country_code": code, "alias": name, "source_id": SOURCE} for code, name in names.items()
    ]
    return [
        *(file for series in _SERIES for file in _files(series, shares, world, context)),
        _aggregates_file(aggregates, world),
        FactsFile("country-aliases/owid-co2.csv", _ALIASES, aliases, key=""),
    ]


def _party(cells: Cells) -> FactRow | None:
    name, code = cells["country"], cells["iso_code"] or _COUNTRIES.get(cells["country"])
    if code:
        return {"country_code": checked_alpha3(code, "iso_code")}
    return {"group_id": _GROUPS[name]} if name in _GROUPS else None


def _figures(cells: Cells, context: ImportContext) -> dict[str, FactRow]:
    """The row of each series by column; emissions keep the upstream digits.

    A figure that is no number is left out.
    """
    year = cells["year"]
    if not re.fullmatch(r"[12]\d{3}", year, re.ASCII):
        raise BadCell("year", f"{year!r} is not a year")
    figures: dict[str, FactRow] = {}
    for series in _SERIES:
        mt = context.value_or_none(
            cells,
            partial(_million_tonnes, cells, series),
            resource="emissions-shares",
            field="emissions_mt",
        )
        if mt:
            figures[series.column] = {
                "series_id": series.id,
                "year": year,
                "emissions_mt": mt,
                "source_id": SOURCE,
            }
    return figures


def _million_tonnes(cells: Cells, series: _Series) -> str:
    """The figure as written; empty for an empty cell."""
    mt = cells[series.column]
    if mt and not series.figure.fullmatch(mt):
        hint = "a number with up to three decimals"
        raise BadCell(series.column, f"{mt!r} is not million tonnes", hint)
    return mt


def _files(series: _Series, shares: _Rows, world: _Rows, context: ImportContext) -> list[FactsFile]:
    """The two files of a series. Rows of years without a positive world total are left out."""
    rows = _with_total(shares[series.column], world[series.column])
    if missing := len(shares[series.column]) - len(rows):
        context.leave_out(
            "no figure of the world to divide by that year",
            missing,
            column=series.column,
            reason=ImportReason.incomplete,
            action=ImportAction.cell_left_out,
        )
    return [
        FactsFile(f"emissions-shares/{series.file}.csv", _SHARES, rows, key=""),
        FactsFile(f"world-emissions/{series.file}.csv", _WORLD, world[series.column], key=""),
    ]


def _aggregates_file(aggregates: _Rows, world: _Rows) -> FactsFile:
    """The file of the aggregates, of all series."""
    rows = [row for name in aggregates for row in _with_total(aggregates[name], world[name])]
    columns = ("aggregate_id", *_SHARES[2:])
    return FactsFile("emissions-shares/owid-co2-aggregates.csv", columns, rows, key="")


def _with_total(rows: list[FactRow], world: list[FactRow]) -> list[FactRow]:
    """The rows of years in which the world has a figure other than zero."""
    totals = {row["year"]: Decimal(str(row["emissions_mt"])) for row in world}
    return [row for row in rows if totals.get(row["year"])]
