"""Which edition of a dataset lists show: the latest that has rows of the same kind.

Rows of other editions stay. Their ids end in the id of their source, so that the plain id is always
that of the edition that answers by default.
"""

from collections.abc import Iterable, Mapping

from schema.editions import BY_DEFAULT
from schema.resource import Resource
from seeds.loading.values import Record, Row, Value

Values = Mapping[str, Value]
_Kind = tuple[Value, ...]  # the dataset or the source, and the values of `Editions.within`


def set_editions(record: Record, resource: Resource) -> None:
    """Set `by_default` of the rows of a resource that come in editions."""
    rows = record[resource.name]
    latest = LatestEditions(record["sources"], resource, (row.values for row in rows))
    for row in rows:
        row.values[BY_DEFAULT] = latest.has(row.values)


class LatestEditions:
    """The latest edition of each kind of the rows of a resource.

    Args:
        sources: The sources, which name their dataset and the date of the edition.
        resource: The resource, which comes in editions.
        rows: The values of all of its rows, or at least of one of each kind and source.
    """

    def __init__(self, sources: Iterable[Row], resource: Resource, rows: Iterable[Values]) -> None:
        assert resource.editions is not None
        self._sources = {row.values["id"]: row for row in sources}
        self._columns = ("source_id", *resource.editions.within)
        self._latest: dict[_Kind, tuple[str, str]] = {}
        # Rows of the same source and the same values within are of the same kind: there are few.
        self._seen: dict[_Kind, tuple[_Kind, tuple[str, str]]] = {}
        for values in rows:
            key = tuple([values[column] for column in self._columns])
            if key not in self._seen:
                kind, order = self._seen[key] = self._kind(key), self._order(key)
                self._latest[kind] = max(self._latest.get(kind, ("", "")), order)

    def has(self, values: Values) -> bool:
        """Whether a row of these values is of the latest edition of its kind."""
        kind, order = self._seen[tuple([values[column] for column in self._columns])]
        return order == self._latest[kind]

    def others(self) -> list[_Kind]:
        """The source, and the values within, of the rows that are of none of them."""
        return [key for key, (kind, order) in self._seen.items() if order != self._latest[kind]]

    def _kind(self, key: _Kind) -> _Kind:
        """What rows of several editions have in common; a source without a dataset stands alone."""
        source = self._sources.get(key[0])
        dataset = (source and source.text("dataset")) or key[0]
        return (dataset, *key[1:])

    def _order(self, key: _Kind) -> tuple[str, str]:
        """The date of the edition, then its id."""
        source = self._sources.get(key[0])
        return (source and source.text("edition")) or "", str(key[0] or "")


def rename_others(record: Record, resource: Resource) -> None:
    """Add the source to the keys of rows of other editions, and to notes that name these rows."""
    renamed = {}
    for row in record[resource.name]:
        key = row.text(resource.key)
        if key is not None and not row.values[BY_DEFAULT]:
            row.values[resource.key] = edition_id(key, row.values)
            renamed[key, row.text("source_id")] = row.values[resource.key]
    for note in record["import-notes"]:
        named = note.text("row_id") or "", note.text("source_id")
        if note.values["resource"] == resource.name and named in renamed:
            note.values["row_id"] = renamed[named]


def shown(rows: Iterable[Row]) -> list[Row]:
    """The rows that lists show where no source is named."""
    return [row for row in rows if row.values[BY_DEFAULT]]


def edition_id(id_: str, values: dict[str, Value]) -> str:
    """The id of a row: plain, or with the id of the source if another edition has the plain one."""
    return id_ if values[BY_DEFAULT] else f"{id_}-{values['source_id']}"
