"""Emissions by country, year and way of accounting, and the world's, from Our World in Data.

The codebook gives every column in million tonnes (greenhouse gases in CO2 equivalents), and says
that `co2`, `consumption_co2` and `cumulative_co2` leave land-use change out.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from schema.emissions import Accounting, Gas
from seeds.importers.frame import BadCell, Cells, Frame, OutCell, Table

SOURCE = "owid-co2-data-2024"

_SHARES = ("country_code", "group_id", "gas", "accounting", "year", "emissions_mt", "source_id")
_WORLD = ("gas", "accounting", "year", "emissions_mt", "source_id")
_ALIASES = ("country_code", "alias", "source_id")

# Entities without an ISO code that are a party all the same. The rest are aggregates: continents
# and income groups are no group of the record, and who is in "OECD (GCP)" the dataset does not say.
_COUNTRIES = {"Kosovo": "XKX"}
_GROUPS = {"European Union (27)": "eu"}
_DENOMINATOR = "World"


@dataclass(frozen=True, slots=True)
class _Series:
    """One column upstream, and what it counts."""

    column: str
    gas: Gas
    accounting: Accounting
    file: str

    @property
    def figure(self) -> re.Pattern[str]:
        """How its figures are written; only land use can take up more than is emitted."""
        sign = "-?" if self.accounting is Accounting.including_land_use else ""
        return re.compile(rf"{sign}\d+(\.\d{{1,3}})?", re.ASCII)


_SERIES = (
    _Series("co2", Gas.co2, Accounting.territorial, "owid-co2-territorial"),
    _Series("consumption_co2", Gas.co2, Accounting.consumption, "owid-co2-consumption"),
    _Series(
        "co2_including_luc", Gas.co2, Accounting.including_land_use, "owid-co2-including-land-use"
    ),
    _Series("cumulative_co2", Gas.co2, Accounting.cumulative, "owid-co2-cumulative"),
    _Series("total_ghg_excluding_lucf", Gas.ghg, Accounting.territorial, "owid-co2-ghg"),
    _Series("total_ghg", Gas.ghg, Accounting.including_land_use, "owid-co2-ghg-including-land-use"),
)
_READ = ("country", "year", "iso_code", *(series.column for series in _SERIES))

_Rows = dict[str, list[dict[str, OutCell]]]  # by column upstream


def owid_co2(source: Path, frame: Frame) -> list[Table]:
    """Shares' numerators, their denominators, and country names from `owid-co2-data.csv`."""
    shares: _Rows = {series.column: [] for series in _SERIES}
    world: _Rows = {series.column: [] for series in _SERIES}
    names: dict[str, str] = {}

    def convert(cells: Cells) -> tuple[()]:
        figures = _figures(cells)
        party = _party(cells)
        if cells["country"] == _DENOMINATOR:
            for column, row in figures.items():
                world[column].append(row)
        elif party is None:
            frame.leave_out(f"neither a country nor a party: {cells['country']}")
        else:
            if code := party.get("country_code"):
                names[str(code)] = cells["country"]
            for column, rows in shares.items():
                if column in figures:
                    rows.append(party | figures[column])
                else:
                    frame.leave_out(f"a party's year without {column}")
        return ()

    frame.each(source, _READ, convert)
    aliases: list[dict[str, OutCell]] = [
        {"country_code": code, "alias": name, "source_id": SOURCE} for code, name in names.items()
    ]
    return [
        *(table for series in _SERIES for table in _tables(series, shares, world, frame)),
        Table("country-aliases/owid-co2.csv", _ALIASES, aliases, key=""),
    ]


def _party(cells: Cells) -> dict[str, OutCell] | None:
    name, code = cells["country"], cells["iso_code"] or _COUNTRIES.get(cells["country"])
    if code:
        if not re.fullmatch(r"[A-Z]{3}", code, re.ASCII):
            raise BadCell("iso_code", f"{code!r} is not an ISO 3166-1 alpha-3 code")
        return {"country_code": code}
    return {"group_id": _GROUPS[name]} if name in _GROUPS else None


def _figures(cells: Cells) -> dict[str, dict[str, OutCell]]:
    """By column: gas, accounting, year and emissions as upstream prints them."""
    year = cells["year"]
    if not re.fullmatch(r"[12]\d{3}", year, re.ASCII):
        raise BadCell("year", f"{year!r} is not a year")
    return {
        series.column: {
            "gas": series.gas.value,
            "accounting": series.accounting.value,
            "year": year,
            "emissions_mt": _million_tonnes(cells, series),
            "source_id": SOURCE,
        }
        for series in _SERIES
        if cells[series.column]
    }


def _million_tonnes(cells: Cells, series: _Series) -> str:
    mt = cells[series.column]
    if not series.figure.fullmatch(mt):
        hint = "a number with up to three decimals"
        raise BadCell(series.column, f"{mt!r} is not million tonnes", hint)
    return mt


def _tables(series: _Series, shares: _Rows, world: _Rows, frame: Frame) -> list[Table]:
    """A series' two files; shares of a world that has no figure, or is zero, are left out."""
    totals = {row["year"]: Decimal(str(row["emissions_mt"])) for row in world[series.column]}
    kept = [row for row in shares[series.column] if totals.get(row["year"])]
    if missing := len(shares[series.column]) - len(kept):
        frame.leave_out(f"no {series.column} of the world to divide by that year", missing)
    return [
        Table(f"emissions-shares/{series.file}.csv", _SHARES, kept, key=""),
        Table(f"world-emissions/{series.file}.csv", _WORLD, world[series.column], key=""),
    ]
