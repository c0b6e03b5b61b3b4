"""The page of all officials: who held which post, by name, country, role and day."""

from typing import Any, NamedTuple

from api.http.request import Request
from api.http.response import Response
from api.pages.actors import actor_of
from api.pages.choices import choices, chosen
from api.pages.coverage_line import coverage_of_country
from api.pages.examples import address_of_query
from api.pages.reading import AFTER, AS_OF, Json, Reader, Rows, open_page
from api.pages.site import record_page
from api.pages.tenure_words import stated
from api.pages.wording import count, day, on_day
from schema.offices import OfficeRole

_ON_PAGE = 50
_MOST_NAMED = 100  # people of one name whose posts are searched
_MOST_IN_ADDRESS = 12  # people whose ids an address names
_FIELDS = (
    "id,official_id,title,actor_id,actor_kind,start_date,end_date,attested_on,certain_until,"
    "source_id"
)
_FIELDS_OF_FORM = ("q", "country", "role")
# What is listed before anything is chosen.
_FIRST_ROLES = ",".join((OfficeRole.head_of_government, OfficeRole.climate, OfficeRole.environment))
_FIRST_WORDS = "heads of government and ministers of climate or the environment"
_QUERY = (
    "{ tenures(where: { role: { eq: CLIMATE } }) { nodes { official { name } title startDate } } }"
)


class _Data(NamedTuple):
    label: str
    path: str
    query: dict[str, str | None]


async def officials(request: Request) -> Response:
    """GET /officials: the posts that the fields of a form select, each with who held it."""
    reader = await open_page(request, (*_FIELDS_OF_FORM, AS_OF, AFTER))
    query = reader.rest.query
    form = {name: query.get(name) for name in _FIELDS_OF_FORM}
    chosen(form["role"], "role", list(OfficeRole))
    named = await _named(reader, form)
    selected = await _selected(reader, form)
    posts = await _posts(reader, selected, named, query.get(AFTER))
    return record_page(
        request,
        reader,
        "officials.html",
        answer=await reader.answer("/officials", **form),
        alternate="/v1/officials",
        sentence=await _sentence(reader, form, selected[AS_OF], posts),
        form=form,
        held_on=selected[AS_OF],
        first_words=None if form["role"] == selected["role"] else _FIRST_WORDS,
        roles=choices(OfficeRole),
        posts=posts,
        named=named,
        most_named=_MOST_NAMED,
        ways=reader.pages("/officials", posts, {**form, AS_OF: reader.as_of}),
        data=_data(form, selected, named),
        coverage=coverage_of_country(
            reader, "tenures", "the posts", form["country"], selected[AS_OF]
        ),
        sources=await reader.sources(),
        # Of the whole list: with a choice it would be another question.
        query="" if any(form.values()) or reader.as_of else _QUERY,
        query_address=address_of_query(_QUERY),
    )


async def _selected(reader: Reader, form: dict[str, str | None]) -> dict[str, str | None]:
    """Country, role and day of the list.

    Before anything is chosen they are the heads of government and the ministers of climate or the
    environment, on the latest day on which a source shows who heads a government.
    """
    selected = {"country": form["country"], "role": form["role"], AS_OF: reader.as_of}
    if any(form.values()) or reader.as_of is not None:
        return selected
    latest = await _latest_day(reader)
    return selected if latest is None else {"country": None, "role": _FIRST_ROLES, AS_OF: latest}


async def _latest_day(reader: Reader) -> str | None:
    """The latest day on which a source shows who heads a government; read once per release."""
    cache, release = reader.per_release("officials.day"), reader.snapshot.release
    if release not in cache:
        latest = await reader.rows(
            "tenures",
            1,
            role=OfficeRole.head_of_government,
            attested_on__isnull="false",
            sort="-attested_on",
            fields="attested_on",
        )
        cache[release] = latest.rows[0]["attested_on"] if latest.rows else None
    day_shown: str | None = cache[release]
    return day_shown


def _data(
    form: dict[str, str | None], selected: dict[str, str | None], named: list[str] | None
) -> _Data:
    """Where the rows of the page are as data: the posts, or of many people the people."""
    if named is not None and len(named) > _MOST_IN_ADDRESS:
        return _Data(
            "The people", "/v1/officials", {"q": form["q"], "country_code": form["country"]}
        )
    if named == []:
        return _Data("Same search", "/v1/officials", {"q": form["q"]})
    ids = None if named is None else ",".join(named)
    query = {"country_code": selected["country"], "role": selected["role"], AS_OF: selected[AS_OF]}
    return _Data("Same data", "/v1/tenures", {"official_id": ids, **query})


