"""The page of an emissions share: the figure of one year, what it counts, and how it is cited."""

from api.http.request import Request
from api.http.response import Response
from api.pages.actors import Actor, known_actor
from api.pages.examples import address_of_query
from api.pages.reading import Json, Reader, open_page
from api.pages.site import record_page
from api.pages.wording import figure, formula, gas, in_prose, percent, series_in_words
from api.pages.world import SERIES

_QUERY_NAMES = "year sharePercent emissionsMt worldMt series { name producers }"


async def emissions_share(request: Request) -> Response:
    """GET /emissions-shares/{id}: the page of an emissions share."""
    reader = await open_page(request, ())
    given = request.parameters["id"]
    return reader.redirect("emissions-shares", given) or await _page(request, reader, given)


async def _page(request: Request, reader: Reader, key: str) -> Response:
    row = await reader.row("emissions-shares", key, include="series")
    actor, series, sources = known_actor(reader, row), row["series"], await reader.sources()
    query = f'{{ emissionsShare(slug: "{key}") {{ {_QUERY_NAMES} }} }}'
    return record_page(
        request,
        reader,
        "emissions_share.html",
        answer=await reader.answer(f"/emissions-shares/{key}"),
        alternate=f"/v1/emissions-shares/{key}",
        share=row,
        series=series,
        actor=actor,
        chart_series=SERIES,
        list_path=f"{actor.data}/emissions-shares",
        gas=gas(row["gas"]),
        without=[
            reader.snapshot.aliases.name_of("countries", code)
            for code in row["members_without_data"]
        ],
        sentence=_sentence(row, actor),
        cited=_cited(row, actor),
        # A dataset has several producers; the figure is of those of its series.
        sources={
            each["id"]: {**each, "producers": series["producers"] or each["producers"]}
            for each in sources.values()
        },
        query=query,
        query_address=address_of_query(query),
    )


def _sentence(row: Json, actor: Actor) -> str:
    """The sentence that answers, made from data."""
    series = row["series"]
    what = f"{percent(row['share_percent'])} of the world’s {series_in_words(series)}"
    world = f"{figure(row['world_mt'])} {formula(series['unit'])}"
    amounts = f"{figure(row['emissions_mt'])} of {world}"
    ranked = f", rank {row['rank']} among countries" if row["rank"] else ""
    return f"In {row['year']}, {in_prose(actor.name)} had {what}: {amounts}{ranked}."


def _cited(row: Json, actor: Actor) -> str:
    """What a citation of the figure says that it is."""
    series = row["series"]
    return (
        f"“{actor.name}, {row['year']}: {percent(row['share_percent'])} of the world’s"
        f" {series_in_words(series)} ({figure(row['emissions_mt'])} {formula(series['unit'])})”"
    )
