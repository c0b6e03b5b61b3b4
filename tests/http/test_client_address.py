"""Whose request it is: a proxy is believed if it is trusted, and nobody else."""

from typing import Any

import pytest
from pydantic import ValidationError

from api.app import create_app
from api.http.request import Request
from api.settings import Settings
from tests.client import TestClient

TRUSTED = "10.0.0.0/8, 127.0.0.1, fd00::/8"


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.7"], "203.0.113.7"),
        ("203.0.113.9", ["203.0.113.7"], "203.0.113.9"),
        ("10.0.0.1", ["198.51.100.1, 203.0.113.7"], "203.0.113.7"),
        ("10.0.0.1", ["198.51.100.1, 203.0.113.7, 10.2.0.1"], "203.0.113.7"),
        ("10.0.0.1", ["198.51.100.1", "203.0.113.7"], "203.0.113.7"),
        ("10.0.0.1", ["10.3.0.1, 10.2.0.1"], "10.3.0.1"),
        ("10.0.0.1", ["203.0.113.7:4711"], "203.0.113.7"),
        ("10.0.0.1", ["[2001:db8::7]:4711"], "2001:db8::7"),
        ("10.0.0.1", ["2001:DB8::0:7"], "2001:db8::7"),
        ("::ffff:10.0.0.1", ["::ffff:203.0.113.7"], "203.0.113.7"),
        ("fd00::1", ["2001:db8::7"], "2001:db8::7"),
        ("10.0.0.1", ["unknown"], "10.0.0.1"),
        ("10.0.0.1", ["203.0.113.7, <script>"], "10.0.0.1"),
        ("10.0.0.1", [""], "10.0.0.1"),
        ("", ["203.0.113.7"], "203.0.113.7"),
    ],
)
def test_the_client_of_a_request(
    database_url: str, peer: str, forwarded: list[str], client: str
) -> None:
    """The last address that no trusted proxy has, as far as trusted proxies state them."""
    app = create_app(Settings(database_url=database_url, trusted_proxies=TRUSTED))
    assert request(app.state, peer, forwarded).client == client


def test_nobody_is_trusted_by_default(database_url: str) -> None:
    """Not even this machine."""
    app = create_app(Settings(database_url=database_url))
    assert request(app.state, "127.0.0.1", ["203.0.113.7"]).client == "127.0.0.1"


def test_a_network_that_is_none_is_refused() -> None:
    """The error names the setting."""
    with pytest.raises(ValidationError, match="trusted_proxies"):
        Settings(trusted_proxies="10.0.0.0/8,nginx")


def test_no_answer_depends_on_the_field(client: TestClient) -> None:
    """Answers are the same for all, so that a cache in front may keep them."""
    plain = client.get("/v1/countries/NOR")
    forwarded = client.get("/v1/countries/NOR", headers={"x-forwarded-for": "203.0.113.7"})
    assert forwarded.content == plain.content
    assert forwarded.headers["etag"] == plain.headers["etag"]


def request(state: Any, peer: str, forwarded: list[str]) -> Request:
    """A request from an address, with what proxies state."""
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/",
        "query_string": b"",
        "headers": [(b"x-forwarded-for", text.encode()) for text in forwarded],
        "client": (peer, 4711) if peer else None,
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    return Request(scope, receive, state)
