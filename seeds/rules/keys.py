"""The keys that rows have. A table on disk is read for those in question, which alone are held."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from schema import RECORD
from seeds.loading.files import FactProblem
from seeds.loading.spool import Spool, column
from seeds.loading.values import Record, Row, suggest, texts_of


class KnownKeys:
    """Which keys the rows of each resource have.

    Args:
        record: The rows.
        wanted: The keys that are wanted, by resource; others of a table on disk are not known.
    """

    def __init__(self, record: Record, wanted: Mapping[str, Iterable[str]]) -> None:
        self._record = record
        self._wanted = {name: frozenset(keys) for name, keys in wanted.items()}
        self._known: dict[str, Collection[str]] = {}

    def has(self, resource: str, key: str) -> bool:
        """Whether a row of the resource has the key."""
        return key in self.of(resource)

    def of(self, resource: str) -> Collection[str]:
        """The keys of a resource that are known."""
        if resource not in self._known:
            keys: Iterable[str] = self.all(resource)
            if isinstance(self._record[resource], Spool):
                wanted = self._wanted.get(resource, frozenset())
                keys = (key for key in keys if key in wanted) if wanted else ()
            self._known[resource] = frozenset(keys)
        return self._known[resource]

    def all(self, resource: str) -> Iterator[str]:
        """The keys of all rows, one after the other."""
        keys = column(self._record[resource], RECORD[resource].key)
        return (key for key in keys if isinstance(key, str))

    def suggest(self, key: str, resource: str) -> str:
        """A hint that names the most similar key of a resource, or nothing."""
        return suggest(key, self.all(resource))


def dangling(
    rows: Iterable[Row], name: str, target: str, known: KnownKeys
) -> Iterator[FactProblem]:
    """A problem for each row whose value in a column is the key of no row of the target."""
    keys = known.of(target)
    for value, row in texts_of(rows, name):
        if value not in keys:
            message = f"{name}: no {value!r} among {target}"
            yield FactProblem(row.at(name), message, known.suggest(value, target))
