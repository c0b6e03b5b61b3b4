"""The app on one screen: routes, middleware, error handlers, lifespan."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette_compress import CompressMiddleware, add_compress_type

from api import contracts, feeds, health, pages
from api.front import Front
from api.graphql import http as graphql
from api.http import metrics
from api.http.cache import AnswerCache
from api.http.metrics import Counts
from api.http.middleware.gzip import TimelessGzip
from api.http.middleware.headers import AlwaysHeaders
from api.http.response import Answer, problem_answer
from api.problems import Problem, did_you_mean, near
from api.releases.open import open_store
from api.releases.store import store_of
from api.rest import handlers as rest
from api.rest.request import opened
from api.settings import Settings


async def graphql_or_page(request: Request) -> Response | Answer:
    """/graphql: GraphiQL for a browser, GraphQL over HTTP for everyone else."""
    if graphql.wants_page(request):
        return await pages.graphiql(request)
    face: graphql.Graphql = request.app.state.graphql
    return await face.answer(request.scope, request.receive)


async def rest_answer(request: Request) -> Answer:
    """Everything below /v1/ that needs the middleware: to be compressed, mostly."""
    return await rest.answer(await opened(request.scope, store_of(request)))


ROUTES = [
    Route("/", pages.home),
    Route("/docs", pages.docs),
    Route("/problems", pages.problems),
    Route("/problems/{slug}", pages.problem),
    Mount("/assets", pages.assets),
    Route("/graphql", graphql_or_page, methods=["GET", "HEAD", "POST"]),
    Route("/openapi.json", contracts.openapi),
    Route("/schema.graphql", contracts.graphql_schema),
    Route("/feeds/changes.atom", feeds.atom),
    Route("/feeds/changes.json", feeds.json_feed),
    Route("/healthz", health.healthz),
    Route("/readyz", health.readyz),
    Route("/metrics", metrics.metrics),
    Route("/v1/{resource}", rest_answer),
    Route("/v1/{resource}/{key}", rest_answer),
    Route("/v1/countries/{code}/{resource}", rest_answer),
    Route("/v1/emissions-shares/{key}/{resource}", rest_answer),
    Route("/v1/releases/{pair}/{resource}", rest_answer),
]

# What our own media types hold is text, which the compressing layer cannot know of all of them.
for _media_type in (
    "text/csv",
    "application/x-ndjson",
    graphql.GRAPHQL_JSON,
    feeds.ATOM,
    feeds.JSON_FEED,
):
    add_compress_type(_media_type)

MIDDLEWARE = [
    Middleware(AlwaysHeaders),
    Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["*"],
        expose_headers=["ETag", "Link", "X-Total-Count", "Climate-Record-Release"],
        max_age=86_400,
    ),
    Middleware(TimelessGzip),
    Middleware(CompressMiddleware, minimum_size=500),
]


def create_app(settings: Settings | None = None) -> Front | AnswerCache:
    """The app over the store that the settings name (by default: the environment's)."""
    chosen = settings or Settings()
    app = Starlette(
        routes=ROUTES,
        middleware=MIDDLEWARE,
        exception_handlers=_HANDLERS,
        lifespan=_lifespan,
    )
    app.router.redirect_slashes = False  # it would echo the Host header
    app.state.settings = chosen
    app.state.store = store = open_store(
        chosen.database_url, chosen.database_connections, chosen.open_releases
    )
    app.state.graphql = face = graphql.Graphql(store, chosen)
    app.state.counts = counts = Counts()
    front = Front(app, store, face, counts)
    if not chosen.answer_cache_bytes:
        return front
    size, longest_body = chosen.answer_cache_bytes, chosen.max_body_bytes
    return AnswerCache(front, store, counts, size=size, longest_body=longest_body)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    gc.collect()
    gc.freeze()  # what is there by now stays: no collection need look at it again
    yield
    await app.state.store.close()


async def _refused(request: Request, error: Exception) -> Answer:
    assert isinstance(error, Problem)
    return problem_answer(error, request.url.path)


async def _http_refused(request: Request, error: Exception) -> Answer:
    """Starlette's own refusals, in our words."""
    assert isinstance(error, HTTPException)
    path = request.url.path
    if error.status_code == 405:
        allow = (error.headers or {}).get("Allow", "GET, HEAD")
        detail = f"{path} takes {allow}, not {request.method}"
        problem = Problem("method-not-allowed", detail, headers={"Allow": allow})
    else:
        suggestions = near(path, [route.path for route in ROUTES if isinstance(route, Route)])
        detail = f"there is nothing at {path}{did_you_mean(suggestions)}"
        problem = Problem("not-found", detail, suggestions=suggestions)
    return problem_answer(problem, path)


async def _broken(request: Request, _error: Exception) -> Answer:
    return problem_answer(Problem("internal-error", "an unexpected error"), request.url.path)


# An Answer is an ASGI app, which is all that Starlette asks of a response.
_HANDLERS: dict[Any, Any] = {
    Problem: _refused,
    HTTPException: _http_refused,
    Exception: _broken,
}
