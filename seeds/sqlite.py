"""A release as an SQLite file: built aside, synced, and put in place by a rename.

    var/releases/<release id>.sqlite   immutable, read-only, self-contained
    var/record.sqlite                  a link to the one that is served
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import SQLModel

from seeds.content import Content

_BUILDING = ".building-"
_BATCH = 5_000


class SqliteStore:
    """Releases in the folder of one SQLite database; `path` is what is served."""

    def __init__(self, path: Path) -> None:
        if path.exists() and not path.is_symlink():
            raise ValueError(f"{path} is a file of its own, not a link to a release: move it away")
        self.path = path
        self.releases = path.parent / "releases"

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the folder against other publishers, and clear what dead ones left.

        The lock is the operating system's, so that it dies with its holder: whatever is being
        built while we hold it is nobody's.
        """
        self.releases.mkdir(parents=True, exist_ok=True)
        with (self.releases / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for leftover in self._leftovers():
                leftover.unlink()
            yield

    def _leftovers(self) -> list[Path]:
        links = self.path.parent.glob(f".{self.path.name}{_BUILDING}*")
        return [*self.releases.glob(f"{_BUILDING}*"), *links]

    def current(self) -> str | None:
        """The id of the release that is served."""
        return _release_id(self.path)

    def holds(self, content: Content) -> bool:
        """Whether the release is there already, with the tables as they are declared now."""
        path = self._file(content)
        return _release_id(path) == content.release_id and _layout(path) == _declared_layout()

    def build(self, content: Content) -> None:
        """Write the release beside its place, sync it, and rename it into its place."""
        building = self.releases / f"{_BUILDING}{os.getpid()}-{secrets.token_hex(4)}"
        try:
            _write(building, content)
            building.chmod(0o444)
            _sync(building)
            building.replace(self._file(content))
            _sync(self.releases)
        finally:
            for file in self.releases.glob(f"{building.name}*"):
                file.unlink()

    def switch(self, content: Content) -> None:
        """Let the served path point at the release, in one step."""
        link = self.path.with_name(f".{self.path.name}{_BUILDING}{os.getpid()}")
        link.symlink_to(Path("releases") / self._file(content).name)
        link.replace(self.path)
        _sync(self.path.parent)

    def _file(self, content: Content) -> Path:
        return self.releases / f"{content.release_id}.sqlite"


def _engine(path: Path | None) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}" if path else "sqlite://",
        json_serializer=lambda v: json.dumps(v, ensure_ascii=False, separators=(",", ":")),
    )

    @event.listens_for(engine, "connect")
    def _(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.execute("PRAGMA foreign_keys = ON")

    return engine


def _write(path: Path, content: Content) -> None:
    engine = _engine(path)
    try:
        with engine.connect() as connection:
            # Nobody else sees the file and it is synced before its rename: no journal is needed.
            for pragma in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF"):
                connection.exec_driver_sql(f"PRAGMA {pragma}")
            connection.commit()
            _fill(connection, content)
            connection.commit()
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            _finish(connection)
    finally:
        engine.dispose()


def _fill(connection: Connection, content: Content) -> None:
    connection.exec_driver_sql("BEGIN")  # or the next line is forgotten with its own statement
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # rows may refer to later ones
    SQLModel.metadata.create_all(connection)
    for table in SQLModel.metadata.sorted_tables:
        rows = content.rows_of(table)
        for start in range(0, len(rows), _BATCH):
            connection.execute(table.insert(), rows[start : start + _BATCH])


def _finish(connection: Connection) -> None:
    """Statistics for the planner, no gaps, and a journal mode that leaves one plain file."""
    for statement in ("ANALYZE", "VACUUM", "PRAGMA journal_mode = DELETE"):
        connection.exec_driver_sql(statement)
    if (verdict := connection.exec_driver_sql("PRAGMA integrity_check").scalar()) != "ok":
        raise RuntimeError(f"the database that was built is damaged: {verdict}")


def _release_id(path: Path) -> str | None:
    """The release that a file says it holds; None if it is no release."""
    if not path.is_file():
        return None
    engine = create_engine(f"sqlite:///file:{path.absolute()}?mode=ro&uri=true")
    with suppress(DatabaseError), engine.connect() as connection:
        found = connection.execute(text("SELECT id FROM release")).scalar()
        return str(found) if found else None
    return None


def _layout(path: Path | None) -> list[str]:
    """The statements that make a database's tables and indexes."""
    engine = _engine(path)
    with engine.connect() as connection:
        if path is None:
            SQLModel.metadata.create_all(connection)
        query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        return sorted(str(row[0]) for row in connection.exec_driver_sql(query))


def _declared_layout() -> list[str]:
    return _layout(None)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
