"""REST: lists and rows of every resource, as JSON, CSV or NDJSON.

From path and query to bytes without a framework's request object, because this is the hot path;
`api.app` routes to it and `api.front` calls it directly.
"""

from collections.abc import Callable

from api.http.response import Answer, Headers, Streamed
from api.limits import REST_PAGE
from api.problems import Problem, did_you_mean, near
from api.query.cursors import make_cursor, unknown_cursor_row
from api.query.filters import is_possible_key
from api.query.sql.statements import SEPARATOR, Statement, answers, listing, paging
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
    OF_A_COUNTRY,
    RELEASE,
    Asked,
    ask_item,
    ask_list,
    fields_of,
    is_on_date,
)
from api.rest.request import RestRequest
from schema import CHANGES, RESOURCES
from schema.resource import Resource

PREFIX = "/v1/"

_OF_A_WHOLE_LIST = {"limit", RELEASE}  # parameters that leave the list as it was prepared


async def answer(request: RestRequest) -> Answer:
    """GET of anything below /v1/. Raises `Problem`."""
    parts = request.path.removeprefix(PREFIX).split("/")
    match parts:
        case [name]:
            return await _collection(request, name)
        case [name, key] if key:
            return await _item(request, name, key)
        case ["countries", code, name]:
            return await _of_a_country(request, code, name)
        case ["emissions-shares", key, name] if key:
            return await _of_a_share(request, key, name)
        case ["releases", _, name] if request.pair is not None:
            return await _changes_between(request, name)
    stem = request.path.rstrip("/")
    raise Problem("not-found", f"there is nothing at {request.path}; did you mean {stem}?")


async def _collection(request: RestRequest, name: str) -> Answer:
    """/v1/{resource}"""
    stem, suffix = split_suffix(name)
    resource, snapshot = _resource(stem), request.snapshot
    asked = ask_list(resource, request.query, snapshot.aliases, snapshot.release)
    return await _list(request, resource, asked, suffix)


async def _of_a_country(request: RestRequest, code: str, name: str) -> Answer:
    """/v1/countries/{code}/{resource}: the resource's list, within one country."""
    stem, suffix = split_suffix(name)
    snapshot = request.snapshot
    if stem not in OF_A_COUNTRY:
        raise Problem(
            "not-found",
            f"a country has no {stem!r}, but {', '.join(OF_A_COUNTRY)}",
            suggestions=near(stem, OF_A_COUNTRY),
        )
    found = snapshot.aliases.resolve("countries", code)
    if found is None:
        raise _no_row(RESOURCES["countries"], code, snapshot)
    resource = RESOURCES[stem]
    asked = ask_list(resource, request.query, snapshot.aliases, snapshot.release, found)
    if found != code:
        asked.resolved["code"] = {code: found}
    return await _list(request, resource, asked, suffix)


async def _of_a_share(request: RestRequest, key: str, name: str) -> Answer:
    """/v1/emissions-shares/{id}/comparison: what a reported share could mean; else empty."""
    stem, suffix = split_suffix(name)
    snapshot, shares = request.snapshot, RESOURCES["emissions-shares"]
    if stem != "comparison":
        raise Problem("not-found", f"a share has no {stem!r}, but comparison")
    if any(parameter.split("__")[0] == "share" for parameter in request.query):
        raise Problem("unknown-parameter", "the path names the share", parameter="share")
    statement = _item_statement(snapshot, asked := ask_item(shares, key, {}, snapshot.aliases))
    found = is_possible_key(key) and await snapshot.fetch_one(
        statement.text, statement.bind(asked.values)
    )
    if not found or found[0] is None:
        raise _no_row(shares, key, snapshot)
    query = {**request.query, "share": key}
    compared = ask_list(RESOURCES["comparisons"], query, snapshot.aliases, snapshot.release)
    return await _list(request, RESOURCES["comparisons"], compared, suffix)


