"""Feeds of what changed: one entry a release, the latest first, as Atom and as JSON Feed.

Addresses in them are relative, as everywhere: the record does not know by which name it is reached.
Ids are UUIDs made of the releases' own ids, so that they are the same wherever it is served.
"""

import json
from html import escape
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from cachetools import LRUCache

from api.http.caching import body_tag
from api.http.request import Request
from api.http.response import Response
from api.http.state import AppState
from api.problems import Problem
from api.releases.store import Snapshot, Store
from schema import CHANGES, RELEASES, prepared
from schema.figures import json_text

ATOM = "application/atom+xml"
JSON_FEED = "application/feed+json"

_TITLE = "Climate Record: what changed, release by release"
_ENTRIES = 20
_CHANGES_EACH = 20
_COUNTS = ("added", "corrected", "removed", "merged")
_GONE = ("removed", "merged")  # kinds of rows that only the previous release has
_VALUE_MAX = 200  # characters of a value, old or new

_RELEASES = f"SELECT {prepared.COLUMN} FROM {RELEASES.table_name} ORDER BY sequence DESC LIMIT "
_CHANGES = f"SELECT {prepared.COLUMN} FROM {CHANGES.table_name} ORDER BY {CHANGES.key} LIMIT "

Entry = dict[str, str]
Json = dict[str, Any]


async def atom(request: Request) -> Response:
    """GET /feeds/changes.atom (RFC 4287)"""
    return _feed(_as_atom(await _entries(request.app), request.app.settings.base), ATOM)


async def json_feed(request: Request) -> Response:
    """GET /feeds/changes.json (JSON Feed 1.1)"""
    return _feed(_as_json(await _entries(request.app), request.app.settings.base), JSON_FEED)


def _feed(body: bytes, media_type: str) -> Response:
    headers = [
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        (b"cache-control", b"public, max-age=60"),
    ]
    return Response(200, body, headers, body_tag(body))


async def _entries(app: AppState) -> list[Entry]:
    """One entry per release. Each is made once, because a release never changes."""
    cache: LRUCache[str, Entry] = app.caches.setdefault("feeds", LRUCache(_ENTRIES))
    current = await app.store.current()
    rows = await current.fetch_all(f"{_RELEASES}{_ENTRIES}", ())
    entries = []
    for release in (json.loads(row[0]) for row in rows):
        entry = cache.get(release["id"])
        if entry is None:
            entry = cache[release["id"]] = await _entry(release, app.store, app.settings.base)
        entries.append(entry)
    return entries


async def _entry(release: Json, store: Store, base: str) -> Entry:
    id_ = str(release["id"])
    try:
        changes = await _first_changes(await store.at(id_))
        address = f"{base}/v1/changes?release={id_}"
    except Problem:  # it is not kept any more: only its counts are
        changes, address = [], f"{base}/v1/releases/{id_}"
    return {
        "id": uuid5(NAMESPACE_URL, f"climate-record/releases/{id_}").urn,
        "url": address,
        "title": f"Release {id_}",
        "updated": f"{(release['released'] + '-01-01')[:10]}T00:00:00Z",
        "content": _html(release, changes, address, base),
    }


async def _first_changes(snapshot: Snapshot) -> list[Json]:
    return [
        json.loads(row[0]) for row in await snapshot.fetch_all(f"{_CHANGES}{_CHANGES_EACH}", ())
    ]


def _html(release: Json, changes: list[Json], address: str, base: str) -> str:
    """How much a release changed, and its first changes with links."""
    if release["previous_id"] is None:
        return f"<p>The first release: {release['rows']} rows.</p>"
    counts = ", ".join(f"{release[kind]} {kind}" for kind in _COUNTS)
    items = "".join(f"<li>{_describe(change, base)}</li>" for change in changes)
    listed = f"<ul>{items}</ul>" if items else ""
    return (
        f"<p>{counts} since {escape(str(release['previous_id']))}, of {release['rows']} rows.</p>"
        f'{listed}<p><a href="{escape(address)}">All of it</a></p>'
    )


def _describe(change: Json, base: str) -> str:
    """One change in a line, with a link to its row in the release that has it."""
    kind, field = str(change["kind"]).replace("_", " "), escape(change["field"] or "")
    if change["row_id"] is None:
        of_column = f", {field}" if field else ""
        return f"{kind}: {escape(change['resource'])}{of_column} ({change['rows']} rows)"
    has_it = change["previous_id" if kind in _GONE else "release_id"]
    path = f"{base}/v1/{change['resource']}/{quote(change['row_id'])}?release={has_it}"
    row = f'<a href="{escape(path)}">{escape(change["resource"])}/{escape(change["row_id"])}</a>'
    if change["successor"] is not None:
        return f"{kind} {row} → {escape(change['successor'])}"
    if not field:
        return f"{kind} {row}"
    old, new = (escape(_short(json_text(change[side]))) for side in ("old", "new"))
    return f"{kind} {row}, {field}: {old} → {new}"


def _short(text: str) -> str:
    return text if len(text) <= _VALUE_MAX else f"{text[:_VALUE_MAX]}…"


def _as_atom(entries: list[Entry], base: str) -> bytes:
    feed = ET.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _add(feed, "id", uuid5(NAMESPACE_URL, "climate-record/releases").urn)
    _add(feed, "title", _TITLE)
    _add(feed, "updated", max(entry["updated"] for entry in entries))
    _add(_add(feed, "author"), "name", "Climate Record")
    _add(feed, "link", rel="self", type=ATOM, href=f"{base}/feeds/changes.atom")
    _add(feed, "link", rel="alternate", type="application/json", href=f"{base}/v1/releases")
    for item in entries:
        entry = _add(feed, "entry")
        for name in ("id", "title", "updated"):
            _add(entry, name, item[name])
        _add(entry, "link", rel="alternate", type="application/json", href=item["url"])
        _add(entry, "content", item["content"], type="html")
    made: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return made


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, name, attributes)
    element.text = text
    return element


def _as_json(entries: list[Entry], base: str) -> bytes:
    items = [
        {
            "id": entry["id"],
            "url": entry["url"],
            "title": entry["title"],
            "content_html": entry["content"],
            "date_published": entry["updated"],
        }
        for entry in entries
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": _TITLE, "language": "en"}
    if base.startswith("http"):  # these are absolute or absent
        feed |= {"home_page_url": f"{base}/", "feed_url": f"{base}/feeds/changes.json"}
    return json_text({**feed, "items": items}).encode()
