"""Reading requests within bounds: the half of a connection's protocol that the parser calls."""

import math
import urllib.parse
from abc import abstractmethod
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.server.connections import Connections
from api.server.limits import HEADERS_MAX

_VERSIONS = ("1.1", "1.0")
_ASGI: Any = {"version": "3.0", "spec_version": "2.3"}
# Which part of a request is being read.
WAITING, HEAD, CONTENT = "waiting", "head", "content"


class BoundedReader(HttpToolsProtocol):
    """Counts what it reads of a request, and refuses what is too long or none."""

    def __init__(self, connections: Connections, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._all, self._limits = connections, connections.limits
        self.read_deadline = math.inf
        self._part = WAITING
        self._part_bytes = 0  # of the head or the content, as they are on the wire
        self._begun = 0  # requests that began in the bytes at hand
        self._at_hand = 0  # how many bytes those are
        self._fault: tuple[str, str] | None = None  # from a callback of the parser
        self._is_ended = False  # what the client still sends is not read

    @abstractmethod
    def _fail(self, reason: str, detail: str) -> None:
        """Refuse the request that is being read."""

    def _stop_reading(self) -> None:
        self._is_ended, self._part_bytes = True, 0
        self.read_deadline = math.inf

    def data_received(self, data: bytes) -> None:
        """Read on, unless the connection has ended for us."""
        if self._is_ended:
            self._part_bytes += len(data)
            if self._part_bytes > self._limits.message_bytes:
                self.transport.abort()
            return
        part, self._begun, self._at_hand = self._part, 0, len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._stop_reading()  # it is answered as if it had asked for no other protocol
        except httptools.HttpParserError:
            if not self._is_ended:
                self._fail(*(self._fault or ("malformed", "this is no HTTP/1.1 request")))
        else:
            # Where requests are pipelined, the last one's share of these bytes is not known.
            if self._begun == 0 or (self._begun == 1 and part is WAITING):
                self._part_bytes += len(data)
            is_new = self._begun > 0 or self._part is not part
            if self._part is not WAITING:
                self._expect_more(is_new=is_new)
            elif is_new:
                self.read_deadline = math.inf

    def _expect_more(self, *, is_new: bool) -> None:
        """Bound the rest of the part that is being read, which has just begun if it `is_new`.

        A field without an end never reaches a callback: what came for it is counted too.
        """
        limits = self._limits
        if self._part is HEAD:
            timeout_s, longest = limits.header_timeout_s, limits.head_bytes
        else:
            timeout_s, longest = limits.body_timeout_s, limits.message_bytes
        if is_new:
            self.read_deadline = self._all.after(timeout_s)
        if self._part_bytes <= longest:
            return
        if self._part is HEAD:
            self._fail(*self._too_long())
        else:
            self._fail("body-bytes", f"the content takes more than {longest} bytes on the wire")

    def on_message_begin(self) -> None:
        """The first byte of a request line."""
        self.url, self.headers, self.expect_100_continue = b"", [], False
        self._part, self._part_bytes = HEAD, 0
        self._begun += 1

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field. Those after the content are not merged into the others (RFC 9110, 6.5.1)."""
        if self._part is not HEAD:
            return
        headers, name = self.headers, name.lower()
        if len(headers) >= HEADERS_MAX:
            self._found("header-bytes", f"the request has more than {HEADERS_MAX} header fields")
        if name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        headers.append((name, value))

    def _head_bytes(self) -> int:
        """How long the target and the fields of the request are."""
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _too_long(self) -> tuple[str, str]:
        longest = self._limits.head_bytes
        if not self.headers or len(self.url) > longest:
            return "address-bytes", f"the request line is longer than {longest} bytes"
        return "header-bytes", f"the request line and headers are longer than {longest} bytes"

    def _found(self, reason: str, detail: str) -> None:
        """Stop the parser: `data_received` refuses the request."""
        self._fault = reason, detail
        raise ValueError(detail)

    def _complete_scope(self) -> None:
        """The request as ASGI has it."""
        # What came may be more than the head; only then is the head itself measured.
        longest = self._limits.head_bytes
        if self._part_bytes + self._at_hand > longest and self._head_bytes() > longest:
            self._found(*self._too_long())
        version = self.parser.get_http_version()
        if version not in _VERSIONS:
            self._found("version", f"this is HTTP/{version}; HTTP/1.1 and 1.0 are understood")
        url = httptools.parse_url(self.url)
        raw_path = url.path or b"/"  # of http://example.org (RFC 9112, section 3.2.2)
        path = raw_path.decode("ascii")
        self.scope = {
            "type": "http",
            "asgi": _ASGI,
            "http_version": version,
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme or "http",
            "method": self.parser.get_method().decode("ascii"),
            "root_path": "",
            "path": urllib.parse.unquote(path) if "%" in path else path,
            "raw_path": raw_path,
            "query_string": url.query or b"",
            "headers": self.headers,
        }
