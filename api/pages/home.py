"""The home page: a claim checked, a thread of rows, pledges by year, ways in, and counts."""

from functools import partial
from typing import NamedTuple

from markupsafe import Markup

from api.http.request import Request
from api.http.response import Response
from api.pages.charts.lines import Series, line_chart
from api.pages.charts.matrix import counts, unit_matrix
from api.pages.citing import named_by
from api.pages.emissions_part import marks_of, ring_note, with_rings
from api.pages.examples import QUERIES, WELCOME, address_of_query
from api.pages.map_part import DEFAULT_SERIES, map_of, read_shares
from api.pages.pledge_words import STATUSES, main_pledge, promise, status
from api.pages.reading import Answer, Json, Reader, open_page
from api.pages.site import record_page
from api.pages.structured_data import file_of, record
from api.pages.targets import (
    END_TARGET,
    STANDINGS,
    address_of_year,
    by_year,
    standings_of,
    target_sentence,
)
from api.pages.wording import capital, in_prose, percent
from api.pages.world import SERIES, World, read_world
from schema import RECORD, RESOURCES

_ARTICLE = "voa-us-china-climate-2021"
_QUOTE = "yang-jiechi-mutually-beneficial-cooperation"
_THREAD_QUERY = f"""{{
  quote(slug: "{_QUOTE}") {{
    text
    saidOn
    speaker {{ name }}
    tenure {{ title }}
    country {{
      name
    }}
    then {{
      pledges(where: {{ horizon: {{ eq: END }} }}) {{
        nodes {{ kind targetYear status }}
      }}
    }}
    emissionsShare {{ year sharePercent }}
  }}
}}"""
_THREAD_PATHS = "speaker,tenure,country,then.pledges,emissions_share"
_ABOUT = (
    "The open, citable record of climate diplomacy: who emits, who pledged, who held office, who"
    " said what, each with its source."
)
# What is counted, and what is said under it.
_COUNTED = (
    ("countries", "Countries", "and territories, by ISO 3166-1, and Kosovo"),
    ("emissions-shares", "Shares of emissions", "by series and year"),
    ("pledges", "Pledges", "each with what its sources state"),
    ("documents", "Documents", "of the NDC registry"),
    ("tenures", "Tenures", "who held which office, and when"),
    ("speeches", "Speeches", "who spoke, where and when"),
    ("quotes", "Quotes", "each with its place in the source"),
    ("sources", "Sources", "with licence and citation"),
)


async def home(request: Request) -> Response:
    """GET /: a claim checked, and ways into the record."""
    reader = await open_page(request, ())
    world, answer = await read_world(reader), await reader.answer("/")
    claims = await reader.rows(
        "claims", 5, source_id=_ARTICLE, measure="share", include="country,source,quote"
    )
    thread = await _thread(reader)
    shares = await read_shares(reader, DEFAULT_SERIES, None)
    drawn = await map_of(reader, world, shares)
    sources = await reader.sources()
    ringed = with_rings(claims.rows, sources)
    pledged = by_year(world, answer.released)
    standings = standings_of(pledged)
    return record_page(
        request,
        reader,
        "home.html",
        is_lasting=drawn.is_installed,
        answer=answer,
        map=drawn,
        about=_ABOUT,
        things=[_dataset(request, answer)],
        claims=ringed,
        claimed=_claimed(claims.rows),
        drawings=_drawings(reader, world, answer.released, ringed),
        ring_note=ring_note(ringed, sources),
        chart_series=SERIES,
        year=world.year,
        beside=[each for each in world.beside.values() if each.points],
        source_id=world.source_id,
        sources=sources,
        thread=thread,
        thread_query=_THREAD_QUERY,
        thread_paths=_THREAD_PATHS,
        thread_address=address_of_query(_THREAD_QUERY),
        matrix_rows=counts(pledged, standings),
        standings=[(css, STATUSES.get(css, css)) for css in standings],
        end_target=END_TARGET,
        pledge_sentence=target_sentence(pledged),
        counted=await _counted(reader),
        releases=(releases := (await reader.rows("releases", 12, sort="-sequence")).rows),
        changed=next((each for each in releases if _has_changes(each)), None),
        changes=(await reader.rows("changes", 5)).rows,
        resources=list(RESOURCES.values()),
        record=RECORD,  # whose examples are there in every release
        queries=QUERIES,
        welcome=address_of_query(WELCOME),
    )


def _has_changes(release: Json) -> bool:
    """Whether a release differs from the one before it."""
    return any(release[name] for name in ("added", "corrected", "removed", "merged"))


