"""Raw requests that no well-meaning client sends, each with the statuses that are right for it.

Where there are several, RFC 9110 and 9112 leave the choice; 0 is a connection that is closed
without an answer, as for a request that never was one.
"""

from collections.abc import Iterator
from typing import NamedTuple

HOST = b"Host: a\r\n"
END = b"\r\n"
ROW = b"/v1/countries/NOR"
JSON = b"Content-Type: application/json\r\n"
QUERY = b'{"query":"{ __typename }"}'


class Case(NamedTuple):
    """One abuse: its name, what is sent, and the statuses of which the first answer has one."""

    name: str
    data: bytes
    statuses: tuple[int, ...]


def request(line: bytes, *fields: bytes, body: bytes = b"") -> bytes:
    """A request from its line and fields, with a Host."""
    return line + b"\r\n" + HOST + b"".join(f + b"\r\n" for f in fields) + END + body


def _lines() -> Iterator[Case]:
    """Request lines."""
    for name, line, statuses in (
        ("no version", b"GET /", (400, 505)),
        ("no target", b"GET HTTP/1.1", (400,)),
        ("two targets", b"GET / / HTTP/1.1", (400,)),
        ("tab between", b"GET\t/\tHTTP/1.1", (400,)),
        ("two spaces", b"GET  / HTTP/1.1", (200, 400)),
        ("space first", b" GET / HTTP/1.1", (400,)),
        ("lower case method", b"get / HTTP/1.1", (400, 405)),
        ("method of controls", b"G\x01T / HTTP/1.1", (400,)),
        ("method with a colon", b"GE:T / HTTP/1.1", (400,)),
        ("endless method", b"G" * 3_000 + b" / HTTP/1.1", (400, 405)),
        ("binary", bytes(range(128, 256)), (400,)),
        ("nul", b"\x00 / HTTP/1.1", (400,)),
        ("nul in target", b"GET /\x00 HTTP/1.1", (400,)),
        ("carriage return in target", b"GET /\rX HTTP/1.1", (400,)),
        ("bell in target", b"GET /\x07 HTTP/1.1", (400,)),
        ("delete in target", b"GET /\x7f HTTP/1.1", (400,)),
        ("raw utf-8", "GET /v1/countries/Åland HTTP/1.1".encode(), (400,)),
        ("raw latin-1", b"GET /v1/countries/\xc5land HTTP/1.1", (400,)),
        ("raw utf-8 in query", "GET /v1/countries?name=Å HTTP/1.1".encode(), (200, 400)),
        ("version 0.9", b"GET / HTTP/0.9", (400, 505)),
        ("version 1.2", b"GET / HTTP/1.2", (400, 505)),
        ("version 2.0", b"GET / HTTP/2.0", (400, 505)),
        ("version 3", b"GET / HTTP/3", (400, 505)),
        ("version 11", b"GET / HTTP/11.1", (400, 505)),
        ("version of letters", b"GET / HTTP/a.b", (400,)),
        ("version in lower case", b"GET / http/1.1", (400,)),
        ("another protocol", b"GET / ICE/1.0", (400,)),
        ("rtsp", b"DESCRIBE / RTSP/1.0", (400, 405)),
        ("ssh", b"SSH-2.0-OpenSSH_9.6", (400,)),
        ("smtp", b"EHLO example.org", (400,)),
        ("tls", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", (400,)),
        ("socks", b"\x05\x01\x00", (400,)),
        ("json", b'{"method": "GET"}', (400,)),
        ("http/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM", (400, 505)),
        ("proxy protocol", b"PROXY TCP4 10.0.0.1 10.0.0.2 1 2", (400,)),
        ("a response", b"HTTP/1.1 200 OK", (400,)),
        ("asterisk", b"GET * HTTP/1.1", (400, 404)),
        ("asterisk for options", b"OPTIONS * HTTP/1.1", (200, 400, 404, 405)),
        ("absolute target", b"GET http://a/v1/countries/NOR HTTP/1.1", (200,)),
        ("absolute target of another host", b"GET http://b.example/healthz HTTP/1.1", (200, 421)),
        ("absolute target without a path", b"GET http://a HTTP/1.1", (200, 400)),
        ("target of another scheme", b"GET ftp://a/ HTTP/1.1", (200, 400)),
        ("authority", b"GET a:80 HTTP/1.1", (400,)),
        ("bad port", b"GET http://a:99999999/ HTTP/1.1", (200, 400)),
        ("fragment", b"GET /v1/countries/NOR#x HTTP/1.1", (200, 400, 404)),
        ("no slash", b"GET v1/countries HTTP/1.1", (400, 404)),
        ("two slashes", b"GET //v1/countries HTTP/1.1", (301, 308, 400, 404)),
        ("backslash", rb"GET \v1\countries HTTP/1.1", (400, 404)),
        ("dots", b"GET /../../../../etc/passwd HTTP/1.1", (400, 404)),
        ("dots in assets", b"GET /assets/../api/settings.py HTTP/1.1", (400, 404)),
        ("long path", b"GET /" + b"a" * 20_000 + b" HTTP/1.1", (404, 414)),
        ("longer path", b"GET /" + b"a" * 100_000 + b" HTTP/1.1", (414,)),
        ("many segments", b"GET " + b"/a" * 20_000 + b" HTTP/1.1", (404, 414)),
        ("long query", b"GET /v1/pledges?q=" + b"a" * 30_000 + b" HTTP/1.1", (200, 400, 414)),
        ("many parameters", b"GET /v1/pledges?" + b"a=1&" * 10_000 + b" HTTP/1.1", (400, 414)),
    ):
        yield Case(f"line: {name}", request(line), statuses)


def _encodings() -> Iterator[Case]:
    """Percent encodings, in the path and in the query."""
    for name, text in (
        ("cut", "%"),
        ("cut later", "%4"),
        ("no digits", "%zz"),
        ("nul", "%00"),
        ("line break", "%0d%0aX:%20y"),
        ("bad utf-8", "%ff%fe"),
        ("cut utf-8", "%e2%82"),
        ("overlong slash", "%c0%af"),
        ("surrogate", "%ed%a0%80"),
        ("beyond unicode", "%f7%bf%bf%bf"),
        ("twice", "%2525"),
        ("slash", "%2F"),
        ("dots", "%2e%2e%2f%2e%2e%2fetc%2fpasswd"),
        ("bidi", "%e2%80%ae"),
        ("byte order mark", "%ef%bb%bf"),
        ("iis", "%u0041"),
        ("quote", "%27%20OR%201%3D1--"),
        ("full width", "%ef%bc%91"),
    ):
        path = request(f"GET /v1/countries/{text} HTTP/1.1".encode())
        yield Case(f"percent in path: {name}", path, (400, 404))
        query = request(f"GET /v1/countries?name={text} HTTP/1.1".encode())
        yield Case(f"percent in query: {name}", query, (200, 400))


def _fields() -> Iterator[Case]:
    """Header fields."""
    get = b"GET " + ROW + b" HTTP/1.1"
    for name, field, statuses in (
        ("no colon", b"Nothing", (400,)),
        ("no name", b": x", (400,)),
        ("space before the colon", b"X : y", (400,)),
        ("space in the name", b"X Y: z", (400,)),
        ("folded", b"X: y\r\n z", (200, 400)),
        ("nul in value", b"X: \x00", (400,)),
        ("controls in value", b"X: \x01\x02", (200, 400)),
        ("bytes in value", b"X: \xff\xfe", (200,)),
        ("bytes in name", b"\xff: x", (400,)),
        ("bare line feed", b"X: y\nZ: w", (200, 400)),
        ("bare carriage return", b"X: y\rZ: w", (400,)),
        ("second host", b"Host: b", (400,)),
        ("long value", b"X: " + b"a" * 100_000, (431,)),
        ("long name", b"X" * 100_000 + b": a", (431,)),
        ("101 fields", b"\r\n".join(b"X%d: a" % n for n in range(101)), (431,)),
        ("10,000 fields", b"\r\n".join(b"X: a" for _ in range(10_000)), (431,)),
        ("1,000 cookies", b"\r\n".join(b"Cookie: a=b" for _ in range(1_000)), (431,)),
        ("empty accept", b"Accept: ", (200, 406)),
        ("odd accept", b"Accept: ,,,;;q=,*/*;q=z", (200, 406)),
        ("huge accept", b"Accept: " + b"a/b;q=0.1," * 5_000, (200, 406)),
        ("repeated accept", b"Accept: text/csv\r\nAccept: application/json", (200,)),
        ("odd coding", b"Accept-Encoding: gzip;q=-1, \xff, *;q=9", (200,)),
        ("huge coding", b"Accept-Encoding: " + b"gzip," * 10_000, (200,)),
        ("odd tag", b'If-None-Match: "', (200,)),
        ("many tags", b"If-None-Match: " + b'"a",' * 10_000, (200,)),
        ("odd range", b"Range: bytes=9-1,-,0-0,a", (200, 206, 416)),
        ("many ranges", b"Range: bytes=" + b"0-0," * 10_000, (200, 206, 400, 416)),
        ("odd date", b"If-Modified-Since: yesterday", (200,)),
        ("odd expectation", b"Expect: 200-ok", (200, 417)),
        ("upgrade to h2c", b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c", (200,)),
        ("websocket", b"Connection: Upgrade\r\nUpgrade: websocket", (200, 400, 426)),
        ("connection of everything", b"Connection: close, host, keep-alive", (200,)),
        ("te", b"TE: trailers, deflate;q=0.5", (200,)),
        ("override", b"X-HTTP-Method-Override: DELETE", (200,)),
        ("forwarded", b"X-Forwarded-For: 1.2.3.4, , \xff", (200,)),
        ("request id of a line", b"X-Request-Id: " + b"a" * 5_000, (200,)),
    ):
        yield Case(f"field: {name}", request(get, field), statuses)
    yield Case("field: no host", get + b"\r\n\r\n", (400,))
    yield Case("field: empty host", get + b"\r\nHost:\r\n\r\n", (200, 400))
    yield Case("field: odd host", get + b"\r\nHost: a b/c@d\r\n\r\n", (200, 400))
    yield Case("field: first line is folded", get + b"\r\n x: y\r\n" + HOST + END, (400,))


def _bodies() -> Iterator[Case]:
    """Lengths, chunks and content."""
    post = b"POST /graphql HTTP/1.1"
    chunked = b"Transfer-Encoding: chunked"
    length = b"Content-Length: %d" % len(QUERY)
    for name, fields, body, statuses in (
        ("negative length", [b"Content-Length: -1"], b"", (400,)),
        ("length with plus", [b"Content-Length: +5"], b"12345", (400,)),
        ("length of hex", [b"Content-Length: 0x5"], b"12345", (400,)),
        ("length of letters", [b"Content-Length: many"], b"", (400,)),
        ("length of full width", ["Content-Length: ５".encode()], b"12345", (400,)),
        ("empty length", [b"Content-Length: "], b"", (400,)),
        ("length of 30 digits", [b"Content-Length: " + b"9" * 30], b"", (400,)),
        ("two lengths", [b"Content-Length: 5", b"Content-Length: 6"], b"12345", (400,)),
        ("a list of lengths", [b"Content-Length: 5, 5"], b"12345", (400,)),
        ("length and chunks", [length, chunked], b"0\r\n\r\n", (400,)),
        ("chunked twice", [chunked, chunked], b"0\r\n\r\n", (400, 501)),
        ("chunked not last", [b"Transfer-Encoding: chunked, gzip"], b"0\r\n\r\n", (400, 501)),
        ("unknown coding", [b"Transfer-Encoding: bogus"], b"0\r\n\r\n", (400, 501)),
        ("hidden chunked", [b"Transfer-Encoding: \x0bchunked"], b"0\r\n\r\n", (400, 501)),
        ("chunk of letters", [chunked], b"zz\r\n\r\n", (400,)),
        ("negative chunk", [chunked], b"-1\r\n\r\n", (400,)),
        ("chunk of 17 digits", [chunked], b"1" + b"0" * 16 + b"\r\n", (400, 413)),
        ("chunk of 0x", [chunked], b"0x5\r\n12345\r\n0\r\n\r\n", (400,)),
        ("chunk without its end", [chunked], b"5\r\n1234567\r\n0\r\n\r\n", (400,)),
        ("chunk with line feeds", [chunked], b"5\n12345\n0\n\n", (400,)),
        ("empty first chunk", [chunked], b"\r\n0\r\n\r\n", (400,)),
        ("bytes in extension", [chunked], b"5;a=\x00\r\n12345\r\n0\r\n\r\n", (400,)),
        ("no field among trailers", [chunked], b"0\r\nnothing\r\n\r\n", (400,)),
        ("long extension", [chunked], b"5;" + b"a" * 900_000 + b"\r\n12345\r\n", (400, 413)),
        ("long trailer", [chunked], b"0\r\nX: " + b"a" * 900_000, (400, 413)),
        ("many trailers", [chunked], b"0\r\n" + b"X: a\r\n" * 200_000, (200, 400, 413)),
        ("chunks of one byte", [chunked], b"1\r\n \r\n" * 200_000, (413,)),
        ("huge content", [b"Content-Length: 900000"], b" " * 900_000, (413,)),
        ("huge announcement", [b"Content-Length: 99999999999"], b" " * 900_000, (413,)),
        ("no content", [b"Content-Length: 0"], b"", (400,)),
        ("no json", [b"Content-Length: 3"], b"{{{", (400,)),
        ("json of another shape", [b"Content-Length: 2"], b"[]", (400,)),
        ("bad utf-8", [b"Content-Length: 2"], b"\xff\xfe", (400,)),
        ("nul", [b"Content-Length: 1"], b"\x00", (400,)),
        ("deep json", [b"Content-Length: 90000"], b"[" * 90_000, (400,)),
        ("a number of 90,000 digits", [b"Content-Length: 90000"], b"9" * 90_000, (400,)),
        ("gzip that is none", [length, b"Content-Encoding: gzip"], QUERY, (200, 400, 415)),
        ("expectation", [length, b"Expect: 100-continue"], QUERY, (100, 200)),
    ):
        yield Case(f"body: {name}", request(post, JSON.strip(), *fields, body=body), statuses)
    for kind in (b"text/plain", b"application/x-www-form-urlencoded", b"multipart/form-data", b";"):
        typed = request(post, b"Content-Type: " + kind, length, body=QUERY)
        yield Case(f"body: {kind.decode()}", typed, (400, 415))
    get = b"GET " + ROW + b" HTTP/1.1"
    yield Case("body: of a GET", request(get, length, body=QUERY), (200, 400))
    yield Case("body: huge, of a GET", request(get, b"Content-Length: 9000000"), (200, 400, 413))


def _methods() -> Iterator[Case]:
    """Methods that nobody expects here."""
    for method in (
        "DELETE", "PUT", "PATCH", "TRACE", "CONNECT", "PROPFIND", "MKCOL", "LOCK", "PURGE",
        "M-SEARCH", "SUBSCRIBE", "SOURCE", "BREW", "QUERY", "OPTIONS",
    ):  # fmt: skip
        line = f"{method} {ROW.decode()} HTTP/1.1".encode()
        yield Case(f"method: {method}", request(line), (400, 405, 501))
    yield Case("method: CONNECT to a host", request(b"CONNECT a:443 HTTP/1.1"), (400, 405, 501))
    yield Case("method: POST to a row", request(b"POST " + ROW + b" HTTP/1.1"), (405,))


def _pipelines() -> Iterator[Case]:
    """Several requests in one piece; the status is that of the first answer."""
    row = request(b"GET " + ROW + b" HTTP/1.1")
    post = request(
        b"POST /graphql HTTP/1.1", JSON.strip(), b"Content-Length: %d" % len(QUERY), body=QUERY
    )
    yield Case("pipeline: two", row + row, (200,))
    yield Case("pipeline: a thousand", row * 1_000, (200,))
    yield Case("pipeline: twenty posts", post * 20, (200,))
    yield Case("pipeline: the second is none", row + b"nothing\r\n\r\n", (200,))
    yield Case("pipeline: the first is none", b"nothing\r\n\r\n" + row, (400,))
    closing = request(b"GET " + ROW + b" HTTP/1.1", b"Connection: close")
    yield Case("pipeline: after close", closing + row, (200,))
    old = b"GET " + ROW + b" HTTP/1.0\r\n\r\n"
    yield Case("pipeline: version 1.0", old + row, (200,))
    smuggled = request(
        b"POST /graphql HTTP/1.1", JSON.strip(), b"Content-Length: 6",
        b"Transfer-Encoding: chunked", body=b"0\r\n\r\nG",
    )  # fmt: skip
    yield Case("pipeline: smuggled", smuggled + row, (400,))
    head = request(b"HEAD " + ROW + b" HTTP/1.1")
    yield Case("pipeline: heads", head * 5, (200,))
    yield Case("pipeline: empty lines first", b"\r\n" * 20 + row, (200,))
    yield Case("pipeline: a million empty lines", b"\r\n" * 500_000, (0, 400))


CASES = [*_lines(), *_encodings(), *_fields(), *_bodies(), *_methods(), *_pipelines()]
