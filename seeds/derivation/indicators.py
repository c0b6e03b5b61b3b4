"""Population and GDP of actors, and what emissions are by them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from schema.editions import BY_DEFAULT
from schema.emissions import EMISSIONS_SHARES
from schema.figures import rounded
from schema.indicators import INDICATORS, IndicatorKind
from schema.series import Accounting
from seeds.derivation.actors import actor_kinds, set_actor
from seeds.derivation.editions import LatestEditions, edition_id
from seeds.loading.spool import plain
from seeds.loading.values import Record, Row, Value

_UNITS = {
    IndicatorKind.population.value: "people",
    IndicatorKind.gdp.value: "international-$ in 2011 prices",
}
# The column of a share, the indicator that its emissions are divided by, and its unit in a million
# tonnes: tonnes and kilograms.
_INTENSITIES = (
    ("per_capita_t", IndicatorKind.population.value, Decimal(10**6)),
    ("per_gdp_kg", IndicatorKind.gdp.value, Decimal(10**9)),
)
_Key = tuple[Value, Value, str]  # the indicator, the source, the year


def complete_indicators(record: Record) -> Iterator[Row]:
    """The rows with their ids, units and actors, one after the other."""
    rows = record[INDICATORS.name]
    latest = LatestEditions(record["sources"], INDICATORS, plain(rows))
    kinds = actor_kinds(INDICATORS)
    for row in rows:
        values = row.values
        values[BY_DEFAULT] = latest.has(values)
        plain_id = f"{row.party}-{values['indicator']}-{values['year']}".lower()
        values["id"] = edition_id(plain_id, values)
        values["unit"] = _UNITS.get(str(values["indicator"]))
        set_actor(row, kinds)
        yield row


class _Divisor(NamedTuple):
    """A column of shares, and what the emissions of one year are divided by for it, by actor."""

    column: str
    factor: Decimal
    digits: int
    values: Mapping[Value, Decimal]


class YearIntensities(NamedTuple):
    """Emissions of one year of a series per head and per GDP."""

    divisors: Sequence[_Divisor]

    def of(self, share: Mapping[str, Value], actors: Collection[Value]) -> dict[str, Value]:
        """The emissions of a share by the sum of each indicator over the actors that emit them.

        Null where one of them has none.
        """
        mt, intensities = share["emissions_mt"], dict[str, Value]()
        if not isinstance(mt, Decimal):
            return intensities
        for column, factor, digits, values in self.divisors:
            known = [values[actor] for actor in actors if actor in values]
            if len(known) == len(actors) and (total := sum(known)):
                intensities[column] = rounded(mt * factor / total, digits)
        return intensities


class Intensities:
    """Emissions per head and per GDP, by indicators of the source that has the emissions.

    Args:
        indicators: The rows as typed.
    """

    def __init__(self, indicators: Collection[Row]) -> None:
        self._values: dict[_Key, dict[Value, Decimal]] = defaultdict(dict)
        digits = INDICATORS.fields["value"].digits or 0
        for row in indicators:
            if isinstance(value := row.values["value"], Decimal):
                key = row.values["indicator"], row.values["source_id"], str(row.values["year"])
                self._values[key][row.party] = rounded(value, digits)

    def of_year(self, share: Mapping[str, Value]) -> YearIntensities:
        """Those of the series, year and source of a share; none of emissions of many years."""
        if share["accounting"] == Accounting.cumulative:
            return YearIntensities(())
        divisors = [
            _Divisor(column, factor, EMISSIONS_SHARES.fields[column].digits or 0, values)
            for column, indicator, factor in _INTENSITIES
            if (values := self._values.get((indicator, share["source_id"], str(share["year"]))))
        ]
        return YearIntensities(divisors)
