"""The figures of all worker processes as Prometheus reads them at /metrics."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

import prometheus_client
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Metric,
    ProcessCollector,
    multiprocess,
)
from prometheus_client.core import HistogramMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from api.http import metric_names as names

# prometheus-client's own variable: the folder that the worker processes share; `api serve` sets it.
MULTIPROCESS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]


Samples = dict[tuple[str, str], float]  # by route and bucket, "" for none


class _Collects(Protocol):
    def collect(self) -> Iterable[Metric]: ...


class Exposition:
    """The counters as prometheus-client has them: in files where several workers share them."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._counters = {
            name: Counter(names.PREFIX + name, text, registry=registry)
            for name, text in names.COUNTERS.items()
        } | {
            name: Counter(names.PREFIX + name, text, labels, registry=registry)
            for name, (labels, text) in names.LABELLED.items()
        }
        self._gauges = {
            name: _gauge(names.PREFIX + name, text, names.GAUGE_MODES.get(name), registry)
            for name, text in names.GAUGES.items()
        }
        name, text = names.RELEASE_INFO
        self._release_info = _gauge(names.PREFIX + name, text, "livemax", registry, ["release"])
        self._release = ""
        self._process = _Process(registry)

    def count(self, name: str, labels: tuple[str, ...], number: float) -> None:
        """Add to a counter."""
        counter = self._counters[name]
        (counter.labels(*labels) if labels else counter).inc(number)

    def set_level(self, name: str, level: float) -> None:
        """Set a gauge."""
        self._gauges[name].set(level)

    def name_release(self, release: str) -> None:
        """Say which release is served."""
        if release == self._release:
            return
        if self._release:
            self._release_info.labels(self._release).set(0)
        self._release_info.labels(release).set(1)
        self._release = release

    def measure_process(self) -> None:
        """Bring the figures of this process up to date."""
        self._process.measure()

    def text(self) -> bytes:
        """The figures of all worker processes, in Prometheus' text format 0.0.4."""
        merged = CollectorRegistry()
        merged.register(_WithHistogram(self._readable()))
        return generate_latest(merged)

    def _readable(self) -> _Collects:
        """What to read: with several workers, the sum of what they wrote."""
        folder = os.environ.get(MULTIPROCESS_FOLDER)
        if not folder:
            return self._registry
        _forget_dead_workers(Path(folder))
        return multiprocess.MultiProcessCollector(None, folder)  # type: ignore[no-untyped-call]


def _gauge(
    name: str,
    text: str,
    mode: str | None,
    registry: CollectorRegistry,
    labels: Iterable[str] = (),
) -> Gauge:
    merged = mode or "livesum"
    return Gauge(name, text, labels, registry=registry, multiprocess_mode=merged)  # type: ignore[arg-type]


class _Process:
    """This process as prometheus-client's own collector sees it, in figures that can be added up.

    The collector's own figures would be those of the worker that is scraped, and so would go
    backwards. Where there is no /proc, it has none.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self._collector = ProcessCollector(registry=None)
        families = {family.name: family for family in self._collector.collect()}
        self._gauges = {
            name: _gauge(name, families[name].documentation, mode, registry)
            for name, mode in names.PROCESS_GAUGES.items()
            if name in families
        }
        self._cpu = Counter(
            names.PROCESS_CPU, "Total user and system CPU time spent in seconds.", registry=registry
        )
        self._cpu_seconds = 0.0

    def measure(self) -> None:
        """Set the gauges, and count the CPU time since the last time."""
        for family in self._collector.collect():
            for sample in family.samples:
                if sample.name in self._gauges:
                    self._gauges[sample.name].set(sample.value)
                elif sample.name == names.PROCESS_CPU:
                    self._cpu.inc(max(sample.value - self._cpu_seconds, 0))
                    self._cpu_seconds = sample.value


class _WithHistogram:
    """Metrics with the histogram of latencies in place of the counters that it is made of."""

    def __init__(self, source: _Collects) -> None:
        self._source = source

    def collect(self) -> Iterator[Metric]:
        """See prometheus-client's `Collector`."""
        counts: Samples = {}
        seconds: Samples = {}
        parts = {"latency_counts": counts, "latency_seconds": seconds}
        for family in self._source.collect():
            part = parts.get(family.name.removeprefix(names.PREFIX).removesuffix("_total"))
            if part is None:
                yield family
                continue
            for sample in family.samples:
                part[sample.labels["route"], sample.labels.get("le", "")] = sample.value
        yield _histogram(counts, seconds)


def _histogram(counts: Samples, seconds: Samples) -> Metric:
    """The histogram of latencies, whose buckets hold those of shorter ones too."""
    name, text = names.LATENCY
    histogram = HistogramMetricFamily(names.PREFIX + name, text, labels=["route"])
    bounds = [*map(str, names.LATENCY_BUCKETS_S), "+Inf"]
    for (route, _), total in sorted(seconds.items()):
        buckets, below = [], 0.0
        for bound in bounds:
            below += counts.get((route, bound), 0)
            buckets.append((bound, below))
        histogram.add_metric([route], buckets, total)
    return histogram


def _forget_dead_workers(folder: Path) -> None:
    """Remove the gauges of workers that have ended; what they counted stays."""
    for file in folder.glob("gauge_live*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if not Path(f"/proc/{pid}").exists() and Path("/proc/self").exists():
            multiprocess.mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]