def _dataset(request: Request, answer: Answer) -> Json:
    """The record as a dataset, in the two ways that programs ask it."""
    base = request.app.settings.base
    files = [
        file_of(f"{base}/v1", "application/json", "REST"),
        file_of(f"{base}/graphql", "application/json", "GraphQL"),
    ]
    return record(base, answer.release, answer.released, _ABOUT, files)


def _claimed(claims: list[Json]) -> str:
    """What the claims say, in one sentence."""
    return " ".join(
        f"{capital(_stated_by(claim))} of {in_prose(claim['country']['name'])}: “{claim['words']}”."
        for claim in claims
        if claim["country"]
    )


def _stated_by(claim: Json) -> str:
    """Who states a figure, with the verb: the speaker of its words, or the text itself."""
    speaker = claim["speaker_name"] or (claim["quote"] or {}).get("speaker_name")
    publisher = claim["source"]["publisher"] and named_by(claim["source"])
    if speaker is not None:
        return f"{speaker} said"
    return f"{publisher} itself wrote" if publisher else "a text says"


class _Drawings(NamedTuple):
    """What is drawn of a release.

    Args:
        chart: The shares of large emitters with the claims on it; None without figures.
        share_rows: The rows of the table of these shares.
        matrix: The end targets by year.
    """

    chart: Markup | None
    share_rows: Markup
    matrix: Markup | None


def _drawings(reader: Reader, world: World, released: str, claims: list[Json]) -> _Drawings:
    """The drawings, made once per release and way to address it."""
    cache = reader.per_release("home")
    key = f"{reader.snapshot.release} {reader.rest.names_release}"
    if key not in cache:
        leads_to = partial(address_of_year, reader)
        name = "End targets by year and standing"
        cache[key] = _Drawings(
            _chart(world, claims),
            _share_rows([each for each in world.beside.values() if each.points]),
            unit_matrix(by_year(world, released), STANDINGS, name, leads_to),
        )
    drawings: _Drawings = cache[key]
    return drawings


def _share_rows(beside: list[Series]) -> Markup:
    """A row of the table for each year, the latest first."""
    columns = [dict(each.points) for each in beside]
    years = [year for year, _ in reversed(beside[0].points)] if beside else []
    rows = (
        f'<tr><th scope="row">{year}</th>'
        + "".join(f'<td class="n">{percent(column.get(year))}</td>' for column in columns)
        + "</tr>"
        for year in years
    )
    return Markup("".join(rows))  # noqa: S704  # figures alone


def _chart(world: World, claims: list[Json]) -> Markup | None:
    """The shares of large emitters with the claims on it; None without figures."""
    series = [each for each in world.beside.values() if each.points]
    if not series:
        return None
    name = "Shares of the world’s CO₂ in percent, and claims"
    return line_chart(series, marks_of(claims), name)


async def _thread(reader: Reader) -> Json | None:
    """From a quote to its speaker, the post that day, the country, its pledge and its share."""
    result = await reader.rows("quotes", 1, id=_QUOTE, include=_THREAD_PATHS)
    if not result.rows:
        return None
    quote = result.rows[0]
    quote["held"] = await _held(reader, quote)
    pledge = main_pledge(quote["then"]["pledges"]["data"] if quote["then"] else [])
    if pledge is not None:
        quote["promise"] = capital(promise(pledge))
        quote["standing"] = status(pledge["status"])
    return quote


async def _held(reader: Reader, quote: Json) -> bool | None:
    """Whether the post of a quote was held on its day for certain; None where it is unknown."""
    if quote["tenure_id"] is None or quote["said_on"] is None:
        return None
    tenures = await reader.rows(
        "tenures", 1, id=quote["tenure_id"], as_of=quote["said_on"], fields="id,holds"
    )
    held: bool | None = tenures.rows[0]["holds"] if tenures.rows else None
    return held


async def _counted(reader: Reader) -> list[tuple[str, str, int, str]]:
    """How many rows of the main resources there are; counted once per release."""
    cache, release = reader.per_release("counts"), reader.snapshot.release
    if release not in cache:
        cache[release] = [
            (name, words, await _count(reader, name), note) for name, words, note in _COUNTED
        ]
    counted: list[tuple[str, str, int, str]] = cache[release]
    return counted


async def _count(reader: Reader, name: str) -> int:
    """The number of rows of a resource, without the filters that its list has by default."""
    resource = RESOURCES[name]
    defaults = "false" if resource.defaults else None
    return await reader.count(name, defaults=defaults)
