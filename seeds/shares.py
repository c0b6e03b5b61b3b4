"""Shares of the world's emissions: pure functions over rows, in decimal arithmetic.

Decimal, so that a share comes out the same on every machine.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal

from schema.emissions import Accounting, Basis, Gas
from seeds.values import Row, Value

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
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)


def share_when_said(values: dict[str, Value], shares: set[Value]) -> dict[str, Value]:
    """The speaker's country's measured share of territorial CO2 in the year of a quote."""
    country, said_on = values["country_code"], values["said_on"]
    if values["emissions_share_id"] or not isinstance(country, str) or not isinstance(said_on, str):
        return {}
    candidate = share_id(country, Gas.co2, Accounting.territorial, int(said_on[:4]))
    return {"emissions_share_id": candidate} if candidate in shares else {}
