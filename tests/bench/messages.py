"""Requests: what is sent, and one sent by hand."""

import http.client
from dataclasses import dataclass

from tests.bench.places import HOST


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request."""

    method: str
    path: str
    body: bytes = b""

    def message(self) -> bytes:
        """The request as it goes over the wire, to a server that keeps the connection."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {HOST}"]
        if self.body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


def ask(port: int, request: Request) -> tuple[int, bytes]:
    """Send one request; the status and the body of its answer."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        headers = {"Content-Type": "application/json"} if request.body else {}
        connection.request(request.method, request.path, request.body or None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
