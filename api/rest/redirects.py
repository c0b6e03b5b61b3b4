"""Redirects: from former ids and from the former names of resources to where they lead.

Whether the new address answers is tried first, so that no redirect leads to a refusal. An id leads
to its row for good, the lists of a former name until a declared day.
"""

from collections.abc import Awaitable, Callable
from copy import copy
from datetime import UTC, date, datetime, time
from email.utils import format_datetime

from api.http.request import Request
from api.http.response import AnyResponse, DeferredResponse, Headers, Response, cache_control
from api.problems import Problem
from api.rest.request import open_request
from schema import FORMER_NAMES, RESOURCES
from schema.deprecation import Deprecation

PREFIX = "/v1/"
_OF_ROW = {"resource", "key"}  # the parameters of a row's path
_NAMED = ("resource", "nested")  # the parameters that are names of resources

_Handler = Callable[[Request], Awaitable[AnyResponse]]


async def permanent_redirect(request: Request, handler: _Handler, **replaced: str) -> Response:
    """A 308 (RFC 9110, section 15.4.9) to the same address with other path parameters.

    Args:
        request: The request.
        handler: Answers the new address.
        replaced: The path parameters that differ.

    Raises:
        Problem: The new address refuses the query, or there is nothing at it.
    """
    moved = copy(request)
    moved.parameters = {**request.parameters, **replaced}
    moved.path = PREFIX + "/".join(moved.parameters.values())
    rest = await open_request(moved)
    try:
        response = await handler(moved)
        if isinstance(response, DeferredResponse) and moved.parameters.keys() == _OF_ROW:
            await response.complete()  # raises if no row has the key
    except Problem as problem:
        raise Problem(
            problem.type.slug,
            f"{request.path} is {moved.path} now: {problem.detail}",
            **{"suggestions": [moved.path], **problem.members},
        ) from problem
    if isinstance(response, Response) and response.status == 308:
        return response
    release = rest.snapshot.release
    headers = [
        (b"location", rest.address().encode()),
        (b"cache-control", cache_control(names_release=rest.names_release)),
        (b"climate-record-release", release.encode()),
    ]
    return Response(308, b"", headers, release=release)


def _current_name(segment: str) -> str | None:
    """A segment of a path with the present name of a resource; None if it has no former name."""
    name, dot, suffix = segment.partition(".")
    return f"{FORMER_NAMES[name]}{dot}{suffix}" if name in FORMER_NAMES else None


async def renamed(request: Request, handler: _Handler) -> Response | None:
    """A redirect from a path with the former name of a resource, or of a list of a row.

    None if the path has no such name. The redirect of a list says until when it stays; the address
    of a row is an id, which leads to the row for good.

    Args:
        request: The request.
        handler: Answers the path with the present names.

    Raises:
        Problem: As `permanent_redirect`.
    """
    replaced: dict[str, str] = {}
    for part in _NAMED:
        segment = request.parameters.get(part)
        if segment is not None and (current := _current_name(segment)) is not None:
            replaced[part] = current
    if not replaced:
        return None
    response = await permanent_redirect(request, handler, **replaced)
    if request.parameters.keys() != _OF_ROW:
        former = (request.parameters[part].partition(".")[0] for part in replaced)
        deprecations = [RESOURCES[FORMER_NAMES[name]].former_names[name] for name in former]
        response.headers += _header_fields(min(deprecations, key=lambda each: each.sunset))
    return response


def _header_fields(deprecation: Deprecation) -> Headers:
    """`Deprecation` (RFC 9745, section 2) and `Sunset` (RFC 8594, section 3)."""
    since, sunset = map(_midnight, (deprecation.since, deprecation.sunset))
    return [
        (b"deprecation", b"@%d" % since.timestamp()),
        (b"sunset", format_datetime(sunset, usegmt=True).encode()),
    ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
