"""The access log: one line of JSON for each request, with the documented members and no others."""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from api.app import create_app
from api.http.access_log import FIELDS, LOGGER
from api.releases.open import open_store
from api.settings import Settings
from tests.broken import BrokenStore
from tests.client import TestClient
from tests.http.raw import Pairs, RawResponse, send
from tests.record import ROOT

TRACE = "0af7651916cd43dd8448eb211c80319c"
JSON = ("content-type", "application/json")


class _Kept(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


class Served(NamedTuple):
    """What a client was sent, and the lines that were logged."""

    responses: list[RawResponse]
    lines: list[dict[str, Any]]


@pytest.fixture
def kept() -> Iterator[_Kept]:
    """What the access log writes."""
    handler = _Kept()
    logger = logging.getLogger(LOGGER)
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)


def ask(
    url: str,
    kept: _Kept,
    *requests: tuple[str, str, Pairs, bytes],
    store: Any = None,
    **more: Any,
) -> Served:
    """Send requests to an app until its end, when all lines have been written."""
    settings = Settings(**{"database_url": url, "access_log": True} | more)
    app = create_app(settings, store=store)
    with TestClient(app, raise_server_exceptions=False) as client:
        responses = [send(client, *request) for request in requests]
    texts = "\n".join(kept.texts).splitlines()
    return Served(responses, [json.loads(text) for text in texts])


def test_a_line_is_one_json_object_with_the_documented_members(
    database_url: str, kept: _Kept
) -> None:
    """Of a response made, one stored, a refusal and a page; none has a path or a query string."""
    path = "/v1/countries?limit=3"
    bad = json.dumps({"query": "{ nothing }"}).encode()
    (made, *_), lines = ask(
        database_url, kept,
        ("GET", path, [], b""), ("HEAD", path, [], b""),
        ("GET", "/v1/countries/none", [], b""), ("POST", "/graphql", [JSON], bad),
        ("GET", "/healthz", [], b""), ("GET", "/no/such/page", [], b""),
    )  # fmt: skip
    assert all(list(line) == list(FIELDS) for line in lines)
    for line in lines:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
        assert re.fullmatch("[0-9a-f]{32}", line["id"])
        assert line["ms"] >= line["statement_ms"] >= 0
        assert line["trace_id"] is None
    names = ("method", "route", "status", "bytes", "cache", "problem")
    list_, item = "/v1/{resource}", "/v1/{resource}/{key}"
    release = made.header("climate-record-release")
    assert [tuple(line[name] for name in names) for line in lines] == [
        ("GET", list_, 200, len(made.raw), "miss", None),
        ("HEAD", list_, 200, 0, "hit", None),
        ("GET", item, 404, lines[2]["bytes"], "miss", "not-found"),
        ("POST", "/graphql", 400, lines[3]["bytes"], "miss", "invalid-document"),
        ("GET", "/healthz", 200, 3, None, None),
        ("GET", None, 404, lines[5]["bytes"], None, "not-found"),
    ]
    assert [line["release"] for line in lines] == [release, release, None, None, None, None]
    assert lines[0]["statement_ms"] > 0 == lines[1]["statement_ms"]
    assert len({line["id"] for line in lines}) == len(lines)


def test_the_bytes_of_a_stream_and_of_a_304(database_url: str, kept: _Kept) -> None:
    """Those that were sent, in their coding; the statements of a stream are in its time."""
    path, gzip = "/v1/countries.csv?limit=all&sort=-name", [("accept-encoding", "gzip")]
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        etag = send(client, "GET", path, gzip).header("etag") or ""
    kept.texts.clear()
    known = [*gzip, ("if-none-match", etag)]
    (whole, _), lines = ask(database_url, kept, ("GET", path, gzip, b""), ("GET", path, known, b""))
    assert [(line["status"], line["bytes"]) for line in lines] == [(200, len(whole.raw)), (304, 0)]
    assert lines[0]["statement_ms"] > 0
    assert lines[0]["release"] == lines[1]["release"] == whole.header("climate-record-release")


