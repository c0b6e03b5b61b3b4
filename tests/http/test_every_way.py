"""One answer to one request, however it is sent.

Every address is sent without `Accept-Encoding` and with each coding, to an app with a response
cache (twice) and to one without, by GET, by HEAD and with the entity tag that GET gave. Status,
content and headers must be those of the plain GET, but for what a coding has to change.
"""

import json
from typing import NamedTuple
from urllib.parse import quote

import pytest

from tests.client import TestClient
from tests.http.raw import Pairs, RawResponse, send

CODINGS = (None, "identity", "gzip", "br", "zstd")
ONE_PACKET_BYTES = 1_400  # a shorter body is sent as it is

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
CSV = "text/csv"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

LIST = "{ countries(first: 60) { nodes { code name alpha2 } } }"
ONE = '{ country(code: "CHN") { name } }'

# Of one response and not of the representation. `/metrics` differs from one moment to the next.
VOLATILE = {"server-timing", "date"}
OF_CODING = {"content-encoding", "content-length", "etag"}
NOT_ON_304 = {
    "content-disposition",
    "content-encoding",
    "content-length",
    "content-type",
    "link",
    "x-total-count",
}


class Case(NamedTuple):
    """A request, and what every way of sending it must come to.

    `{release}` in the target stands for the release that is served. `negotiated` says that `Accept`
    chooses the representation.
    """

    name: str
    target: str
    status: int = 200
    content_type: str = JSON
    negotiated: bool = True
    accept: str | None = None
    body: str | None = None
    method: str = "GET"
    has_etag: bool = True


PROBLEM = "application/problem+json"
HTML = "text/html"


def refused(
    name: str, target: str, status: int, accept: str | None = None, *, negotiated: bool = True
) -> Case:
    """A refusal by REST: problem+json without an entity tag."""
    return Case(name, target, status, PROBLEM, negotiated, accept, has_etag=False)


def posted(
    name: str,
    query: str,
    status: int = 200,
    accept: str | None = None,
    content_type: str = GRAPHQL,
    target: str = "/graphql",
) -> Case:
    """A GraphQL operation by POST."""
    body = json.dumps({"query": query})
    return Case(name, target, status, content_type, True, accept, body, "POST", has_etag=False)


def got(
    name: str, query: str, status: int = 200, accept: str | None = None, content_type: str = GRAPHQL
) -> Case:
    """A GraphQL operation by GET."""
    target = f"/graphql?query={quote(query)}"
    return Case(
        name,
        target,
        status,
        content_type,
        True,
        accept,
        has_etag=status == 200 and "nothing" not in query,
    )


