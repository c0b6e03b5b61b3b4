"""A client that sends exactly the headers it is given: no default, no merging, no decoding."""

import asyncio
import gzip
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import brotli
import zstandard

from tests.client import TestClient

Pairs = list[tuple[str, str]]

_HOST = ("host", "testserver")


class RawResponse(NamedTuple):
    """A response as it went over the wire."""

    status: int
    headers: Pairs
    raw: bytes

    def header(self, name: str) -> str | None:
        """The values of a header, joined by commas; None if it is absent."""
        values = [value for key, value in self.headers if key == name]
        return ", ".join(values) if values else None

    @property
    def coding(self) -> str:
        """The content coding, "" for none."""
        return self.header("content-encoding") or ""

    @property
    def body(self) -> bytes:
        """The body without its content coding."""
        return decode(self.raw, self.coding) if self.raw else b""


def decode(raw: bytes, coding: str) -> bytes:
    """A body without its content coding."""
    if coding == "gzip":
        return gzip.decompress(raw)
    if coding == "br":
        return bytes(brotli.decompress(raw))
    if coding == "zstd":
        return zstandard.ZstdDecompressor().decompressobj(read_across_frames=True).decompress(raw)
    assert coding == "", coding
    return raw


def send(
    client: TestClient,
    method: str,
    target: str,
    headers: Pairs | None = None,
    body: bytes | Iterator[bytes] = b"",
    host: bool = True,
    http_version: str = "1.1",
) -> RawResponse:
    """Send one request to the client's app, in the client's event loop.

    Args:
        client: A client that is entered, so that its app has been started.
        method: The method.
        target: Path and query string.
        headers: All headers but `Host`.
        body: The content, or its parts as they arrive. An empty part is the last one; where the
            parts end without it, the client goes away.
        host: Whether one `Host` header is sent.
        http_version: The version of HTTP that the client speaks.
    """
    pairs = [*([_HOST] if host else []), *(headers or [])]
    parts = iter((body, b"") if body else (b"",)) if isinstance(body, bytes) else body
    return client.portal.call(_call, client.app, method, target, pairs, parts, http_version)


async def _call(
    app: Any, method: str, target: str, headers: Pairs, parts: Iterator[bytes], http_version: str
) -> RawResponse:
    url = urlsplit(target)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": http_version,
        "method": method,
        "scheme": "http",
        "path": unquote(url.path),
        "raw_path": url.path.encode(),
        "query_string": url.query.encode(),
        "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8_000),
        "state": {},
    }
    sent: list[dict[str, Any]] = []
    is_whole = False

    async def receive() -> dict[str, Any]:
        nonlocal is_whole
        if is_whole:
            await asyncio.Event().wait()  # the client stays until it has its answer
        part = next(parts, None)
        if part is None:
            return {"type": "http.disconnect"}
        is_whole = not part
        return {"type": "http.request", "body": part, "more_body": bool(part)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *rest = sent
    assert start["type"] == "http.response.start"
    assert {message["type"] for message in rest} == {"http.response.body"}
    assert not rest[-1].get("more_body", False)
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"]]
    assert all(name == name.lower() for name, _ in pairs)
    return RawResponse(start["status"], pairs, b"".join(m.get("body", b"") for m in rest))
