"""Shares of the world's emissions, in decimal arithmetic: the same digits on every machine."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from schema.editions import BY_DEFAULT
from schema.emissions import EMISSIONS_SHARES, Basis
from schema.figures import rounded
from schema.series import Accounting
from seeds.derivation.editions import edition_id
from seeds.derivation.names import flat_texts
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


def set_series_years(series: Iterable[Row], totals: WorldTotals, shares: Iterable[Row]) -> None:
    """Set the first and the last year of each series: those with a figure of the world.

    They are those of the edition that lists show.
    """
    not_shown = {
        (row.values["series_id"], row.values["source_id"])
        for row in shares
        if not row.values[BY_DEFAULT]
    }
    years: dict[Value, list[int]] = defaultdict(list)
    for total in totals:
        if (total.series_id, total.source_id) in not_shown:
            continue
        if totals[total] and isinstance(total.year, int):
            years[total.series_id].append(total.year)
    for row in series:
        if of_world := years[row.values["id"]]:
            row.values |= {"from_year": min(of_world), "to_year": max(of_world)}


def add_series(shares: Iterable[Row], series: Iterable[Row]) -> None:
    """Copy gas and accounting of its series to each share that belongs to one."""
    counted = {
        row.values["id"]: {name: row.values[name] for name in ("gas", "accounting")}
        for row in series
    }
    for row in shares:
        row.values |= counted.get(row.values["series_id"], {})


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
    derived: dict[str, Value] = {"basis": Basis.measured.value, "emissions_mt": mt}
    if values["id"] is None and isinstance(year, int):
        plain_id = share_id(str(party), str(values["series_id"]), year)
        derived["id"] = edition_id(plain_id, values)
    world = totals.get(_series_year(values))
    if world:
        derived["world_mt"] = world
        derived["share_percent"] = rounded(100 * mt / world, _DECIMALS["share_percent"])
    return derived


def set_ranks(shares: Iterable[Row]) -> None:
    """Set the rank of each country's emissions among the countries of a series and year.

    Equal figures share the rank, and as many ranks after it are left out.
    """
    of_countries: dict[SeriesYear, list[tuple[Decimal, Row]]] = defaultdict(list)
    for row in shares:
        mt = row.values["emissions_mt"]
        if row.values["country_code"] is not None and isinstance(mt, Decimal):
            of_countries[_series_year(row.values)].append((mt, row))
    for figures in of_countries.values():
        figures.sort(key=itemgetter(0), reverse=True)
        rank, last = 0, None
        for place, (mt, row) in enumerate(figures, start=1):
            if mt != last:
                rank, last = place, mt
            row.values["rank"] = rank


_QUOTED_SERIES = "co2-territorial"


def share_when_said(values: dict[str, Value], shares: set[Value]) -> dict[str, Value]:
    """The link from a quote to its country's share of the last year that had ended, if any."""
    country, said_on = values["country_code"], values["said_on"]
    if values["emissions_share_id"] or not isinstance(country, str) or not isinstance(said_on, str):
        return {}
    candidate = share_id(country, _QUOTED_SERIES, int(said_on[:4]) - 1)
    return {"emissions_share_id": candidate} if candidate in shares else {}


# The accounting summed for groups, from the year in which the climate negotiations began.
_SUMMED = Accounting.territorial
_SUMMED_FROM = 1990
_LARGEST_PART = Decimal("0.75")  # of all countries: the sum of a larger group is nearly the world's


class _Figures(NamedTuple):
    """The emissions of countries by year of a series, and the years published for groups.

    `by_default` has the years of the editions that lists show.
    """

    by_country: dict[SeriesYear, dict[str, Decimal]]
    published: set[tuple[str, SeriesYear]]
    by_default: set[SeriesYear]


def group_sums(record: Record, totals: WorldTotals) -> list[Row]:
    """Shares of groups without a published figure, as sums over their present members.

    Members without a figure that year are listed in the row. A sum needs the figures of two
    countries. Groups of more than three quarters of all countries with figures are left out.
    """
    figures = _summable_figures(record["emissions-shares"])
    countries = {code for emissions in figures.by_country.values() for code in emissions}
    members_of = present_members(record["memberships"], record["groups"])
    rows: list[Row] = []
    for group in record["groups"]:
        id_ = str(group.values["id"])
        members = members_of.get(id_, set())
        if len(members & countries) > _LARGEST_PART * len(countries):
            continue
        for series_year, emissions in figures.by_country.items():
            is_published = (id_, series_year) in figures.published
            if not is_published and len(members & emissions.keys()) >= 2:
                row = _sum(group, series_year, members, emissions)
                row.values[BY_DEFAULT] = series_year in figures.by_default
                row.values |= measured_share(row.values, totals) | {"basis": Basis.summed.value}
                rows.append(row)
    return rows


def _summable_figures(shares: list[Row]) -> _Figures:
    figures = _Figures({}, set(), set())
    for row in shares:
        values = row.values
        series_year = _series_year(values)
        mt, year = values["emissions_mt"], values["year"]
        is_summed = values["accounting"] == _SUMMED
        if not is_summed or not isinstance(year, int) or year < _SUMMED_FROM:
            continue
        if isinstance(code := values["country_code"], str) and isinstance(mt, Decimal):
            figures.by_country.setdefault(series_year, {})[code] = mt
            if values[BY_DEFAULT]:
                figures.by_default.add(series_year)
        else:
            figures.published.add((str(values["group_id"]), series_year))
    return figures


def present_members(memberships: list[Row], groups: list[Row]) -> dict[str, set[str]]:
    """The countries of each group that are on the group's own list and have not left.

    A member that is a group stands for its countries; each country counts once.
    """
    lists = {row.values["id"]: row.values["source_id"] for row in groups}
    countries: dict[str, set[str]] = {}
    member_groups: list[tuple[str, str]] = []
    for row in memberships:
        values = row.values
        group = str(values["group_id"])
        has_ended = values["end_date"] is not None or values["ended_by"] is not None
        if has_ended or lists.get(group) not in flat_texts([values["rests_on"]]):
            continue
        if isinstance(code := values["country_code"], str):
            countries.setdefault(group, set()).add(code)
        elif isinstance(member := values["member_group_id"], str):
            member_groups.append((group, member))
    own = {group: frozenset(codes) for group, codes in countries.items()}
    for group, member in member_groups:
        countries.setdefault(group, set()).update(own.get(member, ()))
    return countries


def _sum(
    group: Row,
    series_year: SeriesYear,
    members: set[str],
    emissions: dict[str, Decimal],
) -> Row:
    """The figure of a group's sum over the members with a figure."""
    mt = sum((emissions[code] for code in sorted(members & emissions.keys())), Decimal(0))
    values: dict[str, Value] = dict.fromkeys(EMISSIONS_SHARES.fields)
    values |= series_year._asdict() | {
        "group_id": group.values["id"],
        "emissions_mt": mt,
        "members_without_data": sorted(members - emissions.keys()),
    }
    return Row(group.place, values)
