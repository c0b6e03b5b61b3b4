"""The map of the countries' shares in one year of one series."""

import asyncio
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup

from api.pages.atlas import HEIGHT, UNCODED, WIDTH, Atlas, path_id, read_atlas
from api.pages.charts.world_map import HATCH, NO_FIGURE, Area, Borders, world_map
from api.pages.choices import whole_number
from api.pages.files import WORLD_SVG, address
from api.pages.reading import Json, Reader
from api.pages.wording import figure, percent
from api.pages.world import World
from api.problems import Problem

DEFAULT_SERIES = "co2-territorial"
# In percent, the same for all years and series: so colours of two maps may be compared.
BREAKS = (0.05, 0.25, 1, 3, 10)
_SHARE_FIELDS = "country_code,share_percent,emissions_mt,rank,source_id"
_SERIES_FIELDS = "id,name,gas,from_year,to_year,unit,producers,cumulative"


class Shares(NamedTuple):
    """The shares of all countries in one year of one series.

    Args:
        series: The row of the series; None if the record has none.
        year: The year; None if there are no figures.
        years: The first and the last year that have figures of countries.
        by_code: The share of each country, by code.
        source_id: The source; "" without figures.
    """

    series: Json | None
    year: int | None
    years: tuple[int, int]
    by_code: dict[str, Json]
    source_id: str


async def all_series(reader: Reader) -> dict[str, Json]:
    """All series of emissions by id, the default one first; read once per release."""
    cache, release = reader.per_release("all-series"), reader.snapshot.release
    if release not in cache:
        rows = (await reader.rows("series", fields=_SERIES_FIELDS, sort="id")).rows
        rows.sort(key=lambda row: row["id"] != DEFAULT_SERIES)
        cache[release] = {row["id"]: row for row in rows}
    series: dict[str, Json] = cache[release]
    return series


async def read_shares(reader: Reader, series_id: str, year: str | None) -> Shares:
    """The shares of a year, by default of the latest one with figures.

    Raises:
        Problem: There are no figures of the year, or it is no year.
    """
    series = (await all_series(reader)).get(series_id)
    first, last = await _years(reader, series_id)
    if series is None or not last:
        return Shares(series, None, (0, 0), {}, "")
    chosen = last if year is None else whole_number(year)
    if chosen is None or not first <= chosen <= last:
        detail = f"year is a year from {first} to {last} for the series {series_id}, not {year!r}"
        raise Problem("invalid-value", detail, parameter="year")
    rows = await reader.rows(
        "emissions-shares",
        series_id=series_id,
        actor_kind="country",
        year=chosen,
        sort="rank",
        fields=_SHARE_FIELDS,
    )
    by_code = {row["country_code"]: row for row in rows.rows}
    source_id = rows.rows[0]["source_id"] if rows.rows else ""
    return Shares(series, chosen, (first, last), by_code, source_id)


async def _years(reader: Reader, series_id: str) -> tuple[int, int]:
    """The first and the last year with figures of countries; zeros if there are none."""
    cache, release = reader.per_release("years-of-series"), reader.snapshot.release
    years: dict[str, tuple[int, int]] = cache.setdefault(release, {})
    if series_id not in years:
        ends = []
        for order in ("year", "-year"):
            rows = await reader.rows(
                "emissions-shares",
                1,
                series_id=series_id,
                actor_kind="country",
                sort=order,
                fields="year",
            )
            ends.append(rows.rows[0]["year"] if rows.rows else 0)
        years[series_id] = (ends[0], ends[1])
    return years[series_id]


class WorldMap(NamedTuple):
    """What a template shows of a map.

    Args:
        drawing: The map; None where the borders are not installed or there are no figures.
        is_installed: Whether the borders are installed.
        key: The classes of its colours, each with its words.
        missing: The names of the countries that have no figure.
        undrawn: The names of those that the borders do not have by themselves.
        has_sinks: Whether a share is below zero.
        hatch: What places without a figure are filled with; the legend defines it.
    """

    drawing: Markup | None
    is_installed: bool
    key: list[tuple[str, str]]
    missing: list[str]
    undrawn: list[str]
    has_sinks: bool
    hatch: Markup = HATCH


async def map_of(reader: Reader, world: World, shares: Shares) -> WorldMap:
    """The map of the shares, with its legend."""
    atlas = await asyncio.to_thread(read_atlas)  # the first time it takes tenths of a second
    missing = [row["name"] for code, row in world.countries.items() if code not in shares.by_code]
    has_sinks = any(row["share_percent"] < 0 for row in shares.by_code.values())
    drawn = None if atlas is None or not shares.by_code else _drawn(reader, world, shares, atlas)
    undrawn = _undrawn(world, atlas) if drawn else []
    return WorldMap(drawn, atlas is not None, _key(), missing, undrawn, has_sinks)


def _undrawn(world: World, atlas: Atlas | None) -> list[str]:
    numbers = atlas.numbers if atlas else frozenset()
    return [
        row["name"]
        for code, row in world.countries.items()
        if (row["numeric"] or code) not in numbers
    ]


def _drawn(reader: Reader, world: World, shares: Shares, atlas: Atlas) -> Markup:
    """The drawing, which several pages show: stored for each release and way to address it."""
    assert shares.series is not None
    cache, release = reader.per_release("maps"), reader.snapshot.release
    what = f"{shares.series['id']} {shares.year} {address(WORLD_SVG)}"
    key = f"{release} {reader.rest.names_release} {what}"
    if key not in cache:
        cache[key] = _draw(reader, world, shares, atlas)
    drawing: Markup = cache[key]
    return drawing


def _draw(reader: Reader, world: World, shares: Shares, atlas: Atlas) -> Markup:
    areas = []
    for code, row in world.countries.items():
        number = row["numeric"] or code
        if number in atlas.numbers:
            share = shares.by_code.get(code)
            value = share["share_percent"] if share else None
            title = f"{row['name']}: {percent(value) if share else 'no figure'}"
            href = reader.address(f"/countries/{code}")
            is_west = number in atlas.west
            areas.append(Area(path_id(number), css_of(value), title, href, is_west))
    areas.append(Area(path_id(UNCODED), NO_FIGURE, "No code in ISO 3166-1", "", is_west=False))
    name = f"Shares of the world by country, {shares.year}"
    borders = Borders(f"{reader.root}{address(WORLD_SVG)}", WIDTH, HEIGHT)
    return world_map(areas, borders, name)


def css_of(share_percent: float | None) -> str:
    """The class of a share's colour; that of places without a figure for None."""
    if share_percent is None:
        return NO_FIGURE
    return f"m{1 + sum(share_percent >= limit for limit in BREAKS)}"


def _key() -> list[tuple[str, str]]:
    """The legend: classes of colours with their words."""
    words = [f"under {figure(BREAKS[0])} %"]
    words += [f"{figure(low)} to {figure(high)} %" for low, high in pairwise(BREAKS)]
    words += [f"{figure(BREAKS[-1])} % and more"]
    return [*((f"m{i}", text) for i, text in enumerate(words, 1)), (NO_FIGURE, "no figure")]
