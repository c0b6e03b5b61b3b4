"""What the pages of one release have in common: the shares of all countries, and their names."""

from typing import NamedTuple

from api.pages.charts.lines import Series
from api.pages.pledge_words import stands
from api.pages.reading import Json, Reader

FIRST_YEAR = 1960
SERIES = "CO₂ from fossil fuels and industry"  # the name of co2-territorial in the record
_PLEDGE_FIELDS = (
    "id,actor_id,actor_kind,country_code,kind,horizon,target_year,target_year_qualifier,value,unit,"
    "baseline_year,status,outcome,superseded_by_id,source_id"
)
# The large emitters that charts draw beside a country: their labels, short ones, and colours.
_BESIDE = {
    "CHN": ("China", "China", "this"),
    "USA": ("United States", "USA", "s2"),
    "eu": ("European Union", "EU", "s3"),
    "IND": ("India", "India", "s4"),
}


class World(NamedTuple):
    """The shares of the latest year, and what is drawn beside each country.

    Args:
        year: The latest year with figures; None if there are none.
        shares: A row for each country, the largest share first.
        by_code: The same by the country's code.
        countries: The row of each country, by code.
        beside: The lines of large emitters, by actor.
        targets: The end targets that no other one took the place of, with a known year.
        source_id: The source of the shares; "" if there are none.
    """

    year: int | None
    shares: list[Json]
    by_code: dict[str, Json]
    countries: dict[str, Json]
    beside: dict[str, Series]
    targets: list[Json]
    source_id: str


async def read_world(reader: Reader, *, shows_shares: bool = True) -> World:
    """The world of the release that a page reads; read once per release.

    Args:
        reader: Reads the page's rows.
        shows_shares: Whether the page shows shares, so that it names their source.
    """
    cache, release = reader.per_release("world"), reader.snapshot.release
    if release not in cache:
        # By a reader of its own: the sources that it notes are not those of the page.
        cache[release] = await _read(Reader(reader.rest, None))
    world: World = cache[release]
    reader.uses([world.source_id] if shows_shares and world.source_id else [])
    return world


async def _read(reader: Reader) -> World:
    named = await reader.rows(
        "countries", fields="code,name,region,subregion,alpha2,numeric", sort="name"
    )
    countries = {row["code"]: row for row in named.rows}
    targets = await _targets(reader)
    latest = await reader.rows(
        "emissions-shares", 1, actor_kind="country", sort="-year", fields="year,source_id"
    )
    if not latest.rows:
        return World(None, [], {}, countries, {}, targets, "")
    year = latest.rows[0]["year"]
    shares = await reader.rows(
        "emissions-shares",
        actor_kind="country",
        year=year,
        sort="rank",
        fields="country_code,share_percent,emissions_mt,rank",
    )
    by_code = {row["country_code"]: row for row in shares.rows}
    beside = await _beside(reader)
    source_id = latest.rows[0]["source_id"]
    return World(year, shares.rows, by_code, countries, beside, targets, source_id)


async def _beside(reader: Reader) -> dict[str, Series]:
    """The lines of large emitters, of those that the record has."""
    names = reader.snapshot.aliases
    actors = [
        actor
        for actor in _BESIDE
        if names.resolve("countries", actor) == actor or names.resolve("groups", actor) == actor
    ]
    if not actors:
        return {}
    points = await reader.rows(
        "emissions-shares",
        actor_id=",".join(actors),
        year__gte=FIRST_YEAR,
        sort="year",
        fields="actor_id,year,share_percent",
    )
    return {
        actor: Series(name, short, css, _points(points.rows, actor))
        for actor, (name, short, css) in _BESIDE.items()
    }


async def _targets(reader: Reader) -> list[Json]:
    result = await reader.rows(
        "pledges", horizon="end", target_year__isnull="false", fields=_PLEDGE_FIELDS
    )
    return list(filter(stands, result.rows))


def _points(rows: list[Json], actor: str) -> list[tuple[int, float]]:
    return [(row["year"], row["share_percent"]) for row in rows if row["actor_id"] == actor]
