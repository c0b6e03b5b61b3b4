"""The page of the state of this server: what it serves, since when, and up to which days."""

from api import limits
from api.http.request import Request
from api.http.response import Response
from api.pages.citing import named_by
from api.pages.reading import ALL, Json, Reader, open_page
from api.pages.site import record_page
from api.pages.stored import stored_releases
from api.pages.wording import count, day, known
from api.problems import Problem
from api.rest.plans import RELEASE
from api.settings import Settings

_SOURCE_FIELDS = (
    "id,title,publisher,producers,kind,edition,data_through,data_through_note,published_on"
)
# Limits of every server, then those that its settings give.
_LIMITS = {
    "Rows of a page without `limit`": limits.REST_PAGE,
    "Most rows of a page": limits.REST_PAGE_MAX,
    "Most values of one filter": limits.IN_VALUES_MAX,
    "Most rows of a page in GraphQL": limits.GRAPHQL_PAGE_MAX,
}
_SETTINGS = {
    "rate_limit": "Cost of one client’s requests in a window",
    "rate_limit_window_s": "Seconds of such a window",
    "max_body_bytes": "Bytes of a request body",
    "answer_bytes": "Bytes of a JSON page or a GraphQL answer",
    "graphql_max_depth": "Levels of a GraphQL selection",
    "graphql_max_nodes": "Rows that a GraphQL operation may ask for",
    "graphql_max_units": "Units that a GraphQL operation may be expected to cost",
}


async def status(request: Request) -> Response:
    """GET /status: whether the service is ready, what it serves, and its limits."""
    reader = await open_page(request, ())
    if reader.rest.names_release:
        detail = "the state of a server is of now: it takes no release"
        raise Problem("unknown-parameter", detail, parameter=RELEASE)
    app = request.app
    snapshot = await app.readable_snapshot()
    sources = (await reader.rows("sources", ALL, fields=_SOURCE_FIELDS)).rows
    dated = [row for row in sources if row["data_through"]]
    dated.sort(key=lambda row: str(row["data_through"]), reverse=True)
    # The state is of now: no release gives this page again.
    answer = (await reader.answer("/status"))._replace(permanent="")
    row = await reader.row("releases", snapshot.release)
    fault = _fault(app.store.fault, snapshot.release, is_ending=app.is_draining)
    return record_page(
        request,
        reader,
        "status.html",
        is_lasting=False,
        answer=answer,
        sentence=_sentence(reader, answer.released, dated, fault),
        fault=fault,
        release=snapshot.release,
        since=app.served_since and f"{app.served_since:%Y-%m-%d %H:%M} UTC",
        stored=await stored_releases(reader, (await reader.rows("releases", ALL)).rows),
        store="SQLite" if app.settings.database_url.startswith("sqlite") else "PostgreSQL",
        software=row["software"],
        dated=dated,
        undated=[row for row in sources if not row["data_through"]],
        limits=_LIMITS | _of_settings(app.settings),
    )


def _fault(of_store: str | None, release: str, *, is_ending: bool) -> str:
    """Why the service is not ready, as /readyz says it; "" if it is."""
    if is_ending:
        return "This server is about to end."
    if of_store is not None:
        return f"The published release is damaged; {release} is served instead."
    return ""


def _sentence(reader: Reader, released: str, dated: list[Json], fault: str) -> str:
    """The sentence that answers, made from data."""
    ready = "The service is not ready" if fault else "The service is ready"
    first = f"{ready}: it serves release {reader.snapshot.release} of {day(released)}."
    if not dated:
        return f"{first} No source says up to which day it has data."
    newest = dated[0]
    return (
        f"{first} {count(len(dated), 'source says', 'sources say')} up to which day data goes;"
        f" the latest day is {known(newest['data_through'])} ({named_by(newest)})."
    )


def _of_settings(settings: Settings) -> dict[str, int]:
    """The limits that the settings of this server give."""
    return {words: getattr(settings, name) for name, words in _SETTINGS.items()}
