"""Which releases are stored here, and which of them this program can read.

A stored release may have tables that another version of the program laid out. An address that
names it is refused, so pages lead to it only where it is known to be readable.
"""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from api.pages.reading import Json, Reader
from api.problems import Problem
from api.rest.plans import RELEASE

_GONE = ("unknown-release", "release-gone")  # problems of a release that is not read


class Stored(NamedTuple):
    """The releases that are stored here.

    Args:
        ids: All of them.
        readable: Those that answer.
        unreadable: Those that are refused. Of the others it is not known.
    """

    ids: frozenset[str]
    readable: frozenset[str]
    unreadable: frozenset[str]


async def stored_releases(reader: Reader, releases: Iterable[Json]) -> Stored:
    """The releases that are stored here; the first of `releases` are opened to see if they answer.

    No more are opened than the settings hold open, and each once.

    Args:
        reader: Reads the page's rows.
        releases: Rows of releases, in the order in which they matter.
    """
    app = reader.rest.request.app
    ids = frozenset(await app.store.release_ids())
    here = [row["id"] for row in releases if row["id"] in ids]
    # Until another release is published: it may have the facts of one of these again.
    known: dict[str, bool] = reader.per_release("stored").setdefault(reader.snapshot.release, {})
    known[reader.snapshot.release] = True
    for release in here[: 1 + app.settings.open_releases]:
        if release not in known:
            known[release] = await _is_readable(reader, release)
    return Stored(
        ids,
        frozenset(release for release, answers in known.items() if answers),
        frozenset(release for release, answers in known.items() if not answers),
    )


async def _is_readable(reader: Reader, release: str) -> bool:
    try:
        await reader.rest.request.app.store.at(release)
    except Problem as problem:
        if problem.type.slug not in _GONE:
            raise
        return False
    return True


def changes_address(reader: Reader, release: Json, stored: Stored, **filters: str) -> str | None:
    """The address of what a release changed: its page, else the comparison below `/v1`.

    None where the release is the first, or one of the two is not stored.

    Args:
        reader: Reads the page's rows.
        release: The row of the release.
        stored: The releases that are stored here.
        filters: The fields of the form of `/changes`.
    """
    key, previous = release["id"], release["previous_id"]
    if previous is None:
        return None
    if key in stored.readable:
        return f"{reader.root}/changes?{urlencode({**filters, RELEASE: key}, safe=',')}"
    if {key, previous} <= stored.ids:
        query = f"?{urlencode(filters, safe=',')}" if filters else ""
        return f"{reader.root}/v1/releases/{previous}...{key}/changes{query}"
    return None
