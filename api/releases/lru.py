"""The LRU cache of hot paths."""

from collections import OrderedDict
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class LookupCache(OrderedDict[K, V]):
    """An LRU cache whose look-up is two calls into C; cachetools' LRUCache takes three of Python.

    Args:
        size: How many entries it holds; storing one more evicts the least recently used.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def find(self, key: K) -> V | None:
        """The value of a key, or None. No value is None itself."""
        value: V | None = self.get(key)
        if value is not None:
            self.move_to_end(key)
        return value

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        if len(self) > self._size:
            self.popitem(last=False)
