"""`python -m tests.bench.dated`: what a date costs, as the ratio of CPU times with and without.

Each pair of requests is answered in one process by turns, without the answer cache and without a
server, so that the ratio is of the program's own work. W2 is about emissions, which have no
validity; in its place is a list of 100 pledges, filtered and sorted.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Callable
from typing import Annotated, Any

import typer

from api.app import create_app
from api.settings import Settings
from tests.bench.documents import known

_ROUNDS = 15
_CALLS = 100  # of each request in a round
_LIST = "/v1/pledges?kind=net_zero&sort=-target_year&limit=100"
_DATE = "2022-04-01"

Message = dict[str, Any]


def _get(path: str) -> tuple[Message, bytes]:
    address, _, query = path.partition("?")
    return _scope("GET", address, query), b""


def _post(date: str) -> tuple[Message, bytes]:
    text = known("ours", "W3")
    assert "pledges(first: 5" in text
    text = text.replace("pledges(first: 5", f"pledges(first: 5{date}")
    body = json.dumps({"query": text, "variables": {"region": "Asia"}}).encode()
    return _scope("POST", "/graphql", "", (b"content-type", b"application/json")), body


def _scope(method: str, path: str, query: str, *headers: tuple[bytes, bytes]) -> Message:
    return {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost"), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }


_PAIRS = {
    "W2": (_get(_LIST), _get(f"{_LIST}&as_of={_DATE}")),
    "W3": (_post(""), _post(f', asOf: "{_DATE}"')),
}


async def _ask(app: Callable[..., Any], scope: Message, body: bytes) -> int:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(dict(scope), receive, send)
    return int(sent[0]["status"])


async def _measure(app: Callable[..., Any]) -> None:
    for name, pair in _PAIRS.items():
        for request in pair:
            assert await _ask(app, *request) == 200
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(_ROUNDS):
            for request, spent in zip(pair, times, strict=True):
                start = time.process_time()
                for _ in range(_CALLS):
                    await _ask(app, *request)
                spent.append((time.process_time() - start) / _CALLS * 1e6)
        plain, dated = map(statistics.median, times)
        typer.echo(f"{name}: {plain:.0f} us, with a date {dated:.0f} us: ratio {dated / plain:.2f}")


def main(database_url: Annotated[str, typer.Option()] = "sqlite:///var/record.sqlite") -> None:
    """Measure both workloads over a release."""
    asyncio.run(_measure(create_app(Settings(database_url=database_url, answer_cache_bytes=0))))


if __name__ == "__main__":
    typer.run(main)
