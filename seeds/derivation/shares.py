"""Shares of the world's emissions: pure functions over rows, in decimal arithmetic.

Decimal, so that a share comes out the same on every machine.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from schema.emissions import EMISSIONS_SHARES, Accounting, Basis, Gas
from seeds.loading.values import Record, Row, Value

Worlds = dict[tuple[Value, Value, Value, Value], Decimal]
_SHARE_DIGITS = 3


def world_totals(rows: Iterable[Row]) -> Worlds:
    """The denominators by gas, accounting, year and source."""
    totals: Worlds = {}
    for row in rows:
        v = row.values
        if isinstance(v["emissions_mt"], Decimal):
            totals[v["gas"], v["accounting"], v["year"], v["source_id"]] = v["emissions_mt"]
    return totals


def share_id(party: str, gas: str, accounting: str, year: int) -> str:
    """The id of a measured share: `chn-co2-territorial-2019`."""
    return f"{party}-{gas}-{accounting}-{year}".lower().replace("_", "-")


def measured_share(values: dict[str, Value], worlds: Worlds) -> dict[str, Value]:
    """What a measured share leaves unsaid: its id, basis, denominator and percentage.

    Nothing, for a reported share, or where numerator or denominator are missing or zero.
    """
    mt, year = values["emissions_mt"], values["year"]
    if values["basis"] not in (None, Basis.measured) or not isinstance(mt, Decimal):
        return {}
    party = values["country_code"] or values["group_id"]
    gas, accounting = values["gas"], values["accounting"]
    derived: dict[str, Value] = {"basis": Basis.measured.value}
    if values["id"] is None and isinstance(year, int):
        derived["id"] = share_id(str(party), str(gas), str(accounting), year)
    world = worlds.get((gas, accounting, year, values["source_id"]))
    if world:
        derived["world_mt"] = world
        derived["share_percent"] = rounded(100 * mt / world, _SHARE_DIGITS)
    return derived


def rounded(number: Decimal, digits: int) -> Decimal:
    """A number to `digits` decimals, halves to even."""
    return number.quantize(_UNITS[digits], ROUND_HALF_EVEN)


_UNITS = [Decimal(1).scaleb(-digits) for digits in range(10)]


def share_when_said(values: dict[str, Value], shares: set[Value]) -> dict[str, Value]:
    """The speaker's country's measured share of territorial CO2 in the year of a quote."""
    country, said_on = values["country_code"], values["said_on"]
    if values["emissions_share_id"] or not isinstance(country, str) or not isinstance(said_on, str):
        return {}
    candidate = share_id(country, Gas.co2, Accounting.territorial, int(said_on[:4]))
    return {"emissions_share_id": candidate} if candidate in shares else {}


# What is summed for groups, and since when: the years in which the groups exist or negotiate.
_SUMMED = ((Gas.co2, Accounting.territorial), (Gas.ghg, Accounting.territorial))
_SUMMED_FROM = 1990
_Cell = tuple[Value, Value, Value, Value]  # gas, accounting, year, source


def group_sums(record: Record, worlds: Worlds) -> list[Row]:
    """Shares of the groups that no dataset has, as sums of their present members.

    A member without a figure that year is named. Left out are groups of fewer than two countries
    with figures, and those that hold nearly everybody (over three quarters of all that have any).
    """
    figures, published = _figures_by_cell(record["emissions-shares"])
    parties = {party for known in figures.values() for party in known}
    members = present_members(record["memberships"], record["groups"])
    rows: list[Row] = []
    for group in record["groups"]:
        id_ = str(group.values["id"])
        countries = members.get(id_, set())
        if 4 * len(countries & parties) > 3 * len(parties):
            continue
        for cell, known in figures.items():
            if len(countries & known.keys()) >= 2 and (id_, cell) not in published:
                rows.append(_sum(group, cell, countries, known, worlds))
    return rows


def _figures_by_cell(shares: list[Row]) -> tuple[dict[_Cell, dict[str, Decimal]], set[Any]]:
    """Countries' emissions by what is summed, and which groups have published ones."""
    figures: dict[_Cell, dict[str, Decimal]] = {}
    published: set[Any] = set()
    for row in shares:
        v = row.values
        cell = (v["gas"], v["accounting"], v["year"], v["source_id"])
        mt, year = v["emissions_mt"], v["year"]
        if cell[:2] not in _SUMMED or not isinstance(year, int) or year < _SUMMED_FROM:
            continue
        if isinstance(code := v["country_code"], str) and isinstance(mt, Decimal):
            figures.setdefault(cell, {})[code] = mt
        else:
            published.add((v["group_id"], cell))
    return figures, published


def present_members(memberships: list[Row], groups: list[Row]) -> dict[str, set[str]]:
    """The countries of each group: on its own list, without an end. A group that is a member stands
    for its countries, so that nobody counts twice."""
    lists = {row.values["id"]: row.values["source_id"] for row in groups}
    countries: dict[str, set[str]] = {}
    within: list[tuple[str, str]] = []
    for row in memberships:
        v = row.values
        group = str(v["group_id"])
        if v["end_date"] is not None or v["source_id"] != lists.get(group):
            continue
        if isinstance(code := v["country_code"], str):
            countries.setdefault(group, set()).add(code)
        elif isinstance(member := v["member_group_id"], str):
            within.append((group, member))
    own = {group: frozenset(codes) for group, codes in countries.items()}
    for group, member in within:
        countries.setdefault(group, set()).update(own.get(member, ()))
    return countries


def _sum(
    group: Row, cell: _Cell, countries: set[str], known: dict[str, Decimal], worlds: Worlds
) -> Row:
    gas, accounting, year, source = cell
    mt = sum((known[code] for code in sorted(countries & known.keys())), Decimal(0))
    values: dict[str, Value] = dict.fromkeys(EMISSIONS_SHARES.fields)
    values |= {
        "group_id": group.values["id"],
        "gas": gas,
        "accounting": accounting,
        "year": year,
        "emissions_mt": mt,
        "source_id": source,
        "members_without_data": sorted(countries - known.keys()),
    }
    values |= measured_share(values, worlds) | {"basis": Basis.summed.value}
    return Row(group.place, values)
