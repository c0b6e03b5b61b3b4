"""Releases that are kept and seldom read are compressed; whatever happens, each stays as it was."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from schema.checksums import NAME, sha256_of
from schema.release_files import compressed_file, plain_file, release_files
from schema.seekable import decompress
from seeds.publishing.publish import open_repository, publish
from tests.seeds.conftest import Folder, publish_version, write_version
from tests.seeds.prepared import Prepared

ROOT = Path(__file__).parents[2]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Where releases are published."""
    return f"sqlite:///{tmp_path / 'var' / 'record.sqlite'}"


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """The folder of their files."""
    return tmp_path / "var" / "releases"


@pytest.fixture
def two(facts: Folder, url: str, prepared: Prepared) -> list[str]:
    """The ids of two versions, of which the second is served; the facts are a third one."""
    ids = prepared.fill(
        url, "two", lambda: [publish_version(facts, url, number) for number in (1, 2)]
    )
    write_version(facts, 3)
    return ids


def names(folder: Path) -> set[str]:
    """The files of releases."""
    return {path.name for path in folder.iterdir() if path.name.startswith("0.")}


def check_sums(folder: Path) -> None:
    """Let sha256sum(1) compare all files with their checksums."""
    assert len((folder / NAME).read_text().splitlines()) == len(names(folder))
    subprocess.run(["sha256sum", "--check", "--strict", NAME], cwd=folder, check=True)


def test_what_is_seldom_read_is_compressed(facts, url, two, releases, seeds, tmp_path):
    """Not what is served, nor what was before. It holds the same bytes, and is listed as before."""
    first, second = two
    plain = plain_file(releases, first)
    before, changed = sha256_of(plain), plain.stat().st_mtime_ns
    third = publish(facts.path, url).release_id
    assert names(releases) == {f"{first}.sqlite.zst", f"{second}.sqlite", f"{third}.sqlite"}
    packed = compressed_file(releases, first)
    decompress(packed, tmp_path / "again")
    assert sha256_of(tmp_path / "again") == before
    assert (packed.stat().st_mtime_ns, packed.stat().st_mode & 0o222) == (changed, 0)
    check_sums(releases)
    told = seeds("verify", "--database-url", url).output.splitlines()
    assert told == [f"{release}  as published" for release in (first, second, third)]
    lines = [li.split() for li in seeds("releases", "--database-url", url).output.splitlines()]
    assert [(li[0], li[1]) for li in lines] == [
        (third, "2026-01-03"),
        (second, "2026-01-02"),
        (first, "2026-01-01"),
    ]
    assert 0 < 3 * float(lines[2][2]) < float(lines[1][2])


def test_going_back_to_a_compressed_release_unpacks_it(facts, url, two, releases):
    """It is not built again, and has the bytes that it had."""
    first, second = two
    before = sha256_of(plain_file(releases, first))
    third = publish(facts.path, url).release_id
    write_version(facts, 1)
    again = publish(facts.path, url)
    assert (again.release_id, again.built) == (first, False)
    assert names(releases) == {f"{first}.sqlite", f"{second}.sqlite.zst", f"{third}.sqlite"}
    assert sha256_of(plain_file(releases, first)) == before
    check_sums(releases)


def test_a_compressed_release_is_let_go_as_others_are(facts, url, two, releases):
    """With its checksum."""
    for number in (3, 4):
        third = publish_version(facts, url, number, keep=4)
    assert f"{two[0]}.sqlite.zst" in names(releases)
    last = publish_version(facts, url, 5, keep=2)
    assert names(releases) == {f"{third}.sqlite", f"{last}.sqlite"}
    check_sums(releases)


def test_a_damaged_release_is_not_compressed(facts, url, two, releases, seeds):
    """It stays as it is; of a compressed one that is damaged later, the command tells it."""
    plain = plain_file(releases, two[0])
    plain.chmod(0o644)
    plain.write_bytes(plain.read_bytes().replace(b"Li Wei", b"Lu Wei"))
    publish(facts.path, url)
    assert plain.is_file()
    publish_version(facts, url, 4)
    packed = compressed_file(releases, two[1])
    packed.chmod(0o644)
    with packed.open("r+b") as file:
        file.seek(9_000)
        file.write(b"damage")
    told = seeds("verify", "--database-url", url)
    assert told.exit_code == 1
    assert [line.split()[1] for line in told.output.splitlines()] == [
        "damaged:",
        "damaged:",
        "as",
        "as",
    ]
    write_version(facts, 2)
    assert publish(facts.path, url).built
    assert open_repository(url).current_id() == two[1]


KILLED = """
import os, signal, sys
from pathlib import Path
from seeds.publishing import sqlite
from seeds.publishing.publish import publish

def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def after_half(source, target):
    target.write_bytes(source.read_bytes()[:1000])
    kill()

def but_not_the_checksum(repository, name, digest, plain=sqlite.SqliteRepository._set_checksum):
    if name.endswith(".zst") and digest:
        kill()
    plain(repository, name, digest)

where = sys.argv[3]
if where == "half compressed":
    sqlite.compress = after_half
elif where == "without its checksum":
    sqlite.SqliteRepository._set_checksum = but_not_the_checksum
else:
    sqlite.SqliteRepository._remove = lambda repository, file: file.exists() and kill()
publish(Path(sys.argv[1]), sys.argv[2])
"""


@pytest.mark.parametrize("where", ["half compressed", "without its checksum", "both are there"])
def test_a_publisher_killed_while_it_compresses(facts, url, two, releases, where):
    """The new release is served, the older one is as it was, and the next publish goes on."""
    before = sha256_of(plain_file(releases, two[0]))
    command = [sys.executable, "-c", KILLED, str(facts.path), url, where]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    third = open_repository(url).current_id()
    assert third not in two
    assert release_files(releases)[two[0]] == plain_file(releases, two[0])
    assert sha256_of(plain_file(releases, two[0])) == before
    assert not publish(facts.path, url).changed
    assert names(releases) == {f"{two[0]}.sqlite.zst", f"{two[1]}.sqlite", f"{third}.sqlite"}
    check_sums(releases)


def test_without_room_the_release_stays_as_it_is(facts, url, two, releases, monkeypatch):
    """The new one is served, and what was not done is told."""

    def full(_source: Path, _target: Path) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("seeds.publishing.sqlite.compress", full)
    published = publish(facts.path, url)
    assert "No space left" in published.skipped[-1]
    assert names(releases) == {f"{id_}.sqlite" for id_ in (*two, published.release_id)}
    assert {*release_files(releases)} == {*two, published.release_id}
