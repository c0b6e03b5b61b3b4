"""What two releases say differently. Pure: publishing a release and comparing two both use it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from schema.releases import ChangeKind
from schema.resource import Resource

Keyed = tuple[str, str]  # a row's key and its JSON, as `schema.prepared` makes it
Changed = dict[str, str | None]  # the columns of a change that follow from the two rows
Party = tuple[str | None, str | None]  # a country's code or a group's id
Pledged = Mapping[str, Party]  # who made each pledge, by its id: the rows below a pledge are theirs


def pledged(pledges: Iterable[Keyed]) -> dict[str, Party]:
    """Who made each of these pledges."""
    rows = ((key, json.loads(text)) for key, text in pledges)
    return {key: (row.get("country_code"), row.get("group_id")) for key, row in rows}


def changes(
    resource: Resource, old: Iterable[Keyed], new: Iterable[Keyed], by: Pledged
) -> Iterator[Changed]:
    """The changes from the old rows of a resource to the new ones.

    Both are read once, side by side, and have to be in the order of their keys by code point. What
    is the same on both sides costs a comparison of two texts.
    """
    for key, before, after in _differing(old, new):
        yield from row_changes(resource, key, before, after, by)


def row_changes(
    resource: Resource, key: str, old: str | None, new: str | None, by: Pledged
) -> Iterator[Changed]:
    """The changes of one row, given as JSON before and after; None where there is none.

    `by` has the pledges of both sides.

    A row that comes or goes is one change; a row that differs is one for each field that does. A
    field that only one side knows is the program's doing, and no change of what the record says.
    """
    before: dict[str, Any] = json.loads(old) if old else {}
    after: dict[str, Any] = json.loads(new) if new else {}
    country, group = _party(resource, after or before, by)
    told: Changed = {
        "resource": resource.name,
        "row_id": key,
        "country_code": country,
        "group_id": group,
    }
    if old is None or new is None:
        kind = ChangeKind.added if old is None else ChangeKind.removed
        yield _change(told, kind, None, old, None)
        return
    for field in resource.fields:
        if field in before and field in after and before[field] != after[field]:
            texts = json_text(before[field]), json_text(after[field])
            yield _change(told, ChangeKind.corrected, field, *texts)


def json_text(value: Any) -> str:
    """A value as JSON, written as answers write it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _change(
    told: Changed, kind: ChangeKind, field: str | None, old: str | None, new: str | None
) -> Changed:
    parts = [told["resource"], told["row_id"], field]
    id_ = ".".join(part for part in parts if part).lower()
    return {"id": id_, "kind": kind.value, "field": field, "old": old, "new": new, **told}


def _party(resource: Resource, row: dict[str, Any], by: Pledged) -> Party:
    """The country or group that a row is about; they are about themselves."""
    if resource.name == "countries":
        return row["code"], None
    if resource.name == "groups":
        return None, row["id"]
    if "pledge_id" in row:
        return by.get(row["pledge_id"], (None, None))
    return row.get("country_code"), row.get("group_id")


def _differing(
    old: Iterable[Keyed], new: Iterable[Keyed]
) -> Iterator[tuple[str, str | None, str | None]]:
    """Keys with what stands under them on either side, where that is not the same."""
    olds, news = iter(old), iter(new)
    before, after = next(olds, None), next(news, None)
    while before is not None or after is not None:
        if after is None or (before is not None and before[0] < after[0]):
            assert before is not None
            yield before[0], before[1], None
            before = next(olds, None)
        elif before is None or after[0] < before[0]:
            yield after[0], None, after[1]
            after = next(news, None)
        else:
            if before[1] != after[1]:
                yield before[0], before[1], after[1]
            before, after = next(olds, None), next(news, None)
