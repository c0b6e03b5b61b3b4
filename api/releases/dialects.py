"""The expressions in which SQLite and PostgreSQL differ, as one `Dialect` for each.

The dialect of a release says as well whether it has rows of other editions: only then do its
statements compare `by_default`, which would cost each of them a column.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from api.releases.statistics import selective_columns, unselective_columns
from schema import RESOURCES, prepared
from schema.editions import BY_DEFAULT
from schema.resource import SEARCH_COLUMN
from schema.scalars import FEW_VALUES, LISTS, Kind


class JoinedWords(NamedTuple):
    """An index of words, joined to a table: its matches come in the order of the rows' keys."""

    join: str
    term: str
    key: str  # what to sort by


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one engine writes parameters, JSON texts, ordered aggregates and comparisons."""

    name: str
    parameter: Callable[[int], str]  # the placeholder of the n-th parameter
    typed: Callable[[Kind, str], str]  # a placeholder compared with a column of a kind
    json_of: Callable[[Kind, str, bool], str]  # JSON text of a value; whether it is nullable
    digits: Callable[[str], str]  # the decimal digits of a figure's column
    string_agg: Callable[[str, str], str]  # over the rows of an ordered subquery
    string_agg_from: Callable[[str, str, str], str]  # of FROM items; NULL if there are none
    key_order: Callable[[str, str], str]  # what sorts a table's rows as their key does
    page: Callable[[int, int], str]  # LIMIT and OFFSET
    # Rows of a table as an item: those that clauses select, one after the other, up to a limit.
    limited: Callable[[str, str, str, Sequence[str], int], str]
    is_not_distinct: Callable[[str, str], str]  # equality in which two nulls are equal
    filtered: Callable[[str], str]  # a column that is compared with, but not searched by an index
    has_text: Callable[[str, str], str]  # whether a column contains a text
    has_words: Callable[[str, str, list[str]], str]  # whether a table's row has words that begin so
    # The index of words that a list by key is read from; None where there is none to join.
    joined_words: Callable[[str, str, list[str]], JoinedWords] | None
    has_item: Callable[[str, str], str]  # whether a JSON array contains one of the placeholders
    # Whether a JSON array of values of a vocabulary contains one. None of them has a quotation mark
    # or a comma, so that the text is searched: an array would be parsed for each row.
    has_choice: Callable[[str, str], str]
    bounded: Callable[[str], str]  # a text, refused by the database if it is too long
    leaves_out_editions: bool = False  # whether the release has rows that lists leave out
    # The columns, as (table, column), whose values select few rows each; None if the planner of the
    # database knows.
    selective: frozenset[tuple[str, str]] | None = None
    # Of the other columns that an index begins with, the entries of the index. How many rows have
    # a value may differ too much for one choice.
    unselective: Mapping[tuple[str, str], int] = field(default_factory=dict)
    # The values of columns of few values, in descending order, null after the others. Of such an
    # order no index has the rows; the index of the column has those of each value.
    values: Mapping[tuple[str, str], Sequence[Any]] = field(default_factory=dict)


# The setting of a session on PostgreSQL that bounds its answers, in bytes.
ANSWER_BYTES = "climate_record.answer_bytes"


def _postgresql_bounded(text: str) -> str:
    """The text; if it is too long, casting it to an integer raises an error.

    OFFSET keeps the planner from writing the expression twice.
    """
    limit = f"current_setting('{ANSWER_BYTES}')::integer"
    error = "(left(a, 0) || 'the answer is too long')::integer::text"
    case = f"CASE WHEN a IS NULL OR octet_length(a) <= {limit} THEN a ELSE {error} END"
    return f"(SELECT {case} FROM (SELECT {text} AS a OFFSET 0) whole)"


def _page(limit: int, offset: int) -> str:
    return f"LIMIT {limit} OFFSET {offset}" if offset else f"LIMIT {limit}"


def _sqlite_limited(table: str, t: str, _columns: str, tails: Sequence[str], limit: int) -> str:
    """Sorts row ids only, then looks up the rows that remain in that order.

    SQLite runs the parts of a UNION ALL in turn, and none once there are enough rows.
    """
    numbers = [f"SELECT {t}.rowid AS r FROM {table} {t}{tail}" for tail in tails]
    rows = numbers[0]
    if len(numbers) > 1:
        parts = " UNION ALL ".join(f"SELECT r FROM ({text})" for text in numbers)
        rows = f"{parts} {_page(limit, 0)}"
    return f"({rows}) {t}r CROSS JOIN {table} {t} ON {t}.rowid = {t}r.r"


def _postgresql_limited(table: str, t: str, columns: str, tails: Sequence[str], _limit: int) -> str:
    """Sorts the columns with the rows, because a join would not preserve the order."""
    (tail,) = tails  # its planner knows the values
    return f"(SELECT {columns} FROM {table} {t}{tail}) {t}"


# Slugs, vocabularies and dates are validated at publish: they need no JSON escaping.
_PLAIN = (Kind.slug, Kind.choice, Kind.date)


def _or_null(text: str, nullable: bool) -> str:
    return f"coalesce({text}, 'null')" if nullable else text


def _sqlite_json(kind: Kind, column: str, nullable: bool) -> str:
    if kind is Kind.flag:
        return f"CASE {column} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END"
    if kind in LISTS:
        return column
    if kind is Kind.json:  # releases of earlier software have no value where these have `null`
        return f"coalesce({column}, 'null')"
    if kind in _PLAIN:
        return _or_null(f"'\"' || {column} || '\"'", nullable)
    if kind in (Kind.integer, Kind.figure):
        return _or_null(column, nullable)
    return f"json_quote({column})"


def _postgresql_json(kind: Kind, column: str, nullable: bool) -> str:
    if kind in LISTS:
        return f"{column}::text"
    if kind is Kind.json:
        return f"coalesce({column}::text, 'null')"
    if kind in _PLAIN:
        return _or_null(f"'\"' || {column} || '\"'", nullable)
    if kind in (Kind.integer, Kind.figure, Kind.flag):
        return _or_null(f"{column}::text", nullable)
    return _or_null(f"to_json({column})::text", nullable)


def _sqlite_words(table: str, t: str, words: list[str]) -> str:
    """The rows that match in the table's FTS5 index."""
    index = prepared.WORDS.format(table)
    return f"{t}.rowid IN (SELECT rowid FROM {index} WHERE {index} MATCH {_match(words)})"


