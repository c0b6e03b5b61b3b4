"""A request and its answer, as the reference shows them: run in this process, by the same handler.

So an answer on a page is what the address gives, and none is written by hand.
"""

import json
import re
from collections.abc import Mapping
from copy import copy
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote, urlencode

from markupsafe import Markup

from api.http.request import Request
from api.http.response import AnyResponse, DeferredResponse, ExportResponse, Response
from api.http.router import READ, UNROUTED, Route
from api.pages.code import highlight, pretty_json
from api.problems import Problem
from api.rest.formats import JSON

_FORMATTED_MAX_BYTES = 100_000  # what is longer is cut before it is formatted
_LINES_MAX = 120
_RAW_MAX = 6_000
_PROBLEM_TYPE = re.compile(r"/problems/([a-z-]+)(?=&#34;)")


class Exchange(NamedTuple):
    """A request that was made, and what was answered.

    Args:
        address: Path and query.
        status: The HTTP status; None if the page does not make the request.
        media_type: Of the answer.
        code: The answer, in colours.
        cut: What was left out of it, in words; "" for nothing.
        rows: The rows that it was made of, which count for rate limits.
        shown: How many rows of a list it has; None for what is no list.
        total: How many rows match; None if the answer does not say.
    """

    address: str
    status: int | None
    media_type: str
    code: Markup
    cut: str
    rows: int
    shown: int | None = None
    total: int | None = None


def address_of(template: str, path: Mapping[str, str], query: list[tuple[str, str]]) -> str:
    """The address of an operation: its template filled in, with a query string."""
    for name, value in path.items():
        template = template.replace(f"{{{name}}}", quote(value, safe="."))
    return f"{template}?{urlencode(query, safe=',')}" if query else template


async def exchange(
    request: Request, address: str, *, is_run: bool = True, is_short: bool = False
) -> Exchange:
    """Make a GET request.

    Args:
        request: The request of the page.
        address: Path and query of the request to make.
        is_run: Whether to make it, or to show its address only.
        is_short: Whether a whole list has few rows, so that it is shown too.
    """
    if not is_run:
        return Exchange(address, None, "", Markup(), "", 0)
    inner = _inner(request, address)
    route = _route(inner)
    try:
        response = await _complete(await route.handler(inner), is_short=is_short)
    except Problem as problem:
        response = await _complete(route.problem_response(problem, inner))
    if response is None:
        return Exchange(address, None, "", Markup(), "", 0)
    headers = {name: value.decode("latin-1") for name, value in response.headers}
    media_type = headers.get(b"content-type", "").partition(";")[0]
    text, cut = _shown(response.body, media_type)
    if b"location" in headers:
        text = f"Location: {headers[b'location']}"
    language = "json" if media_type.endswith("json") else ""
    code = _linked(highlight(text, language), inner.app.root)
    shown, total = _counts(response, media_type)
    return Exchange(address, response.status, media_type, code, cut, response.rows, shown, total)


async def respond_to(request: Request, address: str) -> Response | None:
    """The answer to a GET request, which may be a redirect; None for a whole list.

    Args:
        request: The request of the page.
        address: Path and query of the request to make.

    Raises:
        Problem: It is refused.
    """
    inner = _inner(request, address)
    return await _complete(await _route(inner).handler(inner))


def _linked(code: Markup, root: str) -> Markup:
    """An answer in which the type of a problem leads to its page."""
    link = rf'<a href="{root}/problems/\1">\g<0></a>'
    return Markup(_PROBLEM_TYPE.sub(link, str(code)))  # noqa: S704  # escaped before


def _counts(response: Response, media_type: str) -> tuple[int | None, int | None]:
    """How many rows an answer has, and how many match; None for what it does not say."""
    if response.status != HTTPStatus.OK or media_type != JSON.media_type:
        return None, None
    answer = json.loads(response.body)
    rows, meta = answer.get("data"), answer.get("meta", {})
    return (len(rows), meta.get("total")) if isinstance(rows, list) else (None, None)


def _inner(request: Request, address: str) -> Request:
    path, _, query = address.partition("?")
    inner = copy(request)
    inner.path, inner.query_string, inner._key = path, query.encode(), None
    inner.method, inner.accept = READ[0], None
    inner.parameters = {}
    return inner


def _route(inner: Request) -> Route:
    """The route of the request, whose path parameters are set; one that refuses, if none fits."""
    match = inner.app.router.match(inner.path)
    if match is None:
        return UNROUTED
    inner.parameters, route = match.parameters, match.routes[READ[0]]
    inner.media_type = route.offers[0] if route.offers else ""
    return route


async def _complete(response: AnyResponse, *, is_short: bool = False) -> Response | None:
    """The response; None for a whole list that may be long."""
    if isinstance(response, DeferredResponse):
        return await response.complete()
    if isinstance(response, ExportResponse):
        return await _whole(response) if is_short else None
    return response


async def _whole(response: ExportResponse) -> Response:
    """A whole list of few rows."""
    body = await response.begin("")
    try:
        parts = [chunk async for chunk in body.chunks]
    finally:
        await body.close()
    return Response(HTTPStatus.OK, b"".join(parts), [*response.headers, *body.headers])


def _shown(body: bytes, media_type: str) -> tuple[str, str]:
    """The text of a body, and what is left out of it."""
    if len(body) > _FORMATTED_MAX_BYTES:
        return body[:_RAW_MAX].decode(errors="replace"), f"{len(body):,} bytes in all"
    text = body.decode(errors="replace")
    if media_type.endswith("json") and "ndjson" not in media_type:
        text = pretty_json(text)
    lines = text.splitlines()
    if len(lines) <= _LINES_MAX:
        return text, ""
    return "\n".join(lines[:_LINES_MAX]), f"{len(lines) - _LINES_MAX} further lines"
