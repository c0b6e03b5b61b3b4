"""The changes between two releases: pure functions of their rows."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from schema.figures import json_text
from schema.filters import Field
from schema.releases import ChangeKind
from schema.resource import Resource
from schema.scalars import FORMER_IDS, Kind

KeyedRow = tuple[str, str]  # a row's key and its JSON, as `schema.prepared.row_json` makes it
Changed = dict[str, str | int | None]  # the columns of a change that follow from two releases
Party = tuple[str | None, str | None]  # a country's code or a group's id
# The party of each pledge, by the pledge's id; statements about it are of the same party.
PartiesByPledge = Mapping[str, Party]
# The row that replaces another, by the former id of that one; each is a resource and a key.
Successors = Mapping[str, str]

ALL_ROWS = "*"  # in a change's id, in place of a row's key

_WHOLE_ROWS = 1_000  # of a resource that only one release has: more are one change
_DIGITS_ROWS = 20  # that differ only in the digits of one column: more are one change
_WHOLE_NUMBER_TOLERANCE = Decimal("0.005")  # of numbers that may have lost decimals that are zero


class Difference(NamedTuple):
    """A key with its row on either side, as JSON; None where there is none."""

    key: str
    before: str | None
    after: str | None


class TableSummary(NamedTuple):
    """The rows of a resource in one release as a whole.

    Attributes:
        total: How many there are; 0 if the release does not have the resource.
        fields: The columns that they show; empty without rows.
        filled: The number of rows with a value, for the columns that the other release lacks.
    """

    total: int = 0
    fields: frozenset[str] = frozenset()
    filled: Mapping[str, int] = {}


class Subjects(NamedTuple):
    """What the changes of rows refer to: the parties of pledges, and the successors of rows."""

    parties: PartiesByPledge
    successors: Successors


def with_values(change: Mapping[str, Any]) -> dict[str, Any]:
    """The change with its old and its new value in place of their JSON; null for none."""
    sides = {side: json.loads(str(change[side] or "null")) for side in ("old", "new")}
    return {**change, **sides}


def parties_by_pledge(pledges: Iterable[KeyedRow]) -> dict[str, Party]:
    """The party of each of these pledges."""
    rows = ((key, json.loads(text)) for key, text in pledges)
    return {key: (row.get("country_code"), row.get("group_id")) for key, row in rows}


def successors_in(resource: Resource, rows: Iterable[KeyedRow]) -> Iterator[tuple[str, str]]:
    """The former ids of these rows, each with the row that it leads to; both with the resource."""
    none = f'"{FORMER_IDS}":[]'
    for key, text in rows:
        if none not in text:
            for former_id in json.loads(text).get(FORMER_IDS, ()):
                yield former_id, f"{resource.name}/{key}"


def fields_of_row(row: str | None) -> frozenset[str]:
    """The columns that a row shows, given as JSON."""
    return frozenset(json.loads(row)) if row else frozenset()


def changes(
    resource: Resource,
    before: TableSummary,
    after: TableSummary,
    differences: Iterable[Difference],
    subjects: Subjects,
) -> Iterator[Changed]:
    """The changes of one resource.

    A resource that is new or gone is one change if it has many rows, and its rows are not read. So
    is a column that is new or gone. What both releases have is compared row by row.

    Args:
        resource: The resource.
        before: Its rows in the older release.
        after: Its rows in the newer release.
        differences: The rows whose JSON differs.
        subjects: The parties and the successors of both releases.
    """
    if is_whole(before, after):
        yield resource_change(resource.name, before.total, after.total)
        return
    if before.total and after.total:
        for name in sorted(after.fields - before.fields):
            yield _of_column(resource, ChangeKind.column_added, name, after.filled[name])
        for name in sorted(before.fields - after.fields):
            yield _of_column(resource, ChangeKind.column_removed, name, before.filled[name])
    yield from row_changes(resource, differences, subjects)


def is_whole(before: TableSummary, after: TableSummary) -> bool:
    """Whether all rows of a resource are one change: many, of which the other release has none."""
    one, other = sorted((before.total, after.total))
    return one == 0 and other > _WHOLE_ROWS


def resource_change(name: str, before: int, after: int) -> Changed:
    """The change of a resource that only one of two releases has, with its rows in either."""
    kind = ChangeKind.resource_removed if before else ChangeKind.resource_added
    subject = {"resource": name, "row_id": None, "country_code": None, "group_id": None}
    return _change(subject, kind, rows=before or after)


def _of_column(resource: Resource, kind: ChangeKind, column: str, rows: int) -> Changed:
    subject = {"resource": resource.name, "row_id": None, "country_code": None, "group_id": None}
    return _change(subject, kind, column, rows=rows)


def row_changes(
    resource: Resource, differences: Iterable[Difference], subjects: Subjects
) -> Iterator[Changed]:
    """The changes of the rows of one resource, in the columns that both sides have.

    An added, removed or merged row is one change; a corrected row is one change for each field.
    Figures that agree within the fewer decimals of the two are one change for the column, if they
    are many.
    """
    same_figures: dict[str, list[Changed]] = defaultdict(list)  # by column
    for key, old, new in differences:
        before: dict[str, Any] = json.loads(old) if old else {}
        after: dict[str, Any] = json.loads(new) if new else {}
        subject = _subject(resource, key, after or before, subjects.parties)
        if old is None:
            yield _change(subject, ChangeKind.added)
        elif new is None:
            successor = subjects.successors.get(f"{resource.name}/{key}")
            kind = ChangeKind.merged if successor else ChangeKind.removed
            yield _change(subject, kind, old=old, successor=successor)
        else:
            for field, one, other in _corrections(resource, before, after):
                change = _change(subject, ChangeKind.corrected, field.name, one, other)
                if field.kind is Kind.figure and _is_same_figure(one, other):
                    same_figures[field.name].append(change)
                else:
                    yield change
    for name, same in same_figures.items():
        if len(same) > _DIGITS_ROWS:
            yield _of_column(resource, ChangeKind.digits_changed, name, len(same))
        else:
            yield from same


def _corrections(
    resource: Resource, before: dict[str, Any], after: dict[str, Any]
) -> Iterator[tuple[Field, str, str]]:
    """The columns that both rows have and in which they differ, with both values as JSON."""
    for name, field in resource.fields.items():
        if name in before and name in after and before[name] != after[name]:
            yield field, json_text(before[name]), json_text(after[name])


def _is_same_figure(one: str, other: str) -> bool:
    """Whether two figures agree within the decimals of the one that has fewer.

    A whole number may have lost decimals that were zero: it agrees within 0.5 %.
    """
    if "null" in (one, other):
        return False
    numbers = Decimal(one), Decimal(other)
    decimals = min(_decimals(number) for number in numbers)
    tolerance = Decimal(5).scaleb(-decimals - 1)
    if decimals == 0:
        size = max(Decimal(1), *(abs(number) for number in numbers))
        tolerance = min(tolerance, _WHOLE_NUMBER_TOLERANCE * size)
    return abs(numbers[0] - numbers[1]) <= tolerance


def _decimals(number: Decimal) -> int:
    """The number of decimal places; JSON has no NaN and no infinity."""
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)


def _change(
    subject: Mapping[str, str | None],
    kind: ChangeKind,
    field: str | None = None,
    old: str | None = None,
    new: str | None = None,
    *,
    successor: str | None = None,
    rows: int = 1,
) -> Changed:
    parts = [subject["resource"], subject["row_id"] or ALL_ROWS, field]
    return {
        "id": ".".join(part for part in parts if part).lower(),
        "kind": kind.value,
        "field": field,
        "old": old,
        "new": new,
        "successor": successor,
        "rows": rows,
        **subject,
    }


def _subject(
    resource: Resource, key: str, row: dict[str, Any], by: PartiesByPledge
) -> dict[str, str | None]:
    country, group = _party(resource, row, by)
    return {
        "resource": resource.name,
        "row_id": key,
        "country_code": country,
        "group_id": group,
    }


def _party(resource: Resource, row: dict[str, Any], by: PartiesByPledge) -> Party:
    """The country or group that a row is about; their own rows are about themselves.

    A row that names neither, as a statement, is about that of its pledge.
    """
    if resource.name == "countries":
        return row["code"], None
    if resource.name == "groups":
        return None, row["id"]
    own = row.get("country_code"), row.get("group_id")
    return by.get(row.get("pledge_id", ""), own) if own == (None, None) else own


def differences(old: Iterable[KeyedRow], new: Iterable[KeyedRow]) -> Iterator[Difference]:
    """The keys whose rows differ: a merge of two lists that are in the order of their keys.

    The order is that of code points. Each list is read once.
    """
    olds, news = iter(old), iter(new)
    before, after = next(olds, None), next(news, None)
    while before is not None or after is not None:
        if after is None or (before is not None and before[0] < after[0]):
            assert before is not None
            yield Difference(before[0], before[1], None)
            before = next(olds, None)
        elif before is None or after[0] < before[0]:
            yield Difference(after[0], None, after[1])
            after = next(news, None)
        else:
            if before[1] != after[1]:
                yield Difference(before[0], before[1], after[1])
            before, after = next(olds, None), next(news, None)
