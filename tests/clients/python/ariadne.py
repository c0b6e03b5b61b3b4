"""Walks every list with the client that ariadne-codegen generated, and prints the counts.

The calls of its methods, one for each list, are in `calls.py`, written by the test.
"""

import json
import sys
from collections.abc import Callable, Sequence
from typing import Protocol

from climate import Client
from climate.base_model import UNSET, UnsetType


class PageInfo(Protocol):
    """Where a page ends."""

    @property
    def has_next_page(self) -> bool:
        """Whether there is another page."""

    @property
    def end_cursor(self) -> str | None:
        """Where it begins."""


class Page(Protocol):
    """A page of a list."""

    @property
    def total_count(self) -> int:
        """The number of rows on all pages."""

    @property
    def edges(self) -> Sequence[object]:
        """Its rows."""

    @property
    def page_info(self) -> PageInfo:
        """Where it ends."""


Ask = Callable[[Client, str | UnsetType | None], Page]


def walk(client: Client, ask: Ask) -> tuple[int, int]:
    """The total that the last page states, and the number of rows of all pages."""
    rows = 0
    after: str | UnsetType | None = UNSET
    while True:
        page = ask(client, after)
        rows += len(page.edges)
        if not page.page_info.has_next_page:
            return page.total_count, rows
        after = page.page_info.end_cursor


def main() -> None:
    """Print the name of each list with its total and the number of rows read."""
    from calls import CALLS

    with Client(url=f"{sys.argv[1]}/graphql") as client:
        counts = {name: walk(client, ask) for name, ask in CALLS.items()}
    sys.stdout.write(json.dumps(counts))


if __name__ == "__main__":
    main()
