"""The few expressions in which SQLite and PostgreSQL differ, as two rows of one table."""

from collections.abc import Callable
from dataclasses import dataclass

from schema.scalars import Kind


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one engine writes parameters, JSON texts, ordered aggregates and comparisons."""

    name: str
    parameter: Callable[[int], str]
    json_of: Callable[[Kind, str, bool], str]  # a value, that can be NULL or not, as JSON text
    joined: Callable[[str], str]  # texts joined with commas, in the order of an ordered subquery
    page: Callable[[int, int], str]  # LIMIT and OFFSET
    cut: Callable[[str, str, str, str], str]  # a table's rows, sorted and cut, under an alias
    same: Callable[[str, str], str]  # equality that holds between two NULLs
    has_text: Callable[[str, str], str]
    has_item: Callable[[str, str], str]  # a JSON list has one of the listed parameters


def _page(limit: int, offset: int) -> str:
    return f"LIMIT {limit} OFFSET {offset}" if offset else f"LIMIT {limit}"


def _sqlite_cut(table: str, t: str, _columns: str, tail: str) -> str:
    """Sorted by nothing but row numbers, and the rows that remain looked up in that order."""
    numbers = f"(SELECT {t}.rowid AS r FROM {table} {t}{tail}) {t}r"
    return f"{numbers} CROSS JOIN {table} {t} ON {t}.rowid = {t}r.r"


def _postgresql_cut(table: str, t: str, columns: str, tail: str) -> str:
    """The columns needed, sorted with the rows: a join would promise no order."""
    return f"(SELECT {columns} FROM {table} {t}{tail}) {t}"


# Keys, vocabularies and dates are checked at publish: nothing in them has to be escaped.
_PLAIN = (Kind.slug, Kind.choice, Kind.date)


def _or_null(text: str, nullable: bool) -> str:
    return f"coalesce({text}, 'null')" if nullable else text


def _sqlite_json(kind: Kind, column: str, nullable: bool) -> str:
    if kind is Kind.flag:
        return f"CASE {column} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END"
    if kind is Kind.texts:
        return column
    if kind in _PLAIN:
        return _or_null(f"'\"' || {column} || '\"'", nullable)
    if kind in (Kind.integer, Kind.figure):
        return _or_null(column, nullable)
    return f"json_quote({column})"


def _postgresql_json(kind: Kind, column: str, nullable: bool) -> str:
    if kind is Kind.texts:
        return f"{column}::text"
    if kind in _PLAIN:
        return _or_null(f"'\"' || {column} || '\"'", nullable)
    return _or_null(f"to_json({column})::text", nullable)


SQLITE = Dialect(
    name="sqlite",
    parameter=lambda n: f"?{n}",
    json_of=_sqlite_json,
    joined=lambda text: f"group_concat({text}, ',')",
    page=_page,
    cut=_sqlite_cut,
    same=lambda a, b: f"{a} IS {b}",
    has_text=lambda column, text: f"instr({column}, {text}) > 0",
    has_item=lambda column, items: (
        f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value IN ({items}))"
    ),
)

POSTGRESQL = Dialect(
    name="postgresql",
    parameter=lambda n: f"${n}",
    json_of=_postgresql_json,
    joined=lambda text: f"string_agg({text}, ',')",
    page=_page,
    cut=_postgresql_cut,
    same=lambda a, b: f"{a} IS NOT DISTINCT FROM {b}",
    has_text=lambda column, text: f"strpos({column}, {text}) > 0",
    has_item=lambda column, items: (
        f"EXISTS (SELECT 1 FROM json_array_elements_text({column}) AS item WHERE item IN ({items}))"
    ),
)