CASES = [
    Case("a list", "/v1/pledges?status=in_law"),
    Case("a short list", "/v1/pledges?limit=1&fields=id"),
    Case("a row", "/v1/pledges/chn-carbon-neutrality-2060"),
    Case("a row by an alias", "/v1/countries/china"),
    Case(
        "a row in CSV",
        "/v1/pledges/chn-carbon-neutrality-2060.csv",
        content_type=CSV,
        negotiated=False,
    ),
    Case("a nested list", "/v1/countries/CHN/pledges"),
    Case("a nested list by an alias", "/v1/countries/china/pledges?limit=2"),
    Case("readings of a claim", "/v1/claims/chn-reported-voa-2021/readings"),
    Case("JSON by its suffix", "/v1/sources.json", negotiated=False),
    Case("CSV by its suffix", "/v1/sources.csv", content_type=CSV, negotiated=False),
    Case(
        "NDJSON by its suffix",
        "/v1/sources.ndjson",
        content_type="application/x-ndjson",
        negotiated=False,
    ),
    Case("JSON by quality", "/v1/sources", accept="text/csv;q=0.5, application/json"),
    Case("an export", "/v1/pledges?limit=all"),
    Case(
        "an export in CSV",
        "/v1/pledges.csv?limit=all&status=in_law",
        content_type=CSV,
        negotiated=False,
    ),
    Case("a date", "/v1/countries?group=eu&as_of=2019-06-01"),
    Case("embedded rows", "/v1/countries/CHN?include=pledges.source,quotes"),
    Case("a named release", "/v1/pledges?release={release}&limit=5"),
    Case("a page by cursor", "/v1/pledges?limit=5&after={release}~chn-carbon-neutrality-2060"),
    Case("the changes of two releases", "/v1/releases/{release}...{release}/changes"),
    refused("a misspelt parameter", "/v1/pledges?target_yaer=2050", 400),
    refused("a value that is none", "/v1/pledges.csv?limit=0", 400, negotiated=False),
    refused("no such row", "/v1/pledges/no-such-row", 404),
    refused("no such list", "/v1/pledgs", 404),
    refused("no such path", "/v1/a/b/c/d", 404, negotiated=False),
    refused("nothing below a share", "/v1/emissions-shares/x/y/z", 404, negotiated=False),
    refused("a singular", "/v1/pledge", 404),
    refused("a trailing slash", "/v1/pledges/", 404, negotiated=False),
    refused("no format that is accepted", "/v1/pledges", 406, accept="image/png"),
    refused("a format of another address", "/v1/pledges", 406, accept=CSV),
    refused("a release that is not kept", "/v1/pledges?after=0.0.0-000000000000~x", 410),
    refused("a method that there is not", "/v1/pledges", 405)._replace(method="DELETE"),
    refused("GET alone for a page", "/docs/try", 405, negotiated=False)._replace(method="POST"),
    got("GraphQL by GET", LIST),
    got("GraphQL by GET, older type", LIST, accept=JSON, content_type=JSON),
    got("a GraphQL error by GET", "{ nothing }", 400),
    got("a GraphQL error by GET, older type", "{ nothing }", 200, accept=JSON, content_type=JSON),
    posted("GraphQL by POST", LIST),
    posted("a short GraphQL answer by POST", ONE),
    posted("GraphQL by POST, older type", LIST, accept=JSON, content_type=JSON),
    posted("a GraphQL error by POST", "{ nothing }", 400),
    posted("a GraphQL error by POST, older type", "{ nothing }", accept=JSON, content_type=JSON),
    posted("GraphQL in no type that is accepted", ONE, 406, accept=CSV),
    Case("GraphiQL", "/graphql", content_type=HTML, accept=BROWSER),
    Case("the start page", "/", content_type=HTML, negotiated=False),
    Case("the reference", "/reference", content_type=HTML, negotiated=False),
    Case("the problems", "/problems", content_type=HTML, negotiated=False),
    Case("a problem", "/problems/not-found", content_type=HTML, negotiated=False),
    Case("no such page", "/openapi.jsn", 404, PROBLEM, negotiated=False, has_etag=False),
    Case("Atom", "/feeds/changes.atom", content_type="application/atom+xml", negotiated=False),
    Case(
        "JSON Feed", "/feeds/changes.json", content_type="application/feed+json", negotiated=False
    ),
    Case("OpenAPI", "/openapi.json", content_type="application/", negotiated=False),
    Case("SDL", "/schema.graphql", content_type="", negotiated=False),
    Case("liveness", "/healthz", content_type="text/plain", negotiated=False, has_etag=False),
    Case("readiness", "/readyz", negotiated=False, has_etag=False),
    Case("a style sheet", "/assets/style.css", content_type="text/css", negotiated=False),
    Case("no such asset", "/assets/none.css", 404, PROBLEM, negotiated=False, has_etag=False),
]