def _match(words: list[str]) -> str:
    """FTS5's own query: a string and an asterisk are the beginning of a word."""
    joined = " || '\" * AND \"' || ".join(words)
    return f"'\"' || {joined} || '\" *'"


def _sqlite_joined_words(table: str, t: str, words: list[str]) -> JoinedWords:
    """A join with the FTS5 index, which has its matches in the order of the row ids."""
    index = prepared.WORDS.format(table)
    join = f" JOIN {index} {t}w ON {t}w.rowid = {t}.rowid"
    return JoinedWords(join, f"{t}w.{index} MATCH {_match(words)}", f"{t}w.rowid")


def _scanned_words(_table: str, t: str, words: list[str]) -> str:
    """The same without an index: a space precedes every word of the column."""
    return " AND ".join(f"instr({t}.{SEARCH_COLUMN}, ' ' || {word}) > 0" for word in words)


def _postgresql_words(_table: str, t: str, words: list[str]) -> str:
    """A match of the vector that publishing has indexed; without the index it is computed.

    The words are taken as they are: no text-search configuration splits or changes them.
    """
    vector = prepared.word_vector(f"{t}.{SEARCH_COLUMN}")
    query = " || ''':* & ''' || ".join(f"{word}::text" for word in words)
    return f"{vector} @@ ('''' || {query} || ''':*')::tsquery"


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
    # Publishing inserts rows in the order of their keys, and every index ends with the row id.
    key_order=lambda t, _key: f"{t}.rowid",
    page=_page,
    limited=_sqlite_limited,
    is_not_distinct=lambda a, b: f"{a} IS {b}",
    # Without the sign, the planner prefers the days in an index to the column in front of them.
    filtered=lambda column: f"+{column}",
    has_text=lambda column, text: f"instr({column}, {text}) > 0",
    has_words=_sqlite_words,
    joined_words=_sqlite_joined_words,
    has_item=lambda column, items: (
        f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value IN ({items}))"
    ),
    has_choice=lambda column, item: f"instr({column}, '\"' || {item} || '\"') > 0",
    # SQLITE_LIMIT_LENGTH bounds every text.
    bounded=lambda text: text,
)

