"""HTTP messages on the loopback interface: as bytes on the wire, and one sent by hand."""

import http.client
import socket
from dataclasses import dataclass, field

from tests.bench.clients import HEADERS, PLAIN, decode

HOST = "127.0.0.1"

# http.client sends this by itself if the headers name no coding.
NO_CODING = {"Accept-Encoding": "identity"}


def free_port() -> int:
    """A port of the loopback interface without a listener."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request."""

    method: str
    path: str
    body: bytes = b""
    client: str = PLAIN

    @property
    def headers(self) -> dict[str, str]:
        """The client's headers and those of the body; without Host and Content-Length."""
        json = {"Content-Type": "application/json"} if self.body else {}
        return json | HEADERS[self.client]

    def message(self) -> bytes:
        """The request as HTTP/1.1 on a connection that stays open."""
        headers = {"Host": HOST} | self.headers
        if self.body:
            headers["Content-Length"] = str(len(self.body))
        lines = [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([f"{self.method} {self.path} HTTP/1.1", *lines, "", ""]).encode() + (
            self.body
        )


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response."""

    status: int
    coding: str  # Content-Encoding; empty without one
    size_bytes: int  # of the body as it was sent
    body: bytes = field(repr=False)  # decoded


def fetch(port: int, request: Request) -> Response:
    """Send one request and read its response."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    headers = NO_CODING | request.headers
    try:
        connection.request(request.method, request.path, request.body or None, headers)
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    coding = response.headers.get("Content-Encoding", "")
    return Response(response.status, coding, len(body), decode(coding, body))
