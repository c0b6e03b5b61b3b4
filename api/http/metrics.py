"""What this process counts: `api.http.exposition` adds up all worker processes for Prometheus.

Everything is counted in plain numbers, because a counter that all worker processes share costs
1.7 µs an increment. Each worker adds what it has counted to the shared counters once a second and
before it is scraped, so that no counter goes backwards, whichever worker answers.
"""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from api.http.exposition import Exposition
from api.http.metric_names import COUNTERS, GAUGES, LATENCY_BUCKETS_S, NO_ROUTE

FLUSH_INTERVAL_S = 1.0

Problems = defaultdict[tuple[str, str], int]  # by face and type
Totals = defaultdict[str, float]  # by the names of `COUNTERS`
Refused = defaultdict[str, int]  # by reason


class Answered:
    """The requests of one route and status: how many took how long, and their seconds."""

    __slots__ = ("counts", "seconds")

    def __init__(self) -> None:
        self.counts, self.seconds = [0] * (len(LATENCY_BUCKETS_S) + 1), 0.0


class _Sample(NamedTuple):
    """A counter of `api.http.metric_names` with the values of its labels."""

    name: str
    labels: tuple[str, ...]


@dataclass(slots=True)
class Metrics:
    """What this process has counted, and the shared counters that it is added to."""

    in_flight: int = 0
    answered: dict[tuple[str, str, int], Answered] = field(default_factory=dict)
    problems: Problems = field(default_factory=lambda: defaultdict(int))
    totals: Totals = field(default_factory=lambda: defaultdict(int))
    refused: Refused = field(default_factory=lambda: defaultdict(int))  # below the app
    levels: dict[str, float] = field(default_factory=lambda: dict.fromkeys(GAUGES, 0))
    release: str = ""  # the one that is served
    _shared: Exposition = field(default_factory=Exposition)
    _flushed: dict[_Sample, float] = field(default_factory=dict)

    def count_request(self, face: str, route: str, status: int, seconds: float) -> None:
        """Count a request that has been answered, by the template of its path."""
        answered = self.answered.get((face, route, status))
        if answered is None:
            answered = self.answered[face, route, status] = Answered()
        answered.counts[bisect_left(LATENCY_BUCKETS_S, seconds)] += 1
        answered.seconds += seconds

    def flush(self) -> None:
        """Add what was counted since the last time to the shared counters."""
        for sample, number in self._samples().items():
            more = number - self._flushed.get(sample, 0)
            if more or sample not in self._flushed:
                self._shared.count(sample.name, sample.labels, more)
                self._flushed[sample] = number
        self.levels["requests_in_flight"] = self.in_flight
        for name, level in self.levels.items():
            self._shared.set_level(name, level)
        self._shared.name_release(self.release)
        self._shared.measure_process()

    def exposition(self) -> bytes:
        """The figures of all worker processes, in Prometheus' text format 0.0.4."""
        self.in_flight -= 1  # the request that is answered by this
        self.flush()
        self.in_flight += 1
        return self._shared.text()

    def _samples(self) -> dict[_Sample, float]:
        samples: defaultdict[_Sample, float] = defaultdict(int)
        for name in COUNTERS:
            samples[_Sample(name, ())] = self.totals[name]
        for labels, number in self.problems.items():
            samples[_Sample("problems_total", labels)] = number
        for reason, number in self.refused.items():
            samples[_Sample("refused_total", (reason,))] = number
        bounds = (*map(str, LATENCY_BUCKETS_S), "+Inf")
        for (face, path, status), answered in self.answered.items():
            route = path or NO_ROUTE
            samples[_Sample("requests_total", (face, str(status)))] += sum(answered.counts)
            samples[_Sample("latency_seconds_total", (route,))] += answered.seconds
            for bound, number in zip(bounds, answered.counts, strict=True):
                samples[_Sample("latency_counts_total", (route, bound))] += number
        return samples
