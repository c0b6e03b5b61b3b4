"""The list of releases, and the page of one: how much it changed, how to pin and cite it."""

from api.http.request import Request
from api.http.response import Response
from api.pages.change_words import counts_changes, same_rows, summary
from api.pages.downloads import release_file
from api.pages.examples import address_of_query
from api.pages.reading import AFTER, Answer, Json, Reader, open_page
from api.pages.site import record_page
from api.pages.stored import Stored, changes_address, stored_releases
from api.pages.wording import count, day

_ON_PAGE = 100
_QUERY = "{ releases { nodes { slug released rows added corrected removed merged } } }"


async def releases(request: Request) -> Response:
    """GET /releases: the releases up to the one that answers, the latest first."""
    reader = await open_page(request, (AFTER,))
    query = reader.rest.query
    listing = await reader.rows("releases", _ON_PAGE, counted=True, after=query.get(AFTER))
    stored = await stored_releases(reader, listing.rows)
    return record_page(
        request,
        reader,
        "releases.html",
        is_lasting=False,  # which releases are stored changes
        answer=await reader.answer("/releases"),
        alternate="/v1/releases",
        sentence=_sentence(reader, listing.total or 0, listing.rows, stored),
        listing=listing,
        stored=stored,
        changes={row["id"]: changes_address(reader, row, stored) for row in listing.rows},
        ways=reader.pages("/releases", listing, {}),
        example=reader.snapshot.release,
        sources=await reader.sources(),
        query=_QUERY,
        query_address=address_of_query(_QUERY),
    )


async def release(request: Request) -> Response:
    """GET /releases/{id}: the page of a release."""
    reader = await open_page(request, ())
    key = request.parameters["id"]
    row = await reader.row("releases", key)
    stored = await stored_releases(reader, [row])
    is_answering = key == reader.snapshot.release
    query = f'{{ release(slug: "{key}") {{ released rows added corrected removed merged }} }}'
    return record_page(
        request,
        reader,
        "release.html",
        is_lasting=False,
        answer=await reader.answer(f"/releases/{key}"),
        alternate=f"/v1/releases/{key}",
        release=row,
        sentence=_release_sentence(row),
        is_answering=is_answering,
        is_stored=key in stored.ids,
        is_readable=key in stored.readable,
        changes=changes_address(reader, row, stored),
        sources_total=await reader.count("sources") if is_answering else None,
        file=release_file(request.app.settings.database_url, key),
        cited=Answer(key, row["released"], f"/?release={key}"),
        later=await _later(reader, row),
        sources=await reader.sources(),
        query=query,
        query_address=address_of_query(query),
    )


async def _later(reader: Reader, row: Json) -> str | None:
    """The release that took over from this one, if the answering one knows it."""
    rows = (await reader.rows("releases", 1, previous_id=row["id"], fields="id")).rows
    return rows[0]["id"] if rows else None


def _sentence(reader: Reader, total: int, shown: list[Json], stored: Stored) -> str:
    """The sentence that answers, made from data."""
    served = reader.snapshot.release
    here = [row["id"] for row in shown if row["id"] in stored.ids]
    unread = len(stored.unreadable.intersection(here))
    but = f", {unread:,} of them not readable by this server" if unread else ""
    first = f"The record has {count(total, 'release')} up to {served}"
    return f"{first}; {count(len(here), 'is', 'are')} stored here{but}. A release never changes."


def _release_sentence(row: Json) -> str:
    """What a release is and what it changed, made from data."""
    first = f"Release {row['id']} of {day(row['released'])} has {row['rows']:,} rows."
    if row["previous_id"] is None:
        return f"{first} It is the first of its history."
    if not counts_changes(row):
        return f"{first} {same_rows(row)}"
    return f"{first} Rows that changed over {row['previous_id']}: {summary(row)}."
