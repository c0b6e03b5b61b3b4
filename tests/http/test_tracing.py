"""Spans: one for each request, where OpenTelemetry is installed and the environment asks for it."""

import logging

import pytest

from api.app import create_app
from api.http.tracing import ENDPOINT, Tracing
from api.settings import Settings
from tests.client import TestClient
from tests.http.raw import send

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def test_a_span_is_that_of_the_trace_and_the_response(database_url: str) -> None:
    """With the names of the HTTP semantic conventions; a request without a trace begins one."""
    export = pytest.importorskip("opentelemetry.sdk.trace.export", reason="it is an extra")
    memory = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")
    exporter = memory.InMemorySpanExporter()
    app = create_app(Settings(database_url=database_url))
    app.tracing = Tracing(export.SimpleSpanProcessor(exporter))
    with TestClient(app) as client:
        traced = [("traceparent", f"00-{TRACE}-{PARENT}-01")]
        response = send(client, "GET", "/v1/countries/CHN", traced)
        send(client, "GET", "/no/such")
        first, second = exporter.get_finished_spans()
    assert (first.name, second.name) == ("GET /v1/{resource}/{key}", "GET")
    assert f"{first.context.trace_id:032x}" == TRACE
    assert f"{first.parent.span_id:016x}" == PARENT
    assert response.header("traceresponse") == f"00-{TRACE}-{first.context.span_id:016x}-01"
    assert dict(first.attributes) == {
        "http.request.method": "GET", "http.route": "/v1/{resource}/{key}",
        "http.response.status_code": 200,
    }  # fmt: skip
    assert first.end_time > first.start_time
    assert second.attributes["error.type"] == "not-found"
    assert second.parent is None
    assert second.context.trace_id != first.context.trace_id


def test_without_the_packages_the_log_says_so(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Once, and every request is answered."""
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:1")
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.exporter", None)
    with (
        caplog.at_level(logging.WARNING, "api"),
        TestClient(create_app(Settings(database_url=database_url))) as client,
    ):
        assert send(client, "GET", "/v1/countries/CHN").status == 200
    lines = [record.getMessage() for record in caplog.records if record.name == "api"]
    assert [line.startswith(f"{ENDPOINT} is set, but ") for line in lines] == [True]