def test_the_id_of_an_unexpected_error_is_in_both_logs(
    database_url: str, kept: _Kept, caplog: pytest.LogCaptureFixture
) -> None:
    """And in the response: the line leads to the traceback."""
    store = BrokenStore(open_store(database_url), "pledge")
    (response,), (line,) = ask(database_url, kept, ("GET", "/v1/pledges", [], b""), store=store)
    (record,) = (record for record in caplog.records if record.levelno >= logging.ERROR)
    assert line["problem"] == "internal-error"
    assert line["id"] == json.loads(response.body)["request_id"]
    assert f"request {line['id']}: " in record.getMessage()


def test_there_is_no_line_without_the_log(database_url: str, kept: _Kept) -> None:
    """`ACCESS_LOG=false`."""
    assert ask(database_url, kept, ("GET", "/healthz", [], b""), access_log=False).lines == []


@pytest.mark.parametrize(
    ("traceparent", "flags"),
    [
        (f"00-{TRACE}-b7ad6b7169203331-01", "01"),
        (f"00-{TRACE}-b7ad6b7169203331-00", "00"),
        (f"00-{TRACE}-b7ad6b7169203331-ff", "01"),  # other flags are not ours to repeat
        (f"01-{TRACE}-b7ad6b7169203331-01-more", "01"),  # of a later version: what we know of it
    ],
)
def test_a_trace_goes_into_the_line_and_the_response(
    database_url: str, kept: _Kept, traceparent: str, flags: str
) -> None:
    """Also where the response is stored: nothing of the trace is."""
    traced, path = [("traceparent", traceparent)], "/v1/countries?limit=2"
    (first, second, third), lines = ask(
        database_url, kept,
        ("GET", path, traced, b""), ("GET", path, traced, b""), ("GET", path, [], b""),
    )  # fmt: skip
    assert [line["trace_id"] for line in lines] == [TRACE, TRACE, None]
    assert third.header("traceresponse") is None
    spans = []
    for response in (first, second):
        value = response.header("traceresponse") or ""
        spans.append(re.fullmatch(f"00-{TRACE}-([0-9a-f]{{16}})-{flags}", value))
    assert None not in spans
    assert len({"b7ad6b7169203331", "0" * 16, *(span[1] for span in spans if span)}) == 4


@pytest.mark.parametrize(
    "traceparents",
    [
        ["nonsense"],
        [""],
        [f"00-{TRACE.upper()}-b7ad6b7169203331-01"],
        [f"00-{'0' * 32}-b7ad6b7169203331-01"],
        [f"00-{TRACE}-{'0' * 16}-01"],
        [f"ff-{TRACE}-b7ad6b7169203331-01"],
        [f"00-{TRACE}-b7ad6b7169203331-01-more"],
        [f"01-{TRACE}-b7ad6b7169203331-01more"],
        [f"00-{TRACE}-b7ad6b7169203331"],
        [f"00-{TRACE}-b7ad6b7169203331-01", f"00-{TRACE}-b7ad6b7169203331-01"],
    ],
)
def test_a_malformed_trace_is_ignored(
    database_url: str, kept: _Kept, traceparents: list[str]
) -> None:
    """As if it had not been sent (Trace Context, section 4.3)."""
    headers = [("traceparent", value) for value in traceparents]
    (response,), (line,) = ask(database_url, kept, ("GET", "/healthz", headers, b""))
    assert (response.status, response.header("traceresponse")) == (200, None)
    assert line["trace_id"] is None


def test_lines_that_nobody_takes_are_dropped_and_counted(
    database_url: str, monkeypatch: pytest.MonkeyPatch, kept: _Kept
) -> None:
    """A client waits for no log, and no memory is taken without bound."""
    monkeypatch.setattr("api.http.access_log._WAITING_MAX", 0)
    with TestClient(create_app(Settings(database_url=database_url, access_log=True))) as client:
        assert send(client, "GET", "/healthz").status == 200
        text = send(client, "GET", "/metrics").body.decode()
    assert "climate_record_log_lines_dropped_total 1.0" in text
    assert kept.texts == []


def test_every_member_is_documented() -> None:
    """In docs/running.md, with the same words, in the same order."""
    section = (ROOT / "docs" / "running.md").read_text().split("## Logs")[1].split("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \| (.*) \|$", section, re.M) == list(FIELDS.items())


def test_the_end_of_the_app_loses_no_line(database_url: str, kept: _Kept) -> None:
    """However many have gathered by then."""
    request: tuple[str, str, Pairs, bytes] = ("GET", "/healthz", [], b"")
    assert len(ask(database_url, kept, *[request] * 500).lines) == 500
