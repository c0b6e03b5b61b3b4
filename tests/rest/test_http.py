"""HTTP as clients and caches see it: formats, tags, methods, compression, other origins."""

import csv
import gzip
import io
import json
from decimal import Decimal
from urllib.parse import quote

import pytest

from schema import RESOURCES
from tests.client import TestClient

LAW = "/v1/pledges?status=in_law&target_year__lte=2050&sort=target_year"


@pytest.fixture
def client(every_transport: TestClient) -> TestClient:
    """Each test runs by every transport."""
    return every_transport


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "*/*",
        "application/json",
        "application/*;q=0.2",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "application/json;q=0.1, text/csv;q=0.9",
        "text/csv, */*;q=0.1",
    ],
)
def test_a_path_without_a_suffix_gives_json(client: TestClient, accept: str) -> None:
    """To whoever takes it, a browser too; a format has an address of its own."""
    answer = client.get("/v1/sources", headers={"accept": accept})
    assert answer.headers["content-type"] == "application/json"
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("path", "accept", "suffix"),
    [
        ("/v1/sources", "text/csv", ".csv"),
        ("/v1/countries/CHN/pledges", "text/*", ".csv"),
        ("/v1/countries/CHN", "application/x-ndjson", ".ndjson"),
        ("/v1/pledges", "application/json;q=0, application/x-ndjson, text/csv;q=0.5", ".ndjson"),
    ],
)
def test_another_format_is_named_by_its_address(
    client: TestClient, path: str, accept: str, suffix: str
) -> None:
    """The refusal has it, and what is there fits the same `Accept`."""
    refused = client.get(path, headers={"accept": accept})
    assert refused.status_code == 406
    assert refused.json()["suggestions"] == [f"{path}{suffix}"]
    assert f"{path}{suffix}" in refused.json()["detail"]
    for also in (accept, "application/json", "image/png"):
        assert client.get(f"{path}{suffix}", headers={"accept": also}).status_code == 200


@pytest.mark.parametrize(
    "accept", ["image/png", "application/json;q=0, text/*;q=0", "text/csv;q=x"]
)
def test_an_accept_header_that_excludes_all_formats_gets_406(
    client: TestClient, accept: str
) -> None:
    """The refusal lists the formats."""
    answer = client.get("/v1/sources", headers={"accept": accept})
    assert answer.status_code == 406
    assert answer.json()["offered"] == ["json", "csv", "ndjson"]
    assert "suggestions" not in answer.json()


def test_the_index_is_in_json_alone(client: TestClient) -> None:
    """Of another format there is no address to name."""
    refused = client.get("/v1", headers={"accept": "text/csv"})
    assert refused.status_code == 406
    assert refused.json()["offered"] == ["json"]
    assert "suggestions" not in refused.json()
    assert client.get("/v1", headers={"accept": "text/html, */*;q=0.8"}).json()["data"]


@pytest.mark.parametrize("name", list(RESOURCES))
def test_csv_and_ndjson_hold_what_json_holds(client: TestClient, name: str) -> None:
    """Same rows, same columns, same order; null is empty, lists are joined with `|`."""
    rows = client.get(f"/v1/{name}.json?limit=200").json()["data"]
    lines = client.get(f"/v1/{name}.ndjson?limit=200").text.splitlines()
    assert [json.loads(line) for line in lines] == rows
    table = csv.DictReader(io.StringIO(client.get(f"/v1/{name}.csv?limit=200").text, newline=""))
    assert table.fieldnames == list(RESOURCES[name].fields)
    for got, row in zip(table, rows, strict=True):
        for column, value in row.items():
            assert got[column] == as_cell(value)


