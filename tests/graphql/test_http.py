"""GraphQL over HTTP: methods, media types, status codes, and bodies that are no request."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from api.app import create_app
from api.releases.open import open_store
from api.settings import Settings
from tests.broken import MESSAGE, BrokenStore
from tests.client import TestClient

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
QUERY = "{ release { slug } }"

REFUSED = {  # a query, and the code it is refused with
    "{": "GRAPHQL_PARSE_FAILED",
    "": "GRAPHQL_PARSE_FAILED",
    "{ nothing }": "GRAPHQL_VALIDATION_FAILED",
    "subscription { release { slug } }": "GRAPHQL_VALIDATION_FAILED",
    "query($n: Int!) { pledges(first: $n) { totalCount } }": "BAD_USER_INPUT",
    "{ pledges(first: 1001) { totalCount } }": "TOO_COSTLY",
    "query A { __typename } query B { __typename }": "BAD_USER_INPUT",
    "fragment F on Query { __typename }": "BAD_USER_INPUT",
}


@pytest.fixture
def client(every_transport: TestClient) -> TestClient:
    """Each test runs by every transport."""
    return every_transport


def post(client: TestClient, body: Any, **headers: str) -> Any:
    content = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(
        "/graphql", content=content, headers={"Content-Type": "application/json", **headers}
    )


def codes(response: Any) -> set[str]:
    """The codes of a response's errors, each of which has a message and is no fault of ours."""
    errors = response.json()["errors"]
    assert all(error["message"] for error in errors)
    assert errors
    return {error["extensions"]["code"] for error in errors}


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, GRAPHQL),
        ("*/*", GRAPHQL),
        ("application/*", GRAPHQL),
        (GRAPHQL, GRAPHQL),
        (JSON, JSON),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0.8, {JSON}", JSON),
        (f"{JSON}; charset=utf-8, {GRAPHQL}; charset=utf-8", GRAPHQL),
        (f"{GRAPHQL};q=0, */*", JSON),
        ("text/plain, application/json;q=0.1", JSON),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_media_type_is_negotiated(
    client: TestClient, method: str, accept: str | None, content_type: str
) -> None:
    """The best of what `Accept` lists; without it, the current media type."""
    headers = {"Accept": accept} if accept else {}
    if accept is None:
        client.headers.pop("accept", None)
    try:
        if method == "GET":
            response = client.get("/graphql", params={"query": QUERY}, headers=headers)
        else:
            response = client.post("/graphql", json={"query": QUERY}, headers=headers)
    finally:
        client.headers["accept"] = "*/*"
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{content_type}; charset=utf-8"
    assert "accept" in response.headers["vary"].lower()
    assert response.headers["climate-record-release"] == response.json()["extensions"]["release"]


def test_no_media_type_that_is_given_here(client: TestClient) -> None:
    """406 for a client that takes neither, even by POST."""
    response = post(client, {"query": QUERY}, Accept="text/csv")
    assert response.status_code == 406
    assert codes(response) == {"NOT_ACCEPTABLE"}


@pytest.mark.parametrize(("query", "code"), REFUSED.items())
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_refused_operation(client: TestClient, method: str, query: str, code: str) -> None:
    """400 without `data` in the current media type, and 200 in the older one."""
    for accept, status in ((GRAPHQL, 400), (JSON, 200)):
        if method == "GET":
            if query.startswith("subscription"):
                continue
            response = client.get("/graphql", params={"query": query}, headers={"Accept": accept})
        else:
            response = post(client, {"query": query}, Accept=accept)
        assert response.status_code == status
        assert response.headers["cache-control"] == "no-store"
        assert "data" not in response.json()
        assert codes(response) == {code}


