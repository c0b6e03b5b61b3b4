"""The part of a country's page on its emissions: the chart of its share, and the claims on it."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from api.pages.charts.bars import Bar, bar_chart
from api.pages.charts.lines import Mark, Series, line_chart
from api.pages.map_part import all_series
from api.pages.reading import Json, Reader
from api.pages.wording import day, figure, formula, known, label_of, listed, percent
from api.pages.world import FIRST_YEAR, SERIES, World

_READINGS = 6  # of a claim that none fits
_LARGEST = 10  # emitters; half of them beside those around a country that is not among them
_AROUND = 2  # on either side
_LEGIBLE_PERCENT = 2  # below it, lines of large emitters would flatten the country's own
_SHARE_FIELDS = "id,year,share_percent,emissions_mt,world_mt,rank,source_id"


async def emissions_part(reader: Reader, country: Json, world: World) -> dict[str, Any]:
    """What the template shows of a country's emissions."""
    code = country["code"]
    shares = (  # the latest first, as an index has them
        await reader.rows(
            "emissions-shares",
            country_code=code,
            year__gte=FIRST_YEAR,
            sort="-year",
            fields=_SHARE_FIELDS,
        )
    ).rows[::-1]
    claims = (
        await reader.rows("claims", country_code=code, measure="share", limit=50, include="quote")
    ).rows
    readings: list[Json] = []
    if claims:
        result = await reader.rows("readings", 40, claim_id=claims[0]["id"], sort="-year")
        readings = result.rows
    return {
        "latest": shares[-1] if shares else None,
        "shares": shares,
        "share_rows": table_rows(reader, shares[::-1]),
        "chart_series": SERIES,
        "first_year": FIRST_YEAR,
        "claims": claims,
        **_divided(with_words(readings, await all_series(reader))),
        **_ranking(reader, world, code),
    }


def _divided(readings: list[Json]) -> dict[str, list[Json]]:
    """The readings that fit, or the latest ones if none does, and those besides."""
    fitting = [reading for reading in readings if reading["fits"]]
    shown = fitting or readings[:_READINGS]
    return {
        "readings": shown,
        "readings_besides": [reading for reading in readings if reading not in shown],
    }


def table_rows(reader: Reader, shares: list[Json], *, ranked: bool = True) -> Markup:
    """The rows of the table: hundreds of figures, which a template takes thrice the time for.

    Args:
        reader: Addresses the page of each figure.
        shares: The shares, in the order of the table.
        ranked: Whether they have ranks; those of groups have none.
    """
    start, end = str(escape(reader.address("/emissions-shares/*"))).split("*")
    rows = (
        f'<tr><th scope="row"><a href="{start}{row["id"]}{end}">{row["year"]}</a></th>'
        f'<td class="n">{percent(row["share_percent"])}</td>'
        f'<td class="n">{figure(row["emissions_mt"])}</td>'
        f"{_rank(row) if ranked else ''}</tr>"
        for row in shares
    )
    return Markup("".join(rows))  # noqa: S704  # figures and addresses


def _rank(row: Json) -> str:
    return f'<td class="n">{known(row["rank"])}</td>'


def draw_shares(country: Json, shares: list[Json], claims: list[Json], world: World) -> Any:
    """The chart of a country's share; None without figures.

    Args:
        country: The country, or a group with its `label`.
        shares: Its shares.
        claims: The claims about it with their rings, by `with_rings`.
        world: What is drawn beside it.
    """
    rows = sorted(shares, key=lambda row: row["year"])
    points = [(r["year"], r["share_percent"]) for r in rows if r["year"] >= FIRST_YEAR]
    if not points:
        return None
    code, name = country["code"], country["name"]
    label: str = country.get("label") or label_of(name)
    series = [world.beside[code] if code in world.beside else Series(label, label, "own", points)]
    if max(value for _, value in points) >= _LEGIBLE_PERCENT:
        series += [each for actor, each in world.beside.items() if actor != code and each.points]
    marks = marks_of([claim for claim in claims if (claim["ring"] or 0) >= points[0][0]])
    name_of_chart = (
        f"{name}: share of the world’s CO₂ in percent, {points[0][0]} to {points[-1][0]}"
    )
    return line_chart(series, marks, name_of_chart)


def with_rings(claims: list[Json], sources: dict[str, Json]) -> list[Json]:
    """Claims, each with the year at which its ring stands; None where no year is known.

    Args:
        claims: The claims.
        sources: Their sources, by id.
    """
    return [{**claim, "ring": _ring_year(claim, sources)} for claim in claims]


def marks_of(claims: list[Json]) -> list[Mark]:
    """The marks of claims with rings, of those that have a year."""
    return [
        Mark(claim["ring"], claim["value"], claim["words"])
        for claim in claims
        if claim["ring"] is not None
    ]


def _ring_year(claim: Json, sources: dict[str, Json]) -> int | None:
    """The year that a claim is of, was said in, or was published in; None if none is known."""
    source = sources.get(claim["source_id"], {})
    dates = (
        claim["year"],
        claim["said_on"],
        source.get("published_on"),
        source.get("data_through"),
    )
    return next((int(str(date)[:4]) for date in dates if date is not None), None)


def ring_note(claims: list[Json], sources: dict[str, Json]) -> str:
    """At which year the rings of claims stand that name none; "" if all name one."""
    yearless = [claim for claim in claims if claim["year"] is None]
    if not yearless:
        return ""
    undated = {
        source["data_through"]
        for claim in yearless
        if claim["said_on"] is None
        and not (source := sources.get(claim["source_id"], {})).get("published_on")
        and source.get("data_through")
    }
    note = "A claim that names no year stands at the year in which it was said or published."
    if not undated:
        return note
    days = listed([day(each) for each in sorted(undated)])
    return (
        f"{note} For a text without a date, that is the last year that it speaks of ({days}): it"
        " was written then or later."
    )


def with_words(readings: list[Json], series: Mapping[str, Json]) -> list[Json]:
    """Readings of a claim, each with what its measured share counts: the name of its series.

    Args:
        readings: The readings.
        series: All series, by id.
    """
    return [
        {**reading, "counts": formula(series[reading["series_id"]]["name"])} for reading in readings
    ]


def _ranking(reader: Reader, world: World, code: str) -> dict[str, Any]:
    """The bars of the largest emitters with those around a country that is not among them."""
    codes = [row["country_code"] for row in world.shares]
    at = codes.index(code) if code in codes else 0
    is_apart = at >= _LARGEST
    around = world.shares[at - _AROUND : at + _AROUND + 1] if is_apart else []
    largest = world.shares[: _LARGEST // 2 if is_apart else _LARGEST]
    bars = [
        Bar(
            f"{row['rank']} {label_of(world.countries[row['country_code']]['name'])}",
            row["share_percent"],
            percent(row["share_percent"]),
            reader.address(f"/countries/{row['country_code']}"),
            row["country_code"] == code,
        )
        for row in (*largest, *around)
    ]
    name = f"The largest shares of the world’s CO₂ in {world.year}"
    if is_apart:
        name = f"{name}, and those around {world.countries[code]['name']}"
    drawn = bar_chart(bars, name, len(largest) if is_apart else 0) if bars else None
    return {"largest": drawn, "is_apart": is_apart}
