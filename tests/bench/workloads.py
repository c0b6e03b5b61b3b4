"""What is asked: five workloads, as each server's interface would have them put."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from tests.bench.messages import Request, ask
from tests.bench.texts import fresh, known

COLD, FRESH, HOT = "cold", "fresh", "hot"
MODES = (COLD, FRESH, HOT)

TITLES = {
    "W1": "REST: one pledge",
    "W2": "REST: 100 shares, filtered and sorted",
    "W3": "GraphQL: 20 countries × 5 pledges with source × 10 years of shares",
    "W4": "GraphQL: one country with 3 pledges",
    "W5": "export of all shares",
}
GRAPHQL = ("W3", "W4")

_REGIONS = ("Africa", "Americas", "Asia", "Europe")
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Facts:
    """What of the release is asked for: many rows, so that no one row's luck counts."""

    pledges: tuple[str, ...]
    years: tuple[int, ...]
    codes: tuple[str, ...]


# Makes the requests of a workload; the port is that of the server, for those who must ask it.
_Maker = Callable[[Facts, int], list[Request]]


@cache
def facts(path: Path) -> Facts:
    """What to ask of the release in an SQLite file."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:

        def column(statement: str) -> tuple[object, ...]:
            return tuple(row[0] for row in connection.execute(statement))

        return Facts(
            column("SELECT id FROM pledge WHERE country_code IS NOT NULL ORDER BY id"),  # type: ignore[arg-type]
            tuple(range(1990, 2023)),
            column("SELECT DISTINCT country_code FROM pledge WHERE country_code > '' ORDER BY 1"),  # type: ignore[arg-type]
        )


def _post(text: str, variables: dict[str, str] | None = None) -> Request:
    asked: dict[str, object] = {"query": text}
    if variables:
        asked["variables"] = variables
    return Request("POST", "/graphql", json.dumps(asked).encode())


def _pledges(address: str, suffix: str = "") -> _Maker:
    return lambda found, _: [Request("GET", address + quote(i) + suffix) for i in found.pledges]


def _shares(address: str) -> _Maker:
    return lambda found, _: [Request("GET", address.format(year=year)) for year in found.years]


def _graphql(dialect: str, workload: str) -> _Maker:
    name, values = ("region", _REGIONS) if workload == "W3" else ("code", None)

    def requests(found: Facts, _: int) -> list[Request]:
        text = known(dialect, workload)
        return [_post(text, {name: value}) for value in values or found.codes]

    return requests


def _export(path: str) -> _Maker:
    return lambda _found, _port: [Request("GET", path)]


def _our_export(_found: Facts, port: int) -> list[Request]:
    """The export in one request where there is one; else every page of the list."""
    whole = Request("GET", "/v1/emissions-shares.csv?limit=all")
    if ask(port, whole)[0] == 200:
        return [whole]
    pages, path = [], f"/v1/emissions-shares?limit={_PAGE}"
    while path:
        pages.append(Request("GET", path.replace("/emissions-shares?", "/emissions-shares.csv?")))
        path = json.loads(ask(port, Request("GET", path))[1])["links"]["next"]
    return pages


_ASKS: dict[tuple[str, str], _Maker] = {
    ("ours", "W1"): _pledges("/v1/pledges/"),
    ("fastapi", "W1"): _pledges("/pledges/"),
    ("ours", "W2"): _shares(
        "/v1/emissions-shares?year={year}&gas=co2&accounting=territorial"
        "&sort=-share_percent&limit=100"
    ),
    ("fastapi", "W2"): _shares(
        "/emissions-shares?year={year}&gas=co2&accounting=territorial&sort=-share_percent&limit=100"
    ),
    ("ours", "W5"): _our_export,
    ("fastapi", "W5"): _export("/emissions-shares.csv"),
    ("datasette", "W1"): _pledges("/record/pledge/", ".json?_shape=objects"),
    ("datasette", "W2"): _shares(
        "/record/emissions_share.json"
        "?_shape=objects&year={year}&gas=co2&accounting=territorial&_sort_desc=share_percent"
    ),
    ("datasette", "W5"): _export("/record/emissions_share.csv?_stream=on&_size=max"),
    **{
        (dialect, workload): _graphql(dialect, workload)
        for dialect in ("ours", "strawberry", "postgraphile")
        for workload in GRAPHQL
    },
}


def answers(dialect: str, workload: str) -> bool:
    """Whether servers of a dialect have this workload at all."""
    return (dialect == "floor" and workload != "W5") or (dialect, workload) in _ASKS


def requests(dialect: str, workload: str, mode: str, release: Path, port: int) -> list[Request]:
    """What to send, over and over; with HOT always the same."""
    found = facts(release)
    if dialect == "floor":
        ours = "GET" if workload not in GRAPHQL else "POST"
        first = requests("ours", workload, COLD, release, port)[0] if ours == "POST" else None
        return [Request(ours, f"/{workload}", first.body if first else b"")]
    if mode == FRESH:
        arguments = _REGIONS if workload == "W3" else found.codes
        return [
            _post(text) for argument in arguments for text in fresh(dialect, workload, argument)
        ]
    made = _ASKS[dialect, workload](found, port)
    return made[:1] if mode == HOT and workload != "W5" else made
