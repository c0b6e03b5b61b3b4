"""An LRU cache (cachetools) whose `put` returns the value."""

from collections.abc import Hashable
from typing import TypeVar

from cachetools import LRUCache

V = TypeVar("V")


class Lru(LRUCache[Hashable, V]):
    """The `maxsize` values that were used last."""

    def put(self, key: Hashable, value: V) -> V:
        """Store a value and return it."""
        self[key] = value
        return value
