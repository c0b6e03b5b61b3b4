"""The REST reference: all operations, and a page for each, with a form to try it."""

from copy import copy
from typing import Any
from urllib.parse import parse_qsl, urlencode

from api.http.request import Request
from api.http.response import Response
from api.limits import REST_PAGE
from api.pages.code import LANGUAGES, snippets
from api.pages.exchange import Exchange, address_of, exchange
from api.pages.operation_form import form_of
from api.pages.operation_problems import problems_of
from api.pages.operations import SIGNS, Operation, operations_of
from api.pages.reading import Reader, open_page
from api.pages.site import page, record_page, service_address
from api.problems import Problem
from api.rest.plans import ALL, RELEASE
from schema import RECORD, RESOURCES
from schema.scalars import OPERATOR_MEANINGS
from schema.suggestions import did_you_mean, nearest

_SHEET = "docs.css"
_LANGUAGE = "in"  # the field of the form that has the language of the program
_CHOICES = [(_LANGUAGE, name) for name, _title in LANGUAGES]
_EXAMPLE_ROWS = "1"
_OTHER_TAGS = {"index": "The index", "files": "Lists as files", "health": "State of the server"}
# The addresses that are no operations of REST, with what is there.
OTHER_ADDRESSES = {
    "/": "The home page.",
    "/countries": "A map of shares by year and series, and countries by region and name.",
    "/countries/{code}": "The page of a country, with `as_of` and `release`.",
    "/changes": "What a release changed, by resource, kind, country and row.",
    "/claims/{id}": "A claim beside the measured figures that it may mean.",
    "/coverage": "What sources cover of each country, with `as_of`.",
    "/compare": "A form for two to four countries or groups.",
    "/compare/{actors}": "Countries and groups side by side, by their codes or names.",
    "/dialogues": "Dialogues, meetings and joint statements by day.",
    "/emissions-shares/{id}": "The page of the figure of one year, with how it is cited.",
    "/groups/{id}": "The page of a group, with its members on a day.",
    "/initiatives": "Initiatives, with how many joined.",
    "/initiatives/{id}": "The page of an initiative: who has joined, by the date of a list.",
    "/officials": "Posts with who held them, by name, country, role and day.",
    "/officials/{id}": "The page of an official: posts, quotes, claims.",
    "/pictures/{file}": "A figure of the home page as `share.svg` or `share.png`, or `card.png`.",
    "/pictures/{page}/{file}": "A figure of a list, such as `map.svg` of `countries`.",
    "/pictures/{page}/{key}/{file}": "A figure of the page of a row, as SVG or PNG.",
    "/pledges": "All pledges by year and standing, with a form.",
    "/pledges/{id}": "The page of a pledge, with what each source states.",
    "/quotes": "Quotes by words, speaker and country.",
    "/quotes/{id}": "The page of a quote: the words, the speaker, and what stood that day.",
    "/releases": "All releases with how much each changed.",
    "/releases/{id}": "The page of a release: checksums, how to pin and to cite it.",
    "/search": "Words in the record and in the documentation.",
    "/sources": "All sources with publisher, licence, rows and day.",
    "/sources/{id}": "The page of a source, and what rests on it.",
    "/{resource}/{id}/history": "What releases changed of a row, and what its source records say.",
    "/guides": "The guides.",
    "/guides/{slug}": "A guide.",
    "/reference": "This page.",
    "/reference/{operation}": "An operation; a query string is tried out.",
    "/reference/graphql": "The types of GraphQL, with the fields that answer them.",
    "/reference/graphql/{type}": "A type of GraphQL: fields, arguments, filters, sort keys.",
    "/dictionary": "The data dictionary.",
    "/dictionary/{name}": "A resource or a vocabulary.",
    "/downloads": "Whole lists by format, with sizes.",
    "/docs": "Leads to the reference.",
    "/docs/try": "Swagger UI over the contract.",
    "/problems": "All types of problems.",
    "/problems/{slug}": "A type of problem, with an example.",
    "/graphql": "GraphQL over HTTP by GET and POST; GraphiQL for a browser.",
    "/openapi.json": "The REST contract, OpenAPI 3.1.",
    "/schema.graphql": "The GraphQL schema.",
    "/feeds/changes.atom": "Changes of the record, as Atom; it takes the filters of `changes`.",
    "/feeds/changes.json": "The same as JSON Feed.",
    "/status": "Whether the service is ready, what it serves, up to which days, and its limits.",
    "/robots.txt": "Where the site map is.",
    "/sitemap.xml": "The site maps, for search engines.",
    "/sitemaps/{name}": "The addresses of the pages of a resource.",
    "/metrics": "Figures of the server, for Prometheus.",
    "/assets/{name}": "A file that pages load.",
    "/assets/{package}/{name}": "A file of a bundle or of a font.",
}
# What the parts of a path are that the contract leaves to their names.
_PATH_WORDS = {
    "code": "The code of the country, or any of its names.",
    "list": "The list: a resource, or a list below the row.",
    "resource": "The resource of the row.",
    "key": "The key of the row; of countries and groups any code or name.",
}
_BODIES = {"text/csv": "csv", "application/x-ndjson": "ndjson", "text/plain": "text"}


