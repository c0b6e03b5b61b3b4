"""A client that asks an app in this process, whose event loop runs in a thread.

Starlette's own client can read an answer while the app still writes it: for that it goes from
thread to thread eight times for each request, which takes more than a millisecond of CPU, ten times
what most answers take. This one goes there and back once, and has the whole answer.
"""

import asyncio
from typing import Any, Self
from urllib.parse import unquote

import httpx2
from anyio.from_thread import BlockingPortal
from starlette.testclient import TestClient as Lifespan


class TestClient(httpx2.Client):
    """A client of an app that is started when the client is entered, and ended when it is left.

    Args:
        app: The ASGI app.
        raise_server_exceptions: Whether what the app raises is raised here. Otherwise it is a
            response with status 500.
        headers: Headers of every request.
        follow_redirects: Whether redirections are followed.
    """

    __test__ = False  # no class of tests

    def __init__(
        self,
        app: Any,
        *,
        raise_server_exceptions: bool = True,
        headers: dict[str, str] | None = None,
        follow_redirects: bool = True,
    ) -> None:
        self.app = app
        self._lifespan = Lifespan(app)
        self._asking = _AppTransport(app, raises=raise_server_exceptions)
        super().__init__(
            base_url="http://testserver",
            headers={"user-agent": "testclient"} | (headers or {}),
            transport=self._asking,
            follow_redirects=follow_redirects,
        )

    @property
    def portal(self) -> BlockingPortal:
        """Calls functions in the event loop of the app."""
        assert self._lifespan.portal is not None, "the app has not been started"
        return self._lifespan.portal

    def __enter__(self) -> Self:
        self._lifespan.__enter__()
        self._asking.loop = self.portal.call(_running_loop)
        return super().__enter__()

    def __exit__(self, *error: Any) -> None:
        super().__exit__(*error)
        self._lifespan.__exit__(*error)


async def _running_loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


class _AppTransport(httpx2.BaseTransport):
    def __init__(self, app: Any, *, raises: bool) -> None:
        self._app, self._raises = app, raises
        self.loop: asyncio.AbstractEventLoop | None = None

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        assert self.loop is not None, "the app has not been started"
        sent: list[dict[str, Any]] = []
        asked = _ask(self._app, _scope(request), request.read(), sent)
        try:
            # The portal would take twice the time: what it calls can be cancelled.
            asyncio.run_coroutine_threadsafe(asked, self.loop).result()
        except Exception:
            if self._raises:
                raise
        if not sent:
            return httpx2.Response(500, request=request)
        start, *parts = sent
        body = b"".join(part.get("body", b"") for part in parts)
        return httpx2.Response(
            start["status"],
            headers=start["headers"],
            stream=httpx2.ByteStream(b"" if request.method == "HEAD" else body),
            request=request,
        )


def _scope(request: httpx2.Request) -> dict[str, Any]:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.url.scheme,
        "path": unquote(request.url.path),
        "raw_path": request.url.raw_path.split(b"?", 1)[0],
        "query_string": request.url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("testclient", 50_000),
        "server": ("testserver", 80),
        "state": {},
    }


async def _ask(app: Any, scope: dict[str, Any], body: bytes, sent: list[dict[str, Any]]) -> None:
    parts = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if not parts:
            await asyncio.Event().wait()  # the client stays until it has its answer
        return parts.pop()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
