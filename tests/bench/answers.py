"""Whether two servers say the same: their answers as plain rows under the record's own names."""

import csv
import io
import json
import re
from typing import Any

_CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")
_VOCABULARIES = ("kind", "status")  # GraphQL enums shout, texts do not
_FIGURES = ("emissions_mt", "share_percent")  # PostGraphile keeps every digit of a numeric: a text


def plain(dialect: str, workload: str, bodies: list[bytes]) -> Any:
    """The rows that answers hold, in a form that is the same for every server."""
    if workload == "W5":
        return sorted((row for body in bodies for row in _csv_rows(body)), key=lambda r: r["id"])
    found = [_json(dialect, workload, json.loads(body)) for body in bodies]
    if workload == "W2":  # rows with equal shares have no order
        return [sorted(rows, key=lambda row: str(row["id"])) for rows in found]
    return found


def _json(dialect: str, workload: str, answer: Any) -> Any:
    if workload in ("W3", "W4"):
        (value,) = answer["data"].values()
        return _graphql(value)
    if dialect == "datasette":
        found = answer["rows"][0] if workload == "W1" else answer["rows"]
    else:
        found = answer if dialect == "fastapi" and workload == "W1" else answer["data"]
    return found if workload == "W1" else [_with_lists(row) for row in found]


def _with_lists(row: dict[str, Any]) -> dict[str, Any]:
    """Lists as our CSV has them: they come as JSON, as a text of JSON, or as Python writes them."""
    value = row.get("members_without_data")
    if isinstance(value, str) and value.startswith("["):
        value = json.loads(value.replace("'", '"'))
    return row | {"members_without_data": "|".join(value)} if isinstance(value, list) else row


def _graphql(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        if value.keys() == {"nodes"}:
            return _graphql(value["nodes"])
        return {(key := _column(given)): _graphql(found, key) for given, found in value.items()}
    if isinstance(value, list):
        return [_graphql(item) for item in value]
    if name in _VOCABULARIES and value is not None:
        return value.lower()
    return float(value) if name in _FIGURES and value is not None else value


def _column(name: str) -> str:
    snake = _CAPITAL.sub(r"_\1", name).lower().removesuffix("_by_country_code")
    return {"slug": "id", "row_id": "id"}.get(snake, snake)


def _csv_rows(body: bytes) -> list[dict[str, Any]]:
    reader = csv.DictReader(io.StringIO(body.decode(), newline=""))
    return [_with_lists({name: _number(text) for name, text in row.items()}) for row in reader]


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def difference(one: Any, other: Any, where: str = "") -> str | None:
    """Where two plain answers first differ, in words; None if they are equal."""
    if type(one) is type(other) and isinstance(one, dict | list) and len(one) == len(other):
        if isinstance(one, list):
            pairs = [(str(i), a, b) for i, (a, b) in enumerate(zip(one, other, strict=True))]
        elif one.keys() == other.keys():
            pairs = [(key, one[key], other[key]) for key in one]
        else:
            return f"at {where or '/'}: {', '.join(sorted(one.keys() ^ other.keys()))} on one side"
        found = (difference(a, b, f"{where}/{key}") for key, a, b in pairs)
        return next((text for text in found if text), None)
    return None if one == other else f"at {where or '/'}: {_short(one)}, not {_short(other)}"


def _short(value: Any) -> str:
    if isinstance(value, dict | list):
        return f"{len(value)} of them"
    return repr(value)[:60]
