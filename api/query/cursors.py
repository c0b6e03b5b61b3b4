"""Cursors: a release and a row's key, readable: `1.0.0-0123456789ab~chn-net-zero-2060`.

A release never changes, so the row it names fixes a place in every order of the list, and a walk
through pages goes on in the release in which it began.
"""

from api.problems import Problem
from api.releases.store import RELEASE, Snapshot, Store


class OtherRelease(Problem):
    """The refusal of a cursor of another release than the one that answers; `made_in` is its."""

    def __init__(self, made_in: str, release: str, parameter: str) -> None:
        super().__init__(
            "invalid-cursor",
            f"{parameter} is a cursor of release {made_in}, and what is asked is release {release}:"
            " one answer is from one release",
            parameter=parameter,
        )
        self.made_in = made_in


def cursor(release: str, key: str) -> str:
    """The cursor of a row in a release."""
    return f"{release}~{key}"


def release_of(text: str) -> str | None:
    """The release that a cursor was made in; None for what is no cursor."""
    release, tilde, _ = text.partition("~")
    return release if tilde and RELEASE.fullmatch(release) else None


def anchor(text: str, release: str, parameter: str) -> str:
    """The row key that a cursor names.

    Raises `Problem` if it is no cursor, or one of another release (`OtherRelease`).
    """
    made_in, key = release_of(text), text.partition("~")[2]
    if made_in is None or not key or not key.isascii() or not key.isprintable():
        raise Problem(
            "invalid-cursor", f"{parameter} is not a cursor: {text!r}", parameter=parameter
        )
    if made_in != release:
        raise OtherRelease(made_in, release, parameter)
    return key


async def continued(store: Store, made_in: str) -> Snapshot:
    """The release in which a walk through pages began.

    Raises `Problem`, with the way out, where it is not kept any more.
    """
    try:
        return await store.at(made_in)
    except Problem as problem:
        if problem.type.slug != "unknown-release":
            raise
        raise Problem(
            "release-gone",
            f"the cursor is of release {made_in}, which is not kept (any more):"
            " start from the first page again",
            offered=problem.members.get("offered"),
        ) from problem


def cursor_problem() -> Problem:
    """The refusal of a cursor that names no row."""
    return Problem("invalid-cursor", "the cursor names no row of this list")
