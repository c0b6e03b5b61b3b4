"""REST: lists and rows of every resource, as JSON, CSV or NDJSON.

A handler resolves the path, parses the query string into a plan with its statement, and returns a
deferred response: its tag is known before the statement runs.
"""

from collections.abc import Awaitable, Callable
from copy import copy

from api.http.request import Request
from api.http.response import AnyResponse, DeferredResponse, Response
from api.problems import Problem
from api.query.filters import is_possible_key, split_id
from api.releases.diff import diff_releases, parse_release_pair
from api.releases.store import Snapshot
from api.rest.formats import JSON, json_item, split_suffix
from api.rest.items import WITH_PAGES, item_statement
from api.rest.lists import list_response, meta_json, row_lines
from api.rest.not_found import (
    no_nested_list,
    no_nested_path,
    no_resource,
    no_row,
    not_stated_by,
)
from api.rest.plans import RELEASE
from api.rest.query_params import Parent, ParsedQuery, parse_item_query, parse_list_query
from api.rest.query_string import Query
from api.rest.redirects import PREFIX, permanent_redirect, renamed
from api.rest.request import RestRequest, open_request
from schema import CHANGES, RESOURCES
from schema.filters import ALIASED_RESOURCES
from schema.relations import Relation
from schema.resource import Resource


async def list_rows(request: Request) -> AnyResponse:
    """GET /v1/{resource}"""
    rest = await open_request(request)
    name, suffix = split_suffix(request.parameters["resource"])
    resource, snapshot = RESOURCES.get(name), rest.snapshot
    if resource is None:
        return await _renamed_resource(request, list_rows, name)
    format_ = rest.list_format(suffix)
    parsed = parse_list_query(
        resource, rest.query, snapshot.aliases, snapshot.release, base=request.app.base
    )
    return list_response(rest, resource, parsed, format_)


async def get_row(request: Request) -> AnyResponse:
    """GET /v1/{resource}/{key}; a former id is answered by a redirect to its successor."""
    rest = await open_request(request)
    name, snapshot = request.parameters["resource"], rest.snapshot
    if (resource := RESOURCES.get(name)) is None:
        return await _renamed_resource(request, get_row, name)
    key, suffix = split_suffix(request.parameters["key"])
    if (successor := snapshot.aliases.successor(resource.name, key)) is not None:
        extension = f".{suffix.name}" if suffix else ""
        return await permanent_redirect(
            request, get_row, resource=successor.resource, key=f"{successor.key}{extension}"
        )
    format_ = rest.format(suffix)
    parsed = parse_item_query(resource, key, rest.query, snapshot.aliases, request.app.base)
    headers, tag = rest.headers(format_), rest.tag(format_)
    statement = item_statement(snapshot, parsed)
    resolved_key = str(parsed.values["key"])
    if resolved_key != key:
        extension = "" if format_ is JSON else f".{format_.name}"
        rest.path = f"{PREFIX}{resource.name}/{resolved_key}{extension}"
        headers.append((b"content-location", rest.address().encode()))

    async def complete() -> Response:
        if not is_possible_key(resolved_key):
            raise await no_row(resource, key, snapshot)
        (row,) = await snapshot.fetch_one(statement.text, statement.bind(parsed.values))
        if row is None:
            raise await _no_answer(resource, key, parsed, snapshot)
        if format_ is JSON:
            if resource.name in WITH_PAGES:
                headers.append(_page_link(rest, f"/{resource.name}/{resolved_key}"))
            body = json_item(row, meta_json(snapshot, parsed), rest.address())
        else:
            body = row_lines(rest, resource, parsed, format_, [row])
        return Response(200, body, headers, tag, snapshot.release)

    return DeferredResponse(tag, headers, complete, snapshot.release)


def _page_link(rest: RestRequest, path: str) -> tuple[bytes, bytes]:
    """The header field that leads from a row to its page (RFC 8288)."""
    query = f"?{RELEASE}={rest.snapshot.release}" if rest.names_release else ""
    address = f"{rest.request.app.base}{path}{query}"
    return b"link", f'<{address}>; rel="alternate"; type="text/html"'.encode()


