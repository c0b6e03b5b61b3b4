"""Counters of this server, in Prometheus' text format at /metrics.

Requests are counted in plain integers, because a counter that all worker processes share costs
1.7 µs an increment. Each worker adds what it has counted to the shared counters once a second and
before it is scraped, so that no counter goes backwards, whichever worker answers.
"""

import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Gauge, multiprocess
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

# prometheus-client's own variable: the folder that the worker processes share; `api serve` sets it.
MULTIPROCESS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
FLUSH_INTERVAL_S = 1.0

Requests = defaultdict[tuple[str, int], int]  # by face and status
Totals = defaultdict[str, int]  # by the names of `_COUNTERS`

_PREFIX = "climate_record_"
_COUNTERS = {
    "cache_hits_total": "Responses sent from the response cache.",
    "cache_misses_total": "Cacheable responses that had to be made first.",
    "graphql_declined_total": "GraphQL operations that the reference executor answered.",
    "log_lines_dropped_total": "Lines of the access log that could not be written in time.",
    "statements_total": "SQL statements run for the releases that were served.",
}
_GAUGES = {
    "connections": "Connections of clients that are open.",
    "cache_bytes": "Bytes that the response caches hold.",
    "cache_answers": "Responses that the response caches hold.",
}

prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]


@dataclass(slots=True)
class Metrics:
    """What this process has counted, and the shared counters that it is added to."""

    requests: Requests = field(default_factory=lambda: defaultdict(int))
    totals: Totals = field(default_factory=lambda: defaultdict(int))
    levels: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_GAUGES, 0))
    refused: Totals = field(default_factory=lambda: defaultdict(int))  # below the app, by reason
    release: str = ""  # the one that is served
    _shared: "_Shared" = field(default_factory=lambda: _Shared())
    _flushed_requests: dict[tuple[str, int], int] = field(default_factory=dict)
    _flushed_totals: dict[str, int] = field(default_factory=dict)
    _flushed_refused: dict[str, int] = field(default_factory=dict)

    def flush(self) -> None:
        """Add what was counted since the last time to the shared counters."""
        for label, number in self.requests.items():
            face, status = label
            counter = self._shared.requests.labels(face, str(status))
            counter.inc(number - self._flushed_requests.get(label, 0))
        for reason, number in self.refused.items():
            more = number - self._flushed_refused.get(reason, 0)
            self._shared.refused.labels(reason).inc(more)
        for name in _COUNTERS:
            self._shared.counters[name].inc(self.totals[name] - self._flushed_totals.get(name, 0))
        for name, level in self.levels.items():
            self._shared.gauges[name].set(level)
        self._shared.name_release(self.release)
        self._flushed_requests, self._flushed_totals = dict(self.requests), dict(self.totals)
        self._flushed_refused = dict(self.refused)

    def exposition(self) -> bytes:
        """The counters of all worker processes, in Prometheus' text format 0.0.4."""
        self.flush()
        return generate_latest(self._shared.readable())


class _Shared:
    """The counters as prometheus-client has them: in files where several workers share them."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.requests = Counter(
            f"{_PREFIX}requests_total",
            "Requests by face and status.",
            ["face", "status"],
            registry=registry,
        )
        self.refused = Counter(
            f"{_PREFIX}refused_total",
            "Requests and connections that the server refused before the app saw them, by reason.",
            ["reason"],
            registry=registry,
        )
        self.counters = {
            name: Counter(f"{_PREFIX}{name}", text, registry=registry)
            for name, text in _COUNTERS.items()
        }
        self.gauges = {
            name: Gauge(f"{_PREFIX}{name}", text, registry=registry, multiprocess_mode="livesum")
            for name, text in _GAUGES.items()
        }
        self._release_info = Gauge(
            f"{_PREFIX}release_info",
            "The releases that workers serve (1) or have served (0).",
            ["release"],
            registry=registry,
            multiprocess_mode="livemax",
        )
        self._release = ""

    def name_release(self, release: str) -> None:
        """Say which release is served."""
        if release == self._release:
            return
        if self._release:
            self._release_info.labels(self._release).set(0)
        self._release_info.labels(release).set(1)
        self._release = release

    def readable(self) -> CollectorRegistry:
        """The registry to read: with several workers, the sum of what they wrote."""
        folder = os.environ.get(MULTIPROCESS_FOLDER)
        if not folder:
            return self.registry
        _forget_dead_workers(Path(folder))
        merged = CollectorRegistry()
        multiprocess.MultiProcessCollector(merged, folder)  # type: ignore[no-untyped-call]
        return merged


def _forget_dead_workers(folder: Path) -> None:
    """Remove the gauges of workers that have ended; what they counted stays."""
    for file in folder.glob("gauge_live*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if not Path(f"/proc/{pid}").exists() and Path("/proc/self").exists():
            multiprocess.mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]
