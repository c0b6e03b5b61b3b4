"""A row's whole JSON, made once at publish: what REST answers when nothing is left out or added."""

import json
from collections.abc import Mapping
from typing import Any

from schema.resource import Resource

COLUMN = "row_json"  # in the tables of a release, beside the declared columns


def row_json(resource: Resource, row: Mapping[str, Any]) -> str:
    """The row as a JSON object of every answered column, in the table's order.

    Whole numbers among the figures are written without a point, as the database writes them.
    """
    members = {name: _plain(row.get(name)) for name in resource.fields}
    return json.dumps(members, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
