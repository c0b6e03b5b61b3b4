"""The list of changes: what a release changed over the one before it."""

from api.http.request import Request
from api.http.response import Response
from api.pages.change_words import (
    KINDS,
    change_in_words,
    counts_changes,
    same_rows,
    summary,
)
from api.pages.choices import chosen
from api.pages.examples import address_of_query
from api.pages.reading import AFTER, Json, Reader, Rows, open_page
from api.pages.site import record_page
from api.pages.stored import changes_address, stored_releases
from api.pages.wording import count, day
from schema import CHANGES, RESOURCES
from schema.releases import ChangeKind

_FIELDS_OF_FORM = ("resource", "kind", "country", "group", "row_id")
_ON_PAGE = 50
_MOST_RELEASES = 100
_BY_RESOURCE = (
    f"SELECT resource, kind, count(*) FROM {CHANGES.table_name}"  # noqa: S608
    " GROUP BY resource, kind ORDER BY count(*) DESC, kind"
)
_QUERY = "{ changes(first: 20) { totalCount nodes { resource rowId kind field old new why } } }"


async def changes(request: Request) -> Response:
    """GET /changes: the changes of a release that the fields of a form select."""
    reader = await open_page(request, (*_FIELDS_OF_FORM, AFTER))
    query = reader.rest.query
    form = {name: query.get(name) for name in _FIELDS_OF_FORM}
    chosen(form["resource"], "resource", list(RESOURCES))
    chosen(form["kind"], "kind", list(KINDS))
    rows = await reader.rows("changes", _ON_PAGE, counted=True, **form, after=query.get(AFTER))
    releases = (await reader.rows("releases", _MOST_RELEASES)).rows
    release, stored = releases[0], await stored_releases(reader, releases)
    by_resource = await _by_resource(reader) if not any(form.values()) else {}
    return record_page(
        request,
        reader,
        "changes.html",
        is_lasting=False,  # which releases are stored changes
        answer=await reader.answer("/changes", **form),
        alternate="/v1/changes",
        sentence=_sentence(release, form, rows),
        form=form,
        resources=sorted(RESOURCES),
        kinds=KINDS,
        release=release,
        releases=releases,
        readable=[each["id"] for each in releases if each["id"] in stored.readable],
        of_release={each["id"]: changes_address(reader, each, stored) for each in releases},
        before=next((each for each in releases[1:] if counts_changes(each)), None),
        changes=rows,
        by_resource=by_resource,
        corrected=sum(kinds.get(ChangeKind.corrected, 0) for kinds in by_resource.values()),
        rows=[change_in_words(reader, row) for row in rows.rows],
        ways=reader.pages("/changes", rows, form),
        sources=await reader.sources(),
        # Of the whole list: with a choice it would be another question.
        query="" if any(form.values()) else _QUERY,
        query_address=address_of_query(_QUERY),
    )


async def _by_resource(reader: Reader) -> dict[str, dict[str, int]]:
    """How many changes of each kind a resource has, the most first; counted once per release."""
    cache, release = reader.per_release("changes"), reader.snapshot.release
    if release not in cache:
        counted: dict[str, dict[str, int]] = {}
        for name, kind, number in await reader.snapshot.fetch_all_in_thread(_BY_RESOURCE, ()):
            counted.setdefault(name, {})[kind] = number
        cache[release] = dict(
            sorted(counted.items(), key=lambda each: (-sum(each[1].values()), each[0]))
        )
    by_resource: dict[str, dict[str, int]] = cache[release]
    return by_resource


def _sentence(release: Json, form: dict[str, str | None], rows: Rows) -> str:
    """The sentence that answers, made from data."""
    named = f"Release {release['id']} of {day(release['released'])}"
    if release["previous_id"] is None:
        return f"{named} is the first of its history: there is none to compare it with."
    since = f"over {release['previous_id']}"
    if any(form.values()):
        total = rows.total or 0
        of = count(total, "such change") if total else "no such change"
        return f"{named} has {of} {since}."
    if not counts_changes(release) and not rows.total:
        return f"{named} changed nothing. {same_rows(release)}"
    return f"{named} changed rows {since}: {summary(release)}."
