"""Keyset cursors: a release and the key of a row, as in `1.0.0-0123456789ab~chn-net-zero-2060`.

A release is immutable, so the row has one position in every order of the list. Clients that walk
through pages stay in the release of their cursor.
"""

from api.problems import Problem
from api.releases.store import RELEASE, Snapshot, Store


class OtherRelease(Problem):
    """The problem of a cursor that belongs to another release (`cursor_release`)."""

    def __init__(self, cursor_release: str, release: str, parameter: str) -> None:
        super().__init__(
            "invalid-cursor",
            f"{parameter} is a cursor of release {cursor_release}, and the query is of release"
            f" {release}: one answer is from one release",
            parameter=parameter,
        )
        self.cursor_release = cursor_release


def make_cursor(release: str, key: str) -> str:
    """The cursor of a row in a release."""
    return f"{release}~{key}"


def cursor_release(text: str) -> str | None:
    """The release of a cursor; None if the text is not a cursor."""
    release, tilde, _ = text.partition("~")
    return release if tilde and RELEASE.fullmatch(release) else None


def parse_cursor(text: str, release: str, parameter: str) -> str:
    """The row key in a cursor.

    Raises:
        OtherRelease: The cursor belongs to another release than `release`.
        Problem: The text is not a cursor.
    """
    in_release, key = cursor_release(text), text.partition("~")[2]
    if in_release is None or not key or not key.isascii() or not key.isprintable():
        raise Problem(
            "invalid-cursor", f"{parameter} is not a cursor: {text!r}", parameter=parameter
        )
    if in_release != release:
        raise OtherRelease(in_release, release, parameter)
    return key


async def snapshot_for_cursor(store: Store, release: str) -> Snapshot:
    """The release of a cursor. Raises `Problem`, which says what to do, if it has been removed."""
    try:
        return await store.at(release)
    except Problem as problem:
        if problem.type.slug != "unknown-release":
            raise
        raise Problem(
            "release-gone",
            f"the cursor is of release {release}, which is not available (any more):"
            " start from the first page again",
            offered=problem.members.get("offered"),
        ) from problem


def unknown_cursor_row() -> Problem:
    """The problem of a cursor that names no row."""
    return Problem("invalid-cursor", "the cursor names no row of this list")
