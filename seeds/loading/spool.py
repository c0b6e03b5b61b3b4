"""Rows on disk in the order of a key: of tables with too many rows to hold them in memory.

Rows are written once and read one after the other, as often as needed. SQLite sorts them, in a
temporary database, with a few megabytes of memory however many there are. Both files are in TMPDIR
and have no name, so that nothing is left of them when the process dies.
"""

import marshal
import os
import sqlite3
import tempfile
import weakref
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from decimal import Decimal
from itertools import islice, pairwise
from operator import itemgetter
from typing import IO, Any, Generic, TypeVar

from seeds.loading.files import Place
from seeds.loading.values import Row, Value

_TOGETHER = 250  # rows that are read together: half a megabyte of the largest ones
# More memory sorts no faster, and stays with the process: other rows come to lie between its pages.
_SORT_PRAGMAS = ("cache_size = -2000", "journal_mode = OFF", "synchronous = OFF")
_LARGEST = 2**63 - 1  # of SQLite's integers

T = TypeVar("T", bound=tuple[Any, ...])

# What is written of a row: its file and line, its values and, if there are any, its lines and its
# bad columns.
_Written = tuple[Any, ...]


class Notes(Generic[T]):
    """Tuples of plain values in a temporary file, in the order in which they were noted."""

    def __init__(self) -> None:
        self._ends = [0]
        self._file = tempfile.TemporaryFile(prefix="climate-record-")  # noqa: SIM115
        weakref.finalize(self, self._file.close)

    def add(self, notes: Iterable[T]) -> None:
        """Note some more. Raises `OSError` if the disk is full."""
        for together in in_batches(notes, _TOGETHER):
            part = marshal.dumps(together)
            self._file.write(part)
            self._ends.append(self._ends[-1] + len(part))

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__ |= state
        weakref.finalize(self, self._file.close)

    def __iter__(self) -> Iterator[T]:
        self._file.flush()
        for start, end in pairwise(self._ends):
            yield from marshal.loads(os.pread(self._file.fileno(), end - start, start))  # noqa: S302


class SpoolWriter:
    """Takes rows as they come, in any order, and gives them as a spool.

    Args:
        key: The names of the values that the rows are sorted by; rows of equal keys stay in order.
    """

    def __init__(self, key: Sequence[str]) -> None:
        self._key = tuple(key)
        self._names: tuple[str, ...] = ()
        self._decimals: dict[int, str] = {}  # columns of decimal numbers, which are written as text
        self._columns = ", ".join(f"k{number}" for number in range(len(self._key)))
        self._database = sqlite3.connect("", isolation_level=None)
        for pragma in _SORT_PRAGMAS:
            self._database.execute(f"PRAGMA {pragma}")
        self._database.execute(f"CREATE TABLE rows ({self._columns}, row)")
        self._database.execute("BEGIN")

    def add(self, rows: Iterable[Row]) -> None:
        """Write some more rows.

        Args:
            rows: All rows have values of the same names. A column with decimal numbers has no
                texts.

        Raises:
            OSError: If the disk is full.
        """
        marks = ", ".join("?" * (len(self._key) + 1))
        with _disk_errors():
            self._database.executemany(f"INSERT INTO rows VALUES ({marks})", self._written(rows))  # noqa: S608  # our names

    def spool(self) -> "Spool":
        """The rows in order. No more can be added. Raises `OSError` if the disk is full."""
        file = tempfile.TemporaryFile(prefix="climate-record-")  # noqa: SIM115
        ends, length = [0], 0
        with _disk_errors(), closing(self._database):
            text = f"SELECT k0, row FROM rows ORDER BY {self._columns}, rowid"  # noqa: S608  # our names
            blobs = self._database.execute(text)
            while batch := blobs.fetchmany(_TOGETHER):
                part = marshal.dumps([*zip(*batch, strict=True)])
                file.write(part)
                ends.append(ends[-1] + len(part))
                length += len(batch)
        file.flush()
        return Spool(file, ends, length, self._key, self._names, self._decimals)

    def _written(self, rows: Iterable[Row]) -> Iterator[tuple[Any, ...]]:
        """The values of the key, and the row as bytes."""
        for row in rows:
            if not self._names:
                self._names = tuple(row.values)
                self._in_order = itemgetter(*self._names)
            values = list(self._in_order(row.values))
            for column in self._decimals:
                if isinstance(values[column], Decimal):
                    values[column] = str(values[column])
            further = (dict(row.lines), tuple(row.bad)) if row.lines or row.bad else None
            written: _Written = (row.place.file, row.place.line, values, further)
            keys = [_sortable(row.values[name]) for name in self._key]
            try:
                yield (*keys, marshal.dumps(written))
            except ValueError:  # a value of another type than those that are written as they are
                self._make_plain(values)
                yield (*keys, marshal.dumps(written))

    def _make_plain(self, values: list[Any]) -> None:
        """Write decimal numbers, from now on those of their columns, and members as text."""
        for column, value in enumerate(values):
            if isinstance(value, Decimal):
                self._decimals[column] = self._names[column]
            if isinstance(value, Decimal | str):
                values[column] = str(value)


