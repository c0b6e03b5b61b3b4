"""End targets with a year still to come: by year and standing, as two pages draw them."""

from collections import Counter
from collections.abc import Mapping, Sequence

from api.pages.pledge_query import REPLACED
from api.pages.pledge_words import STATUSES
from api.pages.reading import Json, Reader
from api.pages.world import World

STANDINGS = (*STATUSES, "unknown")
END_TARGET = (
    "An end target is the final one, where a party wants to end up, such as net zero. Its standing"
    " is how firmly it is promised, as a source states it: in law is the firmest, and what is only"
    " proposed is not promised."
)


def to_come(world: World, released: str) -> list[Json]:
    """The end targets whose year is not past.

    Args:
        world: The world of the release.
        released: The date of the release.
    """
    return [pledge for pledge in world.targets if str(pledge["target_year"]) >= released[:4]]


def by_year(world: World, released: str) -> dict[int, list[str]]:
    """By year, the standing of each end target whose year is not past at the release."""
    columns: dict[int, list[str]] = {}
    for pledge in to_come(world, released):
        columns.setdefault(pledge["target_year"], []).append(pledge["status"] or "unknown")
    return columns


def standings_of(columns: Mapping[int, Sequence[str]]) -> list[str]:
    """The standings that end targets have, the firmest first."""
    return [css for css in STANDINGS if any(css in column for column in columns.values())]


def target_sentence(columns: Mapping[int, Sequence[str]]) -> str:
    """How many end targets there are, for which year most are, and how many are law."""
    total = sum(map(len, columns.values()))
    if not total:
        return "The record has no end target with a year to come."
    year = max(columns, key=lambda each: len(columns[each]))
    law = sum(Counter(column)["in_law"] for column in columns.values())
    return (
        f"{total} end targets name a year still to come, one square each."
        f" {len(columns[year])} name {year}; {law} stand in law."
    )


def address_of_year(reader: Reader, year: int) -> str:
    """The address that lists the end targets of a year."""
    of_year = {"target_year__gte": str(year), "target_year__lte": str(year), REPLACED: "true"}
    return f"{reader.address('/pledges', horizon='end', **of_year)}#find"
