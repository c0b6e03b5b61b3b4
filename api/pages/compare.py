"""Two to four countries or groups side by side, and the form that leads there."""

from collections.abc import Sequence
from typing import Any

from api.http.caching import body_tag
from api.http.request import Request
from api.http.response import Response, cache_control
from api.pages.actors import Actor, actor_named
from api.pages.charts.bars import Bar, bar_chart
from api.pages.charts.lines import Series, line_chart
from api.pages.compare_rows import by_actor, heads_of_government, treaty_rows
from api.pages.compare_words import sentence_of
from api.pages.examples import address_of_query
from api.pages.pledge_words import promise, status
from api.pages.reading import Json, Reader, open_page
from api.pages.site import record_page
from api.pages.wording import NO_BREAK, capital, figure, label_of, listed
from api.pages.world import FIRST_YEAR, SERIES, World, read_world
from api.problems import Problem
from api.query.missing import similar_keys
from api.releases.coverage import CoverageQuery
from schema import RESOURCES
from schema.coverage import CoverageLevel

_BETWEEN = "..."
_FEWEST, _MOST = 2, 4
_FIELDS = ("first", "second", "third", "fourth")
_RESOURCES = ("countries", "groups")
_EXAMPLES = (("CHN", "USA"), ("eu", "USA", "CHN"), ("IND", "BRA"))
_OFFERED = 6  # large emitters that the form offers
_COLOURS = ("own", "s4", "s2", "s3", "this")
_SHARE_FIELDS = (
    "actor_id,year,share_percent,emissions_mt,world_mt,rank,per_capita_t,basis,source_id"
)
_PLEDGE_FIELDS = (
    "id,actor_id,actor_kind,kind,horizon,target_year,target_year_qualifier,value,unit,"
    "baseline_year,status,outcome,source_id"
)
_QUERY = """{
  emissionsShares(where: { actor: { in: [%s] }, year: { gte: %d } }, orderBy: [YEAR_DESC]) {
    nodes { actor year sharePercent perCapitaT }
  }
}"""

Named = list[tuple[str, str]]  # resources with keys


async def compare(request: Request) -> Response:
    """GET /compare: a form, or the page of the countries and groups that it names."""
    reader = await open_page(request, _FIELDS)
    given = [reader.rest.query[name] for name in _FIELDS if name in reader.rest.query]
    if len(given) >= _FEWEST:
        named = await _resolved(reader, given)
        return _redirect(reader, _path(named), 303)
    world, answer = await read_world(reader), await reader.answer("/compare")
    return record_page(
        request,
        reader,
        "compare_form.html",
        answer=answer,
        fields=_filled(given),
        offered=_offered(reader, world, given),
    )


def _filled(given: Sequence[str]) -> list[tuple[str, str]]:
    """The fields of the form with what stands in them."""
    return [(name, given[i] if i < len(given) else "") for i, name in enumerate(_FIELDS)]


def _offered(reader: Reader, world: World, given: list[str]) -> list[tuple[str, str]]:
    """What to compare: examples, or a given country with the largest emitters; path and names."""
    names = reader.snapshot.aliases
    first = given[0] if given and given[0] in world.countries else None
    codes = [row["country_code"] for row in world.shares[:_OFFERED]]
    pairs = [(first, code) for code in codes if code != first] if first else list(_EXAMPLES)
    offered = []
    for keys in pairs:
        named = [(_resource_of(reader, key), key) for key in keys]
        if all(resource for resource, _ in named):
            called = listed([names.name_of(resource, key) for resource, key in named])
            offered.append((_BETWEEN.join(keys), called))
    return offered


def _resource_of(reader: Reader, name: str) -> str:
    """Where a country or group of this code is; "" if the record has none."""
    names = reader.snapshot.aliases
    return next((each for each in _RESOURCES if names.resolve(each, name) is not None), "")


async def comparison(request: Request) -> Response:
    """GET /compare/{actors}: countries and groups side by side; names are redirected to codes."""
    reader = await open_page(request)
    segments = request.parameters["actors"].split(_BETWEEN)
    given = list(filter(None, segments))
    if not _FEWEST <= len(given) <= _MOST:
        detail = (
            f"a comparison has {_FEWEST} to {_MOST} countries or groups with {_BETWEEN} between"
            f" them, such as /compare/CHN{_BETWEEN}USA"
        )
        raise Problem("not-found", detail, suggestions=[f"/compare/CHN{_BETWEEN}USA"])
    named = await _resolved(reader, given)
    if [key for _, key in named] != segments:
        return _redirect(reader, _path(named), 308)
    return await _page(request, reader, named)


def _path(named: Named) -> str:
    return f"/compare/{_BETWEEN.join(key for _, key in named)}"


def _redirect(reader: Reader, path: str, status_code: int) -> Response:
    """The redirect to a page; a permanent one keeps the query string."""
    query = reader.rest.request.query_string if status_code == 308 else b""
    location = reader.address(path).encode() if not query else b""
    location = location or f"{reader.root}{path}".encode() + b"?" + query
    caching = cache_control(names_release=reader.rest.names_release)
    headers = [(b"location", location), (b"cache-control", caching)]
    return Response(status_code, b"", headers, body_tag(location), reader.snapshot.release)


