"""The app on one screen: the route table, and what the app does from its start to its end."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

from starlette.routing import Router as StarletteRouter

from api import contracts, feeds, health, pages
from api.graphql import http as graphql
from api.http.access_log import AccessLog
from api.http.export_files import ExportFiles
from api.http.exposition import MULTIPROCESS_FOLDER
from api.http.metrics import FLUSH_INTERVAL_S, Metrics
from api.http.pipeline import Pipeline
from api.http.request import Request
from api.http.response import Response
from api.http.router import UNROUTED, Route, Router
from api.http.state import AppState
from api.http.tracing import Tracing
from api.problems import Problem
from api.releases.gate import Gate
from api.releases.open import open_store
from api.releases.store import Store, StoreLimits
from api.rest import handlers as rest
from api.rest.formats import JSON
from api.rest.index import list_resources
from api.settings import Settings

GRAPHQL_TYPES = graphql.MEDIA_TYPES
HTML = "text/html"


async def graphql_or_page(request: Request) -> Response:
    """GET /graphql: GraphiQL for a browser's navigation, GraphQL over HTTP for a program."""
    return await (pages.graphiql if request.media_type == HTML else graphql.respond)(request)


PageRoute = partial(Route, problem_response=pages.problem_or_page)
RecordRoute = partial(PageRoute, is_cached=True)
RestRoute = partial(Route, offers=(JSON.media_type,), face="rest", is_cached=True)
HealthRoute = partial(Route, is_limited=False)
GraphQLRoute = partial(
    Route, face="graphql", is_cached=True, problem_response=graphql.problem_response
)

# fmt: off
ROUTES = (
    RecordRoute("/",                           pages.home),
    RecordRoute("/countries",                  pages.countries),
    RecordRoute("/countries/{code}",           pages.country),
    RecordRoute("/changes",                    pages.changes),
    RecordRoute("/claims/{id}",                pages.claim),
    RecordRoute("/coverage",                   pages.coverage),
    RecordRoute("/compare",                    pages.compare),
    RecordRoute("/compare/{actors}",           pages.comparison),
    RecordRoute("/dialogues",                  pages.dialogues),
    RecordRoute("/emissions-shares/{id}",      pages.emissions_share),
    RecordRoute("/groups/{id}",                pages.group),
    RecordRoute("/initiatives",                pages.initiatives),
    RecordRoute("/initiatives/{id}",           pages.initiative),
    RecordRoute("/officials",                  pages.officials),
    RecordRoute("/officials/{id}",             pages.official),
    RecordRoute("/pictures/{file}",            pages.picture),
    RecordRoute("/pictures/{page}/{file}",     pages.picture),
    RecordRoute("/pictures/{page}/{key}/{file}", pages.picture),
    RecordRoute("/pledges",                    pages.pledges),
    RecordRoute("/pledges/{id}",               pages.pledge),
    RecordRoute("/quotes",                     pages.quotes),
    RecordRoute("/quotes/{id}",                pages.quote),
    PageRoute("/releases",                     pages.releases),
    PageRoute("/releases/{id}",                pages.release),
    RecordRoute("/search",                     pages.search),
    RecordRoute("/sources",                    pages.sources),
    RecordRoute("/sources/{id}",               pages.source),
    PageRoute("/status",                       pages.status),
    PageRoute("/robots.txt",                   pages.robots),
    PageRoute("/sitemap.xml",                  pages.sitemaps),
    RecordRoute("/sitemaps/{name}",            pages.sitemap),
    PageRoute("/{resource}/{id}/history",      pages.history),
    PageRoute("/guides",                       pages.guides),
    PageRoute("/guides/{slug}",                pages.guide),
    PageRoute("/reference",                    pages.reference),
    RecordRoute("/reference/{operation}",      pages.operation),
    PageRoute("/reference/graphql",            pages.graphql_reference),
    PageRoute("/reference/graphql/{type}",     pages.graphql_type),
    PageRoute("/dictionary",                   pages.dictionary),
    PageRoute("/dictionary/{name}",            pages.dictionary_entry),
    RecordRoute("/downloads",                  pages.downloads),
    PageRoute("/docs",                         pages.docs),
    PageRoute("/docs/try",                     pages.swagger_ui),
    PageRoute("/problems",                     pages.problems),
    PageRoute("/problems/{slug}",              pages.problem),
    Route("/assets/{name}",                    pages.asset),
    Route("/assets/{package}/{name}",          pages.asset),
    Route("/openapi.json",                     contracts.openapi),
    Route("/schema.graphql",                   contracts.graphql_schema),
    Route("/feeds/changes.atom",               feeds.atom),
    Route("/feeds/changes.json",               feeds.json_feed),
    HealthRoute("/healthz",                    health.healthz),
    HealthRoute("/readyz",                     health.readyz),
    HealthRoute("/metrics",                    health.metrics),
    GraphQLRoute("/graphql",                   graphql_or_page, offers=(*GRAPHQL_TYPES, HTML),
                                               uncached_types=(HTML,)),
    GraphQLRoute("/graphql",                   graphql.respond, ("POST",), GRAPHQL_TYPES),
    RestRoute("/v1",                           list_resources),
    RestRoute("/v1/{resource}",                rest.list_rows),
    RestRoute("/v1/{resource}/{key}",          rest.get_row),
    RestRoute("/v1/{resource}/{key}/{nested}", rest.list_nested),
    RestRoute("/v1/releases/{pair}/{nested}",  rest.list_changes_between),
)
# fmt: on


