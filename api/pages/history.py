"""The history of a row: what each release changed of it, and what each source record says."""

import json
from typing import Any, NamedTuple
from urllib.parse import urlencode

from cachetools import LRUCache

from api.http.request import Request
from api.http.response import Response
from api.pages.actors import known_actor
from api.pages.change_words import KINDS, change_in_words
from api.pages.charts.svg import cut
from api.pages.examples import address_of_query
from api.pages.pledge_words import promise
from api.pages.reading import Json, Reader, open_page
from api.pages.record_steps import Step, steps_of
from api.pages.site import record_page
from api.pages.stored import Stored, changes_address, stored_releases
from api.pages.wording import count, in_prose
from api.problems import Problem
from api.releases.store import Snapshot
from api.rest.first_rows import FirstRows, first_rows
from api.rest.items import WITH_PAGES
from api.rest.query_string import Query
from schema import CHANGES
from schema.releases import ChangeKind
from schema.suggestions import did_you_mean, nearest

HISTORIES = tuple(sorted(WITH_PAGES - {"releases", "emissions-shares"}))
_CHANGES_EACH = 20
_COUNTED = (
    f"SELECT resource, kind, count(*) FROM {CHANGES.table_name}"  # noqa: S608
    " WHERE {column} = {value} GROUP BY resource, kind ORDER BY resource, kind"
)
_CACHED = 5_000
_RELEASES = 100
# Of these rows, the changes of all rows that are about them.
_ABOUT = {"countries": "country_code", "groups": "group_id"}
_FIELDS = {"country_code": "country", "group_id": "group"}  # of the form of /changes, for filters
_TITLES = {"claims": "words", "quotes": "text", "sources": "title"}  # of others the name
_TITLE_MAX = 120


class ReleaseChanges(NamedTuple):
    """What one release changed of a row.

    Args:
        release: The release.
        total: How many changes there are; None if they cannot be read here.
        changes: The first of them, in words.
        href: The page that has them all.
        why: Why they cannot be read.
        counted: Of a row that others are about: how many rows changed, in words, with the page of
            them. `changes` has only the changed values.
    """

    release: Json
    total: int | None
    changes: list[Json]
    href: str
    why: str = ""
    counted: tuple[tuple[str, str], ...] = ()


async def history(request: Request) -> Response:
    """GET /{resource}/{id}/history: the history of a row that has a page."""
    name, key = request.parameters["resource"], request.parameters["id"]
    if name not in HISTORIES:
        near = nearest(name, HISTORIES)
        detail = f"there is no history of {name}{did_you_mean(near)}"
        raise Problem("not-found", detail, suggestions=[f"/{each}" for each in near])
    reader = await open_page(request, ())
    return reader.redirect(name, key, "/history") or await _page(request, reader, name, key)


async def _page(request: Request, reader: Reader, name: str, key: str) -> Response:
    row = await reader.row(name, key)
    title = _title(reader, name, row)
    filters = _filters(name, key)
    changes = await _changes(reader, filters)
    steps = await _steps(reader, name, key)
    path = f"/{name}/{key}"
    query = _query(filters)
    return record_page(
        request,
        reader,
        "history.html",
        is_lasting=False,  # which releases are stored changes
        answer=await reader.answer(f"{path}/history"),
        title=title,
        resource=name,
        key=key,
        row_path=path,
        is_about=name in _ABOUT,
        filters=filters,
        sentence=_sentence(title, filters, changes, steps),
        changes=changes,
        steps=steps,
        sources=await reader.sources(),
        query=query,
        query_address=address_of_query(query),
    )


def _filters(name: str, key: str) -> dict[str, str]:
    """The parameters of `/v1/changes` that select the changes of a row."""
    if name in _ABOUT:
        return {_ABOUT[name]: key}
    return {"resource": name, "row_id": key}


def _title(reader: Reader, name: str, row: Json) -> str:
    """What the row is, in a line."""
    if name == "pledges":
        return f"{known_actor(reader, row).name}: {promise(row)}"
    return cut(str(row[_TITLES.get(name, "name")] or row["id"]), _TITLE_MAX)


def _query(filters: dict[str, str]) -> str:
    """The same question in GraphQL."""
    names = {"resource": "resource", "row_id": "rowId", "country_code": "countryCode"}
    where = ", ".join(
        f'{names.get(name, "groupId")}: {{ eq: "{value}" }}' for name, value in filters.items()
    )
    return f"{{ changes(where: {{ {where} }}) {{ nodes {{ kind field old new why }} }} }}"


