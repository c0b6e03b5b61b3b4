"""The part of an official's page that draws the posts over their country's share of emissions."""

from collections import Counter
from typing import Any

from api.pages.charts.career import Axis, Post, Share, career_chart
from api.pages.charts.dates import in_years
from api.pages.reading import Json, Reader

_MOST_BARS = 16
_YEARS_BEYOND = 12  # that an unknown end is drawn at most beyond what sources state
_NOTE = "of the world’s CO₂"


async def draw_posts(
    reader: Reader, posts: list[Json], held: list[Json], released: str
) -> dict[str, Any]:
    """What the template shows of the posts as a picture.

    Args:
        reader: Reads the page's rows.
        posts: The tenures, the earliest first.
        held: Those that hold, or may hold, on the day of the page.
        released: The date of the release, up to which the picture goes at most.
    """
    drawn = posts[-_MOST_BARS:]
    known = [post for post in drawn if post["stated"]]
    if not known:
        return {"chart": None, "shares": [], "share_of": None, "drawn": 0}
    axis = _axis(known, reader.as_of, released)
    actor = main_actor(drawn)
    shares = [] if actor is None else await _shares(reader, actor, axis)
    share = None
    if actor is not None and shares:
        points = [(row["year"], row["share_percent"]) for row in shares]
        share = Share(f"Share of {actor['actor']}", _NOTE, points)
    certain = {post["id"] for post in held if post["holds"]}
    is_mixed = len({post["actor_id"] for post in posts}) > 1
    bars = [_bar(post, axis, post["id"] in certain, is_mixed) for post in drawn]
    name = f"Posts by years, {axis.first} to {axis.last}"
    if share is not None:
        name += (
            f", and the share of {actor['actor'] if actor else ''} in the world’s CO₂ in percent"
        )
    chart = career_chart(bars, share, axis, name)
    return {"chart": chart, "shares": shares, "share_of": share and actor, "drawn": len(drawn)}


def main_actor(posts: list[Json]) -> Json | None:
    """A post of the country that at least half of the posts are of; None if none is."""
    counted = Counter(post["country_code"] for post in posts if post["country_code"])
    if not counted:
        return None
    code, number = counted.most_common(1)[0]
    if number * 2 < len(posts):
        return None
    return next(post for post in posts if post["country_code"] == code)


def _axis(known: list[Json], as_of: str | None, released: str) -> Axis:
    """The years of the picture: of what sources state, with some years after an unknown end."""
    starts = [
        in_years(post["start_date"] or post["begun_after"] or post["stated"], at_end=False)
        for post in known
    ]
    ends = [_latest(post) for post in known]
    today = in_years(released, at_end=True)
    last = min(max(ends), max(today, *(end - _YEARS_BEYOND for end in ends)))
    marked = None if as_of is None else in_years(as_of, at_end=False)
    return Axis(int(min(starts)) - 1, int(last) + 1, marked, as_of or "")


def _bar(post: Json, axis: Axis, is_certain: bool, is_mixed: bool) -> Post:
    """The bar of a tenure: solid as far as a source shows it, dashed where none does.

    Args:
        post: The tenure.
        axis: The years of the picture.
        is_certain: Whether it holds for certain on the day of the picture.
        is_mixed: Whether the posts are of several countries, so that each is named.
    """
    start, end, stated = post["start_date"], post["end_date"], post["stated"]
    shown = start or post["certain_from"] or post["attested_on"] or end
    begun = post["begun_after"]
    earliest = in_years(begun, at_end=True) if begun else float(axis.first)
    name = f"{post['title']}, {post['actor']}" if is_mixed else post["title"]
    return Post(
        name,
        _note(post),
        None if shown is None else in_years(shown, at_end=False),
        None if stated is None else in_years(stated, at_end=end is not None),
        None if start else max(earliest, axis.first),
        None
        if end
        else min(_latest(post), float(axis.last))
        if post["successor"]
        else float(axis.last),
        is_certain,
        f"{name}: {post['span']}",
    )


def _latest(post: Json) -> float:
    """Up to when a post may have lasted, as far as the picture goes."""
    if post["successor"] is not None:
        begun = in_years(post["successor"].start, at_end=False)
        return max(begun, in_years(post["stated"], at_end=False))
    return in_years(post["stated"], at_end=True) + (1 if post["end_date"] else _YEARS_BEYOND)


def _note(post: Json) -> str:
    """The days of a post, and who follows it in the record."""
    if (successor := post["successor"]) is None:
        return str(post["span"])
    return f"{post['start_date'] or 'unknown'} to unknown; then {successor.name}, {successor.start}"


async def _shares(reader: Reader, actor: Json, axis: Axis) -> list[Json]:
    result = await reader.rows(
        "emissions-shares",
        country_code=actor["country_code"],
        year__gte=axis.first,
        year__lte=axis.last,
        sort="year",
        fields="year,share_percent,source_id",
    )
    return result.rows
