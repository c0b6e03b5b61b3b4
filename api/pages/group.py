"""The page of a group: its members on a day, its share of emissions, its pledges."""

from typing import Any

from api.http.request import Request
from api.http.response import Response
from api.pages.actors import Actor, actor_named
from api.pages.charts.dates import in_years
from api.pages.charts.timeline import Span, timeline
from api.pages.emissions_part import draw_shares, ring_note, table_rows, with_rings
from api.pages.examples import address_of_query
from api.pages.pledge_words import details, promise, status
from api.pages.reading import Json, Reader, open_page
from api.pages.site import record_page
from api.pages.wording import capital, count, percent, reason
from api.pages.world import SERIES, read_world

_MOST_BARS = 40
_LISTED = 40
_MEMBER_FIELDS = (
    "id,country_code,member_group_id,start_date,end_date,last_seen,certain_from,certain_until,"
    "basis,source_id"
)
_SHARE_FIELDS = (
    "id,year,share_percent,emissions_mt,world_mt,basis,members_without_data,rank,source_id"
)
_COVERAGE_FIELDS = "level,scope,states_none,covered_from,covered_to,source_id"


async def group(request: Request) -> Response:
    """GET /groups/{id}: the page of a group; a name of it is redirected to its id."""
    reader = await open_page(request)
    given = request.parameters["id"]
    return reader.redirect("groups", given) or await _page(request, reader, given)


async def _page(request: Request, reader: Reader, key: str) -> Response:
    row = await reader.row("groups", key)
    members = await _members(reader, key)
    shares = (  # the latest first, as an index has them
        await reader.rows("emissions-shares", group_id=key, sort="-year", fields=_SHARE_FIELDS)
    ).rows[::-1]
    claims = await reader.rows(
        "claims", _LISTED, group_id=key, measure="share", include="quote", sort="said_on"
    )
    world, answer = await read_world(reader), await reader.answer(f"/groups/{key}")
    latest = shares[-1] if shares else None
    query = f'{{ group(slug: "{key}") {{ name members {{ nodes {{ country {{ name }} }} }} }} }}'
    values: dict[str, Any] = {
        "pledges": await _pledges(reader, key),
        "belongs_to": await _belongs_to(reader, key),
        "coverage": await _coverage(reader, key),
    }
    sources = await reader.sources()
    named = {"code": key, "label": row["acronym"] or row["name"], "name": row["name"]}
    ringed = with_rings(claims.rows, sources)
    chart = draw_shares(named, shares, ringed, world)
    return record_page(
        request,
        reader,
        "group.html",
        answer=answer,
        alternate=f"/v1/groups/{key}",
        group=row,
        sentence=_sentence(row, members, latest, reader.as_of),
        members=members,
        certain=[each for each in members if each["holds"]],
        possible=[each for each in members if each["holds"] is None],
        dated=[each for each in members if each["start_date"] or each["end_date"]],
        timeline=_timeline(members, answer.released, reader.as_of, row["name"]),
        latest=latest,
        without_data=_without_data(reader, latest),
        share_rows=table_rows(reader, shares[::-1], ranked=False),
        chart=chart,
        chart_series=SERIES,
        ring_note=ring_note(ringed, sources),
        claims=ringed,
        sources=sources,
        query=query,
        query_address=address_of_query(query),
        **values,
    )


async def _members(reader: Reader, key: str) -> list[Json]:
    """The memberships by name, with whether each holds on the day of the page."""
    dated = ",holds,holds_reason" if reader.as_of else ""
    result = await reader.rows(
        "memberships", group_id=key, as_of=reader.as_of, fields=f"{_MEMBER_FIELDS}{dated}"
    )
    rows = []
    for row in result.rows:
        member = _member(reader, row)
        why = reason(row.get("holds_reason"))
        rows.append({"holds": None, **row, "href": member.href, "name": member.name, "reason": why})
    return sorted(rows, key=lambda each: str(each["name"]))


