"""The expressions in which SQLite and PostgreSQL differ, as one `Dialect` for each."""

from collections.abc import Callable
from dataclasses import dataclass

from schema import prepared
from schema.scalars import Kind


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one engine writes parameters, JSON texts, ordered aggregates and comparisons."""

    name: str
    parameter: Callable[[int], str]
    typed: Callable[[Kind, str], str]  # a parameter that is compared with a column of this kind
    json_of: Callable[[Kind, str, bool], str]  # a value, that can be NULL or not, as JSON text
    digits: Callable[[str], str]  # a figure's column, as text
    string_agg: Callable[[str, str], str]  # over the rows of an ordered subquery
    string_agg_from: Callable[[str, str, str], str]  # of FROM items; NULL if there are none
    page: Callable[[int, int], str]  # LIMIT and OFFSET
    limited: Callable[[str, str, str, str], str]  # a table's rows, sorted and cut, under an alias
    is_not_distinct: Callable[[str, str], str]  # equality that holds between two NULLs
    has_text: Callable[[str, str], str]
    has_item: Callable[[str, str], str]  # a JSON list has one of the listed parameters


def _page(limit: int, offset: int) -> str:
    return f"LIMIT {limit} OFFSET {offset}" if offset else f"LIMIT {limit}"


def _sqlite_limited(table: str, t: str, _columns: str, tail: str) -> str:
    """Sorted by nothing but row numbers, and the rows that remain looked up in that order."""
    numbers = f"(SELECT {t}.rowid AS r FROM {table} {t}{tail}) {t}r"
    return f"{numbers} CROSS JOIN {table} {t} ON {t}.rowid = {t}r.r"


def _postgresql_limited(table: str, t: str, columns: str, tail: str) -> str:
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
    if kind in (Kind.integer, Kind.figure, Kind.flag):
        return _or_null(f"{column}::text", nullable)
    return _or_null(f"to_json({column})::text", nullable)


SQLITE = Dialect(
    name="sqlite",
    parameter=lambda n: f"?{n}",
    typed=lambda _, parameter: parameter,
    json_of=_sqlite_json,
    digits=prepared.DIGITS.format,
    string_agg=lambda text, separator: f"group_concat({text}, {separator})",
    string_agg_from=lambda text, separator, rows: (
        f"(SELECT group_concat(j, {separator}) FROM (SELECT {text} AS j FROM {rows}) i)"
    ),
    page=_page,
    limited=_sqlite_limited,
    is_not_distinct=lambda a, b: f"{a} IS {b}",
    has_text=lambda column, text: f"instr({column}, {text}) > 0",
    has_item=lambda column, items: (
        f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value IN ({items}))"
    ),
)

POSTGRESQL = Dialect(
    name="postgresql",
    parameter=lambda n: f"${n}",
    # A column of integers would have its parameter be one: greater numbers are no error.
    typed=lambda kind, parameter: f"{parameter}::bigint" if kind is Kind.integer else parameter,
    json_of=_postgresql_json,
    digits=lambda column: column,
    # Cheaper than string_agg, and an order that is promised.
    string_agg=lambda text, separator: f"string_agg({text}, {separator})",
    string_agg_from=lambda text, separator, rows: (
        f"nullif(array_to_string(ARRAY(SELECT {text} FROM {rows}), {separator}), '')"
    ),
    page=_page,
    limited=_postgresql_limited,
    is_not_distinct=lambda a, b: f"{a} IS NOT DISTINCT FROM {b}",
    has_text=lambda column, text: f"strpos({column}, {text}) > 0",
    has_item=lambda column, items: (
        f"EXISTS (SELECT 1 FROM json_array_elements_text({column}) AS item WHERE item IN ({items}))"
    ),
)
