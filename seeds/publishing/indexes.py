"""The indexes of a release's tables, derived from what their lists filter and sort by."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Index, Table, text

from schema import RECORD, RESOURCES, Resource
from schema.editions import BY_DEFAULT
from schema.scalars import FEW_VALUES, LISTS, Kind
from schema.validity import KNOWN_TO, LAST_DAY, VALIDITY_COLUMNS, VERSION_FROM, VERSION_TO

_INDEX_OPTIONS = ("sqlite_where", "postgresql_where", "postgresql_include")
_SHARED_VALUES = (Kind.text, Kind.date, Kind.slug)


def add_indexes(table: Table, resource: Resource, figures: Sequence[Column[Any]]) -> None:
    """Add the indexes of one table.

    - One for each column to filter or to sort by; a second one in descending order for a column
      whose rows in that order are not those of the other one from its end.
    - One for each column by which other resources embed these rows, in the order of the list.
    - One for each declared combination of filters and sort key. If that key is the list's own
      first one, the rows are a series, and the index includes their `figures`: a series is then
      read from the index alone.
    """
    keyed = _keyed_columns(table, resource)
    for index in [index for index in table.indexes if _first_column(index) in keyed]:
        table.indexes.discard(index)  # that of a declaration, without the key
    for name in dict.fromkeys([*_indexed_columns(resource), *keyed]):
        _add_sort_index(table, name, name, keyed)
    for name in _descending_columns(table, resource):
        _add_sort_index(table, f"{name}_descending", f"-{name}", keyed)
    for name in _embedding_columns(resource):
        order = _without_key(table, resource, resource.query.order)
        _add_index(table, f"{name}_in_order", [name], order)
    for *leading, ranked in resource.indexes.ranked:
        included = figures if ranked == resource.query.order[0] else ()
        # The filters between are not in the name: PostgreSQL has names of 63 characters.
        name = f"{leading[0]}_{ranked.removeprefix('-')}_ranked"
        order = [ranked, resource.key]
        _add_index(
            table,
            name,
            leading,
            order if included else _without_key(table, resource, order),
            included,
        )
    if resource.editions is not None:
        _add_editions_index(table)
    _drop_redundant(table, resource)
    _drop_repeated(table)


def _without_key(table: Table, resource: Resource, order: Iterable[str]) -> list[str]:
    """The sort keys of an index.

    On SQLite without the key of the record's rows: they are stored in the order of their keys, so
    that the row id, with which every index ends, sorts them.
    """
    is_sorted = table.schema is None and resource.name in RECORD
    return [name for name in order if not (is_sorted and name == resource.key)]


def _add_editions_index(table: Table) -> None:
    """Add an index of the rows that lists leave out; it is empty without further editions."""
    where: dict[str, Any] = dict.fromkeys(
        ("sqlite_where", "postgresql_where"), text(f"NOT {BY_DEFAULT}")
    )
    Index(f"ix_{table.name}_other_editions", table.c[BY_DEFAULT], **where)


def add_version_indexes(table: Table, resource: Resource) -> None:
    """Add the indexes of the versions of a resource's rows.

    One for the key and one for each column by which rows are selected. Each has the days of the
    version and of its validity, so that a date is compared without reading the rows. They leave out
    what was known only for a time: `known_by` reads the rows.
    """
    indexed = [column.name for column in resource.columns if column.index]
    names = dict.fromkeys([resource.key, *indexed, *_indexed_columns(resource)])
    days = (VERSION_TO, VERSION_FROM, *VALIDITY_COLUMNS)
    where: dict[str, Any] = dict.fromkeys(
        ("sqlite_where", "postgresql_where"), table.c[KNOWN_TO] == LAST_DAY
    )
    for name in names:
        columns = [table.c[column] for column in dict.fromkeys((name, *days, resource.key))]
        Index(f"ix_{table.name}_{name}_on_date", *columns, **where)


def _indexed_columns(resource: Resource) -> list[str]:
    """The columns to filter or to sort by that get an index: not lists.

    `Resource.indexes.unindexed` names further exceptions.
    """
    compared = [f for f in resource.filters.values() if f.through is None and f.is_compared]
    filtered = {f.column for f in compared}
    return [
        column.name
        for column in resource.columns
        if column.name in filtered.union(resource.sortable).difference(resource.indexes.unindexed)
        and column.info["kind"] not in LISTS
        and not (column.index or column.primary_key)
    ]


def _add_sort_index(table: Table, name: str, key: str, keyed: Mapping[str, str]) -> None:
    """Add an index of a sort key; of a column in `keyed`, the column that it has there follows."""
    column = key.removeprefix("-")
    following = [table.c[keyed[column]]] if column in keyed else []
    Index(f"ix_{table.name}_{name}", _index_key(table, key), *following)


def _keyed_columns(table: Table, resource: Resource) -> dict[str, str]:
    """The columns to sort by of whose values many rows share one, each with the key.

    They are those of few values, and those that are declared. PostgreSQL would sort all rows of the
    first value by their keys. On SQLite each index ends with the row id, which sorts them so.
    """
    if table.schema is None:
        return {}
    names = [*_sorted_columns(resource, FEW_VALUES), *resource.indexes.shared]
    return dict.fromkeys(names, resource.key)


def _sorted_columns(resource: Resource, kinds: Collection[Kind]) -> list[str]:
    """The columns of these kinds to sort by that have an index, but for the key."""
    names = set(resource.sortable).difference(resource.indexes.unindexed)
    return [
        c.name
        for c in resource.columns
        if c.name in names and c.info["kind"] in kinds and not c.primary_key
    ]


def _descending_columns(table: Table, resource: Resource) -> list[str]:
    """The columns that have an index in descending order too.

    Rows of the same value are in the order of their keys in either direction. On SQLite each index
    has them so, and in descending order the first of them would be at the far end of the other
    index: it is needed for columns whose values rows share, and for the column that a list is
    sorted by. It is not needed where the values are few: rows are read one value at a time
    (`api.query.sql.index_choice`). On PostgreSQL it is needed for columns whose index has the key,
    and for those that may be null: nulls are last in either direction.
    """
    if table.schema is not None:
        keyed = _keyed_columns(table, resource)
        names = _sorted_columns(resource, [kind for kind in Kind if kind not in LISTS])
        return [name for name in names if name in keyed or table.c[name].nullable]
    of_kind = _sorted_columns(resource, _SHARED_VALUES)
    own = [name[1:] for name in resource.query.order[:1] if name.startswith("-")]
    return list(dict.fromkeys([*of_kind, *own, *resource.indexes.shared]))


def _embedding_columns(resource: Resource) -> list[str]:
    """The columns by which to-many relations of other resources select these rows."""
    columns = {
        relation.remote
        for other in RESOURCES.values()
        for relation in other.relations
        if relation.target == resource.name and relation.many and relation.through is None
    }
    return sorted(columns)


def _add_index(
    table: Table,
    name: str,
    leading: list[str],
    order: Iterable[str],
    included: Sequence[Column[Any]] = (),
) -> None:
    """Add an index on the columns `leading`, then on the sort keys `order`.

    If the first column is a nullable reference, the index is partial: rows without it are left
    out, because no list is sorted by a reference.

    Args:
        table: The table.
        name: The end of the index's name.
        leading: Columns that are compared with a value.
        order: Sort keys; a minus sign means descending.
        included: Columns stored in the index, so that statements need not read the table.
    """
    first = table.c[leading[0]]
    is_reference = first.nullable and first.info["kind"] is Kind.slug
    options: dict[str, Any] = {}
    if is_reference:
        options = dict.fromkeys(("sqlite_where", "postgresql_where"), first.is_not(None))
    is_postgresql = table.schema is not None
    if included and is_postgresql:
        options["postgresql_include"] = [column.name for column in included]
    Index(
        f"ix_{table.name}_{name}",
        *(table.c[column] for column in leading),
        *(_index_key(table, column) for column in dict.fromkeys(order)),
        *(() if is_postgresql else included),
        **options,
    )


def _index_key(table: Table, column: str) -> ColumnElement[Any]:
    """A sort key of an index. On PostgreSQL nulls are last, as statements sort them.

    SQLite accepts no NULLS LAST in an index, and uses the index for such statements anyway.
    """
    key = sort_key(table, column)
    is_postgresql = table.schema is not None
    nullable = table.c[column.removeprefix("-")].nullable
    return key.nulls_last() if is_postgresql and nullable else key


def sort_key(table: Table, column: str) -> ColumnElement[Any]:
    """The column as a sort key; a minus sign means descending."""
    name = column.removeprefix("-")
    return table.c[name].desc() if column.startswith("-") else table.c[name]


def _drop_redundant(table: Table, resource: Resource) -> None:
    """Drop each index of one column that is the first column of a longer index.

    The longer one does not sort by the column and the key, which an index of the column alone does.
    """
    firsts = {_first_column(index) for index in table.indexes if len(index.expressions) > 1}
    firsts.difference_update(resource.sortable)
    for index in list(table.indexes):
        if len(index.expressions) == 1 and _first_column(index) in firsts:
            table.indexes.discard(index)


def _drop_repeated(table: Table) -> None:
    """Drop each index that has the same columns and rows as another one."""
    seen: set[tuple[str, ...]] = set()
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        options = [str(index.dialect_kwargs.get(name, "")) for name in _INDEX_OPTIONS]
        content = (*map(str, index.expressions), *options)
        if content in seen:
            table.indexes.discard(index)
        seen.add(content)


def _first_column(index: Index) -> str:
    return str(index.columns[0].name)
