"""What the handlers of one app share, from its start to its end."""

import asyncio
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from api.http.client import TrustedProxies
from api.http.export_files import ExportFiles
from api.http.health_log import HealthLog
from api.http.metrics import Metrics
from api.http.router import Router
from api.problems import Problem
from api.releases.store import Snapshot, Store, Work
from api.releases.tables import date_of_release
from api.settings import Settings, networks_in


@dataclass(slots=True)
class AppState:
    """The settings, the store, the counters, the routes and the exports of one app.

    `caches` is for what the module of a handler computes once per app, under a key of its own.
    """

    settings: Settings
    store: Store
    metrics: Metrics
    router: Router
    exports: ExportFiles
    caches: dict[str, Any] = field(default_factory=dict)
    is_draining: bool = False  # the worker is about to end: no balancer should send it more
    proxies: TrustedProxies = field(init=False)
    root: str = field(init=False)  # see `Settings.root`
    base: str = field(init=False)  # see `Settings.base`
    served_since: datetime | None = None  # when this worker found the release that it serves
    health_log: HealthLog = field(default_factory=HealthLog)
    _work: Work = field(default_factory=Work)  # of `_snapshot` so far
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _snapshot: Snapshot | None = None  # the one that was last served
    _released: datetime | None = None  # its date

    def __post_init__(self) -> None:
        self.root, self.base = self.settings.root, self.settings.base
        self.proxies = TrustedProxies(networks_in(self.settings.trusted_proxies))

    async def readable_snapshot(self) -> Snapshot:
        """The release that is served, read once to be sure; a change of this is logged.

        Raises `Problem` if there is none, or it cannot be read.
        """
        try:
            snapshot = await self.store.current()
            if not await snapshot.is_readable():
                raise Problem("not-ready", f"release {snapshot.release} cannot be read")
        except Problem as problem:
            self.health_log.is_not_ready(problem.detail)
            raise
        async with self._lock:
            if snapshot is not self._snapshot:
                released = await _released(snapshot)
                self.measure()
                self._snapshot, self._released = snapshot, released
                self.served_since = datetime.now(UTC)
                # What was just run is not for a request.
                self._work = replace(snapshot.work, statements=min(snapshot.work.statements, 1))
        self.health_log.is_ready(snapshot.release)
        return snapshot

    def measure(self) -> None:
        """Bring the figures of the store up to date."""
        levels = self.metrics.levels
        levels.update(self.store.levels())
        if self._released is not None:
            levels["release_age_seconds"] = time.time() - self._released.timestamp()
        if (snapshot := self._snapshot) is not None:
            self.metrics.release = snapshot.release
            work, totals = snapshot.work, self.metrics.totals
            totals["statements_total"] += work.statements - self._work.statements
            totals["statements_in_threads_total"] += work.threaded - self._work.threaded
            totals["steps_total"] += work.steps - self._work.steps
            self._work = work


async def _released(snapshot: Snapshot) -> datetime | None:
    """The date of a release; None if it cannot be had, which is no reason not to serve it."""
    try:
        return await date_of_release(snapshot)
    except Exception:  # noqa: BLE001
        return None
