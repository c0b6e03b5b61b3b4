"""The shares of emissions, completed, and what follows from them.

They are the largest table, and nothing but `add_to` changes the record: they can be derived in a
process beside the one that derives the rest.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from schema.claims import READINGS
from schema.emissions import EMISSIONS_SHARES
from seeds.derivation.emissions_coverage import EmissionsCoverage
from seeds.derivation.readings import Readings
from seeds.derivation.shares import complete_shares, share_when_said
from seeds.derivation.stored import spooled
from seeds.loading.spool import Spool
from seeds.loading.values import Record, Row, Value


class DerivedShares(NamedTuple):
    """The shares on disk, and what is concluded with them.

    Args:
        shares: The completed shares.
        covered: Their coverage.
        readings: The readings of claims.
        series: The values of each series, in the order of the series.
        linked: The id of the share that a quote is linked to, by the place of the quote.
    """

    shares: Spool
    covered: EmissionsCoverage
    readings: list[Row]
    series: list[dict[str, Value]]
    linked: dict[int, Value]

    def add_to(self, record: Record) -> None:
        """Put all of it into the record."""
        record[EMISSIONS_SHARES.name] = self.shares
        record[READINGS.name] = self.readings
        for row, values in zip(record["series"], self.series, strict=True):
            row.values |= values
        quotes = list(record["quotes"])
        for place, share in self.linked.items():
            quotes[place].values["emissions_share_id"] = share


def derive_shares(record: Record) -> DerivedShares:
    """Complete the shares. They are read once and written to the disk."""
    readings, covered = Readings(record), EmissionsCoverage()
    places: dict[Value, list[int]] = defaultdict(list)
    for place, quote in enumerate(record["quotes"]):
        if key := share_when_said(quote.values):
            places[key].append(place)
    linked: dict[int, Value] = {}

    def noted() -> Iterator[Row]:
        for row in complete_shares(record):
            readings.note(row)
            covered.note(row)
            linked.update(dict.fromkeys(places.get(row.values["id"], ()), row.values["id"]))
            yield row

    shares = spooled(noted(), EMISSIONS_SHARES)
    series = [row.values for row in record["series"]]
    return DerivedShares(shares, covered, readings.rows, series, linked)
