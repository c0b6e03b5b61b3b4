"""The page of all dialogues: forums, meetings and statements of parties, by day."""

from collections import Counter

from api.http.request import Request
from api.http.response import Response
from api.pages.actors import Actor, actor_named
from api.pages.by_source import counted_by_source, from_sources
from api.pages.choices import choices, chosen
from api.pages.examples import address_of_query
from api.pages.reading import AFTER, AS_OF, Json, Reader, Rows, open_page
from api.pages.site import record_page
from api.pages.wording import count, day, listed, words
from schema.dialogues import DialogueKind

_ON_PAGE = 50
_FIELDS_OF_FORM = ("q", "country", "kind")
_FIELDS = (
    "id,kind,name,participants,group_participants,grouping,status,start_date,end_date,date_note,"
    "document_kind,published_on,url,words,locator,source_id"
)
_QUERY = "{ dialogues { nodes { name kind startDate countries { nodes { name } } } } }"


async def dialogues(request: Request) -> Response:
    """GET /dialogues: the dialogues that the fields of a form select, the latest first."""
    reader = await open_page(request, (*_FIELDS_OF_FORM, AS_OF, AFTER))
    query = reader.rest.query
    form = {name: query.get(name) for name in _FIELDS_OF_FORM}
    chosen(form["kind"], "kind", list(DialogueKind))
    selected = {**form, AS_OF: reader.as_of, "sort": "-start_date"}
    rows = await reader.rows(
        "dialogues",
        _ON_PAGE,
        counted=True,
        **selected,
        fields=_FIELDS if reader.as_of is None else f"{_FIELDS},holds,holds_reason",
        after=query.get(AFTER),
    )
    together = Counter(map(_day_and_parties, rows.rows))
    for row in rows.rows:
        row["parties"] = _parties(reader, row)
        row["days"] = _days(row)
        row["together"] = together[_day_and_parties(row)] if row["start_date"] else 1
    return record_page(
        request,
        reader,
        "dialogues.html",
        answer=await reader.answer("/dialogues", **form),
        alternate="/v1/dialogues",
        sentence=await _sentence(reader, form, rows),
        form=form,
        kinds=choices(DialogueKind),
        dialogues=rows,
        ways=reader.pages("/dialogues", rows, {**form, AS_OF: reader.as_of}),
        selected=selected,
        sources=await reader.sources(),
        query=_QUERY,
        query_address=address_of_query(_QUERY),
    )


def _parties(reader: Reader, row: Json) -> list[Actor]:
    """The countries and groups that take part, each with its page or its data."""
    return [
        *(actor_named(reader, "countries", code) for code in row["participants"]),
        *(actor_named(reader, "groups", id_) for id_ in row["group_participants"]),
    ]


def _day_and_parties(row: Json) -> tuple[str, ...]:
    """What documents of one event have in common. The record does not say whether it is one."""
    return (
        row["start_date"] or "",
        row["grouping"] or "",
        *sorted((*row["participants"], *row["group_participants"])),
    )


def _days(row: Json) -> str:
    """From when to when, as far as a source says."""
    start, end = row["start_date"], row["end_date"]
    if start is None:
        return f"to {end}" if end else "unknown"
    if end is None:
        return f"from {start}, end unknown"
    return str(start) if end == start else f"{start} to {end}"


async def _sentence(reader: Reader, form: dict[str, str | None], rows: Rows) -> str:
    """The sentence that answers, made from data."""
    total = rows.total or 0
    if reader.as_of is not None:
        entries = f"{count(total, 'entry', 'entries')} of {day(reader.as_of)}"
        if not total:
            return f"The record has no dialogue, meeting or statement of {day(reader.as_of)}."
        certain = f"a source shows {rows.certain or 0:,} of them"
        return f"The record has {entries}; {certain}, and of the others it is unknown."
    if any(form.values()):
        one = f"such {words(form['kind'] or 'entry')}"
        several = f"such {words(form['kind'])}s" if form["kind"] else "such entries"
        return f"The record has {count(total, one, several) if total else f'no {one}'}."
    kinds = listed([words(f"{kind}s") for kind in DialogueKind])
    latest = next((row["start_date"] for row in rows.rows if row["start_date"]), None)
    newest = f" The latest is of {day(latest)}." if latest else ""
    sources = from_sources(await counted_by_source(reader, "dialogues"))
    return (
        f"The record has {count(total, 'entry', 'entries')} between parties: {kinds};"
        f" {sources}.{newest}"
    )
