"""The site map: the addresses of all pages of rows, for search engines (sitemaps.org, 0.9)."""

from collections.abc import AsyncIterator
from xml.sax.saxutils import escape

from api.http.caching import body_tag
from api.http.request import Request
from api.http.response import Response
from api.pages.reading import Reader, open_page
from api.pages.site import service_address
from api.problems import Problem
from api.rest.items import WITH_PAGES
from schema import RESOURCES
from schema.suggestions import did_you_mean, nearest

_XML = (b"content-type", b"application/xml; charset=utf-8")
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_MOST = 50_000  # addresses of a map: the protocol allows no more
_TOGETHER = 1_000  # rows of a page of REST
_PAGES = "pages"
# Emissions shares are more than a map may have; the pages of countries and groups lead to them.
_MAPPED = WITH_PAGES - {"emissions-shares"}
_LISTS = (
    "/",
    "/changes",
    "/compare",
    "/countries",
    "/coverage",
    "/dialogues",
    "/dictionary",
    "/downloads",
    "/guides",
    "/initiatives",
    "/officials",
    "/pledges",
    "/problems",
    "/quotes",
    "/reference",
    "/reference/graphql",
    "/releases",
    "/sources",
)


async def sitemaps(request: Request) -> Response:
    """GET /sitemap.xml: the maps that there are, one for each kind of pages."""
    base = service_address(request)
    maps = "".join(
        f"<sitemap><loc>{escape(f'{base}/sitemaps/{name}.xml')}</loc></sitemap>"
        for name in (_PAGES, *sorted(_MAPPED))
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?><sitemapindex {_NAMESPACE}>{maps}</sitemapindex>'
    body = text.encode()
    return Response(200, body, [_XML, (b"cache-control", b"no-cache")], body_tag(body))


async def sitemap(request: Request) -> Response:
    """GET /sitemaps/{name}: the pages of the rows of a resource, or of lists and documentation."""
    reader = await open_page(request, ())
    name = request.parameters["name"].removesuffix(".xml")
    if name == _PAGES:
        paths = list(_LISTS)
    elif name in _MAPPED:
        paths = [f"/{name}/{key}" async for key in _keys(reader, name)]
    else:
        near = nearest(name, (_PAGES, *_MAPPED))
        detail = f"there is no site map {name}{did_you_mean(near)}"
        raise Problem("not-found", detail, suggestions=[f"{each}.xml" for each in near])
    base = service_address(request)
    urls = "".join(f"<url><loc>{escape(base + path)}</loc></url>" for path in paths)
    body = f'<?xml version="1.0" encoding="UTF-8"?><urlset {_NAMESPACE}>{urls}</urlset>'.encode()
    return Response(200, body, [_XML, *reader.headers()], body_tag(body), reader.snapshot.release)


async def _keys(reader: Reader, name: str) -> AsyncIterator[str]:
    """The keys of a resource, page by page; no more than a map may have."""
    key = RESOURCES[name].key
    after: str | None = None
    for _ in range(_MOST // _TOGETHER):
        rows = await reader.rows(name, _TOGETHER, fields=key, after=after)
        for row in rows.rows:
            yield row[key]
        after = rows.cursor
        if after is None:
            return


async def robots(request: Request) -> Response:
    """GET /robots.txt: where the site map is (RFC 9309)."""
    body = f"User-agent: *\nDisallow:\nSitemap: {service_address(request)}/sitemap.xml\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-cache")]
    return Response(200, body, headers, body_tag(body))