async def _resolved(reader: Reader, given: list[str]) -> Named:
    """Names as resources and keys, each once.

    Raises:
        Problem: A name is unknown, or fewer than two are left.
    """
    names = reader.snapshot.aliases
    named: Named = []
    for i, name in enumerate(given):
        for resource in _RESOURCES:
            if (key := names.resolve(resource, name)) is not None:
                named.append((resource, key))
                break
        else:
            near = await similar_keys(RESOURCES["countries"], name, reader.snapshot)
            ways = [_BETWEEN.join([*given[:i], key, *given[i + 1 :]]) for key in near]
            detail = f"no country or group has the name {name!r}"
            raise Problem("not-found", detail, suggestions=[f"/compare/{way}" for way in ways])
    named = list(dict.fromkeys(named))
    if len(named) < _FEWEST:
        detail = f"a comparison is of {_FEWEST} to {_MOST} different countries or groups"
        raise Problem("not-found", detail, suggestions=["/compare"])
    return named


async def _page(request: Request, reader: Reader, named: Named) -> Response:
    world, answer = await read_world(reader), await reader.answer(_path(named))
    actors = {key: actor_named(reader, resource, key) for resource, key in named}
    ids = ",".join(actors)
    day = reader.as_of or answer.released
    shares = await by_actor(
        reader,
        "emissions-shares",
        ids,
        year__gte=str(FIRST_YEAR),
        sort="year",
        fields=_SHARE_FIELDS,
    )
    year = _common_year(shares)
    latest = {key: _of_year(rows, year) for key, rows in shares.items()}
    pledges = await _pledges(reader, ids)
    treaties = await treaty_rows(reader, ids, day)
    countries = [key for resource, key in named if resource == "countries"]
    heads = await heads_of_government(reader, countries, day)
    query = _QUERY % (", ".join(f'"{key}"' for key in actors), year or FIRST_YEAR)
    return record_page(
        request,
        reader,
        "compare.html",
        answer=answer,
        alternate="/v1/emissions-shares",
        ids=ids,
        fields=_filled(list(actors)),
        title=listed([actor.name for actor in actors.values()]),
        actors=actors,
        sentence=sentence_of({key: actor.name for key, actor in actors.items()}, latest, year),
        chart=_chart(actors, shares, world),
        chart_series=SERIES,
        late=_late(actors, shares),
        per_head=_per_head(actors, latest, year),
        years=sorted({row["year"] for rows in shares.values() for row in rows}, reverse=True),
        by_year={
            key: {row["year"]: row["share_percent"] for row in rows} for key, rows in shares.items()
        },
        year=year,
        latest=latest,
        pledges=pledges,
        treaties=treaties,
        heads=heads,
        uncovered=_uncovered(reader, actors, day),
        day=day,
        sources=await reader.sources(),
        query=query,
        query_address=address_of_query(query),
    )


def _common_year(shares: dict[str, list[Json]]) -> int | None:
    """The latest year that all have figures of, of those that have any."""
    years = [{row["year"] for row in rows} for rows in shares.values() if rows]
    return max(set.intersection(*years), default=None) if years else None


def _of_year(rows: list[Json], year: int | None) -> Json | None:
    return next((row for row in rows if row["year"] == year), None)


async def _pledges(reader: Reader, ids: str) -> dict[str, list[Json]]:
    """The pledges that no other one took the place of, each in words."""
    fields = f"{_PLEDGE_FIELDS},holds" if reader.as_of else _PLEDGE_FIELDS
    pledges = await by_actor(
        reader, "pledges", ids, sort="target_year", fields=fields, as_of=reader.as_of
    )
    for rows in pledges.values():
        for row in rows:
            row["promise"], row["standing"] = capital(promise(row)), status(row["status"])
    return pledges


def _uncovered(reader: Reader, actors: dict[str, Actor], day: str) -> dict[str, set[str]]:
    """Of each kind of rows, of whom no source here covers any."""
    dates = {"pledges": reader.as_of, "treaty-statuses": day, "tenures": day}
    find = reader.snapshot.coverage.find
    return {
        name: {
            key
            for key in actors
            if find(CoverageQuery(name, ((key,),), date=date)).level is CoverageLevel.none
        }
        for name, date in dates.items()
    }


def _chart(actors: dict[str, Actor], shares: dict[str, list[Json]], world: World) -> Any:
    """A line for each; None without figures. Large emitters have the colours of other pages."""
    fixed = {key: world.beside[key].css for key in actors if key in world.beside}
    free = iter([css for css in _COLOURS if css not in fixed.values()])
    series = []
    for key, actor in actors.items():
        points = [(row["year"], row["share_percent"]) for row in shares[key]]
        css = fixed.get(key) or next(free)
        label = label_of(actor.name) if key in world.countries else actor.name
        beside = world.beside.get(key)
        name, short = (beside.name, beside.short) if beside else (label, label)
        if points:
            series.append(Series(name, short, css, points))
    if not series:
        return None
    return line_chart(series, [], f"Shares of the world’s CO₂ in percent: {', '.join(actors)}")


def _late(actors: dict[str, Actor], shares: dict[str, list[Json]]) -> list[tuple[str, int]]:
    """The names of those whose lines begin after that of another one, with their first years."""
    firsts = {key: rows[0]["year"] for key, rows in shares.items() if rows}
    earliest = min(firsts.values(), default=None)
    return [(actors[key].name, year) for key, year in firsts.items() if year != earliest]


def _per_head(actors: dict[str, Actor], latest: dict[str, Json | None], year: int | None) -> Any:
    """The bars of emissions per head, the largest first; None without figures."""
    bars = [
        Bar(actors[key].name, value, f"{figure(value)}{NO_BREAK}t", actors[key].href)
        for key, row in latest.items()
        if row is not None and (value := row["per_capita_t"]) is not None
    ]
    if not bars:
        return None
    bars.sort(key=lambda bar: -bar.value)
    return bar_chart(bars, f"Emissions per head in {year}, in tonnes of CO₂")