def as_cell(value: object) -> str:
    """A JSON value as CSV spells it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return "|".join(value) if isinstance(value, list) else str(value)


def test_a_csv_page_says_its_total_and_what_follows_in_headers(client: TestClient) -> None:
    """A CSV body has no metadata."""
    answer = client.get("/v1/countries.csv?limit=10")
    assert answer.headers["x-total-count"] == "250"
    assert '; rel="next"' in answer.headers["link"]
    assert answer.headers["link"].startswith("</v1/countries.csv?")


def test_an_unchanged_response_is_304(client: TestClient) -> None:
    """With its tag in If-None-Match the answer is 304, without a body, the tag kept."""
    first = client.get(LAW)
    tag = first.headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(LAW, headers={"if-none-match": known})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"].removeprefix("W/") == tag.removeprefix("W/")
    assert client.get(LAW, headers={"if-none-match": '"other"'}).status_code == 200


def test_each_format_has_its_own_entity_tag(client: TestClient) -> None:
    """A strong entity tag identifies one sequence of bytes."""
    tags = {client.get(f"/v1/sources{s}").headers["etag"] for s in (".json", ".csv", ".ndjson")}
    assert len(tags) == 3


def test_head_is_get_without_the_body(client: TestClient) -> None:
    """Same status, same headers (RFC 9110, section 9.3.2)."""
    for address in (LAW, "/v1/pledges.csv?limit=all", "/v1/countries/china", "/v1/nothing"):
        get, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (get.status_code, b"")
        own = {"server-timing"}
        assert {k: v for k, v in head.headers.items() if k not in own} == {
            k: v for k, v in get.headers.items() if k not in own
        }


def test_responses_are_compressed_on_request(client: TestClient) -> None:
    """gzip, br and zstd; the bytes inside are the same."""
    plain = client.get(LAW, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    for encoding in ("gzip", "br", "zstd"):
        with client.stream("GET", LAW, headers={"accept-encoding": encoding}) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == encoding
        assert "accept-encoding" in answer.headers["vary"].lower()
        assert len(raw) < len(plain.content)
        if encoding == "gzip":
            assert gzip.decompress(raw) == plain.content
            assert raw[4:8] == bytes(4)  # no time, or the bytes would change by the second


def test_any_origin_may_read(client: TestClient) -> None:
    """CORS is open: the record is public, and no cookie or key is ever taken."""
    answer = client.get("/v1/sources", headers={"origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "Link" in answer.headers["access-control-expose-headers"]
    preflight = client.options(
        "/graphql",
        headers={
            "origin": "https://example.org",
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type",
        },
    )
    assert preflight.status_code == 200


def test_every_answer_names_its_release(client: TestClient) -> None:
    """In the body and in a header, the same for all."""
    names = set()
    for name in RESOURCES:
        answer = client.get(f"/v1/{name}?limit=1")
        names |= {answer.json()["meta"]["release"], answer.headers["climate-record-release"]}
    assert len(names) == 1
    assert client.get("/readyz").json() == {"release": names.pop()}
    assert client.get("/healthz").text == "ok\n"


@pytest.mark.parametrize("path", ["/v1/countries/CHN", "/v1/countries/china.json"])
def test_a_row_says_its_own_address(client: TestClient, path: str) -> None:
    """`links.self` leads to the same row; where an alias was asked, Content-Location does too."""
    answer = client.get(path)
    address = answer.json()["links"]["self"]
    assert answer.headers.get("content-location", path) == address
    assert client.get(address).json()["data"] == answer.json()["data"]


@pytest.mark.parametrize("odd", ["\x00", "'", '"', "%", "a" * 5000, "\u202e", "../x", "💧"])
def test_odd_keys_are_not_found_and_nothing_else(client: TestClient, odd: str) -> None:
    """Whatever stands in a path, the answer is 404."""
    key = quote(odd, safe="")
    for address in (
        f"/v1/{key}",
        f"/v1/pledges/{key}",
        f"/v1/countries/{key}/pledges",
        f"/v1/claims/{key}/readings",
    ):
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert answer.json()["type"] == "/problems/not-found"
