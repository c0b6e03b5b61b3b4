"""Cursors: what is one, whose it is, and what becomes of one whose release is gone."""

import pytest

from api.problems import Problem
from api.query.cursors import (
    OtherRelease,
    cursor_release,
    make_cursor,
    parse_cursor,
    snapshot_for_cursor,
    unknown_cursor_row,
)
from api.releases.open import open_store
from tests.running import run

RELEASE, OTHER = "1.0.0-0123456789ab", "0.9.0-0123456789ab"


def test_a_cursor_is_read_as_it_was_made() -> None:
    """Whatever is in the key, a tilde too."""
    for key in ("chn-net-zero", "a~b", "x y"):
        cursor = make_cursor(RELEASE, key)
        assert cursor == f"{RELEASE}~{key}"
        assert cursor_release(cursor) == RELEASE
        assert parse_cursor(cursor, RELEASE, "after") == key


@pytest.mark.parametrize(
    "text",
    ["", "~", RELEASE, f"{RELEASE}~", "x~key", f"{RELEASE}~é", f"{RELEASE}~a\n", f"{RELEASE}x~a"],
)
def test_what_is_no_cursor_is_refused(text: str) -> None:
    """With the parameter and the text."""
    with pytest.raises(Problem) as refused:
        parse_cursor(text, RELEASE, "before")
    problem = refused.value
    assert problem.detail == f"before is not a cursor: {text!r}"
    assert (problem.type.slug, problem.members["parameter"]) == ("invalid-cursor", "before")


@pytest.mark.parametrize("text", ["", "~", RELEASE, "x~key", f"{RELEASE}x~a"])
def test_only_a_cursor_has_a_release(text: str) -> None:
    """Any other text has none."""
    assert cursor_release(text) is None


def test_a_cursor_of_another_release_says_which() -> None:
    """So that the query can be answered from that one."""
    with pytest.raises(OtherRelease) as refused:
        parse_cursor(make_cursor(OTHER, "a"), RELEASE, "after")
    problem = refused.value
    assert problem.cursor_release == OTHER
    assert problem.detail == (
        f"after is a cursor of release {OTHER}, and the query is of release {RELEASE}:"
        " one answer is from one release"
    )
    assert (problem.type.slug, problem.members["parameter"]) == ("invalid-cursor", "after")


def test_a_cursor_leads_to_its_release_or_to_the_first_page(database_url: str) -> None:
    """An older release is opened; of one that is gone the problem says what there is."""

    async def open_all() -> None:
        store = open_store(database_url)
        ids = await store.release_ids()
        for release in ids:
            assert (await snapshot_for_cursor(store, release)).release == release
        with pytest.raises(Problem) as refused:
            await snapshot_for_cursor(store, "9.9.9-0123456789ab")
        problem = refused.value
        assert problem.type.slug == "release-gone"
        assert problem.members["offered"] == ids
        assert problem.detail == (
            "the cursor is of release 9.9.9-0123456789ab, which is not available (any more):"
            " start from the first page again"
        )
        await store.close()

    run(open_all())


def test_without_any_release_the_store_says_so(tmp_path: object) -> None:
    """It is no fault of the cursor."""

    async def ask() -> None:
        with pytest.raises(Problem) as refused:
            await snapshot_for_cursor(open_store(f"sqlite:///{tmp_path}/none.sqlite"), RELEASE)
        assert refused.value.type.slug == "not-ready"

    run(ask())


def test_a_cursor_may_name_no_row() -> None:
    """That is a problem of its own."""
    problem = unknown_cursor_row()
    assert problem.type.slug == "invalid-cursor"
    assert problem.detail == "the cursor names no row of this list"
