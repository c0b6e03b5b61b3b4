"""Territorial CO2 by country and year, and the world's, from Our World in Data."""

import re
from pathlib import Path

from seeds.importers.frame import BadCell, Cells, Frame, OutCell, Table

SOURCE = "owid-co2-data-2024"

_SHARES = ("country_code", "group_id", "gas", "accounting", "year", "emissions_mt", "source_id")
_WORLD = ("gas", "accounting", "year", "emissions_mt", "source_id")
_ALIASES = ("country_code", "alias", "source_id")
_READ = ("country", "year", "iso_code", "co2")

# Entities without an ISO code that are a party all the same; the rest are aggregates.
_COUNTRIES = {"Kosovo": "XKX"}
_GROUPS = {"European Union (27)": "eu"}
_DENOMINATOR = "World"


def owid_co2(source: Path, frame: Frame) -> list[Table]:
    """Shares' numerators, their denominators, and country names from `owid-co2-data.csv`."""
    world: list[dict[str, OutCell]] = []
    names: dict[str, str] = {}

    def convert(cells: Cells) -> list[dict[str, OutCell]]:
        figures = _figures(cells)
        if cells["country"] == _DENOMINATOR:
            world.extend([figures] if figures else [])
            return []
        party = _party(cells)
        if party is None:
            frame.leave_out(f"neither a country nor a party: {cells['country']}")
            return []
        if code := party.get("country_code"):
            names[str(code)] = cells["country"]
        if not figures:
            frame.leave_out("a country's year without territorial CO2")
            return []
        return [party | figures]

    shares = frame.each(source, _READ, convert)
    _require_denominators(source, shares, world, frame)
    aliases: list[dict[str, OutCell]] = [
        {"country_code": code, "alias": name, "source_id": SOURCE} for code, name in names.items()
    ]
    return [
        Table("emissions-shares/owid-co2-territorial.csv", _SHARES, shares, key=""),
        Table("world-emissions/owid-co2.csv", _WORLD, world, key=""),
        Table("country-aliases/owid-co2.csv", _ALIASES, aliases, key=""),
    ]


def _party(cells: Cells) -> dict[str, OutCell] | None:
    name, code = cells["country"], cells["iso_code"] or _COUNTRIES.get(cells["country"])
    if code:
        if not re.fullmatch(r"[A-Z]{3}", code, re.ASCII):
            raise BadCell("iso_code", f"{code!r} is not an ISO 3166-1 alpha-3 code")
        return {"country_code": code}
    return {"group_id": _GROUPS[name]} if name in _GROUPS else None


def _figures(cells: Cells) -> dict[str, OutCell]:
    """Gas, accounting, year and emissions as upstream prints them; nothing if there are none."""
    year, mt = cells["year"], cells["co2"]
    if not re.fullmatch(r"[12]\d{3}", year, re.ASCII):
        raise BadCell("year", f"{year!r} is not a year")
    if not mt:
        return {}
    if not re.fullmatch(r"\d+(\.\d{1,3})?", mt, re.ASCII):
        raise BadCell("co2", f"{mt!r} is not million tonnes", "a number with up to three decimals")
    return {
        "gas": "co2",
        "accounting": "territorial",
        "year": year,
        "emissions_mt": mt,
        "source_id": SOURCE,
    }


def _require_denominators(
    source: Path, shares: list[dict[str, OutCell]], world: list[dict[str, OutCell]], frame: Frame
) -> None:
    missing = {row["year"] for row in shares} - {row["year"] for row in world}
    for year in sorted(str(y) for y in missing):
        frame.bad_file(source, f"no row {_DENOMINATOR!r} with co2 for {year}")
