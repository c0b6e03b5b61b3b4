"""Real rows, and what finds them, read through REST by the client that sends a case."""

from random import Random
from typing import Any
from urllib.parse import quote

from schemathesis import Case

# The same whichever test asks: a schema that is kept here would keep the cases drawn from it.
_READ: dict[str, list[dict[str, Any]]] = {}


def rows(case: Case, path: str, **query: str) -> list[dict[str, Any]]:
    """The rows of a list that the contract of a case has; none if it is refused. Read once."""
    address = f"{path} {query}"
    if address not in _READ:
        asked = case.operation.schema[path]["GET"].Case(query=query)
        _READ[address] = asked.call().json().get("data", [])
    return _READ[address]


def some_row(case: Case, random: Random) -> dict[str, Any]:
    """A row of the list that a path ends in; empty if that is the list of no resource."""
    listed = case.path.rpartition("/")[2]
    has_list = any(of["name"] == listed for of in rows(case, "/v1"))
    return random.choice(rows(case, f"/v1/{listed}", limit="300")) if has_list else {}


def said_of(row: dict[str, Any], parameter: str) -> Any:
    """The value with which a filter finds a row; None if there is none."""
    column, _, operator = parameter.partition("__")
    value = row.get(column)
    if operator == "isnull":
        return "true" if column in row and value is None else "false"
    if isinstance(value, list):
        value = next(iter(value), None)
    if isinstance(value, str):
        value = value[:20] if operator == "contains" else value[:500]
    if value is None or operator == "not":
        return None
    return value if operator else [value]


def example(case: Case, parameter: str) -> Any:
    """The example that the contract has for a parameter or what it negates; None if it has none."""
    examples = {of.name: of.definition.get("example") for of in case.operation.query}
    return examples.get(parameter.removesuffix("__not"))


def some_cursor(case: Case, random: Random) -> str | None:
    """The cursor of one of the first rows of a list; None if no row follows it."""
    versions = {k: v for k, v in case.query.items() if k in ("release", "known_by")}
    query = {"limit": random.randint(1, 9)} | versions
    asked = case.operation.Case(path_parameters=case.path_parameters, query=query).call()
    (link,) = asked.headers.get("link", [""])
    return link.partition("after=")[2].partition(">")[0] or None


def lead_to_rows(case: Case, about: set[Any], random: Random) -> bool:
    """Put in the key of a row, of those that have rows in the list below it; False if it cannot.

    What the case is about stays.
    """
    values, (_, _, owner, *below) = case.path_parameters, case.path.split("/")
    nested = values.get("list", below[-1]) if below[1:] else ""
    index = {of["name"]: " ".join([*of["lists"], ""]) for of in rows(case, "/v1")}
    if "resource" in values.keys() - about:
        owners = [name for name, lists in index.items() if f"/{nested} " in lists]
        if values["resource"] not in owners:
            values["resource"] = random.choice(owners or [*index])
    owner = values.get("resource", owner)
    names = values.keys() - about - {"list", "resource"}
    if owner not in index:
        return False
    for name in sorted(names):
        values[name] = quote(_some_key(case, owner, nested, random), safe="")
    return bool(names)


def _some_key(case: Case, owner: str, below: str, random: Random) -> str:
    """What a row goes by in a path, of those that have rows in the list below, if any have."""
    has_below = {f"{below.replace('-', '_')}__isnull": "false"} if below else {}
    found = rows(case, f"/v1/{owner}", limit="300", **has_below) or rows(case, f"/v1/{owner}")
    row = random.choice(found)
    return str(random.choice([row[n] for n in ("code", "id", "alpha2", "numeric") if row.get(n)]))


def lists_comma(case: Case) -> bool:
    """Whether a value of a list has a comma: the server takes it for two, however it is encoded."""
    lists = [value for value in case.query.values() if isinstance(value, list)]
    return any("," in str(item) for values in lists for item in values)
