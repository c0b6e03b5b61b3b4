"""Whatever happens to a publisher, what is served is the old release or the new one, whole."""

import logging
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import SQLAlchemyError

from api.app import create_app
from api.settings import Settings
from schema import RECORD
from schema.release_files import release_files
from seeds.publishing.postgresql import schema_name
from seeds.publishing.publish import open_repository, publish
from tests.client import TestClient
from tests.seeds.conftest import Folder
from tests.seeds.publisher import start

_LOG = logging.getLogger(__name__)
ROOT = Path(__file__).parents[2]
RELEASES_KEPT = 3


def file_of(url: str) -> Path:
    """Where an SQLite store is."""
    return Path(url.removeprefix("sqlite:///"))


def whole(url: str) -> str:
    """The id of what is served, once every row of it is counted."""
    found = served_sqlite(file_of(url)) if url.startswith("sqlite") else served_postgresql(url)
    release, told, counted = found
    assert told == counted
    return release


def served_sqlite(path: Path) -> tuple[str, int, int]:
    """The release that the link names, the rows it says it has, and the rows it has."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        release, told = connection.execute(OWN).fetchone()
        assert path.resolve().stem == release
        return release, told, sum(connection.execute(q).fetchone()[0] for q in counts())


def served_postgresql(url: str) -> tuple[str, int, int]:
    """The same of the schema that the pointer names."""
    with psycopg.connect(url) as connection:
        pointer = "SELECT schema_name, release_id FROM public.current_release"
        ((schema, release),) = connection.execute(pointer).fetchall()
        connection.execute(f"SET search_path TO {schema}")
        own = connection.execute(OWN).fetchone()
        assert own is not None
        assert (schema_name(release), own[0]) == (schema, release)
        found = (connection.execute(q).fetchone() for q in counts())
        return release, own[1], sum(row[0] for row in found if row)


OWN = "SELECT id, rows FROM release ORDER BY sequence DESC LIMIT 1"


def counts() -> Iterator[str]:
    """Statements that count the rows of each resource."""
    return (f"SELECT count(*) FROM {resource.table_name}" for resource in RECORD.values())


def nothing_left_over(url: str) -> None:
    """Beside the releases that can be read there is nothing."""
    store = open_repository(url)
    for id_ in store.release_ids():
        with store.open_release(id_) as release:
            assert release is not None, id_
    if url.startswith("sqlite"):
        folder = file_of(url).parent
        files = release_files(folder / "releases")
        assert [*sorted(files)] == store.release_ids()
        known = {".lock", "SHA256SUMS", *(path.name for path in files.values())}
        assert {path.name for path in (folder / "releases").iterdir()} == known
        assert {path.name for path in folder.iterdir()} == {"record.sqlite", "releases"}
        return
    with psycopg.connect(url) as connection:
        query = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'release%'"
        schemas = {row[0] for row in connection.execute(query)}
    assert schemas == {schema_name(id_) for id_ in store.release_ids()}


def write_version(facts: Folder, number: int) -> Path:
    """Another release to publish: another version, another name, a country more or less."""
    facts.write("VERSION", f"0.{number}.0 2026-01-01\n")
    facts.write(
        "officials/hand.yaml", f"- {{id: li-wei, name: Li Wei {number}, source_id: the-paper}}\n"
    )
    more = "- {code: FRA, name: France, source_id: the-data}\n" if number % 2 else "[]\n"
    facts.write("countries/more.yaml", more)
    return facts.path


@pytest.mark.parametrize("points", [2, pytest.param(100, marks=pytest.mark.long)])
def test_a_publisher_killed_at_any_moment(facts, store, points):
    """Old or new is served, whole; the next publish succeeds and clears up after the dead one."""
    chosen = random.Random(points)  # noqa: S311  # drawn again the same, not secret
    for number in (1, 2):  # the first is slower: it starts what the others are forked from
        began = time.monotonic()
        start(write_version(facts, number), store).join()
        seconds = time.monotonic() - began
    old = whole(store)
    ends: Counter[str] = Counter()
    number = 2
    while ends["old"] + ends["new"] < points and number < 3 * points:
        number += 1
        publisher = start(write_version(facts, number), store, RELEASES_KEPT)
        time.sleep(chosen.uniform(0, 1.2 * seconds))
        publisher.kill()
        publisher.join()
        release = whole(store)
        new = publish(facts.path, store, keep=RELEASES_KEPT).release_id
        assert release in (old, new)
        was_killed = publisher.exitcode == -signal.SIGKILL
        ends[("new" if release == new else "old") if was_killed else "done before"] += 1
        if not was_killed:  # the machine was busier when the time was taken
            seconds *= 0.8
        assert whole(store) == new
        nothing_left_over(store)
        assert len(open_repository(store).release_ids()) == RELEASES_KEPT
        old = new
    _LOG.info("%d kills: %s", points, dict(ends))
    assert ends["old"] + ends["new"] == points


def test_publishers_of_the_same_facts_at_once(facts, store):
    """Both succeed, and leave one release."""
    running = [start(facts.path, store) for _ in range(3)]
    for publisher in running:
        publisher.join()
    assert [publisher.exitcode for publisher in running] == [0, 0, 0]
    assert open_repository(store).release_ids() == [whole(store)]
    nothing_left_over(store)


def test_publishers_of_different_facts_at_once(facts, store, tmp_path):
    """They take turns: each release takes over from the one that was served when it was built."""
    first = publish(write_version(facts, 1), store).release_id
    others = [Folder(tmp_path / f"facts{number}") for number in (2, 3)]
    for number, other in zip((2, 3), others, strict=True):
        subprocess.run(["cp", "-r", facts.path, other.path], check=True)
        write_version(other, number)
    running = [start(other.path, store) for other in others]
    for publisher in running:
        publisher.join()
    assert [publisher.exitcode for publisher in running] == [0, 0]
    whole(store)
    nothing_left_over(store)
    with TestClient(create_app(Settings(database_url=store))) as client:
        releases = client.get("/v1/releases").json()["data"]
        assert client.get("/v1/countries").status_code == 200
    assert {row["id"] for row in releases} == set(open_repository(store).release_ids())
    assert releases[-1]["id"] == first
    assert [row["sequence"] for row in releases] == [3, 2, 1]


@pytest.mark.parametrize("room", [0, 1, 40_000, 300_000])
def test_no_room_for_a_release(facts, tmp_path, room):
    """The old release goes on being served, nothing is left behind, and with room it goes on."""
    store = f"sqlite:///{tmp_path / 'var' / 'record.sqlite'}"
    old = publish(write_version(facts, 1), store).release_id
    publisher = start(write_version(facts, 2), store, room=room)
    publisher.join()
    assert publisher.exitcode == 1
    assert whole(store) == old
    nothing_left_over(store)
    new = publish(facts.path, store).release_id
    assert whole(store) == new


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of eight megabytes; skipped where we may not make one."""
    path = Path(tempfile.mkdtemp(prefix="disk-"))  # not below pytest's: nobody else may go there
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(path)]
    try:
        if subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip("a file system can only be mounted by root")
        yield path
        subprocess.run(["umount", str(path)], check=True)
    finally:
        path.rmdir()


