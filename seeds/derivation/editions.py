"""Which edition of a dataset lists show: the latest that has rows of the same kind.

Rows of other editions stay. Their ids end in the id of their source, so that the plain id is always
that of the edition that answers by default.
"""

from collections.abc import Iterable

from schema.editions import BY_DEFAULT, Editions
from schema.resource import Resource
from seeds.loading.values import Record, Row, Value

_Kind = tuple[Value, ...]  # the dataset, and the values of `Editions.within`


def set_editions(record: Record, resource: Resource) -> None:
    """Set `by_default` of the rows of a resource that come in editions."""
    editions = resource.editions
    assert editions is not None
    sources = {row.text("id"): row for row in record["sources"]}
    rows = record[resource.name]
    latest: dict[_Kind, tuple[str, str]] = {}
    for row in rows:
        kind = _kind(row, sources, editions)
        latest[kind] = max(latest.get(kind, ("", "")), _order(row, sources))
    for row in rows:
        kind = _kind(row, sources, editions)
        row.values[BY_DEFAULT] = _order(row, sources) == latest[kind]


def _kind(row: Row, sources: dict[str | None, Row], editions: Editions) -> _Kind:
    """What rows of several editions have in common; a source without a dataset stands alone."""
    source = sources.get(row.text("source_id"))
    dataset = (source and source.text("dataset")) or row.text("source_id")
    return (dataset, *(row.values[column] for column in editions.within))


def _order(row: Row, sources: dict[str | None, Row]) -> tuple[str, str]:
    """The date of the edition, then its id."""
    source = sources.get(row.text("source_id"))
    return (source and source.text("edition")) or "", row.text("source_id") or ""


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
