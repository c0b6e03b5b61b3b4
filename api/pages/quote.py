"""The page of a quote: its words, who spoke in which post, and what stood on that day."""

from typing import Any

from api.http.request import Request
from api.http.response import Response
from api.pages.actors import actor_of
from api.pages.charts.dates import in_years
from api.pages.charts.moment import moment_chart
from api.pages.citing import named_by
from api.pages.coverage_line import coverage_line
from api.pages.emissions_part import with_words
from api.pages.examples import address_of_query
from api.pages.map_part import all_series
from api.pages.pledge_words import promise, status
from api.pages.quote_words import kind, language, link, order, place, said, speaker
from api.pages.reading import Json, Reader, open_page
from api.pages.site import record_page
from api.pages.structured_data import quotation
from api.pages.tenure_words import span
from api.pages.wording import capital
from api.pages.world import SERIES

_INCLUDED = "person,tenure,speech,claims.readings,then.emissions_share"
_FIRST_YEAR = 2000  # of the small chart
_MOST_POSTS = 6
_MOST_READ = 200  # quotes of one document
_AROUND = 4  # quotes that are shown before this one, and after it
_LONG, _VERY_LONG = 160, 300  # letters
_MOST_PLEDGES = 60
_PLEDGE_FIELDS = (
    "id,kind,target_year,target_year_qualifier,value,unit,status,announced_on,source_id,holds,"
    "holds_reason"
)
_LATER_FIELDS = "id,kind,target_year,target_year_qualifier,value,unit,baseline_year"
_HOLDS = (
    "id,title,start_date,end_date,attested_on,certain_from,certain_until,source_id,holds,"
    "holds_reason"
)


async def quote(request: Request) -> Response:
    """GET /quotes/{id}: the page of a quote; a former id of it is redirected."""
    reader = await open_page(request, ())
    key = request.parameters["id"]
    return reader.redirect("quotes", key) or await _page(request, reader, key)


async def _page(request: Request, reader: Reader, key: str) -> Response:
    row = await reader.row("quotes", key, include=_INCLUDED)
    shares = await _shares(reader, row)
    values = {
        "answer": await reader.answer(f"/quotes/{key}"),
        "alternate": f"/v1/quotes/{key}",
        "quote": row,
        "size": _size(row["text"]),
        "kind": kind(row),
        "speaker": speaker(row),
        "link": link(row),
        "language": language(row),
        "actor": actor_of(reader, row),
        "then": row["then"] or {},
        "posts": await _posts(reader, row),
        "most_posts": _MOST_POSTS,
        "pledges": await _pledges(reader, row),
        "chart": _chart(row, shares),
        "shares": shares,
        "chart_series": SERIES,
        "claims": _claims(row, await all_series(reader)),
        "coverage": _coverage(reader, row),
        "around": await _around(reader, row),
        **_ways(key),
    }
    reader.uses(_sources_of(row))
    sources = await reader.sources()  # of all that was read
    it = sources.get(row["source_id"])
    publisher = named_by(it) if it else row["source_id"]
    thing = quotation(row, publisher, f"{request.app.settings.base}/quotes/{key}")
    return record_page(
        request,
        reader,
        "quote.html",
        sources=sources,
        source_row=it,
        sentence=said(row, publisher),
        things=[thing] if thing else [],
        **values,
    )


def _size(text: str) -> str:
    """The class of the words: the longer they are, the smaller."""
    return "" if len(text) <= _LONG else "long" if len(text) <= _VERY_LONG else "text"


async def _posts(reader: Reader, row: Json) -> list[Json]:
    """The speaker's posts on the day, the one that the quote is linked to first.

    Of a quote without a day it is that one alone: of the others nothing is known.
    """
    tenure = row["tenure"]
    if row["speaker_id"] is None:
        return []
    held: list[Json] = []
    if row["said_on"] is not None:
        result = await reader.rows(
            "tenures",
            _MOST_POSTS + 1,
            official_id=row["speaker_id"],
            as_of=row["said_on"],
            fields=_HOLDS,
        )
        held = result.rows
    if tenure is not None and all(post["id"] != tenure["id"] for post in held):
        held.append({**tenure, "holds": None, "holds_reason": None})
    for post in held:
        post["span"] = span(post)
        post["linked"] = tenure is not None and post["id"] == tenure["id"]
    return sorted(held, key=lambda post: not post["linked"])