@pytest.fixture(scope="module")
def release(uncached: TestClient) -> str:
    """The release that both apps serve."""
    return str(uncached.get("/readyz").json()["release"])


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_every_way_gives_one_answer(
    cached: TestClient, uncached: TestClient, release: str, case: Case
) -> None:
    """Status, content and headers are those of a plain GET, whatever the coding and the cache."""
    case = case._replace(target=case.target.replace("{release}", release))
    plain = ask(uncached, case, case.method)
    check_plain(case, plain)
    for coding in CODINGS:
        for client in (uncached, cached, cached):
            way = f"{coding}, {'cached' if client is cached else 'uncached'}"
            if case.method == "GET":
                head = ask(client, case, "HEAD", coding)
                response = ask(client, case, "GET", coding)
                check_coded(plain, response, coding, way)
                check_head(response, head, way)
                check_conditional(client, case, response, coding, way)
            else:
                check_coded(plain, ask(client, case, case.method, coding), coding, way)


def ask(
    client: TestClient,
    case: Case,
    method: str,
    coding: str | None = None,
    more: Pairs | None = None,
) -> RawResponse:
    """Send the request of a case one way."""
    headers: Pairs = list(more or [])
    if case.accept is not None:
        headers.append(("accept", case.accept))
    if coding is not None:
        headers.append(("accept-encoding", coding))
    if case.body is not None:
        headers.append(("content-type", JSON))
    return send(client, method, case.target, headers, (case.body or "").encode())


def check_plain(case: Case, plain: RawResponse) -> None:
    """The plain response is the one that the case declares, with the headers that all have."""
    assert plain.status == case.status, plain.raw[:500]
    assert (plain.header("content-type") or "").startswith(case.content_type)
    assert plain.coding == ""
    assert (plain.header("etag") is not None) == case.has_etag
    assert not (plain.header("etag") or "").startswith("W/")
    vary = {name.strip().lower() for name in (plain.header("vary") or "").split(",")}
    assert "accept-encoding" in vary
    assert not case.negotiated or "accept" in vary
    assert plain.header("access-control-allow-origin") == "*"
    assert "ETag" in (plain.header("access-control-expose-headers") or "")
    assert plain.header("referrer-policy")
    assert plain.header("x-content-type-options") == "nosniff"
    if case.status >= 400:
        assert plain.header("cache-control") == "no-store"
    if case.status == 405:
        assert plain.header("allow")


def lasting(response: RawResponse, without: set[str]) -> list[tuple[str, str]]:
    """The headers that must be equal however the request is sent."""
    return sorted(pair for pair in response.headers if pair[0] not in VOLATILE | without)


def check_coded(plain: RawResponse, response: RawResponse, coding: str | None, way: str) -> None:
    """The same status, content and headers; another entity tag if and only if it is coded."""
    assert response.status == plain.status, way
    assert response.body == plain.raw, way
    assert lasting(response, OF_CODING) == lasting(plain, OF_CODING), way
    is_coded = coding not in (None, "identity") and len(plain.raw) >= ONE_PACKET_BYTES
    assert response.coding == (coding if is_coded else ""), way
    length = response.header("content-length")
    assert length is None or int(length) == len(response.raw), way
    etags = plain.header("etag"), response.header("etag")
    if etags[0] is None:
        assert etags[1] is None, way
    else:
        assert (etags[0] != etags[1]) is is_coded, way
    if is_coded:
        assert len(response.raw) < len(plain.raw), way


def check_head(response: RawResponse, head: RawResponse, way: str) -> None:
    """HEAD has GET's status and headers, and no body."""
    assert (head.status, head.raw) == (response.status, b""), way
    assert lasting(head, set()) == lasting(response, set()), way


def check_conditional(
    client: TestClient, case: Case, response: RawResponse, coding: str | None, way: str
) -> None:
    """304 for the entity tag that GET gave, with the headers that a cache updates; else as GET."""
    etag = response.header("etag")
    for known in (etag, f'"other", W/{etag}') if etag else ('"other"', "*"):
        again = ask(client, case, "GET", coding, [("if-none-match", known or "")])
        if etag is None:
            assert again.status == response.status, way
            assert again.raw == response.raw, way
            continue
        assert (again.status, again.raw) == (304, b""), way
        assert lasting(again, NOT_ON_304) == lasting(response, NOT_ON_304), way
    if etag:
        other = ask(client, case, "GET", coding, [("if-none-match", '"other"')])
        assert (other.status, other.raw) == (response.status, response.raw), way


