"""A large answer lets the event loop answer others."""

import asyncio
from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings
from tests.running import run as in_a_loop


def scope(path: str, query: str = "", coding: str = "") -> dict[str, Any]:
    """The ASGI scope of a GET."""
    headers = [(b"host", b"localhost"), (b"accept-encoding", coding.encode())]
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": headers,
    }


class Connection:
    """What a client sends: an empty body, and then nothing, as long as it stays."""

    def __init__(self) -> None:
        self._has_sent = False

    async def receive(self) -> dict[str, Any]:
        """ASGI's receive."""
        if self._has_sent:
            await asyncio.Event().wait()
        self._has_sent = True
        return {"type": "http.request", "body": b"", "more_body": False}


@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
def test_a_whole_list_lets_others_be_answered(database_url: str, coding: str) -> None:
    """While it is sent, at least one small request is answered for each of its parts."""
    app = create_app(Settings(database_url=database_url, answer_cache_bytes=0))
    small = 0
    is_done = False

    async def nothing(_message: Any) -> None:
        pass

    async def ask_small() -> None:
        nonlocal small
        while not is_done:
            await app(scope("/healthz"), Connection().receive, nothing)
            small += 1
            await asyncio.sleep(0)

    async def ask_both() -> None:
        nonlocal is_done
        others = asyncio.create_task(ask_small())
        await app(
            scope("/v1/emissions-shares", "limit=all&defaults=false", coding),
            Connection().receive,
            nothing,
        )
        is_done = True
        await others

    in_a_loop(ask_both())
    assert small > 100
