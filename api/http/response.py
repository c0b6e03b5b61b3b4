"""An answer as bytes: what the two faces give, whatever frames it."""

import hashlib
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starlette.types import Receive, Scope, Send

from api.problems import Problem

Headers = list[tuple[bytes, bytes]]

# One encoder for all: json.dumps makes a new one for each call that is not plain.
compact_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# What every answer of the two faces carries: readable from any origin, never sniffed.
_COMMON: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, X-Total-Count, Climate-Record-Release"),
    (b"x-content-type-options", b"nosniff"),
]


@dataclass(slots=True)
class Answer:
    """Status, headers and body of one answer; an ASGI app that gives it."""

    status: int
    body: bytes
    headers: Headers = field(default_factory=list)

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Give it; HEAD gets the headers alone."""
        headers = [*_COMMON, *self.headers]
        if self.status != 304:
            headers.append((b"content-length", b"%d" % len(self.body)))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        body = b"" if scope["method"] == "HEAD" else self.body
        await send({"type": "http.response.body", "body": body})


@dataclass(slots=True)
class Streamed(Answer):
    """An answer whose body comes in chunks, each given before the next is made."""

    chunks: AsyncIterator[bytes] | None = None

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Give it; HEAD gets the headers alone."""
        headers = [*_COMMON, *self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        if scope["method"] != "HEAD" and self.chunks is not None:
            async for chunk in self.chunks:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def cache_control(*, is_pinned: bool) -> bytes:
    """For how long others may keep an answer: for good where the asker has named the release."""
    return b"public, max-age=31536000, immutable" if is_pinned else b"public, max-age=60"


def header_lines(headers: Mapping[str, str]) -> Headers:
    """Headers as ASGI has them."""
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]


def problem_answer(problem: Problem, path: str) -> Answer:
    """A refusal as `application/problem+json` (RFC 9457); never cached."""
    headers = header_lines(problem.headers)
    headers += [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store")]
    text = compact_json(problem.as_json(instance=path))
    # A lone surrogate of the asker's goes back as the escape it came as.
    return Answer(problem.type.status, text.encode(errors="backslashreplace"), headers)


def tag_of(release: str, asked: Iterable[str]) -> str:
    """A strong ETag from the release and what was asked: the same question has the same bytes."""
    digest = _OF_PROGRAM.copy()
    digest.update("\n".join([release, *asked]).encode(errors="surrogatepass"))
    return f'"{digest.hexdigest()}"'


def _program() -> bytes:
    """A digest of this program: another one may say the same release in other bytes."""
    here = Path(__file__).parent
    sources = [*here.glob("*.py"), *here.glob("graphql/*.py"), *here.parent.glob("schema/*.py")]
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(sources):
        digest.update(path.read_bytes())
    return digest.digest()


_OF_PROGRAM = hashlib.blake2b(_program(), digest_size=12)
