"""The GraphQL request inside an HTTP request (GraphQL over HTTP, section 5)."""

import json
from collections import Counter
from typing import Any
from urllib.parse import parse_qsl

from api.graphql.execution.operation import GraphQLRequest
from api.graphql.persisted_queries import parse_hash
from api.http.request import Request
from api.problems import Problem
from schema.suggestions import did_you_mean, nearest

_DIGITS_MAX = 40


async def read_graphql_request(request: Request) -> GraphQLRequest:
    """Read the query, the operation name and the variables.

    Raises:
        Problem: The request is not well formed.
    """
    if request.method == "POST":
        _check_content_type(request.header(b"content-type") or "")
        return _graphql_request(_body_parameters(await request.body()), safe=False)
    return _graphql_request(_query_parameters(request), safe=True)


def release_parameter(request: Request) -> str | None:
    """The release that the address names, for GET and POST alike.

    Raises:
        Problem: It names more than one.
    """
    releases = [value for name, value in _parameters(request) if name == "release"]
    if len(releases) > 1:
        raise Problem("invalid-request", "release is given twice", parameter="release")
    return releases[0] if releases else None


def _parameters(request: Request) -> list[tuple[str, str]]:
    return parse_qsl(request.query_string.decode("latin-1"), keep_blank_values=True)


def _query_parameters(request: Request) -> dict[str, Any]:
    parameters: dict[str, Any] = {}
    for name, value in _parameters(request):
        if name in parameters:
            raise Problem("invalid-request", f"{name} is given twice", parameter=name)
        parameters[name] = value
    for name in ("variables", "extensions"):
        if name in parameters:
            parameters[name] = _json(parameters[name], name) if parameters[name] else None
    return parameters


def _body_parameters(body: bytes) -> dict[str, Any]:
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


def _json(text: str, what: str) -> Any:
    try:
        return _JSON.decode(text)
    except (ValueError, RecursionError) as error:
        fault = str(error) if isinstance(error, ValueError) else "it nests too deeply"
        raise Problem("invalid-request", f"{what} is not JSON: {fault}") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise ValueError(f"{twice!r} is given twice")
    return members


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON number")


def _integer(text: str) -> int:
    if len(text) > _DIGITS_MAX:
        raise ValueError(f"a number of {len(text)} digits")
    return int(text)


_JSON = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_constant, parse_int=_integer)


def _graphql_request(parameters: dict[str, Any], *, safe: bool) -> GraphQLRequest:
    query, name = parameters.get("query"), parameters.get("operationName")
    variables, extensions = parameters.get("variables"), parameters.get("extensions")
    if name is not None and not isinstance(name, str):
        raise Problem("invalid-request", "operationName is not a text", parameter="operationName")
    for parameter, value in (("variables", variables), ("extensions", extensions)):
        if value is not None and not isinstance(value, dict):
            raise Problem("invalid-request", f"{parameter} is no JSON object", parameter=parameter)
    query_hash = parse_hash(extensions) if extensions else None
    if query is None and query_hash is not None:
        query = ""
    if not isinstance(query, str):
        raise _no_query(parameters)
    # Clients send an empty name for none.
    return GraphQLRequest(query, name or None, variables or {}, safe, query_hash)


def _no_query(parameters: dict[str, Any]) -> Problem:
    """The problem of a request without a query."""
    query = parameters.get("query")
    misspelt = query is None and nearest("query", list(parameters)[:10])
    hint = did_you_mean(["query"]) if misspelt else ""
    fault = "is missing" if query is None else "is not a text"
    return Problem("invalid-request", f"query {fault}{hint}", parameter="query")
