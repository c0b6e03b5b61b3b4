"""The hosts of a PostgreSQL address: the first that answers is read, a dead one is left alone.

asyncpg tries the hosts of an address in turn within one timeout, so that a first host that hangs
keeps every later one from being asked. Here each host has a timeout of its own, and one that did
not answer comes last for a while.
"""

import math
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit
from weakref import WeakSet

import asyncpg

from api.releases.store import StoreLimits

CONNECT_TIMEOUT_S = 2.0  # of one host
_DEAD_S = 10.0  # how long a host that did not answer comes after the others

# Raised if the server cannot be reached, or has closed the connection.
LOST = (
    OSError,  # includes the TimeoutError of a connection attempt
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
    asyncpg.SerializationError,  # on a replica, if the primary vacuums rows in use
)


class Host(NamedTuple):
    """A host name, an address or the folder of a socket, and a port; None where none is named."""

    name: str | None
    port: int | None


def hosts_of(url: str) -> list[Host]:
    """The hosts that an address names, in its order (libpq's URI, with lists in `host=` as well).

    Args:
        url: `postgresql://user@one:5432,two/database`, or `?host=one,two&port=5432`.
    """
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    if "host" in query:
        names = query["host"][-1].split(",")
        ports = query.get("port", [""])[-1].split(",")
        ports = ports * len(names) if len(ports) == 1 else ports
        pairs = list(zip(names, ports, strict=True))
    else:
        pairs = [_split_port(spec) for spec in parts.netloc.rpartition("@")[2].split(",")]
    return [Host(name or None, int(port) if port else None) for name, port in pairs]


def _split_port(spec: str) -> tuple[str, str]:
    if spec.startswith("["):  # an IPv6 address
        name, _, rest = spec[1:].partition("]")
        return name, rest.removeprefix(":")
    name, _, port = spec.partition(":")
    return name, port


class Hosts:
    """Opens connections to the hosts of an address, and knows which did not answer.

    Args:
        url: The address.
        limits: The limits of the store, with its clock.
    """

    def __init__(self, url: str, limits: StoreLimits) -> None:
        self._url, self._clock = url, limits.clock
        self._hosts = hosts_of(url)
        self._dead_until: dict[Host, float] = {}
        self._open: dict[Host, WeakSet[asyncpg.Connection]] = {h: WeakSet() for h in self._hosts}

    async def connect(self, **settings: Any) -> asyncpg.Connection:
        """A connection to the first host that answers; `settings` are asyncpg's.

        Raises one of `LOST` if none does.
        """
        now = self._clock()
        order = sorted(self._hosts, key=lambda host: self._dead_until.get(host, -math.inf) > now)
        for position, host in enumerate(order, 1):
            try:
                connection = await self._connect(host, settings)
            except LOST:
                self._dead_until[host] = self._clock() + _DEAD_S
                if position == len(order):
                    raise
            else:
                self._dead_until.pop(host, None)
                self._open[host].add(connection)
                return connection
        raise AssertionError("an address names at least one host")

    async def _connect(self, host: Host, settings: dict[str, Any]) -> asyncpg.Connection:
        named: dict[str, Any] = {"timeout": CONNECT_TIMEOUT_S}
        if host.name is not None:
            named["host"] = host.name
        if host.port is not None:
            named["port"] = host.port
        return await asyncpg.connect(self._url, **named, **settings)

    def give_up(self, connection: asyncpg.Connection) -> None:
        """Close all connections to the host of this one, which did not answer in time.

        Statements that wait for an answer there fail, so that their pools ask another host.
        """
        for host, connections in self._open.items():
            if connection in connections:
                self._dead_until[host] = self._clock() + _DEAD_S
                for other in list(connections):
                    other.terminate()
                connections.clear()
                return
