"""What one connection may take, each bound made small: time, bytes and number of connections."""

import resource
import time
from contextlib import ExitStack
from typing import Any

import pytest

from api.http.response import Response
from api.http.router import Route, Router
from api.settings import Settings
from tests.http.sockets import HANG_S, Client, Running, connected, get, running

LONG_S = 600.0  # no deadline of the test at hand
JSON_POST = b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
LARGE_BYTES = 8_000_000


def settings(url: str, **small: Any) -> Settings:
    """Settings with one bound that is small and no other deadline."""
    names = ("header_timeout_s", "body_timeout_s", "write_timeout_s", "keep_alive_timeout_s")
    return Settings(
        database_url=url, **{"log_level": "error", **dict.fromkeys(names, LONG_S), **small}
    )


def until(condition: Any) -> None:
    """Wait for what another thread does; a test fails if it never happens."""
    end = time.monotonic() + HANG_S
    while not condition():
        assert time.monotonic() < end, "it never happens"
        time.sleep(0.01)


def test_half_a_head_is_answered_408(database_url: str) -> None:
    """And bytes that drip in do not put the deadline off."""
    with (
        running(settings(database_url, header_timeout_s=0.2)) as server,
        connected(server.port) as client,
    ):
        client.send(b"GET /healthz HTTP/1.1\r\n")
        while server.refused("header-timeout") == 0:
            client.send(b"X: y\r\n")
            time.sleep(0.01)
        status, headers, body = client.read_response()
        assert (status, headers["connection"]) == (408, "close")
        assert b'"/problems/request-timeout"' in body
        assert client.read_all() == b""


def test_a_connection_that_asks_nothing_is_closed_without_an_answer(database_url: str) -> None:
    """There is no request to answer."""
    with (
        running(settings(database_url, header_timeout_s=0.2)) as server,
        connected(server.port) as client,
    ):
        assert client.read_all() == b""
        assert server.refused("header-timeout") == 0


def test_a_kept_connection_that_asks_nothing_more_is_closed(database_url: str) -> None:
    """After its own, shorter time."""
    with (
        running(settings(database_url, keep_alive_timeout_s=0.2)) as server,
        connected(server.port) as client,
    ):
        for _ in range(3):
            client.send(get("/healthz"))
            assert client.read_response()[0] == 200
        assert client.read_all() == b""


def test_half_a_body_is_answered_408(database_url: str) -> None:
    """The operation is not run."""
    with (
        running(settings(database_url, body_timeout_s=0.2)) as server,
        connected(server.port) as client,
    ):
        client.send(JSON_POST + b'Content-Length: 50\r\n\r\n{"query":')
        status, headers, _ = client.read_response()
        assert (status, headers["connection"]) == (408, "close")
        assert server.refused("body-timeout") == 1
        assert client.read_all() == b""


def test_a_slow_body_of_an_earlier_request_does_not_spoil_the_next(database_url: str) -> None:
    """A body in two parts within its time is read, and the connection stays."""
    body = b'{"query":"{ __typename }"}'
    with (
        running(settings(database_url)) as server,
        connected(server.port) as client,
    ):
        for _ in range(2):
            client.send(JSON_POST + b"Content-Length: %d\r\n\r\n" % len(body) + body[:5])
            time.sleep(0.05)
            client.send(body[5:])
            assert client.read_response()[0] == 200


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        (b"GET /" + b"a" * 2_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414, "address-bytes"),
        (b"GET /" + b"a" * 2_000, 414, "address-bytes"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 2_000 + b"\r\n\r\n", 431, "header-bytes"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 2_000, 431, "header-bytes"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: aaaa\r\n" * 200, 431, "header-bytes"),
    ],
)
def test_a_head_over_the_limit_is_refused(
    database_url: str, data: bytes, status: int, reason: str
) -> None:
    """Whether it is one long line, one long field or many, and before it has ended."""
    with (
        running(settings(database_url, max_header_bytes=1_000)) as server,
        connected(server.port) as client,
    ):
        client.send(data)
        answered, headers, _ = client.read_response()
        assert (answered, headers["connection"]) == (status, "close")
        assert server.refused(reason) == 1


def test_77_megabytes_of_headers_are_not_read(database_url: str) -> None:
    """The refusal comes after the limit, and the connection ends."""
    with running(settings(database_url)) as server, connected(server.port) as client:
        client.send(b"GET / HTTP/1.1\r\nHost: a\r\n")
        for _ in range(770):
            client.send(b"X-Bomb: " + b"a" * 99_990 + b"\r\n")
        assert client.read_all()[:12] in (b"HTTP/1.1 431", b"")  # "": reset while it still sends
        assert server.refused("header-bytes") == 1
        assert not server.worker.bounded.open


def large(server: Running) -> None:
    """Let the server answer one address with a large body that is in memory once."""
    body = b"x" * LARGE_BYTES

    async def answer(_request: object) -> Response:
        return Response(200, body, [(b"content-type", b"text/plain")])

    state = server.worker.app.state
    state.router = Router((*state.router.routes, Route("/large", answer)))


