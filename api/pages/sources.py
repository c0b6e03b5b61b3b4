"""The page of all sources: who published each, under which licence, and what rests on it."""

from collections import Counter

from api.http.request import Request
from api.http.response import Response
from api.pages.reading import AFTER, ALL, Json, Reader, open_page
from api.pages.site import record_page
from api.pages.wording import count, listed
from schema import RESOURCES

_FIELDS = (
    "id,kind,title,publisher,producers,licence,licence_url,licence_note,edition,data_through,url"
)
_ROWS = " UNION ALL ".join(
    f"SELECT '{resource.name}', source_id, count(*) FROM {resource.table_name} GROUP BY source_id"  # noqa: S608
    for resource in RESOURCES.values()
    if "source_id" in resource.fields
)

Rows = dict[str, Counter[str]]


async def sources(request: Request) -> Response:
    """GET /sources: all sources, in the order of `/v1/sources`."""
    reader = await open_page(request, (AFTER,))
    listing = await reader.rows(
        "sources",
        ALL,
        counted=True,
        fields=_FIELDS,
        after=reader.rest.query.get(AFTER),
    )
    rows = await rows_by_source(reader)
    return record_page(
        request,
        reader,
        "sources.html",
        answer=await reader.answer("/sources"),
        alternate="/v1/sources",
        sentence=_sentence(listing.total or 0, listing.rows, rows),
        listing=listing,
        rows={each["id"]: sum(of[each["id"]] for of in rows.values()) for each in listing.rows},
        ways=reader.pages("/sources", listing, {}),
    )


async def rows_by_source(reader: Reader) -> Rows:
    """How many rows of each resource name which source; counted once per release."""
    cache, release = reader.per_release("rows-by-source"), reader.snapshot.release
    if release not in cache:
        counted: Rows = {name: Counter() for name in RESOURCES}
        for name, source_id, number in await reader.snapshot.fetch_all_in_thread(_ROWS, ()):
            if source_id is not None:
                counted[name][source_id] = number
        cache[release] = counted
    rows: Rows = cache[release]
    return rows


def _sentence(total: int, shown: list[Json], rows: Rows) -> str:
    """The sentence that answers, made from data."""
    publishers = {row["publisher"] for row in shown if row["publisher"]}
    unlicensed = sum(not row["licence"] for row in shown)
    of_all: Counter[str] = sum(rows.values(), Counter())
    titles = {row["id"]: row["title"] or row["publisher"] or row["id"] for row in shown}
    largest = [
        f"{titles[key]} ({number:,} rows)" for key, number in of_all.most_common(2) if key in titles
    ]
    first = f"{count(total, 'source')} of {count(len(publishers), 'publisher')}"
    most = f" Most rows are of {listed(largest)}." if largest else ""
    no = f" Of {unlicensed} no licence is stated." if unlicensed else ""
    return f"The record has {first}, each with its citation.{most}{no}"
