"""The access log: one line of JSON for each request, on the logger `api.access`.

A record of `logging` would cost 7 µs for each. Here a request only puts its figures aside; a thread
makes the lines of a tenth of a second and hands them to the logger, 200 as one record. A line has
no address of a client and no query string.
"""

import json
import logging
import sys
import threading
import time
from collections import deque
from functools import lru_cache

from api.http.metrics import Metrics
from api.http.request import Request
from api.http.response import Response
from api.http.trace import new_request_id

LOGGER = "api.access"

# The members of a line, in their order.
FIELDS = {
    "time": "when the response ended, in UTC (RFC 3339)",
    "id": "the request; `request_id` of a 500 is the same",
    "method": "the method",
    "route": "the template of the path, as `/v1/{resource}/{key}`; null where none fits",
    "status": "the HTTP status",
    "cache": "`hit` or `miss` of the response cache; null where it takes no part",
    "release": "the release that answered; null for none",
    "problem": "the type of the refusal, as in `/problems/{type}`; null for none",
    "ms": "milliseconds from the header of the request to the last byte handed on",
    "statement_ms": "of these, milliseconds in which its statements ran or waited to be run",
    "bytes": "length of the body as it was sent",
    "trace_id": "the trace of the `traceparent` that was sent; null for none",
}

_GATHER_S = 0.1
_WAITING_MAX = 20_000  # lines; of what reads no longer what we write, some 6 MB
_STOP_S = 1.0

# Lines that are formatted before they are written, while the event loop can do nothing: 0.3 ms.
_TOGETHER = 200

_REMEMBERED = 1_000
_FORMAT = '{"time":"%s.%03dZ","id":"%s",%s,"ms":%.3f,"statement_ms":%.3f,"bytes":%d,"trace_id":%s}'


# The arguments of `_line`.
_Entry = tuple[float, str, str, str, int, str, str, str, float, float, int, str]


class AccessLog:
    """The lines of one worker, and the thread that writes them.

    Args:
        metrics: Where the lines are counted that could not be written.
    """

    def __init__(self, metrics: Metrics) -> None:
        self._totals = metrics.totals
        self._logger = logging.getLogger(LOGGER)
        self._logger.setLevel(logging.INFO)
        self._logger.propagate = False
        if not self._logger.handlers:
            self._logger.addHandler(_StandardOutput())
        self._entries: deque[_Entry] = deque()
        self._has_entries, self._is_stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._write, name="access-log", daemon=True)
        self._thread.start()

    def add(self, request: Request, response: Response, seconds: float, size_bytes: int) -> None:
        """Log a request that has been answered.

        Args:
            request: The request.
            response: The response that was sent.
            seconds: How long it took.
            size_bytes: The length of the body that was sent.
        """
        if len(self._entries) >= _WAITING_MAX:
            self._totals["log_lines_dropped_total"] += 1
            return
        trace, statements = request.trace, request.statement_time
        self._entries.append(
            (
                time.time(),
                request.given_id,
                request.method,
                request.route.path,
                response.status,
                request.cache,
                response.release,
                request.problem,
                seconds,
                statements.seconds if statements is not None else 0.0,
                size_bytes,
                trace.trace_id if trace is not None else "",
            )
        )
        if len(self._entries) == 1:
            self._has_entries.set()

    def stop(self) -> None:
        """Write what is left, and end the thread unless nothing can be written."""
        self._is_stopping.set()
        self._has_entries.set()
        self._thread.join(_STOP_S)

    def _write(self) -> None:
        while not self._is_stopping.is_set():
            self._has_entries.wait()
            self._is_stopping.wait(_GATHER_S)
            self._has_entries.clear()
            self._write_lines()
        self._write_lines()

    def _write_lines(self) -> None:
        """Write until none is left: only the first line after that wakes the thread."""
        while number := min(len(self._entries), _TOGETHER):
            lines = (_line(*self._entries.popleft()) for _ in range(number))
            self._logger.info("\n".join(lines))


def _line(
    ended: float,
    request_id: str,
    method: str,
    route: str,
    status: int,
    cache: str,
    release: str,
    problem: str,
    seconds: float,
    statement_seconds: float,
    size_bytes: int,
    trace_id: str,
) -> str:
    """The line of a request, of what `AccessLog.add` has put aside."""
    return _FORMAT % (
        _second(int(ended)),
        int(ended % 1 * 1_000),
        request_id or new_request_id(),
        _repeated(method, route, status, cache, release, problem),
        seconds * 1_000,
        statement_seconds * 1_000,
        size_bytes,
        f'"{trace_id}"' if trace_id else "null",
    )


@lru_cache(maxsize=_REMEMBERED)
def _repeated(method: str, route: str, status: int, cache: str, release: str, problem: str) -> str:
    """The members that many lines share, as JSON without its braces."""
    members = {
        "method": method,
        "route": route or None,
        "status": status,
        "cache": cache or None,
        "release": release or None,
        "problem": problem or None,
    }
    return json.dumps(members, separators=(",", ":"))[1:-1]


@lru_cache(maxsize=2)
def _second(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))


class _StandardOutput(logging.Handler):
    """Writes to standard output as it is at that moment, and fails silently without it."""

    def emit(self, record: logging.LogRecord) -> None:
        """See `logging.Handler`."""
        try:
            sys.stdout.write(record.getMessage() + "\n")
            sys.stdout.flush()
        except (OSError, ValueError):  # it is closed, or whoever read it has gone
            return
