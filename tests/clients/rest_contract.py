"""The lists of the REST contract, and the calls that walk them, as users of a client write them."""

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from tests.clients.machine import OPENAPI

PAGE_ROWS = 1000
COUNTRIES = ("CHN", "USA")
_LIST_PATH = re.compile(r"^/v1/([a-z-]+)$")


class List(NamedTuple):
    """A list at `/v1/{resource}`."""

    resource: str
    operation_id: str
    row_list: str  # the schema of a page
    filter_name: str | None  # of the country, where the list has one

    @property
    def path(self) -> str:
        """Its path."""
        return f"/v1/{self.resource}"


class Walk(NamedTuple):
    """A list to walk to its end, whole or filtered by countries."""

    list: List
    is_filtered: bool

    @property
    def name(self) -> str:
        """The name under which a client reports what it read."""
        return f"{self.list.resource}?{self.list.filter_name}" * self.is_filtered or (
            self.list.resource
        )


def walks() -> list[Walk]:
    """Every list of the contract, and again those that can be filtered by country."""
    whole = [Walk(each, False) for each in lists()]
    filtered = [Walk(walk.list, True) for walk in whole if walk.list.filter_name]
    assert len(filtered) > 10, "lists have a filter by country"
    return whole + filtered


def lists() -> list[List]:
    """Every list of the contract."""
    contract = json.loads(OPENAPI.read_text(encoding="utf-8"))
    found = []
    for path, item in contract["paths"].items():
        match = _LIST_PATH.match(path)
        if match and "get" in item:
            names = {_resolved(contract, each)["name"] for each in item["get"]["parameters"]}
            found.append(
                List(
                    match[1],
                    item["get"]["operationId"],
                    _page_schema(contract, item["get"]["responses"]["200"]),
                    _FILTER if _FILTER in names else None,
                )
            )
    return found


_FILTER = "country_code"


def _page_schema(contract: dict[str, Any], response: dict[str, Any]) -> str:
    content = _resolved(contract, response)["content"]["application/json"]
    return str(content["schema"]["$ref"].rsplit("/", 1)[1])


def _resolved(contract: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """A parameter or response, also where the contract only refers to it."""
    if reference := value.get("$ref"):
        kind, name = reference.split("/")[-2:]
        value = contract["components"][kind][name]
    return value


def calls(write: Callable[[Walk], str]) -> str:
    """The lines that `write` makes of each walk."""
    return "".join(write(walk) for walk in walks())


def snake(name: str) -> str:
    """`listTreatyActions` or `treaty-actions` as `list_treaty_actions`, `treaty_actions`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().replace("-", "_")
