"""A store that answers until it is broken: how tests reach an unexpected error."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from api.releases.store import Row, Snapshot, Store

MESSAGE = "an error in words of its own"


class BrokenSnapshot:
    """A release whose statements over a table fail with an error that nobody expects.

    Without a table, all of them do.
    """

    def __init__(self, snapshot: Snapshot, table: str = "") -> None:
        self._snapshot, self._table = snapshot, table

    def _check(self, text: str) -> None:
        if re.search(rf"\b{self._table}\b", text):
            raise RuntimeError(MESSAGE)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._snapshot, name)

    async def fetch_one(self, text: str, parameters: Row) -> Row:
        self._check(text)
        return await self._snapshot.fetch_one(text, parameters)

    async def fetch_all(self, text: str, parameters: Row) -> list[Row]:
        self._check(text)
        return await self._snapshot.fetch_all(text, parameters)

    async def fetch_all_in_thread(self, text: str, parameters: Row) -> list[Row]:
        self._check(text)
        return await self._snapshot.fetch_all_in_thread(text, parameters)

    def stream(self, text: str, parameters: Row, batch_rows: int) -> Any:
        self._check(text)
        return self._snapshot.stream(text, parameters, batch_rows)


class BrokenStore:
    """A store of broken releases."""

    def __init__(self, store: Store, table: str = "") -> None:
        self._store, self._table = store, table

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def current(self) -> Any:
        return BrokenSnapshot(await self._store.current(), self._table)

    async def at(self, release: str) -> Any:
        return BrokenSnapshot(await self._store.at(release), self._table)

    @asynccontextmanager
    async def comparable(self, release: str) -> AsyncIterator[Any]:
        async with self._store.comparable(release) as snapshot:
            yield BrokenSnapshot(snapshot, self._table)