async def _named(reader: Reader, form: dict[str, str | None]) -> list[str] | None:
    """The ids of the people by a name; None if no name is given."""
    if form["q"] is None:
        return None
    result = await reader.rows(
        "officials", _MOST_NAMED, q=form["q"], country=form["country"], fields="id"
    )
    return [row["id"] for row in result.rows]


async def _posts(
    reader: Reader, selected: dict[str, str | None], named: list[str] | None, after: str | None
) -> Rows:
    """The posts on this page: those that are certain first, or those that began last."""
    if named == []:
        return Rows(0, [], 0)
    given: dict[str, Any] = {
        **selected,
        "official_id": None if named is None else ",".join(named),
        "after": after,
        "include": "official",
        "fields": _FIELDS if selected[AS_OF] is None else f"{_FIELDS},holds,holds_reason",
        "sort": "-start_date" if selected[AS_OF] is None else None,
    }
    is_first = selected["role"] == _FIRST_ROLES and after is None and named is None
    posts = await (_first_posts(reader, given) if is_first else _read(reader, given))
    for post in posts.rows:
        post["actor"] = actor_of(reader, post)
        post["stated"] = stated(post)
    return posts


async def _read(reader: Reader, given: dict[str, Any]) -> Rows:
    return await reader.rows("tenures", _ON_PAGE, counted=True, **given)


async def _first_posts(reader: Reader, given: dict[str, Any]) -> Rows:
    """The list before a choice, which takes 15 ms; read once per release."""
    cache = reader.per_release("officials.first")
    key = f"{reader.snapshot.release} {given['country']} {given[AS_OF]}"
    if key not in cache:
        cache[key] = await _read(reader, given)
    posts: Rows = cache[key]
    reader.uses(post["source_id"] for post in posts.rows)
    return posts._replace(rows=[{**post} for post in posts.rows])


async def _sentence(
    reader: Reader, form: dict[str, str | None], held_on: str | None, posts: Rows
) -> str:
    """The sentence that answers, made from data."""
    total = posts.total or 0
    if held_on is not None and reader.as_of is None:
        return f"{await _counts(reader)} {_first_list(held_on, posts.certain or 0)}"
    if held_on is not None:
        return _on_the_day(held_on, posts)
    if any(form.values()):
        counted = count(total, "such post") if total else "no such post"
        return f"The record has {counted}{', each with who held it' if total else ''}."
    return await _counts(reader)


async def _counts(reader: Reader) -> str:
    """How many people the record has, and how many tenures."""
    people, tenures = await reader.count("officials"), await reader.count("tenures")
    return (
        f"The record has {count(people, 'person', 'people')} and {count(tenures, 'tenure')}: a"
        " tenure is one person in one office without a break."
    )


def _first_list(held_on: str, certain: int) -> str:
    return (
        f"On {day(held_on)}, the latest day on which a source shows who heads a government,"
        f" {count(certain, 'post')} of {_FIRST_WORDS} {'is' if certain == 1 else 'are'} certain."
    )


def _on_the_day(held_on: str, posts: Rows) -> str:
    """Who held the posts on a day, as far as a sentence can say it."""
    when, total = on_day(held_on), posts.total or 0
    if not total:
        return f"The record has no such post that may have been held {when}."
    if total == 1 and posts.rows:
        return _single(posts.rows[0], when)
    certain = posts.certain or 0
    if not certain:
        posts_then = f"{total:,} posts that may have been held {when}"
        return f"The record has {posts_then}; of each it is unknown."
    shown = f"A source shows {count(certain, 'such post')} held {when}"
    if certain == total:
        return f"{shown}."
    return f"{shown}; of {total - certain:,} more it is unknown whether they were still held."


def _single(post: Json, when: str) -> str:
    """The sentence of the only post of a day, which names who held it."""
    of = f" ({post['actor'].name})" if post["actor"] else ""
    was = f"{post['official']['name']} was {post['title']}{of} {when}"
    return f"{was}; a source shows it." if post["holds"] else f"Whether {was} is unknown."
