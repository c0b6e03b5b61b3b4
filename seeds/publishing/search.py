"""The indexes of words that `q` reads: both engines index the same normalised words.

On SQLite a table has an FTS5 table beside it, on PostgreSQL a GIN index. Neither splits, folds or
stems anything: publishing has done that (`schema.words`), and `q` asks for beginnings of words.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, Index, MetaData, Table, text

from schema import prepared
from schema.resource import SEARCH_COLUMN

# External content: FTS5 reads the words from the table. `ascii` takes every letter outside of ASCII
# as part of a word, whatever version of Unicode SQLite knows. The places of words (`detail`) and
# their number (`columnsize`) are left out, because nothing is ranked. Short beginnings have an
# index of their own (`prefix`), or each request would merge the matches of all words that begin so.
_CREATE = (
    "CREATE VIRTUAL TABLE {index} USING fts5({column}, content='{table}', content_rowid='rowid',"
    " tokenize='ascii', prefix='1 2 3', detail='none', columnsize=0)"
)


def add_word_index(table: Table) -> None:
    """Add the GIN index of a table's words, on PostgreSQL."""
    if SEARCH_COLUMN in table.c and table.schema is not None:
        vector = text(prepared.word_vector(SEARCH_COLUMN))
        Index(f"ix_{table.name}_words", vector, postgresql_using="gin", _table=table)


def _searched(tables: MetaData) -> list[str]:
    """The names of the tables with words, on SQLite."""
    return [
        str(table.name)
        for table in tables.sorted_tables
        if SEARCH_COLUMN in table.c and table.schema is None
    ]


def word_index_statements(tables: MetaData) -> list[str]:
    """The statements that create the FTS5 tables, on SQLite."""
    return [
        _CREATE.format(index=prepared.WORDS.format(name), column=SEARCH_COLUMN, table=name)
        for name in _searched(tables)
    ]


def create_word_indexes(connection: Connection, tables: MetaData) -> None:
    """Create the FTS5 tables, which are empty."""
    for statement in word_index_statements(tables):
        connection.exec_driver_sql(statement)


def fill_word_indexes(connection: Connection, tables: MetaData, names: Iterable[str]) -> None:
    """Index the words of those of the tables that have any, each table's as one sorted segment."""
    searched = _searched(tables)
    for name in (name for name in names if name in searched):
        _command(connection, name, "rebuild")
        _command(connection, name, "optimize")


def check_word_indexes(connection: Connection, tables: MetaData, names: Iterable[str]) -> None:
    """Compare the FTS5 tables of some tables with their words. DatabaseError if one differs."""
    searched = _searched(tables)
    for name in (name for name in names if name in searched):
        _command(connection, name, "integrity-check", rank=1)


# Commands are rows that are inserted into the column that is named like the FTS5 table.
_COMMAND = "INSERT INTO {index} ({index}, rank) VALUES (?, ?)"


def _command(connection: Connection, name: str, command: str, rank: int | None = None) -> None:
    """Give the FTS5 table of a table a command."""
    statement = _COMMAND.format(index=prepared.WORDS.format(name))
    connection.exec_driver_sql(statement, (command, rank))
