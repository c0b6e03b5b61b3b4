"""The page of all countries: a map of their shares, and a table with ranks and end targets."""

from typing import Any

from api.http.request import Request
from api.http.response import Response
from api.pages.choices import chosen, whole_number
from api.pages.examples import address_of_query
from api.pages.map_part import DEFAULT_SERIES, Shares, all_series, map_of, read_shares
from api.pages.pledge_words import main_pledge, promise, status
from api.pages.reading import Json, Reader, open_page
from api.pages.site import record_page
from api.pages.wording import capital, in_prose, listed, percent, series_in_words
from api.pages.world import World, read_world
from api.problems import Problem
from schema.words import normalise

_ORDERS = {"share": "largest share first", "name": "by name", "target": "earliest target first"}
_FIELDS = ("year", "series", "region", "name", "sort")
_PAGE = "page"
_ROWS = 40
_QUERY = """{
  emissionsShares(
    where: { year: { eq: %d }, series: { eq: "%s" }, actorKind: { eq: COUNTRY } }
    orderBy: [RANK_ASC]
    first: 10
  ) {
    nodes { country { name } sharePercent rank }
  }
}"""


async def countries(request: Request) -> Response:
    """GET /countries: a map by year and series, and the countries that region and name select."""
    reader = await open_page(request, (*_FIELDS, _PAGE))
    given = {name: reader.rest.query[name] for name in _FIELDS if name in reader.rest.query}
    series = await all_series(reader)
    series_id = chosen(given.get("series"), "series", series) or DEFAULT_SERIES
    shares = await read_shares(reader, series_id, given.get("year"))
    world, answer = await read_world(reader), await reader.answer("/countries", **given)
    regions = sorted({row["region"] for row in world.countries.values() if row["region"]})
    region = chosen(given.get("region"), "region", regions)
    order = chosen(given.get("sort"), "sort", list(_ORDERS)) or "share"
    rows = sorted(_selected(reader, world, shares, region, given.get("name", "")), key=_KEYS[order])
    page = _page_number(reader.rest.query.get(_PAGE), len(rows))
    reader.uses([shares.source_id] if shares.source_id else [])
    drawn = await map_of(reader, world, shares)
    query = _QUERY % (shares.year or 0, series_id)
    return record_page(
        request,
        reader,
        "countries.html",
        is_lasting=drawn.is_installed,
        answer=answer,
        alternate="/v1/countries",
        sentence=_sentence(world, shares),
        map=drawn,
        rows=rows[(page - 1) * _ROWS : page * _ROWS],
        total=len(rows),
        first=(page - 1) * _ROWS + 1,
        page=page,
        pages=-(-len(rows) // _ROWS),
        given=given,
        regions=[(each, each) for each in regions],
        order=order,
        orders=_ORDERS,
        all_series=series,
        series=shares.series,
        series_id=series_id,
        years=shares.years,
        year=shares.year,
        listed_measured=sum(row["share"] is not None for row in rows),
        measured=len(shares.by_code),
        known=len(world.countries),
        sources=await reader.sources(),
        source_id=shares.source_id,
        query=query,
        query_address=address_of_query(query),
    )


def _page_number(text: str | None, rows: int) -> int:
    """The page of the table. Raises `Problem` if there is no such page."""
    last = max(1, -(-rows // _ROWS))
    number = 1 if text is None else whole_number(text)
    if number is None or not 1 <= number <= last:
        detail = f"page is a number from 1 to {last}, not {text!r}"
        raise Problem("invalid-value", detail, parameter=_PAGE)
    return number


def _selected(
    reader: Reader, world: World, shares: Shares, region: str | None, name: str
) -> list[Json]:
    """A row of the table for each country that has the region and the name."""
    named = reader.snapshot.aliases.resolve("countries", name) if name else None
    targets = _targets(reader, world)
    return [
        {**country, "share": shares.by_code.get(code), "target": targets.get(code)}
        for code, country in world.countries.items()
        if (region is None or country["region"] == region)
        and (not name or code == named or normalise(name) in normalise(country["name"]))
    ]


def _targets(reader: Reader, world: World) -> dict[str, Json]:
    """The main end target of each country that has one, in words; made once per release."""
    cache, release = reader.per_release("countries.targets"), reader.snapshot.release
    if release not in cache:
        pledged: dict[str, list[Json]] = {}
        for pledge in world.targets:
            pledged.setdefault(pledge["country_code"] or "", []).append(pledge)
        mains = {code: main_pledge(pledges) for code, pledges in pledged.items()}
        cache[release] = {code: _target(main) for code, main in mains.items() if main}
    targets: dict[str, Json] = cache[release]
    return targets


def _target(pledge: Json) -> Json:
    return {
        "year": pledge["target_year"],
        "kind": pledge["kind"],
        "promise": capital(promise(pledge)),
        "css": pledge["status"] or "unknown",
        "standing": status(pledge["status"]),
    }


def _share_key(row: Json) -> tuple[bool, float, str]:
    share = row["share"]
    return (share is None, -share["share_percent"] if share else 0, row["name"])


def _target_key(row: Json) -> tuple[int, bool, float, str]:
    return (row["target"]["year"] if row["target"] else 9999, *_share_key(row))


def _name_key(row: Json) -> str:
    return normalise(row["name"])


_KEYS: dict[str, Any] = {"share": _share_key, "name": _name_key, "target": _target_key}


def _sentence(world: World, shares: Shares) -> str:
    """The sentence that answers, made from data."""
    if shares.series is None or not shares.by_code:
        return "The record has no figures of emissions."
    largest = sorted(shares.by_code.values(), key=lambda row: -row["share_percent"])[:3]
    names = [in_prose(world.countries[row["country_code"]]["name"]) for row in largest]
    named = [
        f"{name} ({percent(row['share_percent'])})"
        for name, row in zip(names, largest, strict=True)
    ]
    what = series_in_words(shares.series)
    return f"In {shares.year} {listed(named)} had the largest shares of the world’s {what}."
