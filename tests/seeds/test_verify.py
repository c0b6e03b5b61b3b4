"""`python -m seeds verify`: every stored release is compared with its checksum."""

import subprocess
from pathlib import Path

import psycopg

from schema.checksums import NAME
from seeds.publishing.postgresql import schema_name
from seeds.publishing.publish import publish


def folder_of(store: str) -> Path:
    """The folder of the release files of an SQLite store."""
    return Path(store.removeprefix("sqlite:///")).parent / "releases"


def change(store: str, release: str) -> None:
    """Change one letter of what a stored release says."""
    if store.startswith("sqlite"):
        path = folder_of(store) / f"{release}.sqlite"
        path.chmod(0o644)
        path.write_bytes(path.read_bytes().replace(b"Li Wei", b"Lu Wei"))
        return
    with psycopg.connect(store) as connection:
        connection.execute(f"UPDATE {schema_name(release)}.official SET name = 'Lu Wei'")


def test_a_release_is_as_it_was_published(facts, store, seeds):
    """On either engine; a row that was changed is told, with status 1."""
    first = publish(facts.path, store).release_id
    facts.write("VERSION", "0.2.0 2026-02-03\n")
    second = publish(facts.path, store).release_id
    told = seeds("verify", "--database-url", store)
    assert (told.exit_code, told.output.splitlines()) == (
        0,
        [f"{first}  as published", f"{second}  as published"],
    )
    change(store, first)
    told = seeds("verify", "--database-url", store)
    damaged, sound = told.output.splitlines()
    assert told.exit_code == 1
    assert damaged.startswith(f"{first}  damaged: ")
    assert sound == f"{second}  as published"


def test_sha256sum_reads_the_checksums(facts, tmp_path):
    """They are of the files as they are, those of deleted releases left out."""
    store = f"sqlite:///{tmp_path / 'record.sqlite'}"
    for number in range(1, 4):
        facts.write("VERSION", f"0.{number}.0 2026-01-0{number}\n")
        publish(facts.path, store, keep=1)
    folder = folder_of(store)
    assert len((folder / NAME).read_text().splitlines()) == 2
    subprocess.run(["sha256sum", "--check", "--strict", NAME], cwd=folder, check=True)


def test_a_release_without_a_checksum_is_looked_through(facts, tmp_path, seeds):
    """As those are that earlier versions published; publishing it again writes one."""
    store = f"sqlite:///{tmp_path / 'record.sqlite'}"
    release = publish(facts.path, store).release_id
    (folder_of(store) / NAME).unlink()
    told = seeds("verify", "--database-url", store)
    assert told.exit_code == 0
    assert "no checksum" in told.output
    path = folder_of(store) / f"{release}.sqlite"
    path.chmod(0o644)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 4096)
    assert seeds("verify", "--database-url", store).exit_code == 1
    assert publish(facts.path, store).built
    assert seeds("verify", "--database-url", store).output == f"{release}  as published\n"
