"""The page of an official: the posts, what their country emitted meanwhile, and what was said."""

from api.http.request import Request
from api.http.response import Response
from api.pages.actors import Actor, actor_of, known_actor
from api.pages.citing import named_by
from api.pages.coverage_line import coverage_line
from api.pages.examples import address_of_query
from api.pages.posts_part import draw_posts
from api.pages.reading import Json, Reader, Rows, open_page
from api.pages.site import record_page
from api.pages.structured_data import person
from api.pages.successors import add_successors
from api.pages.tenure_words import FIELDS, shown, span, stated
from api.pages.wording import UNKNOWN, capital, count, day, listed, on_day, reason
from api.pages.world import SERIES

_MOST_POSTS = 60
_MOST_HELD = 12  # posts of the day that are listed one by one
_QUOTES = 6
_CLAIMS = 12
_CLAIM_FIELDS = "id,actor_id,actor_kind,words,said_on,speaker_name,speaker_role,source_id"
_HELD_FIELDS = (
    "id,title,actor_id,actor_kind,start_date,end_date,attested_on,certain_from,certain_until,"
    "source_id,holds,holds_reason"
)
_MOST_NAMED = 3  # countries that a sentence names


async def official(request: Request) -> Response:
    """GET /officials/{id}: the page of an official; a former id is redirected."""
    reader = await open_page(request)
    key = request.parameters["id"]
    return reader.redirect("officials", key) or await _page(request, reader, key)


async def _page(request: Request, reader: Reader, key: str) -> Response:
    row = await reader.row("officials", key)
    answer = await reader.answer(f"/officials/{key}")
    posts = await _posts(reader, key)
    held = await _held(reader, key)
    total = len(posts)
    if total == _MOST_POSTS:
        total = await reader.count("tenures", official_id=key)
    values = {
        "answer": answer,
        "alternate": f"/v1/officials/{key}",
        "official": row,
        "posts": posts,
        "total": total,
        "latest": latest_post(posts),
        "held": held,
        "most_held": _MOST_HELD,
        "actors": _actors(reader, posts),
        **await draw_posts(reader, posts, held, answer.released),
        "chart_series": SERIES,
        "quotes": await reader.rows(
            "quotes", _QUOTES, counted=True, speaker_id=key, sort="-said_on"
        ),
        "claims": await _claims(reader, key),
        "speeches": await reader.count("speeches", speaker_id=key),
        "coverage": _coverage(reader, posts),
        "duplicates": await _duplicates(reader, key),
        **_ways(key),
    }
    sources = await reader.sources()  # of all that was read
    dated = (
        None
        if reader.as_of is None
        else _on_day(row, _with_shower(held, posts, sources), reader.as_of)
    )
    sentence = _sentence(row, posts, total, dated)
    things = [person(row, posts, f"{request.app.settings.base}/officials/{key}")]
    return record_page(
        request,
        reader,
        "official.html",
        sources=sources,
        sentence=sentence,
        things=things,
        **values,
    )


async def _posts(reader: Reader, key: str) -> list[Json]:
    """The tenures, the earliest first, each with what its sources state of it."""
    result = await reader.rows(
        "tenures",
        _MOST_POSTS,
        official_id=key,
        fields=f"{FIELDS},actor_id,actor_kind,organization",
        include="source_records",
    )
    for post in result.rows:
        records = post["source_records"]["data"]
        reader.uses(record["source_id"] for record in records)
        post["records"] = sorted(records, key=lambda each: each["first_seen"] or "")
        post["span"] = span(post)
        post["stated"] = stated(post)
        post["shown"] = shown(post)
        post["actor"] = _name(reader, post)
    await add_successors(reader, result.rows)
    return sorted(result.rows, key=lambda post: post["start_date"] or post["stated"] or "")


async def _claims(reader: Reader, key: str) -> Rows:
    """The claims that they made by the day, each with whose emissions it is of."""
    claims = await reader.rows(
        "claims", _CLAIMS, counted=True, speaker_id=key, sort="said_on", fields=_CLAIM_FIELDS
    )
    for claim in claims.rows:
        claim["actor"] = known_actor(reader, claim)
    return claims


def _name(reader: Reader, post: Json) -> str:
    """Of whom a post is."""
    actor = actor_of(reader, post)
    return actor.name if actor else UNKNOWN


async def _held(reader: Reader, key: str) -> list[Json]:
    """The tenures that hold, or may hold, on the day of the page; none without a day."""
    if reader.as_of is None:
        return []
    result = await reader.rows(
        "tenures",
        _MOST_POSTS,
        official_id=key,
        as_of=reader.as_of,
        fields=_HELD_FIELDS,
    )
    return [{**post, "span": span(post), "actor": _name(reader, post)} for post in result.rows]


