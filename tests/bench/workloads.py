"""The workloads, as requests to each server's own interface."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from graphql import get_introspection_query

from tests.bench.documents import fresh, known
from tests.bench.messages import Request, fetch

COLD, FRESH, HOT = "cold", "fresh", "hot"
MODES = (COLD, FRESH, HOT)

TITLES = {
    "W1": "REST: one pledge",
    "W2": "REST: 100 shares, filtered and sorted",
    "W3": "GraphQL: 20 countries × 5 pledges with source × 10 years of shares",
    "W4": "GraphQL: one country with 3 pledges",
    "W5": "export of all shares",
    "W7": "REST: words, and three orders that no filter goes with",
    "openapi": "GET /openapi.json",
    "sdl": "GET /schema.graphql",
    "introspection": "GraphQL: introspection, as tools ask for it",
    "home": "page: /",
    "country": "page: /countries/{code}",
    "quote": "page: /quotes/{id}",
    "guide": "page: /guides/start",
    "reference": "page: /reference/listPledges",
}
# What one of our servers is asked by itself, without a peer; see bystander.py and footprint.py.
SINGLE = {
    "W6": "a bystander beside expensive clients",
    "memory": "memory of workers",
    "publishing": "memory of publishing",
}
# Asked only of the answer cache: they are the same in every release.
DOCUMENTS = ("openapi", "sdl", "introspection")
PAGES = ("home", "country", "quote", "guide", "reference")
GRAPHQL = ("W3", "W4")

# W7 asks for people by a beginning of a name, and for lists in orders that had no index once. A
# limit makes each request another one.
_NAMES = ("jo", "mar", "ahm", "li", "von", "silva", "kim", "schm", "abd", "ro", "pet", "smith")
_ORDERS = (
    "emissions-shares?sort=-world_mt",
    "emissions-shares?sort=gas",
    "import-notes?sort=source_column",
)
_LIMITS = range(89, 101)

_REGIONS = ("Africa", "Americas", "Asia", "Europe")
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of the release that requests name: many, to average over rows."""

    pledges: tuple[str, ...]
    years: tuple[int, ...]
    codes: tuple[str, ...]
    quotes: tuple[str, ...]


_MAIN = "&series_role=main"  # not the figures of a second source

# Makes the requests of a workload for the server on a port.
_Maker = Callable[[Keys, int], list[Request]]


@cache
def keys(path: Path) -> Keys:
    """Read the keys of the release in an SQLite file."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:

        def column(statement: str) -> tuple[object, ...]:
            return tuple(row[0] for row in connection.execute(statement))

        return Keys(
            column("SELECT id FROM pledge WHERE country_code IS NOT NULL ORDER BY id"),  # type: ignore[arg-type]
            tuple(range(1990, 2023)),
            column("SELECT DISTINCT country_code FROM pledge WHERE country_code > '' ORDER BY 1"),  # type: ignore[arg-type]
            column("SELECT id FROM quote ORDER BY id"),  # type: ignore[arg-type]
        )


def _post(text: str, variables: dict[str, str] | None = None) -> Request:
    message: dict[str, object] = {"query": text}
    if variables:
        message["variables"] = variables
    return Request("POST", "/graphql", json.dumps(message).encode())


def _pledges(address: str, suffix: str = "") -> _Maker:
    return lambda keys, _: [Request("GET", address + quote(i) + suffix) for i in keys.pledges]


def _our_shares(address: str) -> _Maker:
    """Lists with the rows that the peers' lists have: an earlier server has no roles of series."""

    def requests(keys: Keys, port: int) -> list[Request]:
        year = keys.years[0]
        of_role = address + _MAIN
        has_roles = fetch(port, Request("GET", of_role.format(year=year))).status == 200
        asked = of_role if has_roles else address
        return _shares(asked + _off(asked.format(year=year), port))(keys, port)

    return requests


def _off(path: str, port: int) -> str:
    """What turns default filters of a list off, if the server has them: an earlier one has not."""
    off = ("&" if "?" in path else "?") + "defaults=false"
    return off if fetch(port, Request("GET", path + off)).status == 200 else ""


def _shares(address: str) -> _Maker:
    return lambda keys, _: [Request("GET", address.format(year=year)) for year in keys.years]