async def reference(request: Request) -> Response:
    """GET /reference: the operations, by resource."""
    operations = operations_of(request.app.router)
    tags: dict[str, list[Operation]] = {}
    for operation in operations.values():
        tags.setdefault(operation.tag, []).append(operation)
    return page(
        request,
        "reference.html",
        sheet=_SHEET,
        groups=[(tag, _words_of_tag(tag), of) for tag, of in tags.items() if tag in RESOURCES],
        others=[(tag, _words_of_tag(tag), tags[tag]) for tag in _OTHER_TAGS],
        total=len(operations),
        of_resources=sum(each.resource is not None for each in operations.values()),
        other_addresses=OTHER_ADDRESSES,
        resources=len(RESOURCES),
    )


def _words_of_tag(tag: str) -> str:
    return RESOURCES[tag].summary if tag in RESOURCES else _OTHER_TAGS[tag]


async def operation(request: Request) -> Response:
    """GET /reference/{operation}: an operation; the query string is a request to it."""
    operations = operations_of(request.app.router)
    name = request.parameters["operation"]
    if name not in operations:
        near = nearest(name, operations)
        detail = f"the reference has no operation {name}{did_you_mean(near)}"
        raise Problem("not-found", detail, suggestions=near)
    shown = operations[name]
    sent = parse_qsl(request.query_string.decode("latin-1"), keep_blank_values=True)
    kept = [pair for pair in sent if pair[1] and pair != (_LANGUAGE, LANGUAGES[0][0])]
    if len(kept) < len(sent):  # a form sends all its fields
        return _redirect(request, kept)
    language = next((value for pair in kept if pair in _CHOICES for value in pair[1:]), "")
    given = [pair for pair in kept if pair not in _CHOICES]
    reader = await _open(request, given)
    tried = any(key != RELEASE for key, _value in given)
    filled = given if tried else [*await _example(reader, shown), *_pinned(reader, shown)]
    exchanged = await _exchanged(request, shown, filled)
    answer = await reader.answer(f"/reference/{name}")
    if tried:
        query = [*(pair for pair in given if pair[0] != RELEASE), (RELEASE, answer.release)]
        answer = answer._replace(permanent=f"/reference/{name}?{urlencode(query, safe=',')}")
    response = record_page(
        request,
        reader,
        "operation.html",
        sheet=_SHEET,
        answer=answer,
        operation=shown,
        path_words=_PATH_WORDS,
        tried=tried,
        form=form_of(shown, given, filled),
        language=language or LANGUAGES[0][0],
        exchange=exchanged,
        languages=LANGUAGES,
        rows_shown=REST_PAGE,
        snippets=snippets(
            f"{service_address(request)}{exchanged.address}",
            _BODIES.get(shown.media_type, "json"),
            has_data=shown.has_data,
        ),
        signs=[(SIGNS[operator], operator, says) for operator, says in _meanings()],
        problems=problems_of(shown),
        navigation_of=_navigation(operations, shown),
    )
    response.rows = exchanged.rows
    return response


