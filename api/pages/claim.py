"""The page of a claim: a figure as a source words it, beside each measured one that it may mean."""

from typing import Any

from api.http.request import Request
from api.http.response import Response
from api.pages.actors import known_actor
from api.pages.charts.dots import Dot, DotLine, dot_chart
from api.pages.claim_words import (
    claimed_range,
    hedge,
    left_open,
    rule,
    value,
    verdict,
    why,
    years_compared,
)
from api.pages.examples import address_of_query
from api.pages.reading import Json, Reader, open_page
from api.pages.site import record_page
from api.pages.wording import capital, figure, gas, listed, percent

_OTHERS = 40
_READING_FIELDS = (
    "id,emissions_share_id,series_id,year,gas,accounting,measure,measured_percent,"
    "difference_points,claimed_rank,measured_rank,fits,differs_in,source_id"
)
_QUERY_NAMES = "words readings { nodes { year gas accounting measuredPercent measuredRank fits } }"
_GASES = ("co2", "ghg", "ch4", "n2o")
_ACCOUNTING = {
    "territorial": "where it is emitted",
    "consumption": "where goods are consumed",
    "including_land_use": "with land use",
    "cumulative": "cumulative: all years up to then",
}


async def claim(request: Request) -> Response:
    """GET /claims/{id}: the page of a claim."""
    reader = await open_page(request, ())
    given = request.parameters["id"]
    return reader.redirect("claims", given) or await _page(request, reader, given)


async def _page(request: Request, reader: Reader, key: str) -> Response:
    row = await reader.row("claims", key, include="quote,speech,speaker")
    readings = await _readings(reader, row)
    others = await reader.rows(
        "claims",
        _OTHERS,
        actor_id=row["actor_id"],
        id__not=key,
        sort="said_on",
        fields="id,words,said_on,speaker_name,source_id",
    )
    actor = known_actor(reader, row)
    name = actor.name
    said, reason = verdict(row, readings)
    last_year = max((each["year"] for each in readings), default=None)
    query = f'{{ claim(slug: "{key}") {{ {_QUERY_NAMES} }} }}'
    answer, sources = await reader.answer(f"/claims/{key}"), await reader.sources()
    return record_page(
        request,
        reader,
        "claim.html",
        answer=answer,
        alternate=f"/v1/claims/{key}",
        claim=row,
        title=f"{name}: “{row['words']}”",
        cited=f"{name}: ‘{row['words']}’",
        names_other_source=any("source" in reading["differs_in"] for reading in readings),
        name=name,
        actor=actor,
        value=value(row),
        hedge=hedge(row),
        rule=rule(row),
        gas=gas(row["gas"]),
        accounting=_ACCOUNTING.get(row["accounting"] or "", "unknown"),
        open=listed(left_open(row)),
        years=sorted({reading["year"] for reading in readings}),
        speaker=capital(_speaker(row)),
        verdict=said,
        reason=reason,
        years_compared=years_compared(row) if readings else "",
        sentence=f"“{row['words']}”, said of {name}: {said} {reason}",
        readings=readings,
        chart=_chart(row, readings, name),
        latest=[each for each in readings if each["fits"] or each["year"] == last_year],
        last_year=last_year,
        others=others.rows,
        sources=sources,
        query=query,
        query_address=address_of_query(query),
    )


def _speaker(row: Json) -> str:
    """Who stated the figure, as the source words it."""
    named = row["speaker_name"] or (row["quote"] or {}).get("speaker_name")
    return named or "a text"


async def _readings(reader: Reader, row: Json) -> list[Json]:
    """The readings by series, in each the earliest first, with the names of the series."""
    result = await reader.rows("readings", claim_id=row["id"], sort="year", fields=_READING_FIELDS)
    series = await _series(reader)
    for reading in result.rows:
        of = series[reading["series_id"]]
        reading |= of
        reading["why"] = why(row, reading)
    return sorted(result.rows, key=_order)


def _order(reading: Json) -> tuple[bool, int, int]:
    accounting = reading["accounting"]
    return (
        accounting == "cumulative",
        _GASES.index(reading["gas"]),
        list(_ACCOUNTING).index(accounting),
    )


async def _series(reader: Reader) -> dict[str, Json]:
    """The name of each series, and what it leaves out; read once per release."""
    cache, release = reader.per_release("series"), reader.snapshot.release
    if release not in cache:
        result = await reader.rows("series", fields="id,name,left_out")
        cache[release] = {row["id"]: _named(row) for row in result.rows}
    series: dict[str, Json] = cache[release]
    return series


def _named(row: Json) -> Json:
    without = f"without {listed(row['left_out'])}" if row["left_out"] else ""
    name = row["name"].replace("CO2", "CO₂")
    short, _, rest = name.partition(", ")
    return {"name": name, "short": short, "note": ", ".join(filter(None, (rest, without)))}


def _chart(row: Json, readings: list[Json], name: str) -> Any:
    """The dots of all readings; None without any."""
    if not readings:
        return None
    is_rank = row["measure"] == "rank"
    lines = []
    for series in dict.fromkeys(reading["series_id"] for reading in readings):
        own = [reading for reading in readings if reading["series_id"] == series]
        dots = [
            Dot(
                reading["measured_rank"] if is_rank else reading["measured_percent"],
                str(reading["year"]),
                reading["fits"] is True,
                f"{reading['name']}, {reading['year']}: {_measured(reading)}",
            )
            for reading in own
        ]
        lines.append(DotLine(own[0]["short"], own[0]["note"], dots, _tally(own)))
    of = "Ranks" if is_rank else "Shares of the world’s emissions"
    return dot_chart(lines, claimed_range(row), "" if is_rank else " %", f"{of} of {name}")


def _measured(reading: Json) -> str:
    if reading["measured_rank"] is not None:
        return f"rank {figure(reading['measured_rank'])}"
    return percent(reading["measured_percent"])


def _tally(readings: list[Json]) -> str:
    if all(reading["fits"] is None for reading in readings):
        return "not decided"
    fitting = sum(reading["fits"] is True for reading in readings)
    return f"{fitting} of {len(readings)} fit" if fitting else "none fits"
