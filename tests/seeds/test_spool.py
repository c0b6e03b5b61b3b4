"""Rows on disk: they come back as they were, in the order of their key."""

from decimal import Decimal
from pathlib import Path

import pytest

from schema.series import Gas
from seeds.loading.files import Place
from seeds.loading.spool import Notes, batches, spool_of
from seeds.loading.values import Row


def _row(line: int, **values: object) -> Row:
    return Row(Place("a.csv", line), {"id": None, "year": None, "figure": None} | values)


def test_rows_come_back_in_the_order_of_their_key() -> None:
    """Rows of equal keys stay in order; a missing key comes first."""
    rows = [
        _row(1, id="b", year=2),
        _row(2, id="b", year=1),
        _row(3, id="a"),
        _row(4, id="b", year=1),
    ]
    found = spool_of([*rows, _row(5)], ["id", "year"])
    assert [row.place.line for row in found] == [5, 3, 2, 4, 1]
    assert [row.place.line for row in found] == [5, 3, 2, 4, 1]  # as often as it is asked for
    assert len(found) == 5


def test_keys_are_in_the_order_of_their_characters() -> None:
    """As Python, both databases and the release sort them, beyond the first plane as well."""
    keys = ["~", "a", "é", "\uffff", "\U0001f600", "Z", "a-b", "ab"]
    found = spool_of([_row(1, id=key) for key in keys], ["id"])
    assert [row.values["id"] for row in found] == sorted(keys)


def test_values_keep_their_types() -> None:
    values = [None, True, 1, 1.5, -0.0, 10**30, "1", ["a"], {"a": [1]}]
    found = spool_of([_row(line, figure=value) for line, value in enumerate(values)], ["id"])
    assert [repr(row.values["figure"]) for row in found] == [repr(value) for value in values]


def test_decimal_numbers_keep_their_digits() -> None:
    values = [None, Decimal("1.50"), Decimal(0), None, 7, Decimal("1E+3")]
    found = spool_of([_row(line, figure=value) for line, value in enumerate(values)], ["id"])
    assert [repr(row.values["figure"]) for row in found] == [repr(value) for value in values]


def test_members_of_a_vocabulary_are_read_as_texts() -> None:
    """As what follows from facts has them, and as both databases store them."""
    (row,) = spool_of([_row(1, id="x", year=Gas.co2)], ["id"])
    assert row.values["year"] == "co2"


def test_whole_numbers_beyond_the_database_can_be_a_key() -> None:
    """They are a problem that the rules name."""
    found = spool_of([_row(1, year=10**30), _row(2, year=3)], ["year"])
    assert [row.values["year"] for row in found] == [3, 10**30]


def test_lines_and_bad_columns_stay() -> None:
    row = Row(Place("a.yaml", 3), {"id": "x", "year": None}, {"year": 5}, frozenset({"year"}))
    (found,) = spool_of([row], ["id"])
    assert found == row
    assert found.at("year") == Place("a.yaml", 5)


def test_nothing_is_left_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even while it is read: a publisher that is killed leaves nothing."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = spool_of([_row(1, id="x")], ["id"])
    assert [*tmp_path.iterdir()] == []
    assert len([*found]) == 1


def test_no_rows() -> None:
    found = spool_of([], ["id"])
    assert (len(found), [*found], [*found.plain()]) == (0, [], [])


def test_what_is_held_is_one_batch() -> None:
    held = [_row(1)]
    assert [*batches(held)] == [held]


def test_notes_come_back_in_their_order() -> None:
    """As often as they are asked for, and with those that were added since."""
    notes: Notes[tuple[object, ...]] = Notes()
    assert [*notes] == []
    first, second = [("a", 1, None), (("b", None), 2.5, "x")], [("c",)]
    notes.add(first)
    notes.add([])
    assert [*notes] == first
    notes.add(iter(second))
    assert [*notes] == [*notes] == first + second


def test_columns_are_read_alone() -> None:
    """One, two in the order in which they are named, and none of a spool without rows."""
    found = spool_of([_row(1, id="b", year=2), _row(2, id="a", year=1)], ["id"])
    assert list(found.column("id")) == ["a", "b"]
    assert list(found.column("year")) == [1, 2]
    assert list(found.columns(["year", "id"])) == [(1, "a"), (2, "b")]
    empty = spool_of([], ["id"])
    assert list(empty.column("id")) == list(empty.column("year")) == []
    assert list(empty.columns(["year", "id"])) == []
