"""Walks every list with httpx, and reads each page as a model of datamodel-code-generator.

How each page is read is in `calls.py`, written by the test.
"""

import json
import sys
from collections.abc import Callable, Sequence
from typing import Protocol

import httpx

Query = dict[str, str | int | list[str]]


class Meta(Protocol):
    """What a page says of the list."""

    @property
    def total(self) -> int:
        """The number of rows on all pages."""

    @property
    def next_cursor(self) -> str | None:
        """Where the next page begins."""


class Page(Protocol):
    """A page of a list."""

    @property
    def data(self) -> Sequence[object]:
        """Its rows."""

    @property
    def meta(self) -> Meta:
        """What it says of the list."""


class Call:
    """A list: its path, its filters, and how a page of it is read."""

    def __init__(self, path: str, read: Callable[[bytes], Page], **filters: list[str]) -> None:
        self.path, self.read = path, read
        self.query: Query = {"limit": 1000, **filters}


def walk(client: httpx.Client, call: Call) -> tuple[int, int]:
    """The total that the last page states, and the number of rows of all pages."""
    rows, query = 0, call.query
    while True:
        answer = client.get(call.path, params=query).raise_for_status()
        page = call.read(answer.content)
        rows += len(page.data)
        if not page.meta.next_cursor:
            return page.meta.total, rows
        query = query | {"after": page.meta.next_cursor}


def main() -> None:
    """Print the name of each list with its total and the number of rows read."""
    from calls import CALLS

    with httpx.Client(base_url=sys.argv[1]) as client:
        counts = {name: walk(client, call) for name, call in CALLS.items()}
    sys.stdout.write(json.dumps(counts))


if __name__ == "__main__":
    main()
