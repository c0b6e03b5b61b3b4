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
    """The first of the record to begin in an office after the last certain day of a post.

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
            start_date__gte=min(map(_certain_until, endless)),
            sort="start_date",
            include="official",
            fields="official_id,office_id,start_date",
        )
        later = result.rows
    for post in posts:
        post["successor"] = _successor(post, later) if _is_endless(post) else None


def _is_endless(post: Json) -> bool:
    return post["end_date"] is None and bool(post["stated"]) and bool(_SINGLE & {*post["roles"]})


def _certain_until(post: Json) -> str:
    """The last day on which it is certain. A list of a later day may name who had left already."""
    return str(post["certain_until"] or post["start_date"] or post["stated"])


def _successor(post: Json, later: list[Json]) -> Successor | None:
    last = _certain_until(post)
    for row in later:
        is_later = row["office_id"] == post["office_id"] and row["start_date"] > last
        if is_later and row["official_id"] != post["official_id"]:
            return Successor(row["official_id"], row["official"]["name"], row["start_date"])
    return None