def _words_and_orders(_keys: Keys, port: int) -> list[Request]:
    orders = [order + _off(f"/v1/{order}", port) for order in _ORDERS]
    asked = [
        f"/v1/{question}&limit={limit}"
        for name, limit in zip(_NAMES, _LIMITS, strict=True)
        for question in (f"officials?q={name}", *orders)
    ]
    return [Request("GET", path) for path in asked]


def _graphql(dialect: str, workload: str) -> _Maker:
    name, values = ("region", _REGIONS) if workload == "W3" else ("code", None)

    def requests(keys: Keys, _: int) -> list[Request]:
        text = known(dialect, workload)
        return [_post(text, {name: value}) for value in values or keys.codes]

    return requests


def _get(path: str) -> _Maker:
    return lambda _keys, _port: [Request("GET", path)]


def _our_export(_keys: Keys, port: int) -> list[Request]:
    """The export in one request if the server has it; else every page of the list."""
    path = "/v1/emissions-shares.csv?limit=all"
    whole = Request("GET", path + _off("/v1/emissions-shares?limit=1", port))
    if fetch(port, whole).status == 200:
        return [whole]
    pages, path = [], f"/v1/emissions-shares?limit={_PAGE}"
    while path:
        pages.append(Request("GET", path.replace("/emissions-shares?", "/emissions-shares.csv?")))
        path = json.loads(fetch(port, Request("GET", path)).body)["links"]["next"]
    return pages


_MAKERS: dict[tuple[str, str], _Maker] = {
    ("ours", "W1"): _pledges("/v1/pledges/"),
    **{(dialect, "W1"): _pledges("/pledges/") for dialect in ("fastapi", "fastify")},
    ("ours", "W2"): _our_shares(
        "/v1/emissions-shares?year={year}&gas=co2&accounting=territorial"
        "&sort=-share_percent&limit=100"
    ),
    **{
        (dialect, "W2"): _shares(
            "/emissions-shares?year={year}&gas=co2&accounting=territorial"
            "&sort=-share_percent&limit=100" + _MAIN
        )
        for dialect in ("fastapi", "fastify")
    },
    ("ours", "W5"): _our_export,
    ("ours", "W7"): _words_and_orders,
    ("ours", "openapi"): _get("/openapi.json"),
    ("ours", "sdl"): _get("/schema.graphql"),
    ("ours", "introspection"): lambda _keys, _port: [_post(get_introspection_query())],
    ("ours", "home"): _get("/"),
    ("ours", "country"): lambda keys, _: [Request("GET", f"/countries/{c}") for c in keys.codes],
    ("ours", "quote"): lambda keys, _: [Request("GET", f"/quotes/{id_}") for id_ in keys.quotes],
    ("ours", "guide"): _get("/guides/start"),
    ("ours", "reference"): _get("/reference/listPledges"),
    **{(dialect, "W5"): _get("/emissions-shares.csv") for dialect in ("fastapi", "fastify")},
    ("datasette", "W1"): _pledges("/record/pledge/", ".json?_shape=objects"),
    ("datasette", "W2"): _shares(
        "/record/emissions_share.json"
        "?_shape=objects&year={year}&gas=co2&accounting=territorial&_sort_desc=share_percent"
        + _MAIN
    ),
    ("datasette", "W5"): _get("/record/emissions_share.csv?_stream=on&_size=max"),
    **{
        (dialect, workload): _graphql(dialect, workload)
        for dialect in ("ours", "strawberry", "fastify", "postgraphile")
        for workload in GRAPHQL
    },
}


def serves(dialect: str, workload: str) -> bool:
    """Whether servers of a dialect have this workload."""
    on_floor = dialect == "floor" and workload not in ("W5", "W7", *DOCUMENTS, *PAGES)
    return on_floor or (dialect, workload) in _MAKERS


def requests(dialect: str, workload: str, mode: str, release: Path, port: int) -> list[Request]:
    """The requests that the load repeats; with HOT always the same one."""
    if dialect == "floor":
        if workload not in GRAPHQL:
            return [Request("GET", f"/{workload}")]
        first = requests("ours", workload, COLD, release, port)[0]
        return [Request("POST", f"/{workload}", first.body)]
    if mode == FRESH:
        arguments = _REGIONS if workload == "W3" else keys(release).codes
        return [
            _post(text) for argument in arguments for text in fresh(dialect, workload, argument)
        ]
    repeated = _MAKERS[dialect, workload](keys(release), port)
    return repeated[:1] if mode == HOT and workload != "W5" else repeated
