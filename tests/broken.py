"""A store that answers until it is broken: how tests reach an unexpected error."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from api.releases.store import Row, Snapshot, Store

MESSAGE = "an error in words of its own"


class BrokenSnapshot:
    """A release whose statements all fail with an error that nobody expects."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def __getattr__(self, name: str) -> Any:
        return getattr(self._snapshot, name)

    async def fetch_one(self, text: str, parameters: Row) -> Row:
        raise RuntimeError(MESSAGE)

    async def fetch_all(self, text: str, parameters: Row) -> list[Row]:
        raise RuntimeError(MESSAGE)

    async def fetch_all_in_thread(self, text: str, parameters: Row) -> list[Row]:
        raise RuntimeError(MESSAGE)

    def stream(self, text: str, parameters: Row, batch_rows: int) -> Any:
        raise RuntimeError(MESSAGE)


class BrokenStore:
    """A store of broken releases."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def current(self) -> Any:
        return BrokenSnapshot(await self._store.current())

    async def at(self, release: str) -> Any:
        return BrokenSnapshot(await self._store.at(release))

    @asynccontextmanager
    async def comparable(self, release: str) -> AsyncIterator[Any]:
        async with self._store.comparable(release) as snapshot:
            yield BrokenSnapshot(snapshot)
