"""A bounded memory of things that are costly to make and safe to forget."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Lru(Generic[V]):
    """Keeps the `size` values used last, and hands over those it forgets."""

    def __init__(self, size: int, forget: Callable[[V], object] | None = None) -> None:
        self._size = size
        self._forget = forget
        self._values: OrderedDict[Hashable, V] = OrderedDict()

    def get(self, key: Hashable) -> V | None:
        """The value kept under `key`, or None."""
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: Hashable, value: V) -> V:
        """Keep `value`, and forget the one unused for longest if there are too many."""
        self._values[key] = value
        if len(self._values) > self._size:
            _, oldest = self._values.popitem(last=False)
            if self._forget is not None:
                self._forget(oldest)
        return value

    def clear(self) -> None:
        """Forget everything."""
        while self._values:
            _, value = self._values.popitem()
            if self._forget is not None:
                self._forget(value)
