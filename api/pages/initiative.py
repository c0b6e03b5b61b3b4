"""The page of an initiative: who had joined it by the date of a list, and who had not."""

from typing import NamedTuple

from api.http.request import Request
from api.http.response import Response
from api.pages.actors import Actor, actor_named, known_actor
from api.pages.examples import address_of_query
from api.pages.initiative_words import HEADINGS, members_sentence
from api.pages.reading import ALL, Json, Reader, open_page
from api.pages.site import record_page
from schema.initiatives import ParticipationStatus

_FIELDS = (
    "id,actor_id,actor_kind,status,target_year,attested_on,words,locator,source_id,country_code"
)


class Members(NamedTuple):
    """The countries and groups of which sources state the same.

    Args:
        heading: What they state.
        definition: What that means.
        rows: The participations, each with its `actor`, by name.
    """

    heading: str
    definition: str
    rows: list[Json]


async def initiative(request: Request) -> Response:
    """GET /initiatives/{id}: the page of an initiative; a former id of it is redirected."""
    reader = await open_page(request, ())
    key = request.parameters["id"]
    return reader.redirect("initiatives", key) or await _page(request, reader, key)


async def _page(request: Request, reader: Reader, key: str) -> Response:
    row = await reader.row("initiatives", key, include="event")
    rows = await _participations(reader, key)
    members = _by_status(rows)
    unknown = await _not_stated(reader, rows)
    query = (
        f'{{ initiative(slug: "{key}") {{ name'
        " participations(where: { status: { eq: JOINED } })"
        " { nodes { country { name } attestedOn } } } }"
    )
    return record_page(
        request,
        reader,
        "initiative.html",
        answer=await reader.answer(f"/initiatives/{key}"),
        alternate=f"/v1/initiatives/{key}",
        initiative=row,
        sentence=members_sentence(row["name"], rows, len(unknown)),
        members=members,
        dates=sorted({each["attested_on"] for each in rows}),
        not_read=await _not_read(reader, key, rows),
        unknown=unknown,
        sources=await reader.sources(),
        query=query,
        query_address=address_of_query(query),
    )


async def _participations(reader: Reader, key: str) -> list[Json]:
    """What sources state of each country or group, by their names."""
    result = await reader.rows("initiative-participations", initiative_id=key, fields=_FIELDS)
    for row in result.rows:
        row["actor"] = known_actor(reader, row)
    return sorted(result.rows, key=lambda row: (row["actor"].name, row["attested_on"]))


async def _not_read(reader: Reader, key: str, rows: list[Json]) -> int:
    """How many further statements the data has, beyond the largest page."""
    if len(rows) < ALL:
        return 0
    return await reader.count("initiative-participations", initiative_id=key) - len(rows)


def _by_status(rows: list[Json]) -> list[Members]:
    """The statements that are the same together, in the order of the vocabulary."""
    return [
        Members(HEADINGS[status], status.definition, of_status)
        for status in ParticipationStatus
        if (of_status := [row for row in rows if row["status"] == status])
    ]


async def _not_stated(reader: Reader, rows: list[Json]) -> list[Actor]:
    """The countries and territories of which no source here states anything."""
    stated = {row["country_code"] for row in rows}
    codes = await _countries(reader)
    return [actor_named(reader, "countries", code) for code in codes if code not in stated]


async def _countries(reader: Reader) -> list[str]:
    """The codes of all countries by their names; read once per release."""
    cache, release = reader.per_release("country_codes"), reader.snapshot.release
    if release not in cache:
        countries = await reader.rows("countries", fields="code", sort="name")
        cache[release] = [row["code"] for row in countries.rows]
    codes: list[str] = cache[release]
    return codes
