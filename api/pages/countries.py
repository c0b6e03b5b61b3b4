"""The page of all countries: their shares, ranks and end targets, by region and name."""

from typing import Any

from api.http.request import Request
from api.http.response import Response
from api.pages.choices import chosen
from api.pages.pledge_words import main_pledge, promise, status
from api.pages.reading import Json, open_page
from api.pages.site import record_page
from api.pages.wording import capital, in_prose, listed, percent
from api.pages.world import SERIES, World, read_world
from schema.words import normalise

_ORDERS = {"share": "largest share first", "name": "by name", "target": "earliest target first"}


async def countries(request: Request) -> Response:
    """GET /countries: a table of the countries that a region and a name select."""
    reader = await open_page(request, ("region", "name", "sort"))
    query = reader.rest.query
    world, answer = await read_world(reader), await reader.answer("/countries")
    regions = sorted({row["region"] for row in world.countries.values() if row["region"]})
    region = chosen(query.get("region"), "region", regions)
    order = chosen(query.get("sort"), "sort", list(_ORDERS)) or "share"
    name = query.get("name", "")
    named = reader.snapshot.aliases.resolve("countries", name) if name else None
    rows = [
        row
        for row in _rows(world)
        if (region is None or row["region"] == region)
        and (not name or row["code"] == named or normalise(name) in normalise(row["name"]))
    ]
    return record_page(
        request,
        reader,
        "countries.html",
        answer=answer,
        alternate="/v1/countries",
        sentence=_sentence(world),
        rows=sorted(rows, key=_KEYS[order]),
        regions=[(each, each) for each in regions],
        region=region,
        orders=_ORDERS,
        order=order,
        name=name,
        year=world.year,
        measured=len(world.shares),
        known=len(world.countries),
        chart_series=SERIES,
        sources=await reader.sources(),
        source_id=world.source_id,
    )


def _rows(world: World) -> list[Json]:
    """A row of the table for each country."""
    pledged: dict[str, list[Json]] = {}
    for pledge in world.targets:
        pledged.setdefault(pledge["country_code"] or "", []).append(pledge)
    return [
        {
            **country,
            "share": world.by_code.get(code),
            "target": _target(main_pledge(pledged.get(code, []))),
        }
        for code, country in world.countries.items()
    ]


def _target(pledge: Json | None) -> Json | None:
    if pledge is None:
        return None
    return {
        "year": pledge["target_year"],
        "promise": capital(promise(pledge)),
        "css": pledge["status"] or "unknown",
        "standing": status(pledge["status"]),
    }


def _share_key(row: Json) -> tuple[float, str]:
    return (-row["share"]["share_percent"] if row["share"] else 1.0, row["name"])


def _target_key(row: Json) -> tuple[int, float, str]:
    return (row["target"]["year"] if row["target"] else 9999, *_share_key(row))


def _name_key(row: Json) -> str:
    return normalise(row["name"])


_KEYS: dict[str, Any] = {"share": _share_key, "name": _name_key, "target": _target_key}


def _sentence(world: World) -> str:
    """The sentence that answers, made from data."""
    if world.year is None:
        return "The record has no figures of emissions."
    first = world.shares[:3]
    names = [in_prose(world.countries[row["country_code"]]["name"]) for row in first]
    shares = [
        f"{name} ({percent(row['share_percent'])})" for name, row in zip(names, first, strict=True)
    ]
    return f"In {world.year} {listed(shares)} had the largest shares of the world’s CO₂."
