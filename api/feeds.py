"""Feeds of what changed: one entry a release, the latest first, as Atom and as JSON Feed.

Addresses in them are relative, as everywhere: the record does not know by which name it is reached.
Ids are UUIDs made of the releases' own ids, so that they are the same wherever it is served.
"""

import json
from html import escape
from typing import Any, NamedTuple
from urllib.parse import quote, unquote_plus
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from cachetools import LRUCache

from api.http.caching import body_tag
from api.http.request import Request
from api.http.response import Response
from api.http.state import AppState
from api.problems import Problem
from api.releases.store import Store
from api.rest.first_rows import FirstRows, first_rows
from api.rest.plans import accepted_parameters
from api.rest.query_params import refuse_others
from api.rest.query_string import Query, read_ascii, read_query
from api.rest.request import QUERY_CHARACTERS
from schema import CHANGES, RELEASES, prepared
from schema.figures import json_text

ATOM = "application/atom+xml"
JSON_FEED = "application/feed+json"

_TITLE = "Climate Record: what changed, release by release"
_ENTRIES = 20
_CHANGES_EACH = 20
_COUNTS = ("added", "corrected", "removed", "merged")
_GONE = ("removed", "merged")  # kinds of rows that only the previous release has
_NEVER = "1970-01-01T00:00:00Z"  # a feed needs a date, also without entries
_VALUE_MAX = 200  # characters of a value, old or new

_CACHED_ENTRIES = 500
_NOT_KEPT = ("unknown-release", "release-gone")

_RELEASES = f"SELECT {prepared.COLUMN} FROM {RELEASES.table_name} ORDER BY sequence DESC LIMIT "

Entry = dict[str, str]
Json = dict[str, Any]


class Feed(NamedTuple):
    """A feed of a request.

    Args:
        base: What addresses begin with.
        raw_query: The query string as sent.
        query: The filters in it.
    """

    base: str
    raw_query: str
    query: Query

    def address(self, path: str, **parameters: str) -> str:
        """An address with these parameters and the filters of the feed."""
        named = (f"{name}={value}" for name, value in parameters.items())
        query = "&".join(filter(None, (*named, self.raw_query)))
        return f"{self.base}{path}?{query}" if query else f"{self.base}{path}"


async def atom(request: Request) -> Response:
    """GET /feeds/changes.atom (RFC 4287), of all changes or of those that filters select."""
    feed = _asked(request)
    return _response(_as_atom(feed, await _entries(request.app, feed)), ATOM)


async def json_feed(request: Request) -> Response:
    """GET /feeds/changes.json (JSON Feed 1.1), of all changes or of those that filters select."""
    feed = _asked(request)
    return _response(_as_json(feed, await _entries(request.app, feed)), JSON_FEED)


def _asked(request: Request) -> Feed:
    """The feed that a request asks for. Raises `Problem` for a parameter that is no filter."""
    raw_query = read_ascii(request.query_string)
    query = read_query(raw_query)
    refuse_others(query, accepted_parameters(CHANGES))
    return Feed(request.app.base, quote(raw_query, safe=QUERY_CHARACTERS), query)


def _response(body: bytes, media_type: str) -> Response:
    headers = [
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        (b"cache-control", b"public, max-age=60"),
    ]
    return Response(200, body, headers, body_tag(body))


async def _entries(app: AppState, feed: Feed) -> list[Entry]:
    """One entry per release. Each is made once, because a release never changes.

    With filters, releases without a change that matches have none.
    """
    cache: LRUCache[tuple[str, str], Entry | None]
    cache = app.caches.setdefault("feeds", LRUCache(_CACHED_ENTRIES))
    current = await app.store.current()
    rows = await current.fetch_all(f"{_RELEASES}{_ENTRIES}", ())
    entries = []
    for release in (json.loads(row[0]) for row in rows):
        key = (release["id"], feed.raw_query)
        if key in cache:
            entry = cache[key]
        else:
            entry, is_final = await _entry(release, app.store, feed)
            if is_final:
                cache[key] = entry
        if entry is not None:
            entries.append(entry)
    return entries


async def _entry(release: Json, store: Store, feed: Feed) -> tuple[Entry | None, bool]:
    """The entry of a release, and whether it stays as it is; None if filters select nothing.

    Of a release that is not stored, or cannot be read at the moment, only the counts are known.

    Raises:
        Problem: A value of a filter is malformed, or whether something matches is not known.
    """
    id_, is_final = str(release["id"]), True
    changes, address = FirstRows(0, []), f"{feed.base}/v1/releases/{id_}"
    try:
        snapshot = await store.at(id_)
    except Problem as problem:
        is_final = problem.type.slug in _NOT_KEPT
        if feed.query and not is_final:
            raise
    else:
        changes = await first_rows(snapshot, CHANGES, feed.query, _CHANGES_EACH)
        address = feed.address("/v1/changes", release=id_)
    if feed.query and not changes.total:
        return None, is_final
    joint = f"?{feed.raw_query}" if feed.raw_query else ""
    entry = {
        "id": uuid5(NAMESPACE_URL, f"climate-record/releases/{id_}{joint}").urn,
        "url": address,
        "title": f"Release {id_}",
        "updated": f"{(release['released'] + '-01-01')[:10]}T00:00:00Z",
        "content": _html(release, changes, address, feed),
    }
    return entry, is_final


def _html(release: Json, changes: FirstRows, address: str, feed: Feed) -> str:
    """How much a release changed, and its first changes with links."""
    if release["previous_id"] is None and not feed.query:
        return f"<p>The first release: {release['rows']} rows.</p>"
    counts = ", ".join(f"{release[kind]} {kind}" for kind in _COUNTS)
    if feed.query:
        counts = f"{changes.total} changes that match"
    described = (_describe(json.loads(text), feed.base) for text in changes.texts)
    items = "".join(f"<li>{line}</li>" for line in described)
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


def _as_atom(feed: Feed, entries: list[Entry]) -> bytes:
    joint = f"?{feed.raw_query}" if feed.raw_query else ""
    root = ET.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _add(root, "id", uuid5(NAMESPACE_URL, f"climate-record/releases{joint}").urn)
    _add(root, "title", _title(feed))
    _add(root, "updated", max((entry["updated"] for entry in entries), default=_NEVER))
    _add(_add(root, "author"), "name", "Climate Record")
    _add(root, "link", rel="self", type=ATOM, href=feed.address("/feeds/changes.atom"))
    _add(root, "link", rel="alternate", type="application/json", href=f"{feed.base}/v1/releases")
    for item in entries:
        entry = _add(root, "entry")
        for name in ("id", "title", "updated"):
            _add(entry, name, item[name])
        _add(entry, "link", rel="alternate", type="application/json", href=item["url"])
        _add(entry, "content", item["content"], type="html")
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, name, attributes)
    element.text = text
    return element


def _title(feed: Feed) -> str:
    return f"{_TITLE} ({unquote_plus(feed.raw_query)})" if feed.raw_query else _TITLE


def _as_json(feed: Feed, entries: list[Entry]) -> bytes:
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
    members = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(feed),
        "language": "en",
    }
    if feed.base.startswith("http"):  # these are absolute or absent
        own = feed.address("/feeds/changes.json")
        members |= {"home_page_url": f"{feed.base}/", "feed_url": own}
    return json_text({**members, "items": items}).encode()
