"""What the handlers of one app share, from its start to its end."""

from dataclasses import dataclass, field
from typing import Any

from api.http.client import TrustedProxies
from api.http.metrics import Metrics
from api.http.router import Router
from api.problems import Problem
from api.releases.store import Store
from api.settings import Settings, networks_in


@dataclass(slots=True)
class AppState:
    """The settings, the store, the counters and the routes of one app.

    `caches` is for what the module of a handler computes once per app, under a key of its own.
    """

    settings: Settings
    store: Store
    metrics: Metrics
    router: Router
    caches: dict[str, Any] = field(default_factory=dict)
    is_draining: bool = False  # the worker is about to end: no balancer should send it more
    proxies: TrustedProxies = field(init=False)
    root: str = field(init=False)  # see `Settings.root`
    _executed: dict[str, int] = field(default_factory=dict)  # statements so far, by release

    def __post_init__(self) -> None:
        self.root = self.settings.root
        self.proxies = TrustedProxies(networks_in(self.settings.trusted_proxies))

    async def count_statements(self) -> None:
        """Bring the counters of the store up to date; nothing where no release can be read."""
        try:
            snapshot = await self.store.current()
        except Problem:
            return
        self.metrics.release = snapshot.release
        new = snapshot.executed - self._executed.get(snapshot.release, 0)
        self.metrics.totals["statements_total"] += max(new, 0)
        self._executed[snapshot.release] = snapshot.executed
