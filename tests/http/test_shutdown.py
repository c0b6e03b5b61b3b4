"""How a worker ends: it says so first, answers what was asked, and waits for nobody for ever."""

import json
from typing import Any

import pytest

from api.server.worker import DRAIN, HURRY
from api.settings import Settings
from tests.http.sockets import HANG_S, connected, get, running
from tests.http.test_deadlines import large, until


def settings(url: str, **others: Any) -> Settings:
    """Settings with time enough for all that a test does."""
    times = {"shutdown_notice_s": 20.0, "shutdown_timeout_s": 60.0}
    return Settings(database_url=url, log_level="error", **(times | others))


def test_readyz_is_503_before_connections_are_refused(database_url: str) -> None:
    """A balancer sends no more, and whoever still comes is answered, with `Connection: close`."""
    with running(settings(database_url)) as server:
        server.stop(DRAIN)
        until(lambda: server.worker.app.state.is_draining)
        for path, expected in (("/readyz", 503), ("/healthz", 200), ("/v1/countries/NOR", 200)):
            with connected(server.port) as client:
                client.send(get(path))
                status, headers, body = client.read_response()
                assert (status, headers["connection"]) == (expected, "close")
                assert client.read_all() == b""
                if path == "/readyz":
                    assert json.loads(body)["type"] == "/problems/not-ready"


def test_a_kept_connection_ends_with_its_next_answer(database_url: str) -> None:
    """It is not cut: the client learns from the answer that it has to open another."""
    with running(settings(database_url)) as server, connected(server.port) as client:
        client.send(get("/healthz"))
        assert "connection" not in client.read_response()[1]
        server.stop(DRAIN)
        until(lambda: server.worker.app.state.is_draining)
        client.send(get("/healthz"))
        status, headers, _ = client.read_response()
        assert (status, headers["connection"]) == (200, "close")
        assert client.read_all() == b""


def test_an_answer_that_is_being_sent_is_sent_to_its_end(database_url: str) -> None:
    """The worker waits for it, and ends once it is read."""
    with running(settings(database_url, shutdown_notice_s=0)) as server:
        large(server)
        with connected(server.port, receive_bytes=65_536) as client:
            client.send(get("/large"))
            until(lambda: any(p.flow.write_paused for p in list(server.worker.bounded.open)))
            server.stop(DRAIN)
            until(lambda: server.worker.app.state.is_draining)
            status, headers, body = client.read_response()
            assert (status, len(body)) == (200, int(headers["content-length"]))
            assert client.read_all() == b""
        server.thread.join(30)
        assert not server.thread.is_alive()


@pytest.mark.parametrize("data", [get("/large"), b"GET / HTTP/1.1\r\n", b""])
def test_a_stalled_client_does_not_hold_the_end(database_url: str, data: bytes) -> None:
    """After the time for shutting down it is cut off, and counted."""
    times = {"shutdown_notice_s": 0, "shutdown_timeout_s": 0.3}
    with running(settings(database_url, **times, header_timeout_s=600.0)) as server:
        large(server)
        with connected(server.port, receive_bytes=4_096) as client:
            client.send(data)
            until(lambda: server.worker.bounded.open)
            server.stop(DRAIN)
            server.thread.join(30)
            assert not server.thread.is_alive()
            assert server.refused("drained") == 1
            client.read_all()


def test_in_a_hurry_idle_connections_are_closed_at_once(database_url: str) -> None:
    """As after Ctrl-C: no notice, and no wait for those that ask nothing."""
    with (
        running(settings(database_url, keep_alive_timeout_s=600.0)) as server,
        connected(server.port) as client,
    ):
        client.send(get("/healthz"))
        assert client.read_response()[0] == 200
        server.stop(HURRY)
        assert client.read_all() == b""
        server.thread.join(30)
        assert not server.thread.is_alive()
        assert server.refused("drained") == 0


def test_a_worker_whose_supervisor_ended_before_it_began(database_url: str) -> None:
    """It ends by itself: otherwise it would be left behind, and hold the port."""
    with running(settings(database_url, shutdown_notice_s=0.0), supervisor=-1) as server:
        server.thread.join(HANG_S)
        assert not server.thread.is_alive()
