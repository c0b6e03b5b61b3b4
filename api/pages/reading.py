"""What a page reads: rows of one release, by the queries that REST answers.

So a page shows what `/v1` says. Each list or row is one statement; what is the same for every page
of a release is read once.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any, NamedTuple
from urllib.parse import urlencode

from cachetools import LRUCache
from pydantic_core import from_json

from api.http.caching import body_tag
from api.http.request import Request
from api.http.response import Headers, Response, cache_control
from api.problems import Problem
from api.query.values import parse_date
from api.rest.first_rows import first_rows
from api.rest.items import WITH_PAGES, read_item
from api.rest.plans import RELEASE
from api.rest.query_params import refuse_others
from api.rest.query_string import Query
from api.rest.request import RestRequest, open_request
from schema import RESOURCES
from schema.filters import ALIASED_RESOURCES

AS_OF = "as_of"
AFTER = "after"
ALL = 500  # the largest page of REST; of one country, only posts held on a day come near it

Json = dict[str, Any]

_SOURCE_FIELDS = (
    "id,publisher,producers,title,edition,url,licence,licence_url,licence_note,citation,"
    "published_on,data_through"
)
_CACHED_RELEASES = 16


class Rows(NamedTuple):
    """The first rows of a list, or those after a cursor.

    Args:
        total: How many match; None if they were not counted.
        rows: The rows.
        certain: On a date, how many of all that match hold for certain.
        cursor: The cursor of the rows that follow; None if none do.
    """

    total: int | None
    rows: list[Json]
    certain: int | None = None
    cursor: str | None = None


class Answer(NamedTuple):
    """What the foot of a page says of the release that it is from.

    Args:
        release: The id of the release.
        released: Its date.
        permanent: The address that gives the page for good; "" if none does.
    """

    release: str
    released: str
    permanent: str


class Pages(NamedTuple):
    """The addresses of other pages of a list.

    Args:
        first: The first page; None if it is this one.
        following: The next page; None if this is the last.
    """

    first: str | None
    following: str | None


class Reader:
    """Reads the rows of a page.

    Args:
        rest: The request, with the release that answers it.
        as_of: The day that the page is about, or None.
    """

    def __init__(self, rest: RestRequest, as_of: str | None) -> None:
        self.rest, self.as_of = rest, as_of
        self.snapshot = rest.snapshot
        self.root = rest.request.app.root
        self._sources: set[str] = set()

    async def rows(
        self, name: str, limit: int = ALL, *, counted: bool = False, **query: str | int | None
    ) -> Rows:
        """The first rows of a list.

        Args:
            name: The resource.
            limit: How many rows at most.
            counted: Whether to count all that match.
            query: The parameters of REST; None for one that is not given.
        """
        given = Query({key: str(value) for key, value in query.items() if value is not None})
        result = await first_rows(self.snapshot, RESOURCES[name], given, limit, counted=counted)
        rows: list[Json] = from_json(f"[{','.join(result.texts)}]")
        self._sources.update(row["source_id"] for row in rows if row.get("source_id"))
        return Rows(result.total, rows, result.certain, result.cursor)

    async def all_rows(self, name: str, **query: str) -> list[Json]:
        """All rows of a list, however many pages they take; they are read once per release.

        Their sources are not noted as those of this page.

        Args:
            name: The resource.
            query: The parameters of REST, without `as_of`.
        """
        cache, release = self.per_release(f"{name}?{urlencode(query)}"), self.snapshot.release
        if release not in cache:
            reader, rows, after = Reader(self.rest, None), list[Json](), None
            while True:
                read = await reader.rows(name, ALL, counted=False, after=after, **query)
                rows += read.rows
                if (after := read.cursor) is None:
                    break
            cache[release] = rows
        every: list[Json] = cache[release]
        return every

    async def row(self, name: str, key: str, **query: str | None) -> Json:
        """The row of a key; `query` is as for `rows`.

        Raises:
            Problem: No row has the key.
        """
        given = Query({each: value for each, value in query.items() if value is not None})
        row: Json = from_json(await read_item(self.snapshot, RESOURCES[name], key, given))
        self.uses(filter(None, (row.get("source_id"),)))
        return row

    def redirect(self, name: str, given: str, below: str = "") -> Response | None:
        """The permanent redirect from a name or a former id, with the same query string.

        None if it is neither.

        Args:
            name: The resource.
            given: What stands in the path for the key.
            below: What follows the key in the path.
        """
        names = self.snapshot.aliases
        if (successor := names.successor(name, given)) is not None:
            name, key = successor
        else:
            key = (names.resolve(name, given) if name in ALIASED_RESOURCES else None) or given
            if key == given:
                return None
        prefix = "" if name in WITH_PAGES else "/v1"
        query = self.rest.request.query_string
        location = f"{self.root}{prefix}/{name}/{key}{below}".encode() + (
            b"?" + query if query else b""
        )
        caching = cache_control(names_release=self.rest.names_release)
        headers = [(b"location", location), (b"cache-control", caching)]
        return Response(308, b"", headers, body_tag(location), self.snapshot.release)

    async def count(self, name: str, **query: str | int | None) -> int:
        """How many rows a list has; `query` is as for `rows`."""
        fields = RESOURCES[name].key
        total = (await self.rows(name, 1, counted=True, fields=fields, **query)).total
        assert total is not None
        return total

    def uses(self, source_ids: Iterable[str]) -> None:
        """Note further sources that the page names."""
        self._sources.update(source_ids)

    async def sources(self) -> dict[str, Json]:
        """The sources of all rows that were read, by id."""
        known = {row["id"]: row for row in await self.all_rows("sources", fields=_SOURCE_FIELDS)}
        return {id_: known[id_] for id_ in sorted(self._sources)}

    def per_release(self, name: str) -> LRUCache[str, Any]:
        """What is the same for every page of a release, under the release's id."""
        cache: LRUCache[str, Any] = self.rest.request.app.caches.setdefault(
            f"pages.{name}", LRUCache(_CACHED_RELEASES)
        )
        return cache

    async def answer(self, path: str, **parameters: str | None) -> Answer:
        """What the foot says, with the address that gives this page for good.

        Args:
            path: The path of the page.
            parameters: The fields of the page's form; None for one that is not given.
        """
        cache, release = self.per_release("release"), self.snapshot.release
        if release not in cache:
            result = await self.rows("releases", 1, id=release)
            cache[release] = result.rows[0]["released"]
        given = {AS_OF: self.as_of, **parameters, RELEASE: release}
        query = {name: value for name, value in given.items() if value}
        return Answer(release, cache[release], f"{path}?{urlencode(query)}")

    def address(self, path: str, **parameters: str | None) -> str:
        """An address below this site, of the release that this page names."""
        given = {name: value for name, value in parameters.items() if value} if parameters else {}
        if self.rest.names_release:
            given[RELEASE] = self.snapshot.release
        return f"{self.root}{path}?{urlencode(given, safe=',')}" if given else f"{self.root}{path}"

    def pages(
        self, path: str, rows: Rows, given: Mapping[str, str | None], anchor: str = ""
    ) -> Pages:
        """The addresses of the first page of a list, and of the one after these rows.

        Args:
            path: The path of the list.
            rows: The rows of this page.
            given: What was sent, but for the cursor.
            anchor: The part of the page that is shown, as "#find".
        """
        first = f"{self.address(path, **given)}{anchor}"
        following = f"{self.address(path, **given, after=rows.cursor)}{anchor}"
        return Pages(
            first if AFTER in self.rest.query else None, following if rows.cursor else None
        )

    def headers(self) -> Headers:
        """How long others may store the page, and what release it is from."""
        return [
            (b"cache-control", cache_control(names_release=self.rest.names_release)),
            (b"climate-record-release", self.snapshot.release.encode()),
        ]


async def open_page(request: Request, known: tuple[str, ...] = (AS_OF,)) -> Reader:
    """A reader for a request. Empty fields of a form are as if they were not sent.

    Raises:
        Problem: A parameter is unknown, repeated or malformed, or there is no such release.
    """
    sent = copy(request)
    pairs = [pair.partition(b"=") for pair in request.query_string.split(b"&")]
    sent.query_string = b"&".join(b"".join(pair) for pair in pairs if pair[2] or not pair[1])
    rest = await open_request(sent)
    refuse_others(rest.query, (*known, RELEASE))
    for name in rest.query.repeated:
        raise Problem("duplicate-parameter", f"{name} is given twice", parameter=name)
    as_of = rest.query.get(AS_OF)
    return Reader(rest, None if as_of is None else str(parse_date(as_of, AS_OF)))