_UNROUTED = replace(UNROUTED, problem_response=pages.problem_or_page)


class App(Pipeline):
    """The ASGI app: the pipeline answers its requests, the lifespan its start and its end."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings, self.store, self.metrics = settings, store, Metrics()
        exports = ExportFiles(
            settings.export_cache_bytes,
            settings.export_cache_folder,
            Gate(
                settings.exports_running,
                settings.queue_max,
                settings.queue_wait_s,
                "place for an export",
            ),
            self.metrics,
        )
        state = AppState(settings, store, self.metrics, Router(ROUTES, _UNROUTED), exports)
        super().__init__(state, StarletteRouter(lifespan=self._serving))

    @asynccontextmanager
    async def _serving(self, _app: object) -> AsyncIterator[None]:
        gc.collect()
        gc.freeze()  # what exists by now stays: no collection need look at it again
        watching = asyncio.create_task(self._watch())
        if self.settings.access_log:
            self.access_log = AccessLog(self.metrics)
        self.tracing = self.tracing or Tracing.of_environment()
        yield
        watching.cancel()
        if os.environ.get(MULTIPROCESS_FOLDER):
            self.metrics.flush()  # what was counted since the last time
        if self.access_log is not None:
            self.access_log.stop()
        if self.tracing is not None:
            await asyncio.to_thread(self.tracing.stop)
        self.state.exports.close()
        await self.store.close()

    async def _watch(self) -> None:
        """Each second, log what changed of the health and of the release that is served.

        Where several workers are scraped as one, hand over what this one counts as well.
        """
        while True:
            try:
                await self.state.readable_snapshot()
            except Problem:
                pass  # it has been logged
            except Exception as error:  # noqa: BLE001  # whatever it is, the next look may differ
                self.state.health_log.is_not_ready(repr(error))
            if os.environ.get(MULTIPROCESS_FOLDER):
                self.state.measure()
                self.metrics.flush()
            await asyncio.sleep(FLUSH_INTERVAL_S)


def create_app(settings: Settings | None = None, *, store: Store | None = None) -> App:
    """The app over a store.

    Args:
        settings: The settings; by default the environment's.
        store: Where releases are read from; by default the store that the settings name.
    """
    settings = settings or Settings()
    if store is None:
        limits = StoreLimits(
            statement_steps=settings.statement_steps,
            answer_bytes=settings.answer_bytes,
            statement_timeout_s=settings.statement_timeout_s,
            threads=settings.statement_threads,
            nice=settings.statement_nice,
            queue_max=settings.queue_max,
            queue_wait_s=settings.queue_wait_s,
        )
        store = open_store(
            settings.database_url, settings.database_connections, settings.open_releases, limits
        )
    return App(settings, store)
