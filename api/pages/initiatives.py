"""The page of all initiatives: what each is about, and how many had joined it."""

from typing import Any

from api.http.request import Request
from api.http.response import Response
from api.pages.examples import address_of_query
from api.pages.reading import Json, Reader, open_page
from api.pages.site import record_page
from api.pages.wording import count
from schema.initiatives import ParticipationStatus

_MOST = 100
_FIELDS = "id,name,aliases,subject,declared_on,declared_on_note,source_id"
_QUERY = "{ initiatives { nodes { slug name subject declaredOn } } }"
_JOINED = ",".join(
    (
        ParticipationStatus.joined,
        ParticipationStatus.joined_through_eu,
        ParticipationStatus.incomplete,
    )
)


async def initiatives(request: Request) -> Response:
    """GET /initiatives: all initiatives by name."""
    reader = await open_page(request, ())
    rows = await reader.rows("initiatives", _MOST, counted=True, sort="name", fields=_FIELDS)
    counts = await _counts(reader, rows.rows)
    return record_page(
        request,
        reader,
        "initiatives.html",
        answer=await reader.answer("/initiatives"),
        alternate="/v1/initiatives",
        sentence=_sentence(rows.total or 0),
        initiatives=[{**row, **counts[row["id"]]} for row in rows.rows],
        total=rows.total,
        sources=await reader.sources(),
        query=_QUERY,
        query_address=address_of_query(_QUERY),
    )


async def _counts(reader: Reader, rows: list[Json]) -> dict[str, dict[str, Any]]:
    """How many had joined each and how many had not; counted once per release."""
    cache, release = reader.per_release("initiatives"), reader.snapshot.release
    if release not in cache:
        cache[release] = {row["id"]: await _count(reader, row["id"]) for row in rows}
    counts: dict[str, dict[str, Any]] = cache[release]
    return counts


async def _count(reader: Reader, key: str) -> dict[str, Any]:
    latest = await reader.rows(
        "initiative-participations",
        1,
        counted=True,
        initiative_id=key,
        sort="-attested_on",
        fields="attested_on",
    )
    stated = {"initiative_id": key}
    return {
        "joined": await reader.count("initiative-participations", status=_JOINED, **stated),
        "not_joined": await reader.count(
            "initiative-participations", status=ParticipationStatus.not_joined, **stated
        ),
        "ordered": await reader.count(
            "initiative-participations", status=ParticipationStatus.withdrawal_ordered, **stated
        ),
        "list": latest.rows[0]["attested_on"] if latest.rows else None,
    }


def _sentence(total: int) -> str:
    """The sentence that answers, made from data."""
    if not total:
        return "The record has no initiative."
    return (
        f"The record has {count(total, 'initiative')} that countries join freely, each with who"
        " had joined by the date of a list."
    )
