"""What this process has done so far, at /metrics in Prometheus' text format."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from api.problems import Problem
from api.releases.store import Store

_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Labelled = tuple[str, int]  # labels as Prometheus writes them, or nothing; and the value


@dataclass(slots=True)
class Counts:
    """Requests by face and status, and how the answer cache served them."""

    requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    hits: int = 0
    misses: int = 0
    cached_bytes: int = 0
    cached_answers: int = 0


def face_of(path: str) -> str:
    """Which face a path belongs to."""
    if path.startswith("/v1/"):
        return "rest"
    return "graphql" if path == "/graphql" else "pages"


async def metrics(request: Request) -> Response:
    """GET /metrics"""
    state = request.app.state
    lines = [
        *_counted(state.counts),
        *_series(
            "graphql_declined_total",
            "GraphQL operations that the executor answered, not the compiler.",
            [("", state.graphql.documents.reference_executions)],
        ),
        *await _of_the_release(state.store),
    ]
    text = "".join(f"{line}\n" for line in lines)
    return Response(text, media_type=_CONTENT_TYPE, headers={"Cache-Control": "no-store"})


def _counted(counts: Counts) -> Iterator[str]:
    requests = sorted(counts.requests.items())
    yield from _series(
        "requests_total",
        "Requests by face and status.",
        [(f'{{face="{face}",status="{status}"}}', n) for (face, status), n in requests],
    )
    for name, meaning, value in (
        ("cache_hits_total", "Answers sent from the answer cache.", counts.hits),
        ("cache_misses_total", "Answers that had to be made first.", counts.misses),
        ("cache_bytes", "What the answer cache holds.", counts.cached_bytes),
        ("cache_answers", "How many answers that is.", counts.cached_answers),
    ):
        yield from _series(name, meaning, [("", value)])


async def _of_the_release(store: Store) -> Iterable[str]:
    try:
        snapshot = await store.current()
    except Problem:  # none is published yet: nothing to tell of it
        return []
    executed = [("", snapshot.executed)]
    named = [(f'{{release="{snapshot.release}"}}', 1)]
    return [
        *_series("statements_total", "SQL statements run for this release.", executed),
        *_series("release_info", "The release being served.", named),
    ]


def _series(name: str, meaning: str, values: Iterable[Labelled]) -> Iterator[str]:
    full = f"climate_record_{name}"
    yield f"# HELP {full} {meaning}"
    yield f"# TYPE {full} {'counter' if name.endswith('_total') else 'gauge'}"
    for labels, value in values:
        yield f"{full}{labels} {value}"