def test_a_disk_that_is_full(facts, small_disk):
    """The command says what is wrong in a line; with room again it goes on."""
    url = f"sqlite:///{small_disk}/record.sqlite"
    old = publish(write_version(facts, 1), url).release_id
    command = [sys.executable, "-m", "seeds", "publish", "--database-url", url]
    command += ["--facts", str(write_version(facts, 2)), "--keep", "1"]
    for name in ("countries", "country-names"):
        command += ["--allow-drop", f"{name}=One country fewer."]
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * (shutil.disk_usage(small_disk).free - 100_000))
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    ballast.unlink()
    assert done.returncode == 1, done.stdout
    assert done.stderr == ""
    (line,) = done.stdout.splitlines()
    assert line.startswith("nothing was published: ")
    assert "full" in line
    assert whole(url) == old
    nothing_left_over(url)


def test_a_database_whose_disk_is_full(facts, address, small_disk):
    """On PostgreSQL too: one transaction has no room for it, and so has never been."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS full_disk WITH (FORCE)")
        connection.execute("CREATE DATABASE full_disk")
        url = address.replace("/postgres?", "/full_disk?")
        old = publish(write_version(facts, 1), url).release_id
        shutil.chown(small_disk, "nobody")  # whom the server runs as where we are root
        connection.execute(f"CREATE TABLESPACE small LOCATION '{small_disk}'")
        connection.execute("ALTER DATABASE full_disk SET default_tablespace = small")
        try:
            with pytest.raises(SQLAlchemyError, match="No space left on device"):
                publish(write_version(facts, 2), url)
            assert whole(url) == old
            nothing_left_over(url)
            connection.execute("ALTER DATABASE full_disk RESET default_tablespace")
            new = publish(facts.path, url).release_id
            assert whole(url) == new
        finally:
            connection.execute("DROP DATABASE full_disk WITH (FORCE)")
            connection.execute("DROP TABLESPACE small")