def _actors(reader: Reader, posts: list[Json]) -> list[Actor]:
    """The countries and groups that posts are of, each once."""
    actors = (actor_of(reader, post) for post in posts)
    return list(dict.fromkeys(actor for actor in actors if actor is not None))


def _coverage(reader: Reader, posts: list[Json]) -> str | None:
    """How far sources cover the posts of the country or group of the last one."""
    post = latest_post(posts)
    if post is None:
        return None
    return coverage_line(reader, "tenures", "the posts", post["actor_id"], post["actor"])


async def _duplicates(reader: Reader, key: str) -> list[Json]:
    result = await reader.rows("possible-duplicates", 10, official_id=key, include="other")
    return result.rows


def latest_post(posts: list[Json]) -> Json | None:
    """The post of the latest day on which a source shows one held, or of the last one."""
    return max(posts, key=lambda post: post["stated"] or "", default=None)


def _sentence(row: Json, posts: list[Json], total: int, on_the_day: str | None) -> str:
    """The sentences that answer, made from data: how many posts, of whom, and the last one.

    Args:
        row: The official.
        posts: The tenures that were read.
        total: How many there are.
        on_the_day: What is said of the day of the page; None without one.
    """
    names = list(dict.fromkeys(post["actor"] for post in posts))
    of = listed(names) if len(names) <= _MOST_NAMED else count(len(names), "country", "countries")
    post = latest_post(posts)
    if post is None:
        return f"The record has no post of {row['name']}."
    name = capital(row["name"])
    if total == 1:
        first, latest = f"{name} is in the record as {post['title']} ({of}).", "The post"
    else:
        first = f"{name} has {count(total, 'post')} in the record ({of})."
        latest = f"The latest, {post['title']},"
    if on_the_day is not None:
        return on_the_day
    return f"{first} {_days(post, latest)}"


def _days(post: Json, subject: str) -> str:
    """When a post began and ended, and whether it is known to be held still."""
    start, end = post["start_date"], post["end_date"]
    began = f"began {on_day(start)}" if start else "began on a day that is not known"
    if end:
        return f"{subject} {began} and ended {on_day(end)}."
    known = (
        "when it ended is not known"
        if post["successor"]
        else "whether it is held still is not known"
    )
    after = ""
    if (successor := post["successor"]) is not None:
        after = (
            f" {successor.name} is in the record in the same office from {day(successor.start)}."
        )
    if post["stated"] and post["stated"] != start:
        shown_to = day(post["stated"])
        return f"{subject} {began}; a source shows it held up to {shown_to}, and {known}.{after}"
    return f"{subject} {began}; {known}.{after}"


def _with_shower(held: list[Json], posts: list[Json], sources: dict[str, Json]) -> list[Json]:
    """The posts of the day, each with who shows it: "a source" where several state it."""
    records = {post["id"]: {each["source_id"] for each in post["records"]} for post in posts}
    for post in held:
        is_single = records.get(post["id"], set()) <= {post["source_id"]}
        source = sources.get(post["source_id"])
        post["shower"] = named_by(source) if is_single and source else "a source"
    return held


def _on_day(row: Json, held: list[Json], as_of: str) -> str:
    """Which posts they held on a day, and how sure that is."""
    name, when = capital(row["name"]), on_day(as_of)
    certain = [post for post in held if post["holds"]]
    if len(certain) == 1:
        return f"{name} was {certain[0]['title']} {when}; {certain[0]['shower']} shows it."
    if certain:
        return f"{name} held {_titles(certain)} {when}; a source shows each."
    if len(held) == 1:
        why = reason(held[0]["holds_reason"])
        return f"Whether {name} was {held[0]['title']} {when} is unknown. {why}"
    if held:
        return f"Whether {name} held {_titles(held)} {when} is unknown."
    return f"The record has no post that {name} may have held {when}."


def _titles(posts: list[Json]) -> str:
    """The titles of posts; of more than a sentence has place for, how many and some of them."""
    titles = list(dict.fromkeys(post["title"] for post in posts))[:_MOST_NAMED]
    if len(posts) <= _MOST_NAMED:
        return listed(titles)
    return f"{count(len(posts), 'post')} (among them {listed(titles)})"


def _ways(key: str) -> dict[str, str]:
    """The query that the page shows, and its address in the playground."""
    query = (
        f'{{ official(slug: "{key}") {{ name tenures {{ nodes {{ title startDate endDate'
        " attestedOn } } } }"
    )
    return {"query": query, "query_address": address_of_query(query)}