async def _changes_between(request: RestRequest, name: str) -> Answer:
    """/v1/releases/{old}...{new}/changes"""
    snapshot, (_, suffix) = request.snapshot, split_suffix(name)
    for parameter in (RELEASE, "include"):
        if parameter in request.query:
            detail = f"there is no {parameter!r} here, where the path names two releases"
            raise Problem("unknown-parameter", detail, parameter=parameter)
    asked = ask_list(CHANGES, request.query, snapshot.aliases, snapshot.release)
    return await _list(request, CHANGES, asked, suffix)


async def _item(request: RestRequest, name: str, text: str) -> Answer:
    """/v1/{resource}/{key}"""
    resource, snapshot = _resource(name), request.snapshot
    key, suffix = split_suffix(text)
    asked = ask_item(resource, key, request.query, snapshot.aliases)
    media = request.media(suffix)
    headers = request.headers(media)
    statement = _item_statement(snapshot, asked)
    if request.is_known(exists=False):
        return Answer(304, b"", headers)
    if not is_possible_key(found := str(asked.values["key"])):
        raise _no_row(resource, key, snapshot)
    row = await snapshot.fetch_one(statement.text, statement.bind(asked.values))
    if row[0] is None:
        raise _no_row(resource, key, snapshot)
    if found != key:
        request.path = f"{PREFIX}{resource.name}/{found}"
        headers.append((b"content-location", request.address().encode()))
    self_link = request.address()
    if media is JSON:
        body = json_item(str(row[0]), _meta(snapshot, asked), {"self": self_link})
    else:
        body = _rows(request, resource, media, [str(row[0])])
    return _ok(request, headers, body)


async def _list(
    request: RestRequest, resource: Resource, asked: Asked, suffix: Format | None
) -> Answer:
    snapshot, media = request.snapshot, request.media(suffix)
    headers = request.headers(media)
    if request.query.get("limit") == ALL:
        return await _export(request, resource, asked, media, headers)
    # A release never changes: what matches is counted once, and not again on every page.
    matching = (resource.name, frozenset(v for v in asked.values.items() if v[0] != "after"))
    total = snapshot.totals.get(matching)
    certain = None
    if on_date := is_on_date(resource, asked.values):
        certain = snapshot.totals.get((*matching, "certain"))
        total = None if certain is None else total
    statement = _list_statement(snapshot, asked, paging, counted=total is None)
    if request.is_known(exists=False):
        return Answer(304, b"", headers)
    counted, anchored, texts, keys, *more = await snapshot.fetch_one(
        statement.text, statement.bind(asked.values)
    )
    if not anchored:
        raise unknown_cursor_row()
    if total is None:
        total = snapshot.totals.put(matching, counted)
        certain = snapshot.totals.put((*matching, "certain"), more[0]) if on_date else None
    limit = int(request.query.get("limit", REST_PAGE))
    items = texts.split(SEPARATOR) if texts is not None else []
    following = None
    if len(items) > limit:
        last = keys.split(",", limit)[limit - 1]
        following = request.address(make_cursor(snapshot.release, last))
        del items[limit:]
    headers.append((b"x-total-count", b"%d" % total))
    if following is not None:
        headers.append((b"link", f'<{following}>; rel="next"'.encode()))
    if media is JSON:
        links: Links = {"self": request.address(), "next": following}
        body = json_list(",".join(items), _list_meta(snapshot, asked, total, certain), links)
    else:
        body = _rows(request, resource, media, items)
    return _ok(request, headers, body)


