"""Who comes after a post whose end no source states, by the record's tenures of the same office."""

from typing import NamedTuple

from api.pages.reading import Json, Reader
from schema.offices import OfficeRole

# Offices of one holder at a time. Of others, such as a seat, a later holder may be a colleague.
_SINGLE = {
    OfficeRole.head_of_state,
    OfficeRole.head_of_government,
    OfficeRole.foreign,
    OfficeRole.environment,
    OfficeRole.climate,
    OfficeRole.energy,
    OfficeRole.finance,
    OfficeRole.envoy,
}


class Successor(NamedTuple):
    """The first of the record to begin in an office after the last day that a source shows.

    Args:
        official_id: Who it is.
        name: The name.
        start: The day, of any precision, on which that tenure begins.
    """

    official_id: str
    name: str
    start: str


async def add_successors(reader: Reader, posts: list[Json]) -> None:
    """Give each post its `successor`: None if it has an end, or if nobody follows in the record."""
    endless = [post for post in posts if _is_endless(post)]
    later: list[Json] = []
    if endless:
        result = await reader.rows(
            "tenures",
            office_id=",".join(sorted({post["office_id"] for post in endless})),
            start_date__gte=min(post["stated"] for post in endless),
            sort="start_date",
            include="official",
            fields="official_id,office_id,start_date",
        )
        later = result.rows
    for post in posts:
        post["successor"] = _successor(post, later) if _is_endless(post) else None


def _is_endless(post: Json) -> bool:
    return post["end_date"] is None and bool(post["stated"]) and bool(_SINGLE & {*post["roles"]})


def _successor(post: Json, later: list[Json]) -> Successor | None:
    for row in later:
        is_other = row["official_id"] != post["official_id"]
        if (
            is_other
            and row["office_id"] == post["office_id"]
            and row["start_date"] > post["stated"]
        ):
            return Successor(row["official_id"], row["official"]["name"], row["start_date"])
    return None
