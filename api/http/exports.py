"""Sending exports: whole, without their body (HEAD), or in part (RFC 9110, section 14)."""

import re

from api.http.caching import strong_etag
from api.http.export_files import ExportFile
from api.http.request import Request
from api.http.response import ExportResponse, Response
from api.problems import Problem

RANGES = (b"accept-ranges", b"bytes")

# One range. Of several, and of what is no range of bytes, the whole is the answer.
_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


async def export_response(request: Request, response: ExportResponse) -> Response:
    """The 200 or 206 of an export in the coding of the request, without the common headers.

    Raises:
        Problem: The export was refused, its turn did not come, or the range is beyond its end.
    """
    coding = request.coding
    etag = strong_etag(response.tag, coding)
    export = await request.app.exports.get(
        etag.decode(), response.begin, coding, request.disconnected
    )
    headers = [*response.headers, *export.headers, (b"etag", etag)]
    if coding:
        headers.append((b"content-encoding", coding.encode()))
    whole = Response(200, b"", headers, response.tag, response.release, etag=etag)
    if not isinstance(export, ExportFile):
        headers.remove(RANGES)
        whole.chunks = export
        return whole
    whole.is_kept = not export.is_new
    start, end = 0, export.length
    if (part := _requested_range(request, etag, export.length)) is not None:
        start, end = part
        whole.status = 206
        headers.append((b"content-range", b"bytes %d-%d/%d" % (start, end - 1, export.length)))
    headers.append((b"content-length", b"%d" % (end - start)))
    whole.chunks = export.read(start, end)
    return whole


def _requested_range(request: Request, etag: bytes, length: int) -> tuple[int, int] | None:
    """The part that a request asks for, as its first byte and the one after its last.

    None for the whole: without a range, or where the client has a part of other bytes (If-Range).
    """
    range_, if_range = request.header(b"range"), request.header(b"if-range")
    if range_ is None or request.method != "GET":
        return None
    if if_range is not None and if_range.strip().encode("latin-1") != etag:
        return None  # compared strongly; of dates there is none to compare with
    match = _RANGE.fullmatch(range_)
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        start, end = max(0, length - int(match[2])), length
    else:
        start, end = int(match[1]), min(length, int(match[2]) + 1 if match[2] else length)
        if match[2] and int(match[2]) < start:
            return None  # no range at all
    if start >= length:
        raise _not_satisfiable(range_, length)
    return start, end


def _not_satisfiable(range_: str, length: int) -> Problem:
    return Problem(
        "range-not-satisfiable",
        f"there is nothing in the range {range_!r}: the answer has {length} bytes",
        headers={"Content-Range": f"bytes */{length}"},
        length=length,
    )
