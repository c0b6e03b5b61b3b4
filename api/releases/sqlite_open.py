"""Opening a release file, with what is read of it once: aliases, coverage, statistics."""

from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import apsw

from api.releases.aliases import (
    TERRITORIES_QUERY,
    AliasIndex,
    RowId,
    alias_index,
    aliases_query,
    former_ids_queries,
    successors_in,
)
from api.releases.coverage import ENTRIES_QUERY, KEYS_QUERY, CoverageIndex
from api.releases.dialects import (
    OTHER_EDITIONS_QUERY,
    SQLITE,
    WORD_INDEX_QUERY,
    sqlite_dialect,
    values_queries,
)
from api.releases.gate import ThreadLane
from api.releases.indexes import Indexes
from api.releases.sqlite_reader import connect
from api.releases.sqlite_snapshot import CompressedSnapshot, SqliteSnapshot, address_of
from api.releases.statistics import (
    INDEX_STATISTICS_QUERY,
    NO_STATISTICS,
    sqlite_statistics,
)
from api.releases.store import (
    StoreLimits,
)
from api.releases.tables import LATEST_RELEASE_QUERY, SOFTWARE_QUERY
from schema.filters import ALIASED_RESOURCES
from schema.release_files import is_compressed


class NotARelease(Exception):
    """An SQLite database that names no release."""


def open_release(
    path: Path, limits: StoreLimits, lane: ThreadLane, aliases: AliasIndex | None = None
) -> SqliteSnapshot:
    """Open a release file as immutable: without locks and without a journal.

    Args:
        path: The file.
        limits: The limits of the store.
        lane: Where expensive statements run.
        aliases: The aliases that it has, instead of reading its own and what is covered.

    Raises:
        NotARelease: Its table of releases is empty.
        apsw.Error: It is no SQLite database, or has other tables than a release.
    """
    address = address_of(path)
    with closing(connect(address)) as connection:
        rows = connection.execute(LATEST_RELEASE_QUERY).fetchall()
        if not rows:
            raise NotARelease(path.name)
        release = str(rows[0][0])
        if aliases is not None:
            indexes = Indexes(aliases, CoverageIndex(), SQLITE, NO_STATISTICS)
        else:
            indexes = _PRELOADED.get(release) or _read_indexes(connection)
    aliases, coverage, dialect, statistics = indexes
    kind = CompressedSnapshot if is_compressed(path) else SqliteSnapshot
    return kind(address, release, aliases, coverage, limits, lane, dialect, statistics)


_PRELOADED: dict[str, Indexes] = {}  # by release


def preload_release(path: Path) -> None:
    """Read the indexes of a release for those who open it later, and close it again.

    Processes that are forked afterwards share them; a connection they must not share.
    """
    with suppress(apsw.Error), closing(connect(address_of(path))) as connection:
        for (release,) in connection.execute(LATEST_RELEASE_QUERY).fetchall():
            _PRELOADED[str(release)] = _read_indexes(connection)


def _read_indexes(connection: apsw.Connection) -> Indexes:
    named = {name: connection.execute(aliases_query(name)).fetchall() for name in ALIASED_RESOURCES}
    successors: dict[RowId, RowId] = {}
    for name, text in former_ids_queries().items():
        successors |= successors_in(name, connection.execute(text))
    coverage = CoverageIndex(connection.execute(ENTRIES_QUERY), connection.execute(KEYS_QUERY))
    ((others,),) = connection.execute(OTHER_EDITIONS_QUERY).fetchall()
    ((indexed,),) = connection.execute(WORD_INDEX_QUERY).fetchall()
    indexes: list[Any] = connection.execute(INDEX_STATISTICS_QUERY).fetchall()
    values = {
        column: [value for (value,) in connection.execute(text)]
        for column, text in values_queries(indexes).items()
    }
    dialect = sqlite_dialect(others, indexed, indexes, values)
    statistics = sqlite_statistics(indexes)
    territories = frozenset(code for (code,) in connection.execute(TERRITORIES_QUERY))
    aliases = alias_index(named, successors, territories)
    return Indexes(aliases, coverage, dialect, statistics)


def software_of(path: Path) -> str | None:
    """The version of the software that wrote a release file; None if the file does not say."""
    try:
        with closing(connect(address_of(path))) as connection:
            row = connection.execute(SOFTWARE_QUERY).fetchone()
    except apsw.Error:
        return None
    return row[0] if row else None
