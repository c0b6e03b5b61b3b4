"""What a connection may take: the bounds of one worker's sockets, made from the settings."""

import resource
from dataclasses import dataclass

from api.settings import Settings

HEADERS_MAX = 100  # fields of one request
PIPELINED_MAX = 32  # requests that may wait on one connection for those before them
LINGER_S = 2.0  # that a refused client has to read the refusal before its socket is closed
# Content is cut into pieces of this size; the next one waits until the client has read.
PIECE_BYTES = 131_072
# Descriptors that are reserved for what is no client: releases, the database, logs, assets.
_RESERVED_FILES = 48
_RESERVED_SHARE = 4  # at most this part of the descriptors is reserved


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """The bounds of each connection of a worker, and of their number.

    Args:
        header_timeout_s: Seconds that a request line and its fields may take to arrive.
        body_timeout_s: Seconds that a request's content may take to arrive.
        write_timeout_s: Seconds that a client may leave unread what was sent to it.
        keep_alive_s: Seconds that a connection may wait for its next request.
        head_bytes: Longest request line and fields together.
        content_bytes: Longest content that the app reads.
        connections: Most connections that are open at once.
    """

    header_timeout_s: float
    body_timeout_s: float
    write_timeout_s: float
    keep_alive_s: float
    head_bytes: int
    content_bytes: int
    connections: int

    @property
    def message_bytes(self) -> int:
        """Longest content on the wire: its framing, extensions and trailers are counted too."""
        return 4 * self.content_bytes + PIECE_BYTES

    @property
    def interval_s(self) -> float:
        """Seconds between two looks at the deadlines."""
        shortest = min(
            self.header_timeout_s, self.body_timeout_s, self.write_timeout_s, self.keep_alive_s
        )
        return min(1.0, max(0.02, shortest / 8))


def socket_limits(settings: Settings) -> SocketLimits:
    """The limits that the settings name, with no more connections than there are descriptors."""
    return SocketLimits(
        header_timeout_s=settings.header_timeout_s,
        body_timeout_s=settings.body_timeout_s,
        write_timeout_s=settings.write_timeout_s,
        keep_alive_s=settings.keep_alive_timeout_s,
        head_bytes=settings.max_header_bytes,
        content_bytes=settings.max_body_bytes,
        connections=min(settings.max_connections, _connections_possible()),
    )


def _connections_possible() -> int:
    """How many descriptors are left for clients; the soft limit is first raised to the hard one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard == resource.RLIM_INFINITY:
        return 1_000_000
    return max(hard - max(_RESERVED_FILES, hard // _RESERVED_SHARE), hard // 2)