async def _changes(reader: Reader, filters: dict[str, str]) -> list[ReleaseChanges]:
    """What the latest releases changed; of older ones only that they are not looked through.

    A release may have to be opened for it, and no more are held open than the settings say.
    """
    releases = (await reader.rows("releases", _RELEASES)).rows
    stored = await stored_releases(reader, releases)
    read = 1 + reader.rest.request.app.settings.open_releases
    fields = {_FIELDS.get(name, name): value for name, value in filters.items()}
    found = []
    for number, release in enumerate(releases):
        href = changes_address(reader, release, stored, **fields) or ""
        if release["previous_id"] is None:
            found.append(ReleaseChanges(release, 0, [], href))
        elif number < read and release["id"] in stored.readable:
            found.append(await _of_release(reader, release, filters, href))
        else:
            found.append(ReleaseChanges(release, None, [], href, _why(release, stored)))
    return found


def _why(release: Json, stored: Stored) -> str:
    """Why the changes of a release are not on the page."""
    if release["id"] not in stored.ids:
        return "It is not stored here."
    if release["id"] in stored.unreadable:
        return "Its tables are of an earlier layout: this page does not read them."
    return "This page does not look through it."


async def _of_release(
    reader: Reader, release: Json, filters: dict[str, str], href: str
) -> ReleaseChanges:
    """What one stored release changed; read once per release and row."""
    cache: LRUCache[tuple[str, ...], tuple[FirstRows, list[Any]]]
    cache = reader.rest.request.app.caches.setdefault("pages.history", LRUCache(_CACHED))
    key = (release["id"], *filters.values())
    if key not in cache:
        snapshot = await reader.rest.request.app.store.at(release["id"])
        about = next((name for name in filters if name in _FIELDS), None)
        counts = await _counts(snapshot, about, filters[about]) if about else []
        shown = {**filters, "kind": ChangeKind.corrected.value} if about else filters
        cache[key] = await first_rows(snapshot, CHANGES, Query(shown), _CHANGES_EACH), counts
    rows, counts = cache[key]
    changes = [change_in_words(reader, json.loads(text)) for text in rows.texts]
    counted = tuple(
        (f"{resource}: {KINDS[kind]}, {number:,}", f"{href}&{urlencode(_of(resource, kind))}")
        for resource, kind, number in counts
    )
    total = sum(number for *_, number in counts) if counts else rows.total
    return ReleaseChanges(release, total, changes, href, counted=counted)


def _of(resource: str, kind: str) -> dict[str, str]:
    return {"resource": resource, "kind": kind}


async def _counts(snapshot: Snapshot, column: str, value: str) -> list[Any]:
    """How many changes of each resource and kind are about a country or group."""
    text = _COUNTED.format(column=column, value=snapshot.dialect.parameter(1))
    return await snapshot.fetch_all_in_thread(text, (value,))


async def _steps(reader: Reader, name: str, key: str) -> list[Step]:
    """What each source record says; only of pledges."""
    if name != "pledges":
        return []
    return steps_of((await reader.rows("source-records", pledge_id=key)).rows)


def _sentence(
    title: str, filters: dict[str, str], changes: list[ReleaseChanges], steps: list[Step]
) -> str:
    """The sentence that answers, made from data."""
    compared = [each for each in changes if each.release["previous_id"]]
    known = [each for each in compared if each.total is not None]
    changing = [each for each in known if each.total]
    about = "this row" if "row_id" in filters else f"rows about {in_prose(title)}"
    changed = count(len(changing), "release") if changing else "No release"
    first = f"{changed} of the {len(known)} that this page compares changed {about}"
    latest = f"; the latest is {changing[0].release['id']}" if changing else ""
    unread = len(compared) - len(known)
    rest = (
        f" {count(unread, 'more release is', 'more releases are')} not compared." if unread else ""
    )
    if not compared:
        first, latest = "The record has one release; there is none to compare it with", ""
    said = ""
    if steps:
        of = len({step.record["source_id"] for step in steps})
        records = count(len(steps), "source record")
        states = "states" if len(steps) == 1 else "state"
        day = steps[0].record["first_seen"]
        said = f" {records} of {count(of, 'source')} {states} it, first {day}."
    return f"{first}{latest}.{rest}{said}"
