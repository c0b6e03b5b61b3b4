"""Walks every list with the client that openapi-python-client generated, and prints the counts.

The calls of its functions, one for each list, are in `calls.py`, written by the test.
"""

import json
import sys
from collections.abc import Callable, Sequence
from typing import Protocol

from climate.client import Client
from climate.models import Problem
from climate.types import UNSET, Unset


class Meta(Protocol):
    """What a page says of the list."""

    @property
    def total(self) -> int:
        """The number of rows on all pages."""

    @property
    def next_cursor(self) -> str | Unset | None:
        """Where the next page begins."""


class Page(Protocol):
    """A page of a list."""

    @property
    def data(self) -> Sequence[object]:
        """Its rows."""

    @property
    def meta(self) -> Meta:
        """What it says of the list."""


Ask = Callable[[Client, str | Unset], Page | Problem | None]


def walk(client: Client, ask: Ask) -> tuple[int, int]:
    """The total that the last page states, and the number of rows of all pages."""
    rows = 0
    after: str | Unset = UNSET
    while True:
        page = ask(client, after)
        if page is None or isinstance(page, Problem):
            raise SystemExit(f"no page: {page}")
        rows += len(page.data)
        if not page.meta.next_cursor:
            return page.meta.total, rows
        after = page.meta.next_cursor


def main() -> None:
    """Print the name of each list with its total and the number of rows read."""
    from calls import CALLS

    client = Client(base_url=sys.argv[1], raise_on_unexpected_status=True)
    counts = {name: walk(client, ask) for name, ask in CALLS.items()}
    sys.stdout.write(json.dumps(counts))


if __name__ == "__main__":
    main()
