"""The shares of emissions and the indicators, completed, and what follows from them.

They are the largest tables. To derive the shares changes nothing in the record until `add_to` does:
another process can do it, beside the one that derives the indicators and all else.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from schema.claims import READINGS
from schema.emissions import EMISSIONS_SHARES
from schema.indicators import INDICATORS
from seeds.derivation.emissions_coverage import EmissionsCoverage
from seeds.derivation.indicators import complete_indicators
from seeds.derivation.readings import Readings
from seeds.derivation.shares import complete_shares, share_when_said
from seeds.derivation.source_dates import SourceDates
from seeds.derivation.stored import spooled
from seeds.loading.spool import Spool
from seeds.loading.values import Record, Row, Value


class DerivedShares(NamedTuple):
    """The shares on disk, and what is concluded with them.

    Args:
        shares: The completed shares.
        covered: Their coverage.
        readings: The readings of claims.
        series: The completed series, in their order.
        linked: The id of the share that a quote is linked to, by the place of the quote.
    """

    shares: Spool
    covered: EmissionsCoverage
    readings: list[Row]
    series: list[Row]
    linked: dict[int, Value]

    def add_to(self, record: Record) -> None:
        """Put all of it into the record."""
        record[EMISSIONS_SHARES.name] = self.shares
        record[READINGS.name] = self.readings
        for row, completed in zip(record["series"], self.series, strict=True):
            row.values |= completed.values
        quotes = list(record["quotes"])
        for place, share in self.linked.items():
            quotes[place].values["emissions_share_id"] = share


def derive_indicators(record: Record) -> EmissionsCoverage:
    """Complete the indicators, and put them into the record. Their coverage is returned."""
    covered = EmissionsCoverage(INDICATORS.name, "indicator")
    record[INDICATORS.name] = spooled(_noted(complete_indicators(record), covered), INDICATORS)
    return covered


def derive_shares(record: Record, dates: SourceDates) -> DerivedShares:
    """Complete the shares. They are read once and written to the disk."""
    readings, covered = Readings(record, dates), EmissionsCoverage()
    places: dict[Value, list[int]] = defaultdict(list)
    for place, quote in enumerate(record["quotes"]):
        if key := share_when_said(quote.values):
            places[key].append(place)
    linked: dict[int, Value] = {}
    series = [Row(row.place, dict(row.values)) for row in record["series"]]

    def noted() -> Iterator[Row]:
        completed = complete_shares(record | {"series": series})
        for row in _noted(completed, covered):
            readings.note(row)
            linked.update(dict.fromkeys(places.get(row.values["id"], ()), row.values["id"]))
            yield row

    shares = spooled(noted(), EMISSIONS_SHARES)
    return DerivedShares(shares, covered, readings.rows, series, linked)


def _noted(rows: Iterable[Row], covered: EmissionsCoverage) -> Iterator[Row]:
    for row in rows:
        covered.note(row)
        yield row
