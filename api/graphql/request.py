"""What an HTTP request to /graphql asks: query, operation name and variables."""

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope

from api.graphql.execution.operation import GraphQLRequest
from api.problems import Problem, did_you_mean, near

_DIGITS_MAX = 40


class HttpRequest:
    """What of an HTTP request an answer may depend on. A framework's would cost as much as it."""

    __slots__ = ("accept", "content_type", "if_none_match", "is_post", "query", "receive")

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.receive = receive
        self.is_post = scope["method"] == "POST"
        self.query: bytes = scope["query_string"]
        self.accept = self.content_type = self.if_none_match = None
        for name, value in scope["headers"]:
            if name == b"accept":
                self.accept = value.decode("latin-1")
            elif name == b"content-type":
                self.content_type = value.decode("latin-1")
            elif name == b"if-none-match":
                self.if_none_match = value.decode("latin-1")

    def parameters(self) -> list[tuple[str, str]]:
        """The query string's, as given."""
        return parse_qsl(self.query.decode("latin-1"), keep_blank_values=True)


async def read_request(request: HttpRequest, longest: int) -> GraphQLRequest:
    """Read one request, its body no further than `longest`. Raises `Problem` for an ill-formed."""
    if request.is_post:
        return _asked(await _body_parameters(request, longest), safe=False)
    return _asked(_query_parameters(request), safe=True)


def release_named(request: HttpRequest) -> str | None:
    """The release that the address names, for GET and POST alike."""
    if not request.query:
        return None
    named = [value for name, value in request.parameters() if name == "release"]
    if len(named) > 1:
        raise Problem("invalid-request", "release is given twice", parameter="release")
    return named[0] if named else None


def _query_parameters(request: HttpRequest) -> dict[str, Any]:
    parameters: dict[str, Any] = {}
    for name, value in request.parameters():
        if name in parameters:
            raise Problem("invalid-request", f"{name} is given twice", parameter=name)
        parameters[name] = value
    for name in ("variables", "extensions"):
        if name in parameters:
            parameters[name] = _json(parameters[name], name) if parameters[name] else None
    if parameters.get("operationName") == "":
        del parameters["operationName"]
    return parameters


async def _body_parameters(request: HttpRequest, longest: int) -> dict[str, Any]:
    _check_content_type(request.content_type or "")
    body = await _body(request, longest)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise Problem("invalid-request", "the body is not UTF-8") from error
    parameters = _json(text, "the body")
    if isinstance(parameters, list):
        raise Problem("invalid-request", "one operation a request: there is no batching here")
    if not isinstance(parameters, dict):
        raise Problem("invalid-request", "the body is not a JSON object")
    return parameters


def _check_content_type(header: str) -> None:
    if header == "application/json":
        return
    media_type, *parameters = (part.strip().lower() for part in header.split(";"))
    given = dict(part.partition("=")[::2] for part in parameters)
    charset = given.get("charset", "utf-8").strip('"')
    if media_type != "application/json" or charset not in ("utf-8", "utf8"):
        raise Problem(
            "unsupported-media-type",
            f"the body has to be application/json in UTF-8, not {header or 'without a type'!r}",
            headers={"Accept-Post": "application/json"},
        )


async def _body(request: HttpRequest, longest: int) -> bytes:
    """The body, read no further than it may be long."""
    chunks, length, more = [], 0, True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise Problem("invalid-request", "the body breaks off")
        chunks.append(chunk := message.get("body", b""))
        length += len(chunk)
        more = message.get("more_body", False)
        if length > longest:
            raise Problem(
                "content-too-large",
                f"the body is longer than {longest} bytes",
                limit="body",
                maximum=longest,
            )
    return b"".join(chunks)


def _json(text: str, what: str) -> Any:
    try:
        return _JSON.decode(text)
    except (ValueError, RecursionError) as error:
        fault = str(error) if isinstance(error, ValueError) else "it nests too deeply"
        raise Problem("invalid-request", f"{what} is not JSON: {fault}") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"{name!r} is given twice")
        found[name] = value
    return found


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON number")


def _integer(text: str) -> int:
    if len(text) > _DIGITS_MAX:
        raise ValueError(f"a number of {len(text)} digits")
    return int(text)


_JSON = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant, parse_int=_integer)


def _asked(parameters: dict[str, Any], *, safe: bool) -> GraphQLRequest:
    query, name = parameters.get("query"), parameters.get("operationName")
    variables, extensions = parameters.get("variables"), parameters.get("extensions")
    if not isinstance(query, str):
        misspelt = query is None and near("query", list(parameters)[:10])
        hint = did_you_mean(["query"]) if misspelt else ""
        fault = "is missing" if query is None else "is not a text"
        raise Problem("invalid-request", f"query {fault}{hint}", parameter="query")
    if name is not None and not isinstance(name, str):
        raise Problem("invalid-request", "operationName is not a text", parameter="operationName")
    for parameter, value in (("variables", variables), ("extensions", extensions)):
        if value is not None and not isinstance(value, dict):
            raise Problem("invalid-request", f"{parameter} is no JSON object", parameter=parameter)
    return GraphQLRequest(query, name, variables or {}, safe)
