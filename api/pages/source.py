"""The page of a source: what it is, how to cite it, and what of the record rests on it."""

from api.http.request import Request
from api.http.response import Response
from api.pages import structured_data
from api.pages.citing import copied_by
from api.pages.examples import address_of_query
from api.pages.reading import Json, Reader, open_page
from api.pages.site import record_page
from api.pages.wording import count, listed
from schema import RESOURCES
from schema.resource import Resource

_WITH_SOURCE = [each for each in RESOURCES.values() if "source_id" in each.fields]


async def source(request: Request) -> Response:
    """GET /sources/{id}: the page of a source."""
    reader = await open_page(request, ())
    given = request.parameters["id"]
    return reader.redirect("sources", given) or await _page(request, reader, given)


async def _page(request: Request, reader: Reader, key: str) -> Response:
    row = await reader.row("sources", key)
    known, resting = await _all(reader), await _resting(reader, key)
    title = row["title"] or f"A text of {row['publisher'] or 'an unknown publisher'}"
    sentence = _sentence(row, resting)
    query = f'{{ source(slug: "{key}") {{ title publisher licence citation }} }}'
    reader.uses([key])
    return record_page(
        request,
        reader,
        "source.html",
        answer=await reader.answer(f"/sources/{key}"),
        alternate=f"/v1/sources/{key}",
        it=row,
        title=title,
        sentence=sentence,
        things=[structured_data.source(row, title, sentence)],
        resting=resting,
        rows=sum(number for _, number in resting),
        derived_from=[(text, text in known) for text in row["derived_from"]],
        editions=_editions(known, row),
        sources=await reader.sources(),
        query=query,
        query_address=address_of_query(query),
    )


def _sentence(row: Json, resting: list[tuple[Resource, int]]) -> str:
    """What the source is and what rests on it, made from data."""
    makers = f"{listed(row['producers'])}, copy by" if copied_by(row) else ""
    publisher = f"{makers} {row['publisher']}".strip()
    day = _published(row)
    article = "An" if row["kind"].startswith("a") else "A"
    first = f"{article} {row['kind']} of {publisher}, {day}."
    if row["publisher"] is None:
        first = f"{article} {row['kind']}, {day}; its publisher is not stated."
    if not resting:
        return f"{first} No row of the record names it as its source."
    largest = [f"{each.name.replace('-', ' ')} ({number:,})" for each, number in resting[:3]]
    rows = count(sum(number for _, number in resting), "row")
    most = "most of them in" if len(resting) > len(largest) else "in"
    return f"{first} {rows} of the record rest on it, {most} {listed(largest)}."


def _published(row: Json) -> str:
    """When the source was published, by its day or its edition."""
    if row["published_on"]:
        return f"published {row['published_on']}"
    if row["edition"]:
        return f"edition of {row['edition']}, with no day of publication stated"
    return "of an unknown day"


async def _resting(reader: Reader, key: str) -> list[tuple[Resource, int]]:
    """How many rows of each resource name the source, the most first; counted once per release."""
    cache, release = reader.per_release("resting"), reader.snapshot.release
    counted: dict[str, list[tuple[Resource, int]]] = cache.setdefault(release, {})
    if key not in counted:
        rows = [(each, await _count(reader, each, key)) for each in _WITH_SOURCE]
        some = [(resource, number) for resource, number in rows if number]
        counted[key] = sorted(some, key=lambda each: -each[1])
    return counted[key]


async def _count(reader: Reader, resource: Resource, key: str) -> int:
    """The number of rows of a resource, without the filters that its list has by default."""
    defaults = "false" if resource.defaults else None
    return await reader.count(resource.name, source_id=key, defaults=defaults)


async def _all(reader: Reader) -> dict[str, Json]:
    """The sources of the release, by id; read once per release."""
    cache, release = reader.per_release("sources"), reader.snapshot.release
    if release not in cache:
        result = await reader.rows("sources", fields="id,dataset,edition", sort="-edition")
        cache[release] = {row["id"]: row for row in result.rows}
    sources: dict[str, Json] = cache[release]
    return sources


def _editions(sources: dict[str, Json], row: Json) -> list[Json]:
    """The other editions of its dataset, the latest first."""
    if row["dataset"] is None:
        return []
    others = (each for each in sources.values() if each["dataset"] == row["dataset"])
    return [each for each in others if each["id"] != row["id"]]