async def _pledges(reader: Reader, row: Json) -> list[Json]:
    """The pledges on the day of whom it is said for.

    They are the list that `then.pledges` names, which is not to be had of a quote without an actor.
    """
    if row["actor_id"] is None or row["said_on"] is None:
        return []
    result = await reader.rows(
        "pledges",
        _MOST_PLEDGES,
        actor_id=row["actor_id"],
        as_of=row["said_on"],
        fields=_PLEDGE_FIELDS,
    )
    later = await _later(reader, [each["id"] for each in result.rows if not each["kind"]])
    for pledge in result.rows:
        first = later.get(pledge["id"])
        pledge["promise"] = capital(promise(first or pledge))
        pledge["later"] = first and first["first_seen"]
        pledge["standing"] = status(pledge["status"])
    return result.rows


async def _later(reader: Reader, ids: list[str]) -> dict[str, Json]:
    """Pledges of which no source of the day states anything: as they are now, each with the day
    of its first source record."""
    if not ids:
        return {}
    pledges = await reader.rows("pledges", id=",".join(ids), fields=_LATER_FIELDS)
    records = await reader.rows(
        "source-records", pledge_id=",".join(ids), fields="row_id,first_seen"
    )
    rows = {pledge["id"]: {**pledge, "first_seen": None} for pledge in pledges.rows}
    for record in records.rows:
        row = rows[record["row_id"]]
        if record["first_seen"]:
            row["first_seen"] = min(record["first_seen"], row["first_seen"] or record["first_seen"])
    return rows


async def _shares(reader: Reader, row: Json) -> list[Json]:
    """The shares of whom it is said for, for the chart; none if none is of the day."""
    if not row["then"] or row["then"]["emissions_share"] is None:
        return []
    result = await reader.rows(
        "emissions-shares",
        actor_id=row["actor_id"],
        year__gte=_FIRST_YEAR,
        sort="year",
        fields="year,share_percent",
    )
    return result.rows


def _chart(row: Json, shares: list[Json]) -> Any:
    """The share over the years with the day of the quote; None without figures."""
    if not shares:
        return None
    measured, day = row["then"]["emissions_share"], row["said_on"]
    points = [(share["year"], share["share_percent"]) for share in shares]
    time = in_years(day, at_end=False), in_years(day, at_end=True)
    name = (
        f"Share of the world’s CO₂ in percent, {points[0][0]} to {points[-1][0]};"
        f" marked: {measured['year']}, and when it was said"
    )
    return moment_chart(points, measured["year"], time, "said", name)


def _claims(row: Json, series: dict[str, Json]) -> list[Json]:
    """The figures that the quote states, each with the measured ones that it may mean."""
    claims: list[Json] = row["claims"]["data"]
    for claim in claims:
        claim["measured"] = with_words(claim["readings"]["data"], series)
    return claims


async def _around(reader: Reader, row: Json) -> Json:
    """The quotes before and after it in the same document, and how many the record has of it."""
    query = {"speech_id": row["speech_id"]} if row["speech_id"] else {"source_id": row["source_id"]}
    result = await reader.rows(
        "quotes",
        _MOST_READ,
        fields="id,text,kind,language,speaker_kind,speaker_name,locator",
        **query,
    )
    rows = sorted(result.rows, key=order)
    here = next((i for i, each in enumerate(rows) if each["id"] == row["id"]), None)
    if here is None:  # of a document with more quotes than are read
        rows, here = [row], 0
    shown = rows[max(0, here - _AROUND) : here + _AROUND + 1]
    return {
        "rows": [{**each, "place": place(each), "words": kind(each)} for each in shown],
        "total": len(result.rows),
        "query": query,
    }


def _coverage(reader: Reader, row: Json) -> str:
    """How far sources cover the quotes of whom it is said for."""
    actor = actor_of(reader, row)
    if actor is None:
        return "It is said for no country or group, so no coverage is noted of it."
    return coverage_line(reader, "quotes", "the quotes", row["actor_id"], actor.name)


def _sources_of(row: Json) -> set[str]:
    """The sources of the rows that the quote leads to."""
    rows = [row["person"], row["tenure"], row["speech"]]
    for claim in row["claims"]["data"]:
        rows += [claim, *claim["readings"]["data"]]
    if row["then"]:
        rows.append(row["then"]["emissions_share"])
    return {each["source_id"] for each in rows if each is not None}


def _ways(key: str) -> dict[str, str]:
    """The query that the page shows, and its address in the playground."""
    query = (
        f'{{ quote(slug: "{key}") {{ text saidOn speaker {{ name }} tenure {{ title }}'
        " emissionsShare { year sharePercent } } }"
    )
    return {"query": query, "query_address": address_of_query(query)}
