"""Proof over the whole release: every row about somebody has exactly one actor."""

from schema import RECORD
from tests.asking import Tables

_KINDS = {"country_code": "country", "group_id": "group", "member_group_id": "group"}


def test_every_row_has_one_actor(tables: Tables) -> None:
    """The value and the kind of the one column that names it; of quotes there may be none."""
    compared = 0
    for resource in RECORD.values():
        if "actor_id" not in resource.fields:
            assert "country_code" not in resource.fields, resource.name
            continue
        group = "member_group_id" if resource.name == "memberships" else "group_id"
        for row in tables[resource.table_name]:
            actors = [
                (row[column], _KINDS[column])
                for column in ("country_code", group)
                if row[column] is not None
            ]
            expected = actors or [(None, None)] if resource.name == "quotes" else actors
            assert [(row["actor_id"], row["actor_kind"])] == expected, row["id"]
            compared += 1
    assert compared > 160_000
