"""The trace of a request (W3C Trace Context): the id that it shares with its caller's requests.

This server calls no other one, so that it passes nothing on: the trace id goes into the log line,
and `traceresponse` tells the caller which operation of this server answered.
"""

import itertools
import os
import re
from typing import NamedTuple

# Version 00 ends after the flags; a later version may have more fields (section 3.2.4).
_TRACEPARENT = re.compile(
    rb"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?"
)
_SPAN_BITS, _PROCESS_BITS = 64, 96


class Trace(NamedTuple):
    """What a caller says of the trace that its request belongs to, and our operation in it."""

    trace_id: str
    parent_id: str
    flags: str
    span_id: str  # of this server's operation

    @property
    def traceresponse(self) -> bytes:
        """The response's header (Trace Context, level 3 draft, section 4)."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}".encode()


def parse_traceparent(header: bytes) -> Trace | None:
    """The trace that a `traceparent` names; None for a malformed one, which is to be ignored.

    Two headers, joined by a comma, are malformed. Of a later version only the fields of version 00
    are read, and of its flags only whether the trace is sampled.
    """
    match = _TRACEPARENT.fullmatch(header)
    if match is None or (match[1] == b"00" and match[5] is not None):
        return None
    sampled = int(match[4], 16) & 1
    return Trace(match[2].decode(), match[3].decode(), f"{sampled:02x}", _random_id(_SPAN_BITS))


def new_request_id() -> str:
    """An id of 32 hexadecimal digits: a random part of this process, and a number."""
    return f"{_process.id}{next(_numbers):08x}"


def _random_id(bits: int) -> str:
    """A random id in hexadecimal digits; never zero, which Trace Context forbids."""
    return f"{int.from_bytes(os.urandom(bits // 8)) or 1:0{bits // 4}x}"


class _Process:
    """This process, which has another id than the one that it was forked from."""

    __slots__ = ("id",)

    def __init__(self) -> None:
        self.rename()

    def rename(self) -> None:
        self.id = _random_id(_PROCESS_BITS)


_numbers = itertools.count()
_process = _Process()
os.register_at_fork(after_in_child=_process.rename)