def _member(reader: Reader, row: Json) -> Actor:
    """The country or group that belongs to the group."""
    if row["country_code"] is not None:
        return actor_named(reader, "countries", row["country_code"])
    return actor_named(reader, "groups", row["member_group_id"])


def _without_data(reader: Reader, latest: Json | None) -> list[str]:
    """The names of the members that a sum has no figure of."""
    names = reader.snapshot.aliases
    codes = latest["members_without_data"] if latest else []
    return [names.name_of("countries", code) for code in codes]


async def _pledges(reader: Reader, key: str) -> list[Json]:
    result = await reader.rows("pledges", _LISTED, group_id=key, sort="-target_year")
    for pledge in result.rows:
        pledge["promise"] = capital(promise(pledge))
        pledge["details"] = details(pledge)
        pledge["standing"] = status(pledge["status"])
    return result.rows


async def _belongs_to(reader: Reader, key: str) -> list[Json]:
    """The groups that the group is a member of."""
    result = await reader.rows(
        "memberships", member_group_id=key, as_of=reader.as_of, include="group"
    )
    return [row["group"] for row in result.rows if row["group"]]


async def _coverage(reader: Reader, key: str) -> list[Json]:
    """What sources cover of the group's members."""
    result = await reader.rows(
        "coverage", actor_id=key, resource="memberships", fields=_COVERAGE_FIELDS
    )
    return result.rows


def _sentence(row: Json, members: list[Json], latest: Json | None, as_of: str | None) -> str:
    """The sentence that answers, made from data."""
    listed = f"{row['name']}: {_listed(members, as_of)}."
    if latest is None:
        return f"{listed} The record has no figure of what they emit together."
    is_sum = latest["basis"] == "summed"
    who = "Its present members together" if is_sum else "As its source defines it, it"
    share = percent(latest["share_percent"])
    return f"{listed} {who} emitted {share} of the world’s CO₂ in {latest['year']}."


def _listed(members: list[Json], as_of: str | None) -> str:
    """How many members there are, or on a day were."""
    if not members:
        return f"the record lists no member{f' on {as_of}' if as_of else ''}"
    if as_of is None:
        return f"the record lists {count(len(members), 'member')}, past ones included"
    certain = sum(each["holds"] is True for each in members)
    unknown = len(members) - certain
    if not certain:
        return f"on {as_of}, no member is certain; of {unknown} it is unknown"
    verb = "is" if certain == 1 else "are"
    more = f"; of {unknown} more it is unknown" if unknown else ""
    return f"on {as_of}, {count(certain, 'member')} {verb} certain{more}"


def _timeline(members: list[Json], released: str, as_of: str | None, name: str) -> Any:
    """A bar for each dated membership; None without any, or with more than there is place for."""
    spans = [span for each in members if (span := _span(each)) is not None]
    if not spans or len(spans) > _MOST_BARS:
        return None
    spans.sort(key=lambda span: (span.start or span.stated, span.name))
    first = min(span.start or span.stated for span in spans)
    day = None if as_of is None else in_years(as_of, at_end=False)
    last = in_years(released, at_end=True)
    return timeline(spans, int(first), last, day, as_of or "", f"Members of {name}, by years")


def _span(row: Json) -> Span | None:
    """The bar of a membership; None for one of which no source states the start."""
    start, end = row["start_date"], row["end_date"]
    if start is None:
        return None
    stated = max(filter(None, (end, row["certain_until"], row["last_seen"], start)))
    until = f"to {end}" if end else f"a source says so up to {stated}; the end is unknown"
    return Span(
        row["name"],
        f"since {start}",
        in_years(start, at_end=False),
        in_years(stated, at_end=end is not None),
        None if end is None else in_years(end, at_end=True),
        row["holds"] is True,
        f"{row['name']}: from {start} {until}",
    )
