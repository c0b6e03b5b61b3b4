"""The page of all officials: who held which post, by name, country, role and day."""

from typing import Any, NamedTuple

from api.http.request import Request
from api.http.response import Response
from api.pages.actors import actor_of
from api.pages.choices import chosen
from api.pages.coverage_line import coverage_of_country
from api.pages.reading import AS_OF, Reader, Rows, open_page
from api.pages.site import record_page
from api.pages.tenure_words import stated
from api.pages.wording import count, on_day
from schema.offices import OfficeRole

_ON_PAGE = 50
_MOST_NAMED = 100  # people of one name whose posts are searched
_MOST_IN_ADDRESS = 12  # people whose ids an address names
_FIELDS = (
    "id,official_id,title,actor_id,actor_kind,start_date,end_date,attested_on,certain_until,"
    "source_id"
)
_FIELDS_OF_FORM = ("q", "country", "role")


class _Data(NamedTuple):
    label: str
    path: str
    query: dict[str, str | None]


async def officials(request: Request) -> Response:
    """GET /officials: the posts that the fields of a form select, each with who held it."""
    reader = await open_page(request, (*_FIELDS_OF_FORM, AS_OF, "after"))
    query = reader.rest.query
    form = {name: query.get(name) for name in _FIELDS_OF_FORM}
    chosen(form["role"], "role", list(OfficeRole))
    named = await _named(reader, form)
    posts = await _posts(reader, form, named, query.get("after"))
    given = {**form, AS_OF: reader.as_of}
    following = posts.cursor and reader.address("/officials", **given, after=posts.cursor)
    return record_page(
        request,
        reader,
        "officials.html",
        answer=await reader.answer("/officials", **form),
        alternate="/v1/officials",
        sentence=await _sentence(reader, form, posts),
        form=form,
        roles=list(OfficeRole),
        posts=posts,
        named=named,
        most_named=_MOST_NAMED,
        following=following,
        is_first="after" not in query,
        data=_data(reader, form, named),
        coverage=await coverage_of_country(reader, "tenures", "the posts", form["country"]),
        sources=await reader.sources(),
    )


def _data(reader: Reader, form: dict[str, str | None], named: list[str] | None) -> _Data:
    """Where the rows of the page are as data: the posts, or of many people the people."""
    if named is not None and len(named) > _MOST_IN_ADDRESS:
        return _Data(
            "The people", "/v1/officials", {"q": form["q"], "country_code": form["country"]}
        )
    if named == []:
        return _Data("Same search", "/v1/officials", {"q": form["q"]})
    ids = None if named is None else ",".join(named)
    selected = {"country_code": form["country"], "role": form["role"], AS_OF: reader.as_of}
    return _Data("Same data", "/v1/tenures", {"official_id": ids, **selected})


async def _named(reader: Reader, form: dict[str, str | None]) -> list[str] | None:
    """The ids of the people by a name; None if no name is given."""
    if form["q"] is None:
        return None
    result = await reader.rows(
        "officials", _MOST_NAMED, q=form["q"], country=form["country"], fields="id"
    )
    return [row["id"] for row in result.rows]


async def _posts(
    reader: Reader, form: dict[str, str | None], named: list[str] | None, after: str | None
) -> Rows:
    """The posts on this page: those that are certain first, or those that began last."""
    if named == []:
        return Rows(0, [], 0)
    given: dict[str, Any] = {
        "country": form["country"],
        "role": form["role"],
        AS_OF: reader.as_of,
        "official_id": None if named is None else ",".join(named),
        "after": after,
        "include": "official",
        "fields": _FIELDS if reader.as_of is None else f"{_FIELDS},holds,holds_reason",
        "sort": "-start_date" if reader.as_of is None else None,
    }
    posts = await reader.rows("tenures", _ON_PAGE, counted=True, **given)
    for post in posts.rows:
        post["actor"] = actor_of(reader, post)
        post["stated"] = stated(post)
    return posts


async def _sentence(reader: Reader, form: dict[str, str | None], posts: Rows) -> str:
    """The sentence that answers, made from data."""
    total = posts.total or 0
    if reader.as_of is not None:
        when = on_day(reader.as_of)
        if not total:
            return f"The record has no such post that may have been held {when}."
        posts_then = count(total, "post that may have been held", "posts that may have been held")
        return f"The record has {posts_then} {when}; {_certain(posts.certain or 0, total)}."
    if any(form.values()):
        counted = count(total, "such post") if total else "no such post"
        return f"The record has {counted}{', each with who held it' if total else ''}."
    people = await reader.count("officials")
    return (
        f"The record has {count(people, 'person', 'people')} in {count(total, 'post')}. Give a day"
        " to see who held which of them then, and how sure that is."
    )


def _certain(certain: int, total: int) -> str:
    """How many posts of a day are certain."""
    if certain in (0, total):
        return "of each it is unknown" if certain == 0 else "a source shows each of them"
    return f"a source shows {certain:,} of them, and of the others it is unknown"