def _meanings() -> list[tuple[str, str]]:
    return [(name, meaning) for name, meaning in OPERATOR_MEANINGS.items() if name in SIGNS]


def _redirect(request: Request, given: list[tuple[str, str]]) -> Response:
    """Leads to the address without the fields that nothing was written in."""
    query = f"?{urlencode(given, safe=',')}" if given else ""
    location = f"{request.app.root}{request.path}{query}#request"
    headers = [(b"location", location.encode()), (b"cache-control", b"no-cache")]
    return Response(303, b"", headers)


async def _open(request: Request, given: list[tuple[str, str]]) -> Reader:
    """A reader of the release that the request names."""
    plain = copy(request)
    plain.query_string = urlencode([pair for pair in given if pair[0] == RELEASE]).encode()
    return await open_page(plain, ())


def _pinned(reader: Reader, shown: Operation) -> list[tuple[str, str]]:
    """The release that the page names, for an operation that takes one."""
    takes = any(each["name"] == RELEASE for each in shown.parameters)
    is_pinned = takes and reader.rest.names_release
    return [(RELEASE, reader.snapshot.release)] if is_pinned else []


async def _example(reader: Reader, shown: Operation) -> list[tuple[str, str]]:
    """The request that stands for an operation: to rows that the record has."""
    values = {each["name"]: str(each["example"]) for each in shown.path_parameters}
    resource = shown.resource
    if shown.is_nested:
        owner = RESOURCES[shown.owners[0]]
        values |= {"resource": owner.name, "key": owner.example} if "key" in values else {}
    elif resource is not None and resource.name not in RECORD and not shown.is_list:
        first = await reader.rows(resource.name, 1, fields=resource.key)
        if first.rows:
            values[resource.key] = first.rows[0][resource.key]
    if "old" in values:
        ids = [row["id"] for row in (await reader.rows("releases", 2, fields="id")).rows]
        values |= {"old": ids[-1], "new": ids[0]}
    names = {each["name"] for each in shown.parameters}
    if "country_code" in names:
        values["country_code"] = RESOURCES["countries"].example
    if "list" in values and shown.path.startswith("/v1/{resource}"):
        values["list"] = "pledges"
    if "limit" in names:
        values["limit"] = _EXAMPLE_ROWS
    return list(values.items())


async def _exchanged(request: Request, shown: Operation, filled: list[tuple[str, str]]) -> Exchange:
    """The request with its answer. Raises `Problem` without a parameter of the path."""
    names = [each["name"] for each in shown.path_parameters]
    path = {name: value for name, value in filled if name in names}
    for name in names:
        if name not in path:
            detail = f"{shown.path} needs {name}: give it as a parameter of this page"
            raise Problem("invalid-value", detail, parameter=name)
    query = [pair for pair in filled if pair[0] not in names]
    address = address_of(shown.path, path, query)
    if not any(name == "limit" and _is_over(value) for name, value in query):
        return await exchange(request, address)
    one = [(name, "1" if name == "limit" else value) for name, value in query]
    first = await exchange(request, address_of(shown.path, path, one))
    is_short = first.total is not None and first.total <= REST_PAGE
    return await exchange(request, address, is_run=is_short, is_short=is_short)


def _is_over(limit: str) -> bool:
    """Whether a request asks for more rows than the page shows; a malformed one is refused."""
    return limit == ALL or (limit.isascii() and limit.isdigit() and int(limit[:9]) > REST_PAGE)


def _navigation(operations: dict[str, Operation], shown: Operation) -> list[Any]:
    """For each group of operations its first one, and all of the group that is shown."""
    groups: dict[str, list[Operation]] = {}
    for each in operations.values():
        groups.setdefault(each.tag, []).append(each)
    return [(tag, of[0], of if tag == shown.tag else []) for tag, of in groups.items()]
