"""Rate limits: what one client may cost in a window of time.

A request costs 1, and 1 more for every hundred rows of its answer: in REST those of the list, in
GraphQL the units of `extensions.cost`, of which a row with its key is one. It is let in while the
client has anything left, and pays when its cost is known, so that one request may go beyond the
limit. Windows are fixed: the first begins with a client's first request, the next with its first
request after that.

The header fields are those of draft-ietf-httpapi-ratelimit-headers-10, the policy is "client".
"""

import ipaddress
import json
import logging
import math
import time
from functools import lru_cache

from limits import RateLimitItemPerSecond
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string

from api.http.request import Request
from api.http.response import Headers, Response
from api.problems import Problem
from api.settings import Settings

_LOG = logging.getLogger("api")

ROWS_PER_UNIT = 100
_NETWORK_BITS = 64  # of an IPv6 address: one client has at least that network to itself
_REMEMBERED_CLIENTS = 1_000


class RateLimiter:
    """Lets the requests of each client in until their cost exceeds the limit.

    If what counts cannot be reached, every request is let in, and the fault is logged once.

    Args:
        units: What a client may cost in a window.
        window_s: The length of a window, in seconds.
        storage: Where costs are counted: `memory://` in this process, or `redis://...`.
    """

    def __init__(self, units: int, window_s: int, storage: str) -> None:
        self._units, self._is_reachable = units, True
        self._item = RateLimitItemPerSecond(units, window_s, namespace="climate-record")
        url = f"async+{storage}"
        options = {"implementation": "redispy"} if storage.startswith("redis") else {}
        self._limiter = FixedWindowRateLimiter(
            storage_from_string(url, wrap_exceptions=True, **options)
        )
        self._policy = (b"ratelimit-policy", b'"client";q=%d;w=%d' % (units, window_s))

    @classmethod
    def of(cls, settings: Settings) -> "RateLimiter | None":
        """The limiter that the settings ask for; None without a limit."""
        if not settings.rate_limit:
            return None
        return cls(settings.rate_limit, settings.rate_limit_window_s, settings.rate_limit_storage)

    async def admit(self, request: Request) -> None:
        """Raise `Problem` if the client has nothing left."""
        client = client_of(request.client)
        try:
            if await self._limiter.test(self._item, client):
                return
            reset_s, _ = await self._left(client)
        except StorageError:
            self._report()
            return
        raise Problem(
            "quota-exceeded",
            f"requests of this client have cost more than {self._units}, which is the limit for"
            f" {self._item.get_expiry()} s; try again in {reset_s} s",
            headers={"Retry-After": str(reset_s)},
            limit="cost",
            maximum=self._units,
        )

    async def charge(self, request: Request, response: Response) -> Headers:
        """Count what a response cost; the header fields that say what is left."""
        client = client_of(request.client)
        try:
            if request.problem != "quota-exceeded":
                await self._limiter.hit(self._item, client, cost=cost_of(response))
            reset_s, left = await self._left(client)
        except StorageError:
            self._report()
            return []
        self._is_reachable = True
        return [self._policy, (b"ratelimit", b'"client";r=%d;t=%d' % (left, reset_s))]

    async def _left(self, client: str) -> tuple[int, int]:
        """The whole seconds until the client's window ends, at least 1, and the units left."""
        reset, left = await self._limiter.get_window_stats(self._item, client)
        return max(1, math.ceil(reset - time.time())), left

    def _report(self) -> None:
        if self._is_reachable:
            _LOG.exception("rate limits are not counted: their storage cannot be reached")
        self._is_reachable = False


def cost_of(response: Response) -> int:
    """The units of a response; of a stream by the number of rows that it says."""
    rows = response.rows
    if response.chunks is not None:
        rows = int(dict(response.headers).get(b"x-total-count", 0))
    return 1 + rows // ROWS_PER_UNIT if response.status == 200 else 1


@lru_cache(maxsize=_REMEMBERED_CLIENTS)
def client_of(address: str) -> str:
    """Who pays for requests from an address: it alone or, of IPv6, its network."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), _NETWORK_BITS), strict=False))


def rows_of_graphql(extensions: str) -> int:
    """The units that the `extensions` of a GraphQL response declare: as many rows."""
    cost = json.loads(extensions).get("cost", {}) if extensions else {}
    return int(cost.get("units", 0))