async def list_nested(request: Request) -> AnyResponse:
    """GET /v1/{resource}/{key}/{nested}: the rows that one relation of a row leads to."""
    rest = await open_request(request)
    name, snapshot = request.parameters["resource"], rest.snapshot
    if (parent := RESOURCES.get(name)) is None:
        return await _renamed_resource(request, list_nested, name)
    name, suffix = split_suffix(request.parameters["nested"])
    key = request.parameters["key"]
    if split_id(parent.name, f"{key}/{name}")[1] == name:  # an id with its resource, below that
        of_row = copy(request)
        of_row.parameters = {"resource": parent.name}
        return await permanent_redirect(of_row, get_row, key=request.parameters["nested"])
    if (successor := snapshot.aliases.successor(parent.name, key)) is not None:
        return await permanent_redirect(
            request, list_nested, resource=successor.resource, key=successor.key
        )
    relation = parent.nested.get(name)
    if relation is None:
        if (redirect := await renamed(request, list_nested)) is not None:
            return redirect
        raise await _no_nested_list(request.path, parent, key, name, snapshot)
    parent_key = await _existing_key(parent, key, snapshot, relation)
    target, format_ = RESOURCES[relation.target], rest.list_format(suffix)
    inverse = target.inverse(relation)
    assert inverse is not None, f"{target.name} has no filter for {relation.name}"
    below = Parent(inverse.name, parent_key)
    parsed = parse_list_query(
        target, rest.query, snapshot.aliases, snapshot.release, below, request.app.base
    )
    if parent_key != key:
        parsed.resolved[parent.key] = {key: parent_key}
    return list_response(rest, target, parsed, format_)


async def _existing_key(
    resource: Resource, key: str, snapshot: Snapshot, nested: Relation | None = None
) -> str:
    """The key of the row that a key or alias stands for, below which `nested` was asked for.

    Raises `Problem` if there is none.
    """
    if resource.name in ALIASED_RESOURCES:
        resolved_key = snapshot.aliases.resolve(resource.name, key)
    else:
        resolved_key = key if await _exists(resource, key, snapshot) else None
    if resolved_key is None:
        raise await no_row(resource, key, snapshot, nested)
    return resolved_key


async def _exists(resource: Resource, key: str, snapshot: Snapshot) -> bool:
    """Whether a row has a key, whatever is known of it by when."""
    if not is_possible_key(key):
        return False
    parsed = parse_item_query(resource, key, Query(), snapshot.aliases)
    statement = item_statement(snapshot, parsed)
    (row,) = await snapshot.fetch_one(statement.text, statement.bind(parsed.values))
    return row is not None


async def _no_answer(
    resource: Resource, key: str, parsed: ParsedQuery, snapshot: Snapshot
) -> Problem:
    """The problem of a query without a row: none has the key, or not by the date of the query."""
    known_by = parsed.values.get("known_by")
    if known_by is not None and await _exists(resource, str(parsed.values["key"]), snapshot):
        return not_stated_by(resource, key, str(known_by))
    return await no_row(resource, key, snapshot)


async def _no_nested_list(
    path: str, parent: Resource, key: str, name: str, snapshot: Snapshot
) -> Problem:
    """The problem of a segment below a row that is no path."""
    relation = parent.relations_by_name.get(name.replace("-", "_"))
    if relation is None:
        return no_nested_list(path, parent, name)
    parent_key = await _existing_key(parent, key, snapshot, relation)
    return no_nested_path(path, parent, parent_key, relation)


async def list_changes_between(request: Request) -> AnyResponse:
    """GET /v1/releases/{pair}/{nested}: the changes between two releases, `A...B/changes`."""
    name, suffix = split_suffix(request.parameters["nested"])
    pair = parse_release_pair(request.parameters["pair"])
    if name != CHANGES.name or pair is None:
        raise Problem(
            "not-found",
            f"there is nothing at {request.path}: the changes between two releases are at"
            f" {PREFIX}releases/{{old}}...{{new}}/changes",
        )
    snapshot = await diff_releases(request.app.store, *pair)
    rest = await open_request(request, snapshot)
    for parameter in (RELEASE, "include"):
        if parameter in rest.query:
            detail = f"there is no {parameter!r} here, where the path names two releases"
            raise Problem("unknown-parameter", detail, parameter=parameter)
    format_ = rest.list_format(suffix)
    parsed = parse_list_query(CHANGES, rest.query, snapshot.aliases, snapshot.release)
    return list_response(rest, CHANGES, parsed, format_, is_prepared=False)


async def _renamed_resource(
    request: Request, handler: Callable[[Request], Awaitable[AnyResponse]], name: str
) -> Response:
    """The redirect from the former name of a resource. Raises `Problem` for any other name."""
    redirect = await renamed(request, handler)
    if redirect is None:
        raise no_resource(name)
    return redirect
