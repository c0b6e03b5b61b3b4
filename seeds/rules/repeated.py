"""Detects repeated keys: the helper of all rules about uniqueness."""

from collections.abc import Hashable, Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from seeds.loading.values import Row, Value

K = TypeVar("K", bound=Hashable)


class Repetition(NamedTuple, Generic[K]):
    """A row whose key the row `first` has as well."""

    key: K
    row: Row
    first: Row


def repeated(keyed: Iterable[tuple[K, Row]]) -> Iterator[Repetition[K]]:
    """The rows whose key an earlier row has."""
    first: dict[K, Row] = {}
    for key, row in keyed:
        if key in first:
            yield Repetition(key, row, first[key])
        first.setdefault(key, row)


def with_values(rows: Iterable[Row], *columns: str) -> Iterator[tuple[tuple[Value, ...], Row]]:
    """The rows, each with its values in some columns."""
    return ((tuple(row.values[column] for column in columns), row) for row in rows)
