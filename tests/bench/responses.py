"""Responses of different servers as rows under the record's own names, so that they compare."""

import csv
import io
import json
import re
from typing import Any

_CAPITAL = re.compile(r"(?<=[a-z0-9])([A-Z])")
_VOCABULARIES = ("kind", "status")  # in capitals as GraphQL enums
_TRUTHS = {"true": 1.0, "false": 0.0}  # in a CSV, where SQLite and others have digits
_BARE = ("fastapi", "fastify")  # send a single row without a frame
_FIGURES = ("emissions_mt", "share_percent")  # PostGraphile sends a numeric as a string


def rows(dialect: str, workload: str, bodies: list[bytes]) -> Any:
    """The rows in response bodies, in one form for all servers."""
    if workload == "W5":
        return sorted((row for body in bodies for row in _csv_rows(body)), key=lambda r: r["id"])
    pages = [_json_rows(dialect, workload, json.loads(body)) for body in bodies]
    if workload == "W2":  # the order of rows with equal shares is not defined
        return [sorted(page, key=lambda row: str(row["id"])) for page in pages]
    return pages


def _json_rows(dialect: str, workload: str, response: Any) -> Any:
    if workload in ("W3", "W4"):
        (value,) = response["data"].values()
        return _graphql(value)
    if dialect == "datasette":
        data = response["rows"][0] if workload == "W1" else response["rows"]
    else:
        is_bare = dialect in _BARE and workload == "W1"
        data = response if is_bare else response["data"]
    return _alike(data) if workload == "W1" else [_alike(row) for row in data]


def _alike(row: dict[str, Any]) -> dict[str, Any]:
    """The row with lists as in our CSV; servers send them as JSON, a JSON text or Python's repr."""
    return {name: _joined(value) for name, value in row.items()}


def _joined(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        value = json.loads(value.replace("'", '"'))
    return "|".join(value) if isinstance(value, list) else value


def _graphql(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        if value.keys() == {"nodes"}:
            return _graphql(value["nodes"])
        return {(key := _column(field)): _graphql(item, key) for field, item in value.items()}
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
    return [_alike({name: _number(text) for name, text in row.items()}) for row in reader]


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return _TRUTHS.get(text.lower(), text)


def difference(one: Any, other: Any, where: str = "") -> str | None:
    """Describe the first difference of two values as `rows` gives them; None if they are equal."""
    if type(one) is type(other) and isinstance(one, dict | list) and len(one) == len(other):
        if isinstance(one, list):
            pairs = [(str(i), a, b) for i, (a, b) in enumerate(zip(one, other, strict=True))]
        elif one.keys() == other.keys():
            pairs = [(key, one[key], other[key]) for key in one]
        else:
            return f"at {where or '/'}: {', '.join(sorted(one.keys() ^ other.keys()))} on one side"
        differences = (difference(a, b, f"{where}/{key}") for key, a, b in pairs)
        return next(filter(None, differences), None)
    return None if one == other else f"at {where or '/'}: {_short(one)}, not {_short(other)}"


def _short(value: Any) -> str:
    if isinstance(value, dict | list):
        return f"{len(value)} items"
    return repr(value)[:60]
