"""The page of all quotes: by words, country, kind and speaker."""

from api.http.request import Request
from api.http.response import Response
from api.pages.by_source import counted_by_source, from_sources
from api.pages.choices import chosen
from api.pages.coverage_line import coverage_of_country
from api.pages.examples import address_of_query
from api.pages.quote_words import KINDS
from api.pages.reading import AFTER, Json, Reader, Rows, open_page
from api.pages.site import record_page
from api.pages.wording import count, on_day
from api.query.filters import is_possible_key
from schema.quotes import QuoteKind

_ON_PAGE = 30
_FIELDS_OF_FORM = ("q", "country", "kind", "person")
_FIELDS = "id,text,kind,language,speaker_kind,speaker_name,speaker_role,said_on,locator,source_id"
_QUERY = "{ quotes { nodes { text saidOn speaker { name } } } }"


async def quotes(request: Request) -> Response:
    """GET /quotes: the quotes that the fields of a form select, the latest first."""
    reader = await open_page(request, (*_FIELDS_OF_FORM, AFTER))
    query = reader.rest.query
    form = {name: query.get(name) for name in _FIELDS_OF_FORM}
    chosen(form["kind"], "kind", list(QuoteKind))
    person = await _person(reader, form["person"])
    of_words = {name: form[name] for name in ("q", "country", "kind")}
    selected = {**of_words, **_spoken(form, person)}
    rows = await reader.rows(
        "quotes",
        _ON_PAGE,
        counted=True,
        **selected,
        sort="-said_on",
        fields=_FIELDS,
        after=query.get(AFTER),
    )
    return record_page(
        request,
        reader,
        "quotes.html",
        answer=await reader.answer("/quotes", **form),
        alternate="/v1/quotes",
        sentence=await _sentence(reader, form, rows),
        form=form,
        kinds=[(value.value, words) for value, words in KINDS.items()],
        person=person,
        quotes=rows,
        ways=reader.pages("/quotes", rows, form),
        selected={**selected, "sort": "-said_on"},
        coverage=coverage_of_country(reader, "quotes", "the quotes", form["country"]),
        sources=await reader.sources(),
        # Of the whole list: with a choice it would be another question.
        query="" if any(form.values()) else _QUERY,
        query_address=address_of_query(_QUERY),
    )


async def _person(reader: Reader, given: str | None) -> Json | None:
    """The official whose id is given as the speaker; None if it is no id, but a name."""
    if given is None or "," in given or not is_possible_key(given):
        return None
    rows = (await reader.rows("officials", 1, id=given, fields="id,name")).rows
    return rows[0] if rows else None


def _spoken(form: dict[str, str | None], person: Json | None) -> dict[str, str | None]:
    """The parameter of REST that selects the speaker: by id, or by words of the name."""
    if person is not None:
        return {"speaker_id": person["id"]}
    return {"speaker_name__contains": form["person"]} if form["person"] else {}


async def _sentence(reader: Reader, form: dict[str, str | None], rows: Rows) -> str:
    """The sentence that answers, made from data."""
    total = rows.total or 0
    if any(form.values()):
        return f"The record has {count(total, 'such quote') if total else 'no such quote'}."
    if not total:
        return "The record has no quotes."
    latest = next((row["said_on"] for row in rows.rows if row["said_on"]), None)
    verbatim = await reader.count("quotes", kind="verbatim")
    newest = f" The latest with a day was said {on_day(latest)}." if latest else ""
    sources = from_sources(await counted_by_source(reader, "quotes"))
    return f"The record has {count(total, 'quote')}, {sources}; {verbatim:,} are verbatim.{newest}"
