"""The changes between two releases: pure functions of their rows."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from schema.releases import ChangeKind
from schema.resource import Resource

KeyedRow = tuple[str, str]  # a row's key and its JSON, as `schema.prepared.row_json` makes it
Changed = dict[str, str | None]  # the columns of a change that follow from two rows
Party = tuple[str | None, str | None]  # a country's code or a group's id
# The party of each pledge, by the pledge's id; its steps are of the same party.
PartiesByPledge = Mapping[str, Party]


class _Difference(NamedTuple):
    """A key with its row on either side, as JSON; None where there is none."""

    key: str
    old: str | None
    new: str | None


def parties_by_pledge(pledges: Iterable[KeyedRow]) -> dict[str, Party]:
    """The party of each of these pledges."""
    rows = ((key, json.loads(text)) for key, text in pledges)
    return {key: (row.get("country_code"), row.get("group_id")) for key, row in rows}


def changes(
    resource: Resource, old: Iterable[KeyedRow], new: Iterable[KeyedRow], by: PartiesByPledge
) -> Iterator[Changed]:
    """The changes from the old rows of a resource to the new ones.

    Both must be in the order of their keys by code point. Each is read once.
    """
    for difference in _differences(old, new):
        yield from row_changes(resource, *difference, by)


def row_changes(
    resource: Resource, key: str, old: str | None, new: str | None, by: PartiesByPledge
) -> Iterator[Changed]:
    """The changes of one row, given as JSON before and after; None where there is none.

    An added or removed row is one change; a corrected row is one change for each field. A field
    that only one side has comes from a change of the program and is left out.

    Args:
        by: The parties of the pledges of both sides.
    """
    before: dict[str, Any] = json.loads(old) if old else {}
    after: dict[str, Any] = json.loads(new) if new else {}
    country, group = _party(resource, after or before, by)
    subject: Changed = {
        "resource": resource.name,
        "row_id": key,
        "country_code": country,
        "group_id": group,
    }
    if old is None or new is None:
        kind = ChangeKind.added if old is None else ChangeKind.removed
        yield _change(subject, kind, None, old, None)
        return
    for field in resource.fields:
        if field in before and field in after and before[field] != after[field]:
            texts = json_text(before[field]), json_text(after[field])
            yield _change(subject, ChangeKind.corrected, field, *texts)


def json_text(value: Any) -> str:
    """A value as compact JSON, as in answers."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _change(
    subject: Changed, kind: ChangeKind, field: str | None, old: str | None, new: str | None
) -> Changed:
    parts = [subject["resource"], subject["row_id"], field]
    id_ = ".".join(part for part in parts if part).lower()
    return {"id": id_, "kind": kind.value, "field": field, "old": old, "new": new, **subject}


def _party(resource: Resource, row: dict[str, Any], by: PartiesByPledge) -> Party:
    """The country or group that a row is about; their own rows are about themselves."""
    if resource.name == "countries":
        return row["code"], None
    if resource.name == "groups":
        return None, row["id"]
    if "pledge_id" in row:
        return by.get(row["pledge_id"], (None, None))
    return row.get("country_code"), row.get("group_id")


def _differences(old: Iterable[KeyedRow], new: Iterable[KeyedRow]) -> Iterator[_Difference]:
    """The keys whose rows differ: a merge of two sorted lists."""
    olds, news = iter(old), iter(new)
    before, after = next(olds, None), next(news, None)
    while before is not None or after is not None:
        if after is None or (before is not None and before[0] < after[0]):
            assert before is not None
            yield _Difference(before[0], before[1], None)
            before = next(olds, None)
        elif before is None or after[0] < before[0]:
            yield _Difference(after[0], None, after[1])
            after = next(news, None)
        else:
            if before[1] != after[1]:
                yield _Difference(before[0], before[1], after[1])
            before, after = next(olds, None), next(news, None)