BODIES: dict[str, bytes | str] = {
    "nothing": "",
    "no JSON": "nonsense",
    "half a JSON": '{"query":',
    "a batch": '[{"query": "{ __typename }"}]',
    "a text": '"{ __typename }"',
    "null": "null",
    "no query": "{}",
    "a misspelt query": '{"qeury": "{ __typename }"}',
    "a null query": '{"query": null}',
    "a number for a query": '{"query": 7}',
    "a list for variables": '{"query": "{ __typename }", "variables": [7]}',
    "a text for variables": '{"query": "{ __typename }", "variables": "{}"}',
    "a number for a name": '{"query": "{ __typename }", "operationName": 7}',
    "a text for extensions": '{"query": "{ __typename }", "extensions": "x"}',
    "a key twice": '{"query": "{ __typename }", "query": "{ release { slug } }"}',
    "not a number": '{"query": "{ __typename }", "variables": {"a": NaN}}',
    "an endless number": '{"query": "{ __typename }", "variables": {"a": %s}}' % ("9" * 5_000),
    "deep nesting": '{"query": "{ __typename }", "variables": ' + "[" * 50_000,
    "deep nesting, closed": '{"variables": %s}' % ('{"a":' * 10_000 + "1" + "}" * 10_000),
    "another encoding": '{"query": "{ __typename }"}'.encode("utf-16"),
    "bytes that are no text": b'{"query": "\xff"}',
    "a byte order mark": b'\xef\xbb\xbf{"query": "{ __typename }"}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_that_is_no_request(client: TestClient, body: bytes | str) -> None:
    """400 with a code, in either media type: nothing could be asked."""
    for accept in (GRAPHQL, JSON):
        response = post(client, body, Accept=accept)
        assert response.status_code == 400
        assert response.headers["content-type"].startswith(accept)
        assert codes(response) == {"BAD_USER_INPUT"}


def test_hints(client: TestClient) -> None:
    """What is misspelt is suggested: the parameter, the operation, a field, an input field."""
    hints = {
        BODIES["a misspelt query"]: "did you mean query?",
        '{"query": "query Abc { __typename }", "operationName": "Abd"}': "did you mean Abc?",
        '{"query": "{ pledges { nodes { targetYaer } } }"}': "Did you mean 'targetYear'",
        '{"query": "{ pledges(where: {targetYaer: {eq: 1}}) { totalCount } }"}': "'targetYear'",
        '{"query": "{ pledges(where: {kind: {eq: NET_ZER0}}) { nodes { slug } } }"}': "'NET_ZERO'",
        '{"query": "{ pledges(where: {country: {eq: \\"Chnia\\"}}) { totalCount } }"}': "china",
        '{"query": "{ pledges(where: {actorKind: {eq: null}}) { totalCount } }"}': "leave it out",
        '{"query": "{ pledges(where: {status: {eq: null}}) { totalCount } }"}': "isNull: true",
    }
    for body, hint in hints.items():
        (error,) = post(client, body).json()["errors"]
        assert hint in error["message"]
        assert error["extensions"]["code"] in ("BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED")


@pytest.mark.parametrize(
    "content_type",
    [None, "text/plain", "application/graphql", "application/x-www-form-urlencoded",
     "multipart/form-data; boundary=x", "application/json; charset=latin-1", "json"],
)  # fmt: skip
def test_a_body_of_another_type(client: TestClient, content_type: str | None) -> None:
    """415 unless the body says that it is JSON in UTF-8."""
    headers = {"Content-Type": content_type} if content_type else {}
    response = client.post("/graphql", content=json.dumps({"query": QUERY}), headers=headers)
    assert response.status_code == 415
    assert codes(response) == {"BAD_USER_INPUT"}
    assert response.headers["accept-post"] == "application/json"


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'],
)
def test_a_body_of_the_right_type(client: TestClient, content_type: str) -> None:
    """UTF-8 is assumed, and may be named."""
    body = json.dumps({"query": "{ __typename }"})
    response = client.post("/graphql", content=body, headers={"Content-Type": content_type})
    assert response.json()["data"] == {"__typename": "Query"}


def test_optional_parameters_may_be_null(client: TestClient) -> None:
    """Null is the same as not given, as is an empty name; unknown members are left alone."""
    body = {
        "query": QUERY,
        "operationName": None,
        "variables": None,
        "extensions": {"x": 1},
        "y": 2,
    }
    for name in (None, ""):
        assert post(client, body | {"operationName": name}).json()["data"]


def test_get(client: TestClient) -> None:
    """GET takes variables and extensions as JSON, and an empty operation name as none."""
    query = "query A($code: String!) { country(code: $code) { name } } query B { __typename }"
    parameters = {"query": query, "variables": '{"code": "CHN"}', "operationName": "A"}
    found = client.get("/graphql", params={**parameters, "extensions": "{}"}).json()
    assert found["data"] == {"country": {"name": "China"}}
    parameters = {"query": QUERY, "operationName": "", "variables": "", "extensions": ""}
    assert client.get("/graphql", params=parameters).json()["data"]
    assert client.head("/graphql", params={"query": QUERY}).status_code == 200


