"""REST: lists and rows of every resource, as JSON, CSV or NDJSON.

A handler resolves the path, parses the query string into a plan with its statement, and returns a
deferred response: its tag is known before the statement runs.
"""

from collections.abc import Callable

from api.http.request import Request
from api.http.response import DeferredResponse, Response, StreamingResponse
from api.problems import Problem
from api.query.cursors import make_cursor, unknown_cursor_row
from api.query.filters import is_possible_key
from api.query.sql.statements import SEPARATOR, Statement, answers, listing, paging
from api.releases.aliases import ALIASED_RESOURCES
from api.releases.diff import diff_releases, parse_release_pair
from api.releases.store import Snapshot
from api.rest.export import chain, parts_of, prepared_export
from api.rest.formats import (
    CSV,
    JSON,
    Format,
    Links,
    Meta,
    json_chunks,
    json_item,
    json_list,
    lines,
    opening,
    split_suffix,
)
from api.rest.query_params import (
    ALL,
    RELEASE,
    Parent,
    ParsedQuery,
    fields_of,
    is_on_date,
    page_limit,
    parse_item_query,
    parse_list_query,
)
from api.rest.request import RestRequest, open_request
from schema import CHANGES, RESOURCES
from schema.resource import Resource
from schema.suggestions import did_you_mean, nearest

PREFIX = "/v1/"

_PREPARED_PARAMETERS = {"limit", RELEASE}  # they leave a whole list as publishing prepared it


async def list_rows(request: Request) -> DeferredResponse:
    """GET /v1/{resource}"""
    rest = await open_request(request)
    name, suffix = split_suffix(request.parameters["resource"])
    resource, snapshot = _find_resource(name), rest.snapshot
    parsed = parse_list_query(resource, rest.query, snapshot.aliases, snapshot.release)
    return _list_response(rest, resource, parsed, suffix)


async def get_row(request: Request) -> DeferredResponse:
    """GET /v1/{resource}/{key}"""
    rest = await open_request(request)
    resource, snapshot = _find_resource(request.parameters["resource"]), rest.snapshot
    key, suffix = split_suffix(request.parameters["key"])
    parsed = parse_item_query(resource, key, rest.query, snapshot.aliases)
    format_ = rest.format(suffix)
    headers = rest.headers(format_)
    statement = _item_statement(snapshot, parsed)

    async def complete() -> Response:
        if not is_possible_key(resolved_key := str(parsed.values["key"])):
            raise _no_row(resource, key, snapshot)
        (row,) = await snapshot.fetch_one(statement.text, statement.bind(parsed.values))
        if row is None:
            raise _no_row(resource, key, snapshot)
        if resolved_key != key:
            rest.path = f"{PREFIX}{resource.name}/{resolved_key}"
            headers.append((b"content-location", rest.address().encode()))
        if format_ is JSON:
            body = json_item(row, _meta(snapshot, parsed), {"self": rest.address()})
        else:
            body = _lines(rest, resource, format_, [row])
        return Response(200, body, headers, etag, snapshot.release)

    etag = rest.tag(format_)
    return DeferredResponse(etag, headers, complete)


async def list_nested(request: Request) -> DeferredResponse:
    """GET /v1/{resource}/{key}/{nested}: the rows that one relation of a row leads to."""
    rest = await open_request(request)
    parent, snapshot = _find_resource(request.parameters["resource"]), rest.snapshot
    name, suffix = split_suffix(request.parameters["nested"])
    relation = parent.nested.get(name)
    if relation is None:
        raise _no_nested_list(request.path, parent, name)
    key = request.parameters["key"]
    parent_key = await _existing_key(parent, key, snapshot)
    target = RESOURCES[relation.target]
    inverse = target.inverse(relation)
    assert inverse is not None, f"{target.name} has no filter for {relation.name}"
    parsed = parse_list_query(
        target, rest.query, snapshot.aliases, snapshot.release, Parent(inverse.name, parent_key)
    )
    if parent_key != key:
        parsed.resolved[parent.key] = {key: parent_key}
    return _list_response(rest, target, parsed, suffix)


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
    return _list_response(rest, CHANGES, parsed, suffix, is_prepared=False)


def _list_response(
    rest: RestRequest,
    resource: Resource,
    parsed: ParsedQuery,
    suffix: Format | None,
    *,
    is_prepared: bool = True,
) -> DeferredResponse:
    """A page of a list, or with `limit=all` the whole list.

    `is_prepared` says whether publishing has prepared the whole list.
    """
    format_ = rest.format(suffix)
    if rest.query.get("limit") == ALL:
        return _whole_list(rest, resource, parsed, format_, is_prepared=is_prepared)
    return _page(rest, resource, parsed, format_)


