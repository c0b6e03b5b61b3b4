"""What a request asks, reduced to all that its answer may depend on."""

from functools import lru_cache
from typing import NamedTuple

from starlette.types import Message, Receive, Scope

from api.graphql.http import GRAPHQL_JSON, PLAIN_JSON
from api.http.negotiation import preferred
from api.rest.formats import FORMATS
from api.rest.handlers import PREFIX

_REMEMBERED = 200  # headers, of which there are few, however long the odd one is
_READ = ("GET", "HEAD")
_CODINGS = ("zstd", "br", "gzip")  # in the order in which the compressing layer has them
_NAMED = (b"accept", b"accept-encoding", b"if-none-match", b"content-type")

_HTML = "text/html"  # a browser's navigation, which gets GraphiQL
_REST = tuple(found.media_type for found in FORMATS.values())
_GRAPHQL = (GRAPHQL_JSON, PLAIN_JSON)
_GRAPHQL_OR_PAGE = (*_GRAPHQL, _HTML)


class Question(NamedTuple):
    """Equal questions have equal answers under a release."""

    path: str
    query: bytes
    accept: bytes  # the media type that was negotiated
    coding: bytes  # the content coding that will be used
    content_type: bytes = b""
    body: bytes = b""
    is_post: bool = False

    @property
    def size(self) -> int:
        """Bytes that it takes, about."""
        return len(self.path) + len(self.query) + len(self.body)

    def names(self, release: str) -> bool:
        """Whether it asks that very release, whichever is served."""
        return f"release={release}".encode() in self.query.split(b"&")

    def scope(self, given: Scope, known: bytes | None) -> Scope:
        """The request without all that is left out here. `known` is an `If-None-Match`."""
        named = (
            (b"accept", self.accept),
            (b"accept-encoding", self.coding),
            (b"content-type", self.content_type),
            (b"if-none-match", known),
        )
        method = "POST" if self.is_post else "GET"  # HEAD is answered from what GET gets
        return {**given, "method": method, "headers": [pair for pair in named if pair[1]]}


def question_of(scope: Scope) -> tuple[Question | None, bytes | None]:
    """What is asked, the body aside, and the tags that the asker has.

    No question where the answer is not for a cache: a page, a refusal, another method.
    """
    path, is_post = scope["path"], scope["method"] == "POST"
    if path == "/graphql" and (is_post or scope["method"] in _READ):
        offered: tuple[str, ...] = _GRAPHQL if is_post else _GRAPHQL_OR_PAGE
    elif path.startswith(PREFIX) and scope["method"] in _READ:
        offered = _REST
    else:
        return None, None
    named: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in _NAMED:
            named[name] = named[name] + b"," + value if name in named else value
    accept = _negotiated(named.get(b"accept"), offered)
    if accept is None:
        return None, None
    coding = _coding(named[b"accept-encoding"]) if b"accept-encoding" in named else b""
    content_type = named.get(b"content-type", b"") if is_post else b""
    question = Question(path, scope["query_string"], accept, coding, content_type, b"", is_post)
    return question, named.get(b"if-none-match")


async def read_body(receive: Receive, longest: int) -> tuple[bytes | None, Receive]:
    """A request's body, and where to read it again. None if it is too long or breaks off."""
    messages: list[Message] = []
    chunks: list[bytes] = []
    length, more = 0, True
    while more and length <= longest:
        messages.append(message := await receive())
        chunks.append(message.get("body", b""))
        length += len(chunks[-1])
        more = message.get("more_body", False)

    async def again() -> Message:
        return messages.pop(0) if messages else await receive()

    is_whole = messages[-1]["type"] == "http.request" and length <= longest
    return b"".join(chunks) if is_whole else None, again


@lru_cache(maxsize=_REMEMBERED)
def _negotiated(accept: bytes | None, offered: tuple[str, ...]) -> bytes | None:
    """The media type to answer with; None for none of them, or a page."""
    liked = preferred(accept.decode("latin-1") if accept is not None else None, offered)
    return None if liked in (None, _HTML) else liked.encode()


@lru_cache(maxsize=_REMEMBERED)
def _coding(accepted: bytes) -> bytes:
    """The first content coding that an `Accept-Encoding` takes; nothing for none of them."""
    text = accepted.decode("latin-1").replace("*", "*/*")  # the wildcard, as `Accept` writes it
    return next((name.encode() for name in _CODINGS if preferred(text, (name,))), b"")
