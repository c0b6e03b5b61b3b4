"""A release as an SQLite file: built aside, synced, and put in place by a rename.

var/releases/<release id>.sqlite   immutable, read-only, self-contained
var/releases/pinned                ids of releases that are kept whatever their age, one a line
var/record.sqlite                  a link to the one that is served
"""

import fcntl
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, NullPool, create_engine

from seeds.publishing.content import Content
from seeds.publishing.history import Kept, Past, add_history
from seeds.publishing.tables import fill, index, json_text, layout, release_tables

_BUILDING = ".building-"
_PINNED = "pinned"
_OWN = "SELECT id FROM release ORDER BY sequence DESC LIMIT 1"


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
        found = _read(self.path)
        return found[0] if found else None

    def holds(self, content: Content) -> bool:
        """Whether the release is there already, with the tables as they are declared now."""
        return _read(self._file(content)) == (content.release_id, _layout())

    @contextmanager
    def kept(self, release_id: str) -> Iterator[Kept | None]:
        """A release that is kept; None where it is not, or has no history."""
        path = self._place(release_id)
        found = _read(path)
        if found is None or found[0] != release_id:
            yield None
            return
        engine = create_engine("sqlite://", creator=lambda: _reading(path), poolclass=NullPool)
        try:
            with engine.connect() as connection:
                release = Kept(connection, release_tables())
                yield release if release.has_history() else None
        finally:
            engine.dispose()

    def build(self, content: Content, past: Past) -> None:
        """Write the release beside its place, sync it, and rename it into its place."""
        building = self.releases / f"{_BUILDING}{os.getpid()}-{secrets.token_hex(4)}"
        try:
            _write(building, content, past)
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

    def ids(self) -> list[str]:
        """Every release that is kept."""
        return sorted(path.stem for path in self.releases.glob("[!.]*.sqlite"))

    def size(self, release_id: str) -> int:
        """The bytes that a release takes."""
        return self._place(release_id).stat().st_size

    def pinned(self) -> set[str]:
        """The releases that are kept whatever their age."""
        path = self.releases / _PINNED
        return set(path.read_text("utf-8").split()) if path.exists() else set()

    def pin(self, release_ids: set[str]) -> None:
        """Let these be the pinned ones: a file with their ids, put in place by a rename."""
        building = self.releases / f"{_BUILDING}{_PINNED}"
        building.write_text("".join(f"{id_}\n" for id_ in sorted(release_ids)), "utf-8")
        _sync(building)
        building.replace(self.releases / _PINNED)
        _sync(self.releases)

    def drop(self, release_id: str) -> None:
        """Let a release go; who has its file open reads on."""
        self._place(release_id).unlink()

    def _place(self, release_id: str) -> Path:
        return self.releases / f"{release_id}.sqlite"

    def _file(self, content: Content) -> Path:
        return self._place(content.release_id)


def _write(path: Path, content: Content, past: Past) -> None:
    engine = create_engine(URL.create("sqlite", database=str(path)), json_serializer=json_text)
    try:
        with engine.connect() as connection:
            # Nobody else sees the file and it is synced before its rename: no journal is needed.
            for name, value in (
                ("page_size", "4096"),
                ("journal_mode", "OFF"),
                ("synchronous", "OFF"),
                ("foreign_keys", "ON"),
                ("user_version", str(_layout())),
            ):
                connection.exec_driver_sql(f"PRAGMA {name} = {value}")
            connection.commit()
            tables = release_tables()
            fill(connection, tables, content)
            add_history(connection, tables, content, past)
            index(connection, tables)
            connection.commit()
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            _finish(connection)
    finally:
        engine.dispose()


def _finish(connection: Connection) -> None:
    """Statistics for the planner, no gaps, and a journal mode that leaves one plain file."""
    for statement in ("ANALYZE", "VACUUM", "PRAGMA journal_mode = DELETE"):
        connection.exec_driver_sql(statement)
    if (verdict := connection.exec_driver_sql("PRAGMA integrity_check").scalar()) != "ok":
        raise RuntimeError(f"the database that was built is damaged: {verdict}")


def _layout() -> int:
    """The fingerprint of the tables, as far as SQLite's `user_version` (31 bits) holds it."""
    return int(layout(release_tables())[:7], 16)


def _read(path: Path) -> tuple[str, int] | None:
    """The release that a file says it holds and its layout; None if it is no release."""
    if not path.is_file():
        return None
    try:
        with closing(_reading(path)) as connection:
            (release,) = connection.execute(_OWN).fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
    except (sqlite3.Error, TypeError):  # TypeError: the table is there but has no row
        return None
    return str(release), int(version)


def _reading(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
