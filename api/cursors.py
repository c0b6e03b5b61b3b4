"""Cursors: a release and a row's key, readable: `1.0.0-0123456789ab~chn-net-zero-2060`.

A release never changes, so the row it names fixes a place in every order of the list.
"""

from api.errors import Problem


def cursor(release: str, key: str) -> str:
    """The cursor of a row in a release."""
    return f"{release}~{key}"


def anchor(text: str, release: str, parameter: str) -> str:
    """The row key that a cursor names.

    Raises `Problem` if it is no cursor, or one of another release.
    """
    made_in, tilde, key = text.partition("~")
    if not tilde or not key or not key.isascii() or not key.isprintable():
        raise Problem(
            "invalid-cursor", f"{parameter} is not a cursor: {text!r}", parameter=parameter
        )
    if made_in != release:
        raise Problem(
            "invalid-cursor",
            f"{parameter} is a cursor of release {made_in}, and the release served is {release}",
            parameter=parameter,
        )
    return key


def cursor_problem() -> Problem:
    """The refusal of a cursor that names no row."""
    return Problem("invalid-cursor", "the cursor names no row of this list")
