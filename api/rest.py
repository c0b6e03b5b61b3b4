"""REST: lists and rows of every resource, as JSON, CSV or NDJSON."""

from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from api.cursors import cursor
from api.errors import Problem, did_you_mean, near
from api.params import OF_A_COUNTRY, Asked, ask_item, ask_list, read_query
from api.plan import Condition
from api.representations import (
    JSON,
    ROWS,
    Format,
    entity_tag,
    is_known,
    json_item,
    json_list,
    negotiate,
    split_suffix,
)
from api.store import Page, Snapshot, current
from schema import RESOURCES
from schema.resource import Resource


async def collection(request: Request) -> Response:
    """GET /v1/{resource}"""
    name, suffix = split_suffix(request.path_params["resource"])
    snapshot = await current(request)
    asked = ask_list(_resource(name), _query(request), snapshot.names, snapshot.release)
    return await _list(request, snapshot, asked, suffix)


async def item(request: Request) -> Response:
    """GET /v1/{resource}/{key}"""
    resource = _resource(request.path_params["resource"])
    key, suffix = split_suffix(request.path_params["key"])
    snapshot = await current(request)
    asked = ask_item(resource, key, _query(request), snapshot.names)
    row = await snapshot.row(asked.plan)
    if row is None:
        raise _no_row(resource, key, snapshot)
    found = asked.plan.where[0].value
    self_link = _link(f"/v1/{resource.name}/{quote(str(found))}", _query(request))
    media = suffix or negotiate(request.headers.get("accept"))
    if media is JSON:
        body = json_item(row, _meta(snapshot, asked), {"self": self_link})
    else:
        body = _rows(row, asked, media)
    return _answer(request, snapshot, body, media, {"Content-Location": self_link})


async def of_a_country(request: Request) -> Response:
    """GET /v1/countries/{code}/{resource}: the resource's list, within one country."""
    name, suffix = split_suffix(request.path_params["resource"])
    if name not in OF_A_COUNTRY:
        suggestions = near(name, OF_A_COUNTRY)
        raise Problem(
            "not-found",
            f"a country has no {name!r}, but {', '.join(OF_A_COUNTRY)}",
            suggestions=suggestions,
        )
    snapshot = await current(request)
    code = request.path_params["code"]
    found = snapshot.names.resolve("countries", code)
    if found is None:
        raise _no_row(RESOURCES["countries"], code, snapshot)
    resource = RESOURCES[name]
    within = Condition(resource.filters["country"], "eq", found)
    asked = ask_list(resource, _query(request), snapshot.names, snapshot.release, within)
    if found != code:
        asked.resolved["code"] = {code: found}
    return await _list(request, snapshot, asked, suffix)


def _query(request: Request) -> dict[str, str]:
    return read_query(request.url.query)


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
    known = snapshot.names.known(resource.name) if resource.name in ("countries", "groups") else []
    suggestions = near(key.casefold(), known)
    return Problem(
        "not-found",
        f"no row of {resource.name} has the key {key!r}{did_you_mean(suggestions)};"
        f" see /v1/{resource.name}",
        suggestions=suggestions,
    )


async def _list(
    request: Request, snapshot: Snapshot, asked: Asked, suffix: Format | None
) -> Response:
    media = suffix or negotiate(request.headers.get("accept"))
    if media is not JSON:
        _refuse_embeds(asked, media)
    page = await snapshot.page(asked.plan)
    following = _next_link(request, snapshot, page)
    headers = {"X-Total-Count": str(page.total)}
    if following is not None:
        headers["Link"] = f'<{following}>; rel="next"'
    if media is JSON:
        links: dict[str, object] = {
            "self": _link(request.url.path, _query(request)),
            "next": following,
        }
        body = json_list(page.items, {**_meta(snapshot, asked), "total": page.total}, links)
    else:
        body = _rows(page.items, asked, media)
    return _answer(request, snapshot, body, media, headers)


def _meta(snapshot: Snapshot, asked: Asked) -> dict[str, object]:
    resolved = {"resolved": asked.resolved} if asked.resolved else {}
    return {"release": snapshot.release, **resolved}


def _link(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query, safe=',~')}" if query else path


def _next_link(request: Request, snapshot: Snapshot, page: Page) -> str | None:
    if not page.more or page.last is None:
        return None
    query = _query(request) | {"after": cursor(snapshot.release, page.last)}
    return _link(quote(request.url.path), query)


def _rows(items: str, asked: Asked, media: Format) -> bytes:
    _refuse_embeds(asked, media)
    return ROWS[media.name](items, asked.plan.fields)


def _refuse_embeds(asked: Asked, media: Format) -> None:
    if asked.plan.embeds and media.name == "csv":
        raise Problem("invalid-value", "include needs JSON: a CSV row is flat", parameter="include")


def _answer(
    request: Request, snapshot: Snapshot, body: bytes, media: Format, headers: dict[str, str]
) -> Response:
    tag = entity_tag(body)
    headers |= {
        "ETag": tag,
        "Cache-Control": "public, max-age=60",
        "Vary": "Accept",
        "Climate-Record-Release": snapshot.release,
    }
    if is_known(tag, request.headers.get("if-none-match")):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers | {"Content-Type": media.content_type})