async def _export(
    request: RestRequest, resource: Resource, asked: Asked, media: Format, headers: Headers
) -> Answer:
    """The whole list in one answer, in chunks."""
    snapshot, query = request.snapshot, request.query
    on_date = is_on_date(resource, asked.values)
    # After a cursor, what is answered is not all that matches.
    counted = on_date or "after" in asked.values
    statement = _list_statement(snapshot, asked, listing, counted=counted)
    if request.is_known(exists=True):
        return Answer(304, b"", headers)
    fields = fields_of(resource, query.get("fields"), on_date=on_date)
    certain = None
    is_prepared = request.pair is None and query.keys() <= _OF_A_WHOLE_LIST
    if is_prepared and not asked.values:
        total, parts = await prepared_export(snapshot, resource, media)
    else:
        rows = await snapshot.fetch_all_in_thread(statement.text, statement.bind(asked.values))
        if rows and not rows[0][1]:
            raise unknown_cursor_row()
        total = int(rows[0][0]) if counted else len(rows)
        certain = int(rows[0][4]) if on_date else None
        parts = parts_of([row for row in rows if row[2] is not None], media, fields)
    headers.append((b"x-total-count", b"%d" % total))
    if media is JSON:
        links: Links = {"self": request.address(), "next": None}
        meta = _list_meta(snapshot, asked, total, certain)
        return Streamed(200, b"", headers, json_chunks(parts, meta, links))
    if media is CSV:
        named = f'attachment; filename="{resource.name}.csv"'
        headers.append((b"content-disposition", named.encode()))
    return Streamed(200, b"", headers, chain(opening(media, fields), parts))


def _list_statement(
    snapshot: Snapshot, asked: Asked, written: Callable[..., Statement], *, counted: bool
) -> Statement:
    """The statement of this structure, made once."""
    key = (written, counted, asked.structure)
    found = snapshot.statements.get(key)
    if found is None:
        found = written(asked.plan(), snapshot.dialect, snapshot.release, counted=counted)
        snapshot.statements.put(key, found)
    return found


def _item_statement(snapshot: Snapshot, asked: Asked) -> Statement:
    found = snapshot.statements.get(asked.structure)
    if found is None:
        found = answers([asked.plan()], snapshot.dialect, snapshot.release)
        snapshot.statements.put(asked.structure, found)
    return found


def _ok(request: RestRequest, headers: Headers, body: bytes) -> Answer:
    if request.is_known(exists=True):
        return Answer(304, b"", headers)
    return Answer(200, body, headers)


def _rows(request: RestRequest, resource: Resource, media: Format, items: list[str]) -> bytes:
    on_date = is_on_date(resource, request.query)
    fields = fields_of(resource, request.query.get("fields"), on_date=on_date)
    return opening(media, fields) + lines(media, items, fields)


def _resource(name: str) -> Resource:
    if name not in RESOURCES:
        suggestions = near(name, RESOURCES)
        raise Problem(
            "not-found",
            f"there is no resource {name!r}{did_you_mean(suggestions)}",
            suggestions=suggestions,
        )
    return RESOURCES[name]


def _no_row(resource: Resource, key: str, snapshot: Snapshot) -> Problem:
    known = (
        snapshot.aliases.names(resource.name) if resource.name in ("countries", "groups") else []
    )
    suggestions = near(key.casefold(), known)
    return Problem(
        "not-found",
        f"no row of {resource.name} has the key {key!r}{did_you_mean(suggestions)};"
        f" see {PREFIX}{resource.name}",
        suggestions=suggestions,
    )


def _meta(snapshot: Snapshot, asked: Asked) -> Meta:
    resolved = {"resolved": asked.resolved} if asked.resolved else {}
    dated = {"as_of": {"date": asked.values["as_of"]}} if "as_of" in asked.values else {}
    return {"release": snapshot.release, **resolved, **dated}


def _list_meta(snapshot: Snapshot, asked: Asked, total: int, certain: int | None) -> Meta:
    """`certain` of the rows hold on the date for certain; None for a list that has no date."""
    meta = _meta(snapshot, asked) | {"total": total}
    if certain is not None:
        counts = {"holds": certain, "unknown": total - certain}
        meta["as_of"] = {"date": asked.values["as_of"], **counts}
    return meta
