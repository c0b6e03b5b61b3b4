"""Emissions by country, year and accounting, with world totals, from Our World in Data.

The codebook of November 2024 gives all columns in million tonnes (greenhouse gases in CO2
equivalents). Each column is a series of `seeds/facts/series`, with its definition. Editions differ
in columns, names and order: a column that a file lacks is a series that it does not have, and a
row of an entity that is unknown here is left out. Each edition has files of its own.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path

from schema.import_notes import ImportAction, ImportReason
from seeds.importers.cells import checked_alpha3
from seeds.importers.context import BadCell, Cells, ImportContext
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactRow, FactsFile

DATASET = Dataset("owid-co2-data", "Our World in Data", "OWID CO2 and greenhouse gas emissions")

_SHARES = ("country_code", "group_id", "series_id", "year", "emissions_mt", "source_id")
_INDICATORS = (
    "country_code", "group_id", "aggregate_id", "indicator", "year", "value", "source_id",
)  # fmt: skip
_WORLD = ("series_id", "year", "emissions_mt", "source_id")
_ALIASES = ("country_code", "alias", "source_id")

# Actors without an ISO code upstream. Other entities without one are left out: continents and
# income groups are no groups of the record, and the dataset does not list who is in "OECD (GCP)".
_COUNTRIES = {"Kosovo": "XKX"}
_GROUPS = {"European Union (27)": "eu", "EU-27": "eu"}
_AGGREGATES = {
    "World": "world",
    "International transport": "international-transport",
    "International aviation": "international-aviation",
    "International shipping": "international-shipping",
}
_DENOMINATOR = "World"
_OWN_CODE = "OWID_"  # of entities without an ISO code, in some editions: OWID_WRL


@dataclass(frozen=True, slots=True)
class _Series:
    """An upstream column and its series; `file` names the files of its facts."""

    column: str
    id: str
    file: str
    may_be_negative: bool = False  # with land use only can removals exceed emissions


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
    _Series("methane", "ch4-including-land-use", "owid-co2-ch4-including-land-use"),
    _Series("nitrous_oxide", "n2o-including-land-use", "owid-co2-n2o-including-land-use"),
)  # fmt: skip
INPUT_COLUMNS = ("country", "year", "iso_code")
SERIES_COLUMNS = tuple(series.column for series in _SERIES)
INDICATOR_COLUMNS = ("population", "gdp")  # named as the indicators are
_EMPTY = ("", "nan", "NaN", "NA")  # as tools for tables write a cell without a value

_Rows = dict[str, list[FactRow]]  # by upstream column


def owid_co2(source: Path, context: ImportContext) -> list[FactsFile]:
    """Numerators and denominators of shares, and country names, from `owid-co2-data.csv`."""
    edition = context.begin_edition(DATASET, source)
    reader = _Reader(context)
    optional = (*SERIES_COLUMNS, *INDICATOR_COLUMNS)
    context.convert_rows(source, INPUT_COLUMNS, reader.convert, optional=optional)
    context.locator = source.name
    if not any(reader.world.values()) and not context.problems:
        context.reject_file(source, f"no figure of the {_DENOMINATOR}: shares need one")
    years = [str(row["year"]) for rows in reader.world.values() for row in rows]
    context.data_through[edition.source_id] = max(years, default="")
    aliases: list[FactRow] = [
        {"country_code": code, "alias": name, "source_id": edition.source_id}
        for code, name in reader.names.items()
    ]
    return [
        *(file for series in _SERIES for file in _files(series, reader, edition.suffix)),
        _aggregates_file(reader, edition.suffix),
        FactsFile(
            f"indicators/owid-co2-{edition.suffix}.csv", _INDICATORS, reader.indicators, key=""
        ),
        FactsFile(f"country-aliases/owid-co2-{edition.suffix}.csv", _ALIASES, aliases, key=""),
    ]


class _Reader:
    """Reads the rows of one file: the figures by upstream column, and the names of countries."""

    def __init__(self, context: ImportContext) -> None:
        self.context = context
        self.shares: _Rows = {column: [] for column in SERIES_COLUMNS}
        self.world: _Rows = {column: [] for column in SERIES_COLUMNS}
        self.aggregates: _Rows = {column: [] for column in SERIES_COLUMNS}
        self.indicators: list[FactRow] = []
        self.names: dict[str, str] = {}
        self._countries = context.known_keys("countries", "code")
        self._read: set[tuple[str, str]] = set()

    def convert(self, cells: Cells) -> tuple[()]:
        """Add the figures of a row."""
        context, name = self.context, cells["country"].strip()
        year = _year(cells)
        party = self._party(cells)
        is_known = name in _AGGREGATES or party is not None
        if not is_known:
            note = "neither a country nor a party"
            context.leave_out(note, value=name, column="country")
        elif (actor := str(party or name), year) in self._read:
            note, reason = "a further row of this actor and year", ImportReason.duplicate
            context.leave_out(note, value=name, column="country", reason=reason)
        else:
            self._read.add((actor, year))
            self._add(name, party, _figures(cells, year, context))
            actor_columns = party or {"aggregate_id": _AGGREGATES[name]}
            self.indicators += _indicators(cells, actor_columns | {"year": year}, context)
        return ()

    def _add(self, name: str, party: FactRow | None, figures: dict[str, FactRow]) -> None:
        for column, row in figures.items():
            if name == _DENOMINATOR:
                self.world[column].append(row)
            if aggregate := _AGGREGATES.get(name):
                self.aggregates[column].append({"aggregate_id": aggregate, **row})
            elif party is not None:
                self.shares[column].append(party | row)
        if party is not None:
            if code := party.get("country_code"):
                self.names[str(code)] = name
            for column in SERIES_COLUMNS:
                if column not in figures:
                    self.context.events[f"a party's year without {column}"] += 1

    def _party(self, cells: Cells) -> FactRow | None:
        """The country or group; None for any other entity, such as a continent."""
        name, code = cells["country"].strip(), cells["iso_code"].strip()
        if code and not code.startswith(_OWN_CODE):
            checked_alpha3(code, "iso_code")
            is_known = not self._countries or code in self._countries
            return {"country_code": code} if is_known else None
        if name in _COUNTRIES:
            return {"country_code": _COUNTRIES[name]}
        return {"group_id": _GROUPS[name]} if name in _GROUPS else None


def _year(cells: Cells) -> str:
    year = re.fullmatch(r"([12]\d{3})(\.0+)?", cells["year"].strip(), re.ASCII)
    if year is None:
        raise BadCell("year", f"{cells['year']!r} is not a year")
    return year[1]


def _figures(cells: Cells, year: str, context: ImportContext) -> dict[str, FactRow]:
    """The row of each series by column; emissions keep the upstream digits.

    A figure that is no number is left out.
    """
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
                "source_id": context.source_id,
            }
    return figures


def _indicators(cells: Cells, row: FactRow, context: ImportContext) -> list[FactRow]:
    """The row of each indicator that has a figure: a whole number. One that is none is left out."""
    rows: list[FactRow] = []
    for column in INDICATOR_COLUMNS:
        parse = partial(_whole_number, cells, column)
        if value := context.value_or_none(cells, parse, resource="indicators", field="value"):
            figure: FactRow = {"indicator": column, "value": value, "source_id": context.source_id}
            rows.append(row | figure)
    return rows


def _whole_number(cells: Cells, column: str) -> str:
    """The figure without the decimal point that tools for tables write; empty for an empty cell."""
    text = cells[column].strip()
    if text in _EMPTY:
        return ""
    if (match := re.fullmatch(r"(\d{1,16})(\.0+)?", text, re.ASCII)) is None:
        raise BadCell(column, f"{text!r} is not a whole number")
    return match[1]


def _million_tonnes(cells: Cells, series: _Series) -> str:
    """The figure in digits; empty for an empty cell."""
    text = cells[series.column].strip()
    if text in _EMPTY:
        return ""
    try:
        mt = Decimal(text)
    except InvalidOperation:
        mt = Decimal("NaN")
    if not mt.is_finite() or (mt < 0 and not series.may_be_negative):
        hint = "a number" if series.may_be_negative else "a number that is not below zero"
        raise BadCell(
            series.column, f"{cells[series.column].strip()!r} is not million tonnes", hint
        )
    return format(mt + 0, "f") if "e" in text.lower() or "_" in text else text


def _files(series: _Series, reader: _Reader, edition: str) -> list[FactsFile]:
    """The two files of a series. Rows of years without a positive world total are left out."""
    shares, world = reader.shares[series.column], reader.world[series.column]
    rows = _with_total(shares, world)
    if missing := len(shares) - len(rows):
        reader.context.leave_out(
            "no figure of the world to divide by that year",
            missing,
            column=series.column,
            reason=ImportReason.incomplete,
            action=ImportAction.cell_left_out,
        )
    name = f"{series.file}-{edition}.csv"
    return [
        FactsFile(f"emissions-shares/{name}", _SHARES, rows, key=""),
        FactsFile(f"world-emissions/{name}", _WORLD, world, key=""),
    ]


def _aggregates_file(reader: _Reader, edition: str) -> FactsFile:
    """The file of the aggregates, of all series."""
    rows = [
        row
        for column in SERIES_COLUMNS
        for row in _with_total(reader.aggregates[column], reader.world[column])
    ]
    columns = ("aggregate_id", *_SHARES[2:])
    return FactsFile(f"emissions-shares/owid-co2-aggregates-{edition}.csv", columns, rows, key="")


def _with_total(rows: list[FactRow], world: list[FactRow]) -> list[FactRow]:
    """The rows of years in which the world has a figure other than zero."""
    totals = {row["year"]: Decimal(str(row["emissions_mt"])) for row in world}
    return [row for row in rows if totals.get(row["year"])]