def test_a_client_that_does_not_read_is_closed(database_url: str) -> None:
    """At the write deadline; what waits for it is a small part of the answer."""
    with (
        running(settings(database_url, write_timeout_s=0.3)) as server,
        connected(server.port, receive_bytes=4_096) as client,
    ):
        large(server)
        client.send(get("/large"))
        until(lambda: server.worker.bounded.open)
        (protocol,) = server.worker.bounded.open
        until(lambda: protocol.flow and protocol.flow.write_paused)
        assert protocol.transport.get_write_buffer_size() < 200_000
        until(lambda: server.refused("write-timeout") == 1)
        until(lambda: not server.worker.bounded.open)
        assert len(client.read_all()) < LARGE_BYTES


def test_a_client_that_reads_slowly_gets_all(database_url: str) -> None:
    """Each piece has the time anew."""
    with running(settings(database_url)) as server, connected(server.port, 65_536) as client:
        large(server)
        client.send(get("/large", "Connection: close"))
        data = b""
        for _ in range(20):
            data += client.socket.recv(4_096)
            time.sleep(0.005)
        data += client.read_all()
        assert data.endswith(b"x" * LARGE_BYTES)


def test_idle_connections_give_way_to_a_new_one(database_url: str) -> None:
    """Those that wait longest for a request first, half-sent requests among them."""
    with (
        running(settings(database_url, max_connections=10)) as server,
        ExitStack() as stack,
    ):
        idle = [stack.enter_context(connected(server.port)) for _ in range(10)]
        for client in idle[5:]:
            client.send(b"GET / HTTP/1.1\r\n")
        until(lambda: len(server.worker.bounded.open) == 10)
        for _ in range(30):
            with connected(server.port) as client:
                client.send(get("/healthz", "Connection: close"))
                assert client.read_response()[0] == 200
        assert server.refused("evicted") >= 1
        assert server.refused("connections") == 0


def test_where_all_are_being_answered_a_new_one_is_refused(database_url: str) -> None:
    """With 503 and when to try again; once one ends, the next is taken."""
    with (
        running(settings(database_url, max_connections=3)) as server,
        ExitStack() as stack,
    ):
        large(server)
        busy: list[Client] = []
        for _ in range(3):
            client = stack.enter_context(connected(server.port, receive_bytes=4_096))
            client.send(get("/large"))
            busy.append(client)
        until(lambda: sum(p.flow.write_paused for p in list(server.worker.bounded.open)) == 3)
        with connected(server.port) as client:
            client.send(get("/healthz"))
            status, headers, body = client.read_response()
            assert (status, headers["connection"]) == (503, "close")
            assert int(headers["retry-after"]) >= 1
            assert b'"/problems/overloaded"' in body
        assert server.refused("connections") == 1
        busy[0].socket.close()
        until(lambda: len(server.worker.bounded.open) == 2)
        with connected(server.port) as client:
            client.send(get("/healthz"))
            assert client.read_response()[0] == 200


def test_a_refusal_is_logged_once_a_minute_and_always_counted(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The line names the reason and the client."""
    with running(settings(database_url, log_level="warning")) as server:
        for _ in range(5):
            with connected(server.port) as client:
                client.send(b"nothing\r\n\r\n")
                assert client.read_response()[0] == 400
        assert server.refused("malformed") == 5
        with connected(server.port) as client:
            client.send(get("/metrics", "Connection: close"))
            assert b'climate_record_refused_total{reason="malformed"} 5.0' in client.read_all()
    lines = [record.getMessage() for record in caplog.records if record.name == "api.server"]
    assert len(lines) == 1
    assert "malformed" in lines[0]
    assert "127.0.0.1" in lines[0]


def test_responses_to_pipelined_requests_come_in_order(database_url: str) -> None:
    """A refusal of the last one comes after them."""
    with running(settings(database_url)) as server, connected(server.port) as client:
        large(server)
        client.send(get("/healthz") + get("/large") + get("/readyz") + b"nothing\r\n\r\n")
        lengths = []
        for expected in (200, 200, 200, 400):
            status, _, body = client.read_response()
            assert status == expected
            lengths.append(len(body))
        assert lengths[1] == LARGE_BYTES
        assert client.read_all() == b""


def test_trailers_are_no_headers(database_url: str) -> None:
    """What follows the content cannot add a field (RFC 9110, section 6.5.1)."""
    body = b'{"query":"{ __typename }"}'
    with running(settings(database_url)) as server, connected(server.port) as client:
        chunks = b"%x\r\n%b\r\n0\r\nHost: b\r\nAccept: text/csv\r\n\r\n" % (len(body), body)
        client.send(JSON_POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunks)
        assert client.read_response()[0] == 200


def test_no_descriptor_is_used_up_without_a_refusal(database_url: str) -> None:
    """The most connections are fewer than the descriptors that a process may open."""
    with running(settings(database_url, max_connections=1_000_000)) as server:
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        assert server.worker.bounded.limits.connections < soft