POSTGRESQL = Dialect(
    name="postgresql",
    parameter=lambda n: f"${n}",
    # PostgreSQL would infer a 4-byte parameter, and a larger number would be an error.
    typed=lambda kind, parameter: f"{parameter}::bigint" if kind is Kind.integer else parameter,
    json_of=_postgresql_json,
    digits=lambda column: column,
    # An array is cheaper than string_agg, and its order is guaranteed.
    string_agg=lambda text, separator: f"string_agg({text}, {separator})",
    string_agg_from=lambda text, separator, rows: (
        f"nullif(array_to_string(ARRAY(SELECT {text} FROM {rows}), {separator}), '')"
    ),
    key_order=lambda t, key: f"{t}.{key}",
    page=_page,
    limited=_postgresql_limited,
    is_not_distinct=lambda a, b: f"{a} IS NOT DISTINCT FROM {b}",
    filtered=lambda column: column,
    has_text=lambda column, text: f"strpos({column}, {text}) > 0",
    has_words=_postgresql_words,
    joined_words=None,
    has_item=lambda column, items: (
        f"EXISTS (SELECT 1 FROM json_array_elements_text({column}) AS item WHERE item IN ({items}))"
    ),
    has_choice=lambda column, item: f"strpos({column}::text, '\"' || {item}::text || '\"') > 0",
    bounded=_postgresql_bounded,
)


# Whether a release has rows of editions that lists leave out.
OTHER_EDITIONS_QUERY = "SELECT " + " OR ".join(
    f"EXISTS (SELECT 1 FROM {resource.table_name} WHERE NOT {BY_DEFAULT})"
    for resource in RESOURCES.values()
    if resource.editions is not None
)

_WORD_INDEX = next(
    prepared.WORDS.format(resource.table_name)
    for resource in RESOURCES.values()
    if resource.query.search
)
# Whether an SQLite release has the indexes of words, which none had before version 3.0.0.
WORD_INDEX_QUERY = f"SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = '{_WORD_INDEX}')"


def dialect_of(dialect: Dialect, other_editions: object) -> Dialect:
    """The dialect for a release with or without rows of other editions."""
    return replace(dialect, leaves_out_editions=True) if other_editions else dialect


_COLUMNS_OF_FEW_VALUES = {
    (resource.table_name, column.name)
    for resource in RESOURCES.values()
    for column in resource.columns
    if column.info["kind"] in FEW_VALUES
}


def values_queries(statistics: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """The queries for the values of each column of few values, in descending order.

    Args:
        statistics: The rows of `INDEX_STATISTICS_QUERY`: they name the columns with an index.
    """
    indexed = {(table, column) for table, column, _ in statistics}
    return {
        (table, column): f'SELECT DISTINCT "{column}" FROM "{table}" ORDER BY 1 DESC'
        for table, column in sorted(_COLUMNS_OF_FEW_VALUES & indexed)
    }


def sqlite_dialect(
    other_editions: object,
    has_word_indexes: object,
    statistics: Iterable[tuple[str, str, str]],
    values: Mapping[tuple[str, str], Sequence[Any]],
) -> Dialect:
    """The dialect for an SQLite release.

    Args:
        other_editions: Whether it has rows of other editions.
        has_word_indexes: Whether it has indexes of words.
        statistics: The rows of `INDEX_STATISTICS_QUERY`.
        values: What `values_queries` select.
    """
    known = list(statistics)
    dialect = replace(
        SQLITE,
        selective=selective_columns(known),
        unselective=unselective_columns(known),
        values=values,
    )
    if not has_word_indexes:
        dialect = replace(dialect, has_words=_scanned_words, joined_words=None)
    return dialect_of(dialect, other_editions)