def test_each_representation_has_an_entity_tag_of_its_own(either: TestClient) -> None:
    """By media type and by content coding (RFC 9110, section 8.8.3)."""
    graphql = f"/graphql?query={quote(LIST)}"
    for addresses in (
        [("/v1/sources", JSON), ("/v1/sources.csv", CSV), ("/v1/sources.ndjson", "*/*")],
        [(graphql, JSON), (graphql, GRAPHQL)],
    ):
        etags = set()
        for target, accept in addresses:
            for coding in CODINGS[1:]:
                headers = [("accept", accept), ("accept-encoding", coding or "")]
                etags.add(send(either, "GET", target, headers).header("etag"))
        assert None not in etags
        assert len(etags) == len(addresses) * 4


def test_the_tag_of_a_coding_is_not_the_tag_of_none(either: TestClient) -> None:
    """A client that takes no coding does not have what it has the compressed form of."""
    packed = send(either, "GET", "/v1/pledges", [("accept-encoding", "gzip")])
    assert packed.coding == "gzip"
    known = [("if-none-match", packed.header("etag") or "")]
    assert send(either, "GET", "/v1/pledges", known).status == 200
    assert send(either, "GET", "/v1/pledges", [*known, ("accept-encoding", "gzip")]).status == 304


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        ("gzip, deflate, br, zstd", {"gzip", "br", "zstd"}),
        ("gzip, deflate", {"gzip"}),
        ("br;q=1.0, gzip;q=0.1, *;q=0", {"br", "gzip"}),
        ("gzip;q=0", {""}),
        ("deflate", {""}),
        ("*", {"gzip", "br", "zstd"}),
        ("", {""}),
    ],
)
def test_accept_encoding_is_negotiated(
    either: TestClient, accept_encoding: str, coding: set[str]
) -> None:
    """A coding with quality 0 is never sent, nor one that is not listed."""
    response = send(either, "GET", "/v1/pledges", [("accept-encoding", accept_encoding)])
    assert response.coding in coding


def test_two_accept_headers_are_one_list(cached: TestClient, uncached: TestClient) -> None:
    """RFC 9110, section 5.3: with the cache on and off, at the first time and the second."""
    headers = [("accept", value) for value in ("text/csv", "application/json;q=0.5")]
    for headers_ in (headers, headers[::-1]):
        for client in (uncached, cached, cached):
            assert send(client, "GET", "/v1/sources", headers_).status == 200
            assert send(client, "GET", "/v1/sources", headers[:1]).status == 406


def test_two_accept_encoding_headers_are_one_list(either: TestClient) -> None:
    """The same for codings: none of them is lost."""
    headers = [("accept-encoding", "identity;q=0.1"), ("accept-encoding", "gzip")]
    assert send(either, "GET", "/v1/pledges", headers).coding == "gzip"


def test_a_method_is_part_of_the_request(cached: TestClient) -> None:
    """An empty POST is refused, though GET of the same address has an answer in the cache."""
    target = f"/graphql?query={quote('{ __typename }')}"
    for _ in range(2):
        assert send(cached, "GET", target).status == 200
        assert send(cached, "POST", target).status in (400, 415)
        body = send(cached, "POST", target, [("content-type", JSON)])
        assert body.status == 400


def test_a_preflight_is_answered(either: TestClient) -> None:
    """Any origin may send what GraphQL needs, to any address."""
    headers = [
        ("origin", "https://example.org"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ]
    for target in ("/graphql", "/v1/pledges", "/v1/a/b/c/d"):
        response = send(either, "OPTIONS", target, headers)
        assert response.status in (200, 204)
        assert response.header("access-control-allow-origin") == "*"
        assert "POST" in (response.header("access-control-allow-methods") or "")
        allowed = (response.header("access-control-allow-headers") or "").lower()
        assert "*" in allowed or "content-type" in allowed