@contextmanager
def _disk_errors() -> Iterator[None]:
    """Raise `OSError` for what SQLite raises if the disk is full."""
    try:
        yield
    except sqlite3.Error as error:
        raise OSError(f"rows cannot be sorted on disk: {error}") from error


def spool_of(rows: Iterable[Row], key: Sequence[str]) -> "Spool":
    """The rows as a spool, sorted by a key. Raises `OSError` if the disk is full."""
    writer = SpoolWriter(key)
    writer.add(rows)
    return writer.spool()


class Spool(Collection[Row]):
    """Rows in a temporary file, as a `SpoolWriter` wrote them. Each reading gives new rows."""

    def __init__(
        self,
        file: IO[bytes],
        ends: list[int],
        length: int,
        key: tuple[str, ...],
        names: tuple[str, ...],
        decimals: dict[int, str],
    ) -> None:
        self.key, self.names = key, names
        self._file, self._ends, self._length = file, ends, length  # a part ends at each of the ends
        self._decimals = decimals
        weakref.finalize(self, self._file.close)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__ |= state
        weakref.finalize(self, self._file.close)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Row]:
        for batch in self.batches():
            yield from batch

    def __contains__(self, row: object) -> bool:
        return any(row == other for other in self)

    def batches(self) -> Iterator[list[Row]]:
        """The rows in batches, each to be dropped before the next one is read."""
        for written in self._read():
            rows = map(Row, [Place(row[0], row[1]) for row in written], self._values(written))
            batch = list(rows)
            for row, (_, _, _, further) in zip(batch, written, strict=True):
                if further is not None:
                    row.lines, row.bad = further[0], frozenset(further[1])
            yield batch

    def plain(self) -> Iterator[dict[str, Value]]:
        """The values of the rows."""
        for written in self._read():
            yield from self._values(written)

    def columns(self, names: Sequence[str]) -> Iterator[tuple[Value, ...]]:
        """The values of two columns or more, which have no decimal numbers."""
        if not self._length:
            return
        in_order = itemgetter(*map(self.names.index, names))
        for written in self._read():
            yield from [in_order(row[2]) for row in written]

    def column(self, name: str) -> Iterator[Value]:
        """The values of a column that has no decimal numbers; of the key no more is read."""
        if name == self.key[0]:
            return (key for keys, _ in self._parts() for key in keys)
        place = self.names.index(name) if self._length else 0
        return (row[2][place] for written in self._read() for row in written)

    def _values(self, written: list[_Written]) -> list[dict[str, Value]]:
        names = self.names
        rows = [dict(zip(names, row[2], strict=True)) for row in written]
        for name in self._decimals.values():
            for values in rows:
                if isinstance(text := values[name], str):
                    values[name] = Decimal(text)
        return rows

    def _read(self) -> Iterator[list[_Written]]:
        for _, blobs in self._parts():
            yield [marshal.loads(blob) for blob in blobs]  # noqa: S302  # our own

    def _parts(self) -> Iterator[tuple[tuple[Value, ...], tuple[bytes, ...]]]:
        """The values that the rows are sorted by first, and the rows as they were written."""
        for start, end in pairwise(self._ends):
            keys, blobs = marshal.loads(os.pread(self._file.fileno(), end - start, start))  # noqa: S302  # our own
            yield keys, blobs


def batches(rows: Collection[Row]) -> Iterator[Collection[Row]]:
    """The rows in batches, if they are on disk; else all of them, which are held anyway."""
    if isinstance(rows, Spool):
        yield from rows.batches()
    else:
        yield rows


def plain(rows: Collection[Row]) -> Iterator[dict[str, Value]]:
    """The values of rows, which may be on disk."""
    return rows.plain() if isinstance(rows, Spool) else (row.values for row in rows)


def column(rows: Collection[Row], name: str) -> Iterator[Value]:
    """The values of a column, which has no decimal numbers, of rows that may be on disk."""
    return rows.column(name) if isinstance(rows, Spool) else (row.values[name] for row in rows)


def _sortable(value: Value) -> Value:
    """The value as SQLite sorts it; an integer that it cannot hold is a problem of the facts."""
    return str(value) if isinstance(value, int) and abs(value) > _LARGEST else value


def in_batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The items in lists of at most `size`."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
