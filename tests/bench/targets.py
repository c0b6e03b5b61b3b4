"""The targets: ratios of a peer's CPU per request to ours in one run, and limits to our own."""

from dataclasses import dataclass, replace

from tests.bench.subjects import POSTGRESQL, SQLITE
from tests.bench.workloads import COLD, FRESH, GRAPHQL, HOT


@dataclass(frozen=True, slots=True)
class Target:
    """The peer's CPU per request is at least `at_least` times ours."""

    workload: str
    mode: str
    engine: str
    peer: str
    at_least: float
    reach_for: float


RATIOS = (
    Target("W1", COLD, SQLITE, "fastapi", 15, 20),
    Target("W2", COLD, SQLITE, "fastapi", 15, 20),
    Target("W1", COLD, SQLITE, "fastify", 1.0, 1.2),
    Target("W2", COLD, SQLITE, "fastify", 2, 3),
    Target("W1", COLD, SQLITE, "datasette", 12, 17),
    Target("W2", COLD, SQLITE, "datasette", 10, 20),
    Target("W3", COLD, SQLITE, "postgraphile", 8, 10),
    Target("W3", COLD, POSTGRESQL, "postgraphile", 4, 5),
    Target("W3", COLD, SQLITE, "strawberry", 40, 50),
    *(Target("W3", COLD, SQLITE, peer, 5, 6) for peer in ("fastify", "fastify-windows")),
    Target("W4", COLD, SQLITE, "postgraphile", 4, 6),
    Target("W4", COLD, POSTGRESQL, "postgraphile", 1.5, 2),
    Target("W4", COLD, SQLITE, "fastify", 1.5, 2),
    *(
        Target(workload, FRESH, engine, "postgraphile", 1, 3)
        for workload in GRAPHQL
        for engine in (SQLITE, POSTGRESQL)
    ),
    *(
        Target(workload, HOT, engine, "floor", 0.75, 0.9)
        for workload in ("W1", "W2", "W3", "W4")
        for engine in (SQLITE, POSTGRESQL)
    ),
    Target("W5", COLD, SQLITE, "fastapi", 50, 100),
)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `at_most` of a quantity; its ratio is the limit divided by the measured value."""

    quantity: str
    unit: str
    at_most: float
    reach_for: float


GROWTH = Limit("cost with 10× the rows", "×", 1.2, 1.05)
SEARCH_GROWTH = replace(GROWTH, at_most=1.5, reach_for=1.1)  # W7
DOCUMENT = Limit("CPU when cached, {}", "ms", 0.1, 0.1)
PAGE = Limit("cold, of a browser", "ms", 5, 3)
BROWSER_COST = {mode: Limit(f"{mode}, browser / plain", "×", 1.3, 1.15) for mode in (COLD, HOT)}
BROWSER_WORKLOADS = ("W1", "W4")
WAITS = Limit("p99 beside {} expensive, to that alone", "×", 5, 2)  # W6
WORKER_MEMORY = Limit("a worker in the worst case", "MB", 300, 200)
WORKERS_MEMORY = Limit("four workers", "MB", 220, 180)
PUBLISHING_MEMORY = Limit("{}", "MB", 200, 120)
START = Limit("start-up of a worker", "s", 2, 1)
EXPORT_GROWTH = Limit("memory growth by exports", "MB", 20, 20)
