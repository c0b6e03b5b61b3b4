"""The page of all pledges: end targets by year and standing, and a list to search."""

from markupsafe import Markup

from api.http.request import Request
from api.http.response import Response
from api.pages.actors import known_actor
from api.pages.charts.matrix import counts
from api.pages.charts.units import Group, Groups, Unit, UnitLine, unit_lines
from api.pages.choices import chosen
from api.pages.examples import address_of_query
from api.pages.pledge_query import REPLACED, graphql_of
from api.pages.pledge_words import STATUSES, horizon, kind, outcome, promise, status
from api.pages.reading import AFTER, AS_OF, Json, Reader, open_page
from api.pages.site import record_page
from api.pages.targets import END_TARGET, by_year, standings_of, target_sentence, to_come
from api.pages.wording import UNKNOWN, capital, count, day
from api.pages.world import World, read_world
from schema.pledge_terms import PledgeKind, TargetHorizon

_YEARS = ("target_year__gte", "target_year__lte")
_FILTERS = ("actor", "status", "kind", "horizon", REPLACED, *_YEARS, AS_OF)
_SORT = "sort"
# The fields that a part of the form has which opens.
_FURTHER = ("kind", REPLACED, *_YEARS, AS_OF, _SORT)
# How the list is sorted, as REST names it; the first is what a list without a choice has.
_ORDERS = {
    "-status_date": "latest date of a standing first",
    "target_year": "earliest target year first",
    "-target_year": "latest target year first",
}
_PAGE = 30
_FIELDS = (
    "id,actor_id,actor_kind,kind,horizon,target_year,target_year_qualifier,value,unit,"
    "baseline_year,status,status_date,outcome,source_id"
)


async def pledges(request: Request) -> Response:
    """GET /pledges: end targets as squares, and the pledges that a form selects."""
    reader = await open_page(request, (*_FILTERS, _SORT, AFTER))
    asked = (*_FILTERS, _SORT)
    given = {name: reader.rest.query[name] for name in asked if name in reader.rest.query}
    order = chosen(given.get(_SORT), _SORT, list(_ORDERS)) or next(iter(_ORDERS))
    filters = {**_asked(given), _SORT: order}
    listed = await reader.rows(
        "pledges",
        _PAGE,
        counted=True,
        fields=f"{_FIELDS},holds,holds_reason" if reader.as_of else _FIELDS,
        after=reader.rest.query.get(AFTER),
        **filters,
    )
    world = await read_world(reader, shows_shares=False)
    answer = await reader.answer("/pledges", **given)
    columns = by_year(world, answer.released)
    chart_sources = sorted({row["source_id"] for row in to_come(world, answer.released)})
    reader.uses(chart_sources)
    standings = standings_of(columns)
    total = listed.total or 0
    coverage = [] if listed.rows else await _coverage(reader, given.get("actor"))
    sources, query = await reader.sources(), graphql_of(given, order)
    return record_page(
        request,
        reader,
        "pledges.html",
        answer=answer,
        alternate="/v1/pledges",
        end_target=END_TARGET,
        sentence=target_sentence(columns) + _dated(sources, chart_sources),
        chart=_chart(reader, world, answer.released, standings),
        chart_sources=chart_sources,
        left_out=await _left_out(reader, world, answer.released),
        standings=[(css, STATUSES.get(css, css)) for css in standings],
        matrix_rows=counts(columns, standings),
        statuses={**STATUSES, UNKNOWN: UNKNOWN},
        kinds={each.value: kind(each) for each in PledgeKind},
        horizons={each.value: horizon(each) for each in TargetHorizon},
        given=given,
        replaced=REPLACED,
        further=_FURTHER,
        orders=_ORDERS,
        order=order,
        filters=filters,
        rows=[_row(reader, row) for row in listed.rows],
        total=total,
        ways=reader.pages("/pledges", listed, given, "#find"),
        coverage=coverage,
        sources=sources,
        query=query,
        query_address=address_of_query(query),
    )


def _asked(given: dict[str, str]) -> dict[str, str]:
    """The parameters of REST that a form stands for: an unknown standing is one that is null."""
    if given.get("status") != UNKNOWN:
        return given
    return {name: text for name, text in given.items() if name != "status"} | {
        "status__isnull": "true"
    }


def _row(reader: Reader, row: Json) -> Json:
    return {
        **row,
        "actor": known_actor(reader, row),
        "promise": capital(promise(row)),
        "horizon_words": horizon(row["horizon"]),
        "standing": status(row["status"]),
        "outcome_words": outcome(row),
    }


def _chart(reader: Reader, world: World, released: str, standings: list[str]) -> Markup | None:
    """The squares; drawn once per release, for they do not depend on the form."""
    cache = reader.per_release("targets")
    key = f"{reader.snapshot.release} {reader.rest.names_release}"
    if key not in cache:
        cache[key] = _draw(reader, to_come(world, released), standings)
    chart: Markup | None = cache[key]
    return chart


def _draw(reader: Reader, targets: list[Json], standings: list[str]) -> Markup | None:
    """The squares; None without end targets."""
    if not targets:
        return None
    groups: dict[tuple[str, int], list[Unit]] = {}
    for pledge in targets:
        css, year = pledge["status"] or UNKNOWN, pledge["target_year"]
        groups.setdefault((css, year), []).append(
            Unit(css, _title(reader, pledge), reader.address(f"/pledges/{pledge['id']}"))
        )
    lines = [
        UnitLine(
            css,
            capital(STATUSES.get(css, css)),
            count(sum(len(units) for (of, _), units in groups.items() if of == css), "pledge"),
        )
        for css in standings
    ]
    addressed: Groups = {
        (css, year): Group(units, _address(reader, css, str(year)))
        for (css, year), units in groups.items()
    }
    return unit_lines(lines, addressed, "End targets by year and standing")


def _address(reader: Reader, css: str, year: str) -> str:
    """The address that lists the end targets of a standing and a year."""
    query = {"horizon": "end", REPLACED: "true", **dict.fromkeys(_YEARS, year)}
    return f"{reader.address('/pledges', status=css, **query)}#find"


def _title(reader: Reader, pledge: Json) -> str:
    return f"{known_actor(reader, pledge).name}: {promise(pledge)}"


async def _left_out(reader: Reader, world: World, released: str) -> str:
    """How many end targets have no square, and why; counted once per release."""
    cache, release = reader.per_release("end-targets"), reader.snapshot.release
    if release not in cache:
        total = await reader.count("pledges", horizon="end")
        yearless = await reader.count("pledges", horizon="end", target_year__isnull="true")
        past = len(world.targets) - len(to_come(world, released))
        over = total - yearless - len(world.targets)
        cache[release] = (
            f"Left out of {count(total, 'end target')}: {past} of a year already past,"
            f" {yearless} without a year, and {over} that another one replaced or that were"
            " withdrawn."
        )
    left_out: str = cache[release]
    return left_out


def _dated(sources: dict[str, Json], ids: list[str]) -> str:
    """Up to when the sources of the squares speak; "" if none of them says."""
    last = max(filter(None, (sources[each]["data_through"] for each in ids)), default=None)
    return "" if last is None else f" They are as sources state them up to {day(last)}."


async def _coverage(reader: Reader, name: str | None) -> list[Json]:
    """What sources cover of the pledges of the country or group that a list is empty for."""
    if name is None:
        return []
    result = await reader.rows("coverage", actor=name, resource="pledges")
    return result.rows