def _page(
    rest: RestRequest, resource: Resource, parsed: ParsedQuery, format_: Format
) -> DeferredResponse:
    """One page of a list. What matches is counted once per release, and not for every page."""
    snapshot, headers, etag = rest.snapshot, rest.headers(format_), rest.tag(format_)
    key = (resource.name, frozenset(v for v in parsed.values.items() if v[0] != "after"))
    total, certain = snapshot.totals.get(key), None
    if on_date := is_on_date(resource, parsed.values):
        certain = snapshot.totals.get((*key, "certain"))
        total = None if certain is None else total
    statement = _list_statement(snapshot, parsed, paging, counted=total is None)

    async def complete() -> Response:
        nonlocal total, certain
        row = await snapshot.fetch_one(statement.text, statement.bind(parsed.values))
        counted, cursor_exists, texts, keys = row[:4]
        if not cursor_exists:
            raise unknown_cursor_row()
        if total is None:
            snapshot.totals[key] = total = counted
            if on_date:
                snapshot.totals[*key, "certain"] = certain = row[4]
        items = texts.split(SEPARATOR) if texts is not None else []
        following = _cut(rest, items, keys)
        headers.append((b"x-total-count", b"%d" % total))
        if following is not None:
            headers.append((b"link", f'<{following}>; rel="next"'.encode()))
        if format_ is JSON:
            links: Links = {"self": rest.address(), "next": following}
            meta = _list_meta(snapshot, parsed, total, certain)
            body = json_list(",".join(items), meta, links)
        else:
            body = _lines(rest, resource, format_, items)
        return Response(200, body, headers, etag, snapshot.release)

    return DeferredResponse(etag, headers, complete)


def _cut(rest: RestRequest, items: list[str], keys: str) -> str | None:
    """Cut a page to its limit; the address of the next one, if rows follow."""
    limit = page_limit(rest.query.get("limit"))
    if len(items) <= limit:
        return None
    del items[limit:]
    return rest.address(make_cursor(rest.snapshot.release, keys.split(",", limit)[limit - 1]))


def _whole_list(
    rest: RestRequest,
    resource: Resource,
    parsed: ParsedQuery,
    format_: Format,
    *,
    is_prepared: bool,
) -> DeferredResponse:
    """A whole list as a stream: as publishing prepared it, or of the rows that match."""
    snapshot, headers, etag = rest.snapshot, rest.headers(format_), rest.tag(format_)
    on_date = is_on_date(resource, parsed.values)
    fields = fields_of(resource, rest.query.get("fields"), on_date=on_date)
    # After a cursor the stream is not all that matches, so that the total has to be counted.
    counted = on_date or "after" in parsed.values
    statement = _list_statement(snapshot, parsed, listing, counted=counted)
    is_prepared = is_prepared and not parsed.values and rest.query.keys() <= _PREPARED_PARAMETERS

    async def complete() -> StreamingResponse:
        certain = None
        if is_prepared:
            total, parts = await prepared_export(snapshot, resource, format_)
        else:
            rows = await snapshot.fetch_all_in_thread(statement.text, statement.bind(parsed.values))
            if rows and not rows[0][1]:
                raise unknown_cursor_row()
            total = int(rows[0][0]) if counted else len(rows)
            certain = int(rows[0][4]) if on_date else None
            parts = parts_of([row for row in rows if row[2] is not None], format_, fields)
        headers.append((b"x-total-count", b"%d" % total))
        if format_ is JSON:
            links: Links = {"self": rest.address(), "next": None}
            meta = _list_meta(snapshot, parsed, total, certain)
            return StreamingResponse(json_chunks(parts, meta, links), headers, etag)
        if format_ is CSV:
            disposition = f'attachment; filename="{resource.name}.csv"'
            headers.append((b"content-disposition", disposition.encode()))
        return StreamingResponse(chain(opening(format_, fields), parts), headers, etag)

    return DeferredResponse(etag, headers, complete)


def _list_statement(
    snapshot: Snapshot, parsed: ParsedQuery, write: Callable[..., Statement], *, counted: bool
) -> Statement:
    """The statement of a list, written once per release."""
    key = (write, counted, parsed.statement_key)
    statement: Statement | None = snapshot.statements.get(key)
    if statement is None:
        statement = write(parsed.plan(), snapshot.dialect, snapshot.release, counted=counted)
        snapshot.statements[key] = statement
    return statement


def _item_statement(snapshot: Snapshot, parsed: ParsedQuery) -> Statement:
    """The statement of one row, written once per release."""
    statement: Statement | None = snapshot.statements.get(parsed.statement_key)
    if statement is None:
        statement = answers([parsed.plan()], snapshot.dialect, snapshot.release)
        snapshot.statements[parsed.statement_key] = statement
    return statement


def _lines(rest: RestRequest, resource: Resource, format_: Format, items: list[str]) -> bytes:
    on_date = is_on_date(resource, rest.query)
    fields = fields_of(resource, rest.query.get("fields"), on_date=on_date)
    return opening(format_, fields) + lines(format_, items, fields)


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


def _meta(snapshot: Snapshot, parsed: ParsedQuery) -> Meta:
    resolved = {"resolved": parsed.resolved} if parsed.resolved else {}
    dated = {"as_of": {"date": parsed.values["as_of"]}} if "as_of" in parsed.values else {}
    return {"release": snapshot.release, **resolved, **dated}


def _list_meta(snapshot: Snapshot, parsed: ParsedQuery, total: int, certain: int | None) -> Meta:
    """`certain` of the rows hold on the date for certain; None for a list without a date."""
    meta = _meta(snapshot, parsed) | {"total": total}
    if certain is not None:
        counts = {"holds": certain, "unknown": total - certain}
        meta["as_of"] = {"date": parsed.values["as_of"], **counts}
    return meta
