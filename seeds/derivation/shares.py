"""Shares of the world's emissions, in decimal arithmetic: the same digits on every machine."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from schema.editions import BY_DEFAULT
from schema.emissions import EMISSIONS_SHARES, EmissionsShareBasis
from schema.figures import rounded
from schema.series import SeriesRole
from seeds.derivation.actors import actor_kinds, set_actor
from seeds.derivation.editions import LatestEditions, Values, edition_id
from seeds.derivation.group_sums import GroupSums, country_figure, is_summed
from seeds.derivation.indicators import Intensities
from seeds.loading.spool import plain
from seeds.loading.values import Record, Row, Value

_FIGURES = ("emissions_mt", "world_mt", "share_percent")
# The decimals of figures as stored. Shares are computed from stored figures, so that a reader who
# divides the two gets the same share.
_DECIMALS = {name: EMISSIONS_SHARES.fields[name].digits or 0 for name in _FIGURES}


class SeriesYear(NamedTuple):
    """A year of a series of emissions."""

    series_id: Value
    year: Value
    source_id: Value


# Columns of a share that repeat what its series has, by the column of the series.
_OF_SERIES = {"gas": "gas", "accounting": "accounting", "series_role": "role"}

WorldTotals = dict[SeriesYear, Decimal]


def _series_year(values: dict[str, Value]) -> SeriesYear:
    return SeriesYear(values["series_id"], values["year"], values["source_id"])


def world_totals(rows: Iterable[Row]) -> WorldTotals:
    """The denominators: the world's emissions in million tonnes by year of a series."""
    return {
        _series_year(row.values): rounded(emissions, _DECIMALS["world_mt"])
        for row in rows
        if isinstance(emissions := row.values["emissions_mt"], Decimal)
    }


def set_series_years(
    series: Iterable[Row], totals: WorldTotals, not_shown: Collection[tuple[Value, Value]]
) -> None:
    """Set the first and the last year of each series: those with a figure of the world.

    They are those of the edition that lists show: `not_shown` has series and source of the others.
    """
    years: dict[Value, list[int]] = defaultdict(list)
    for total in totals:
        if (total.series_id, total.source_id) in not_shown:
            continue
        if totals[total] and isinstance(total.year, int):
            years[total.series_id].append(total.year)
    for row in series:
        if of_world := years[row.values["id"]]:
            row.values |= {"from_year": min(of_world), "to_year": max(of_world)}


def share_id(party: str, series: str, year: int) -> str:
    """The id of a measured share: `chn-co2-territorial-2019`."""
    return f"{party}-{series}-{year}".lower()


def measured_share(values: dict[str, Value], totals: WorldTotals) -> dict[str, Value]:
    """The derived values of a measured share: id, basis, denominator and percentage.

    Without numerator or positive denominator there is no percentage.
    """
    mt, year = values["emissions_mt"], values["year"]
    if not isinstance(mt, Decimal):
        return {}
    mt = rounded(mt, _DECIMALS["emissions_mt"])
    party = values["country_code"] or values["group_id"] or values.get("aggregate_id")
    derived: dict[str, Value] = {"basis": EmissionsShareBasis.measured.value, "emissions_mt": mt}
    if values["id"] is None and isinstance(year, int):
        plain_id = share_id(str(party), str(values["series_id"]), year)
        derived["id"] = edition_id(plain_id, values)
    world = totals.get(_series_year(values))
    if world:
        derived["world_mt"] = world
        derived["share_percent"] = rounded(100 * mt / world, _DECIMALS["share_percent"])
    return derived


def _set_ranks(shares: Iterable[Row]) -> None:
    """Set the rank of each country's emissions among the countries of one series and year.

    Equal figures share the rank, and as many ranks after it are left out.
    """
    figures = [(figure[1], row) for row in shares if (figure := country_figure(row.values))]
    figures.sort(key=itemgetter(0), reverse=True)
    rank, last = 0, None
    for place, (mt, row) in enumerate(figures, start=1):
        if mt != last:
            rank, last = place, mt
        row.values["rank"] = rank


def complete_shares(record: Record) -> Iterator[Row]:
    """Complete the series and the measured shares, add the sums of groups, and rank countries.

    The shares are read and given year by year of each series, so that only those of one year are
    held. When the first one is given, the series are complete.
    """
    shares = record["emissions-shares"]
    for row in record["series"]:
        row.values["role"] = row.values["role"] or SeriesRole.main.value
    counted = {
        row.values["id"]: {own: row.values[name] for own, name in _OF_SERIES.items()}
        for row in record["series"]
    }
    countries: set[str] = set()
    seen = _with_series(plain(shares), counted, countries)
    latest = LatestEditions(record["sources"], EMISSIONS_SHARES, seen)
    totals = world_totals(record["world-emissions"])
    not_shown = {(series, source) for source, series in latest.others()}
    set_series_years(record["series"], totals, not_shown)
    sums, intensities = GroupSums(record, countries), Intensities(record["indicators"])
    kinds = actor_kinds(EMISSIONS_SHARES)
    for _, group in groupby(shares, key=lambda row: _series_year(row.values)):
        rows = list(group)
        for row in rows:
            row.values |= counted.get(row.values["series_id"], {})
            row.values[BY_DEFAULT] = latest.has(row.values)
            row.values |= measured_share(row.values, totals)
        by_indicators = intensities.of_year(rows[0].values)
        for row in rows:
            row.values |= by_indicators.of(row.values, [row.party])
        for row, summed in sums.of_year(rows):
            row.values |= counted.get(row.values["series_id"], {})
            row.values |= measured_share(row.values, totals) | {
                "basis": EmissionsShareBasis.summed.value
            }
            row.values |= by_indicators.of(row.values, summed)
            rows.append(row)
        _set_ranks(rows)
        for row in rows:
            set_actor(row, kinds)
        yield from rows


def _with_series(
    shares: Iterable[Values], counted: Mapping[Value, Values], countries: set[str]
) -> Iterator[Values]:
    """The shares; the countries whose figures are summed are added to `countries`."""
    for values in shares:
        share = {**values, **counted.get(values["series_id"], {})}
        if is_summed(share) and (figure := country_figure(share)):
            countries.add(figure[0])
        yield share


_QUOTED_SERIES = "co2-territorial"


def share_when_said(values: dict[str, Value]) -> str | None:
    """The id that the share of a quote's country has, of the last year that had ended then.

    None where the quote names a share itself, or where the country or the date is not known.
    """
    country, said_on = values["country_code"], values["said_on"]
    if values["emissions_share_id"] or not isinstance(country, str) or not isinstance(said_on, str):
        return None
    return share_id(country, _QUOTED_SERIES, int(said_on[:4]) - 1)