@pytest.mark.parametrize(
    "parameters",
    [
        [],
        [("query", QUERY), ("query", QUERY)],
        [("query", QUERY), ("variables", "nonsense")],
        [("query", QUERY), ("variables", "[]")],
        [("query", QUERY), ("variables", '"x"')],
        [("query", QUERY), ("extensions", "7")],
    ],
)
def test_an_address_that_is_no_request(
    client: TestClient, parameters: list[tuple[str, str]]
) -> None:
    """400 with a code for a query string that is no GraphQL request."""
    response = client.get(f"/graphql?{urlencode(parameters)}", headers={"Accept": JSON})
    assert response.status_code == 400
    assert codes(response) == {"BAD_USER_INPUT"}


def test_a_mutation_needs_post(client: TestClient) -> None:
    """405 with `Allow` by GET; by POST it is refused because there are none."""
    for operation in ("mutation", "subscription"):
        query = f"query Q {{ __typename }} {operation} M {{ nothing }}"
        parameters = {"query": query, "operationName": "M"}
        for accept in (GRAPHQL, JSON):
            response = client.get("/graphql", params=parameters, headers={"Accept": accept})
            assert response.status_code == 405
            assert response.headers["allow"] == "POST"
            assert codes(response) == {"METHOD_NOT_ALLOWED"}
        assert codes(post(client, parameters)) == {"GRAPHQL_VALIDATION_FAILED"}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods(client: TestClient, method: str) -> None:
    """405, with what is allowed."""
    response = client.request(method, "/graphql", json={"query": QUERY})
    assert response.status_code == 405
    assert {"GET", "POST"} <= set(response.headers["allow"].split(", "))


def test_get_answers_are_cacheable(client: TestClient) -> None:
    """A clean answer to GET has a strong tag, and is not sent again to who has it."""
    response = client.get("/graphql", params={"query": QUERY})
    tag = response.headers["etag"]
    assert "public" in response.headers["cache-control"]
    known = {"If-None-Match": tag}
    again = client.get("/graphql", params={"query": QUERY}, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    other = client.get("/graphql", params={"query": "{ __typename }"}, headers=known)
    assert other.status_code == 200
    assert post(client, {"query": QUERY}).headers["cache-control"] == "no-cache"
    failed = client.get("/graphql", params={"query": "{ nothing }"})
    assert failed.headers["cache-control"] == "no-store"
    assert "etag" not in failed.headers


@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
def test_an_unexpected_error_is_a_graphql_error(database_url: str, accept: str) -> None:
    """Its own words go to the log only; the status is 500 and any origin may read it."""
    store = BrokenStore(open_store(database_url))
    app = create_app(Settings(database_url=database_url), store=store)  # type: ignore[arg-type]
    with TestClient(app, raise_server_exceptions=False) as client:
        response = post(client, {"query": "{ pledges { totalCount } }"}, Accept=accept)
        assert response.status_code == 500
        assert codes(response) == {"INTERNAL_SERVER_ERROR"}
        assert MESSAGE not in response.text
        assert response.headers["access-control-allow-origin"] == "*"
        metrics = client.get("/metrics").text
    assert 'climate_record_requests_total{face="graphql",status="500"} 1.0' in metrics


def test_a_resolver_that_fails_says_nothing_of_its_own(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reference executor answers null with an error that names no internals."""
    monkeypatch.setattr("api.graphql.schema.relay.ConnectionValue.cursor", lambda *_: 1 / 0)
    settings = Settings(database_url=database_url, graphql_compile=False)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        response = post(client, {"query": "{ pledges { edges { cursor } } }"})
    assert response.status_code == 200
    assert response.json()["data"] is None
    assert codes(response) == {"INTERNAL_SERVER_ERROR"}
    assert "division" not in response.text


def test_a_browser_gets_the_page_and_a_program_the_answer(client: TestClient) -> None:
    """A navigation prefers HTML; fetch, curl and GraphQL clients do not."""
    page = client.get("/graphql", headers={"Accept": "text/html,application/xml;q=0.9,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    answer = client.get("/graphql", params={"query": QUERY}, headers={"Accept": "*/*"})
    assert answer.headers["content-type"].startswith(GRAPHQL)
