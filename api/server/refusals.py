"""Refusals below the app: their answers, how many there were of each, and a line in the log."""

import logging
import math
from collections.abc import Callable

from api.problems import Problem
from schema.figures import json_text

_LOG = logging.getLogger("api.server")
_LOG_INTERVAL_S = 60.0
RETRY_AFTER_S = 1

# What is counted and logged; each reason that has an answer is a row of `api.problems`.
ANSWERED = {
    "malformed": "malformed-request",
    "version": "unsupported-version",
    "header-bytes": "header-too-large",
    "address-bytes": "address-too-long",
    "body-bytes": "content-too-large",
    "header-timeout": "request-timeout",
    "body-timeout": "request-timeout",
    "connections": "overloaded",
}
# The connection is closed without an answer: it cannot be read, or there was no request.
UNANSWERED = ("write-timeout", "evicted", "drained")
REASONS = (*ANSWERED, *UNANSWERED)


class Refusals:
    """Counts what a worker refuses, and logs each reason at most once a minute.

    Args:
        count: Called with the reason of every refusal.
        clock: Seconds that only grow.
    """

    def __init__(self, count: Callable[[str], None], clock: Callable[[], float]) -> None:
        self._count, self._clock = count, clock
        self._logged_at: dict[str, float] = {}
        self._unlogged: dict[str, int] = {}

    def add(self, reason: str, detail: str, client: str) -> None:
        """Count a refusal; log it if its reason was not logged within the last minute.

        Args:
            reason: One of `REASONS`.
            detail: What was wrong, in a sentence.
            client: The address of the other end.
        """
        self._count(reason)
        now = self._clock()
        if now - self._logged_at.get(reason, -math.inf) < _LOG_INTERVAL_S:
            self._unlogged[reason] = self._unlogged.get(reason, 0) + 1
            return
        self._logged_at[reason] = now
        more = self._unlogged.pop(reason, 0)
        since = f"; {more} more since the last line" if more else ""
        _LOG.warning("refused %s (%s): %s%s", client, reason, detail, since)


def answer_of(reason: str, detail: str) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """The status, the headers and the content (RFC 9457) of a refusal."""
    problem = Problem(ANSWERED[reason], detail)
    body = json_text(problem.as_json()).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"cache-control", b"no-store"),
        (b"content-length", b"%d" % len(body)),
        (b"connection", b"close"),
    ]
    if problem.type.status == 503:
        headers.append((b"retry-after", b"%d" % RETRY_AFTER_S))
    return problem.type.status, headers, body
