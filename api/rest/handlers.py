"""REST: lists and rows of every resource, as JSON, CSV or NDJSON.

A handler resolves the path, parses the query string into a plan with its statement, and returns a
deferred response: its tag is known before the statement runs.
"""

from api.http.request import Request
from api.http.response import AnyResponse, DeferredResponse, Response, cache_control
from api.problems import Problem
from api.query.filters import is_possible_key
from api.query.sql.statements import Statement, answers
from api.releases.aliases import RowId
from api.releases.diff import diff_releases, parse_release_pair
from api.releases.store import Snapshot
from api.rest.formats import JSON, Format, json_item, split_suffix
from api.rest.lists import list_response, meta_json, row_lines
from api.rest.plans import RELEASE
from api.rest.query_params import Parent, ParsedQuery, parse_item_query, parse_list_query
from api.rest.request import RestRequest, open_request
from schema import CHANGES, RESOURCES
from schema.resource import ALIASED_RESOURCES, Resource
from schema.suggestions import did_you_mean, nearest

PREFIX = "/v1/"


async def list_rows(request: Request) -> DeferredResponse:
    """GET /v1/{resource}"""
    rest = await open_request(request)
    name, suffix = split_suffix(request.parameters["resource"])
    resource, snapshot = _find_resource(name), rest.snapshot
    parsed = parse_list_query(resource, rest.query, snapshot.aliases, snapshot.release)
    return list_response(rest, resource, parsed, suffix)


async def get_row(request: Request) -> AnyResponse:
    """GET /v1/{resource}/{key}; a former id is answered by a redirect to its successor."""
    rest = await open_request(request)
    resource, snapshot = _find_resource(request.parameters["resource"]), rest.snapshot
    key, suffix = split_suffix(request.parameters["key"])
    if (successor := snapshot.aliases.successor(resource.name, key)) is not None:
        return _permanent_redirect(rest, successor, suffix)
    parsed = parse_item_query(resource, key, rest.query, snapshot.aliases)
    format_ = rest.format(suffix)
    headers, tag = rest.headers(format_), rest.tag(format_)
    statement = _item_statement(snapshot, parsed)
    resolved_key = str(parsed.values["key"])
    if resolved_key != key:
        extension = "" if format_ is JSON else f".{format_.name}"
        rest.path = f"{PREFIX}{resource.name}/{resolved_key}{extension}"
        headers.append((b"content-location", rest.address().encode()))

    async def complete() -> Response:
        if not is_possible_key(resolved_key):
            raise _no_row(resource, key, snapshot)
        (row,) = await snapshot.fetch_one(statement.text, statement.bind(parsed.values))
        if row is None:
            raise _no_row(resource, key, snapshot)
        if format_ is JSON:
            body = json_item(row, meta_json(snapshot, parsed), rest.address())
        else:
            body = row_lines(rest, resource, format_, [row])
        return Response(200, body, headers, tag, snapshot.release)

    return DeferredResponse(tag, headers, complete)


async def list_nested(request: Request) -> AnyResponse:
    """GET /v1/{resource}/{key}/{nested}: the rows that one relation of a row leads to."""
    rest = await open_request(request)
    parent, snapshot = _find_resource(request.parameters["resource"]), rest.snapshot
    name, suffix = split_suffix(request.parameters["nested"])
    relation = parent.nested.get(name)
    if relation is None:
        raise _no_nested_list(request.path, parent, name)
    key = request.parameters["key"]
    if (successor := snapshot.aliases.successor(parent.name, key)) is not None:
        return _permanent_redirect(rest, successor, suffix, f"/{name}")
    parent_key = await _existing_key(parent, key, snapshot)
    target = RESOURCES[relation.target]
    inverse = target.inverse(relation)
    assert inverse is not None, f"{target.name} has no filter for {relation.name}"
    parsed = parse_list_query(
        target, rest.query, snapshot.aliases, snapshot.release, Parent(inverse.name, parent_key)
    )
    if parent_key != key:
        parsed.resolved[parent.key] = {key: parent_key}
    return list_response(rest, target, parsed, suffix)


def _permanent_redirect(
    rest: RestRequest, successor: RowId, suffix: Format | None, below: str = ""
) -> Response:
    """A 308 (RFC 9110, section 15.4.9) to the same address of the row that a former id leads to.

    Args:
        rest: The request.
        successor: The row.
        suffix: The format that the path names.
        below: The segment of a nested list.
    """
    extension = f".{suffix.name}" if suffix else ""
    rest.path = f"{PREFIX}{successor.resource}/{successor.key}{below}{extension}"
    release = rest.snapshot.release
    headers = [
        (b"location", rest.address().encode()),
        (b"cache-control", cache_control(names_release=rest.names_release)),
        (b"climate-record-release", release.encode()),
    ]
    return Response(308, b"", headers, release=release)


async def _existing_key(resource: Resource, key: str, snapshot: Snapshot) -> str:
    """The key of the row that a key or alias stands for. Raises `Problem` if there is none."""
    if resource.name in ALIASED_RESOURCES:
        resolved_key = snapshot.aliases.resolve(resource.name, key)
        if resolved_key is None:
            raise _no_row(resource, key, snapshot)
        return resolved_key
    parsed = parse_item_query(resource, key, {}, snapshot.aliases)
    statement = _item_statement(snapshot, parsed)
    if not is_possible_key(key):
        raise _no_row(resource, key, snapshot)
    (row,) = await snapshot.fetch_one(statement.text, statement.bind(parsed.values))
    if row is None:
        raise _no_row(resource, key, snapshot)
    return key


def _no_nested_list(path: str, parent: Resource, name: str) -> Problem:
    if not parent.nested:
        return Problem("not-found", f"there is nothing at {path}: see {PREFIX}{parent.name}")
    return Problem(
        "not-found",
        f"one of the {parent.name} has no {name!r}, but {', '.join(parent.nested)}",
        suggestions=nearest(name, parent.nested),
    )


async def list_changes_between(request: Request) -> DeferredResponse:
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
    parsed = parse_list_query(CHANGES, rest.query, snapshot.aliases, snapshot.release)
    return list_response(rest, CHANGES, parsed, suffix, is_prepared=False)


def _item_statement(snapshot: Snapshot, parsed: ParsedQuery) -> Statement:
    """The statement of one row, written once per release."""
    statement: Statement | None = snapshot.statements.find(parsed.statement_key)
    if statement is None:
        statement = answers([parsed.plan()], snapshot.dialect, snapshot.release)
        snapshot.statements[parsed.statement_key] = statement
    return statement


def _find_resource(name: str) -> Resource:
    resource = RESOURCES.get(name)
    if resource is None:
        paths = [f"{PREFIX}{near_name}" for near_name in nearest(name, RESOURCES)]
        raise Problem(
            "not-found",
            f"there is no resource {name!r}{did_you_mean(paths)}",
            suggestions=paths,
        )
    return resource


def _no_row(resource: Resource, key: str, snapshot: Snapshot) -> Problem:
    is_aliased = resource.name in ALIASED_RESOURCES
    suggestions = (
        nearest(key.casefold(), snapshot.aliases.names(resource.name)) if is_aliased else []
    )
    return Problem(
        "not-found",
        f"no row of {resource.name} has the key {key!r}{did_you_mean(suggestions)};"
        f" see {PREFIX}{resource.name}",
        suggestions=suggestions,
    )
