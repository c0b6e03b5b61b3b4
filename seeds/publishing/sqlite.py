"""A release as an SQLite file: written aside, synced, and moved into place by a rename.

var/releases/<release id>.sqlite       one release: immutable, read-only, self-contained
var/releases/<release id>.sqlite.zst   the same, compressed, of a release that is seldom read
var/releases/pinned                    the ids of pinned releases, one per line
var/releases/SHA256SUMS                the checksums of the files, as sha256sum(1) takes them
var/record.sqlite                      a symbolic link to the release that is served
"""

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import NullPool, create_engine

from schema.checksums import NAME as SUMS
from schema.checksums import checksum_lines, read_checksums, sha256_of
from schema.release_files import (
    compressed_file,
    file_fault,
    is_compressed,
    plain_file,
    release_file,
    release_files,
)
from schema.seekable import DamagedFile, compress, decompress
from seeds.processes import Start, here
from seeds.publishing.content import ReleaseContent
from seeds.publishing.history import History, StoredRelease
from seeds.publishing.repository import Verdict
from seeds.publishing.sqlite_files import (
    Header,
    connect,
    integrity_fault,
    read_header,
    sync,
    unpacked,
)
from seeds.publishing.sqlite_writing import check_file, layout_version, write
from seeds.publishing.tables import release_tables

_BUILDING = ".building-"  # how the names of unfinished files begin
_PINNED = "pinned"


class SqliteRepository:
    """Releases in the folder of one SQLite database; `path` is the link to the served one."""

    def __init__(self, path: Path) -> None:
        if path.exists() and not path.is_symlink():
            raise ValueError(f"{path} is a file of its own, not a link to a release: move it away")
        self.path = path
        self.releases = path.parent / "releases"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold an exclusive lock on the folder, and remove the unfinished files in it.

        The operating system releases the lock when its holder dies. So under the lock an
        unfinished file belongs to a publisher that was interrupted.
        """
        self.releases.mkdir(parents=True, exist_ok=True)
        with (self.releases / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._clear_up()
            yield

    def _clear_up(self) -> None:
        for path in self._unfinished():
            path.unlink()
        for release_id, path in release_files(self.releases).items():
            if not is_compressed(path):  # then a compressed one is a copy of it
                self._remove(compressed_file(self.releases, release_id))
        for name in read_checksums(self.releases):
            if not (self.releases / name).exists():
                self._set_checksum(name, None)

    def _unfinished(self) -> list[Path]:
        links = self.path.parent.glob(f".{self.path.name}{_BUILDING}*")
        return [*self.releases.glob(f"{_BUILDING}*"), *links]

    def current_id(self) -> str | None:
        """The id of the release that is served."""
        header = read_header(self.path)
        return header.release_id if header else None

    def contains(self, content: ReleaseContent) -> bool:
        """Whether the release is stored, sound, with the tables as they are declared now.

        A compressed one is unpacked, so that it can be served.
        """
        release_id = content.release_id
        self._unpack(release_id)
        header = read_header(plain_file(self.releases, release_id))
        if header != Header(release_id, layout_version()):
            return False
        return self.verify(release_id) == Verdict()

    def verify(self, release_id: str) -> Verdict:
        """See `ReleaseRepository.verify`: the whole file, or without a checksum its pages."""
        path = self._file(release_id)
        if (fault := file_fault(path)) is not None:
            return Verdict(fault)
        expected = read_checksums(self.releases).get(path.name)
        if expected is not None:
            actual = sha256_of(path)
            is_equal = actual == expected
            return Verdict(None if is_equal else f"its SHA-256 is {actual} instead of {expected}")
        return Verdict(integrity_fault(path), has_checksum=False)

    def compress(self, release_id: str) -> None:
        """See `ReleaseRepository.compress`; a damaged file stays as it is."""
        plain = plain_file(self.releases, release_id)
        if plain.is_file() and self.verify(release_id).fault is None:
            self._rewrite(plain, compressed_file(self.releases, release_id), compress)

    def _unpack(self, release_id: str) -> None:
        """Replace a compressed file by what it holds; a damaged one stays as it is."""
        packed = compressed_file(self.releases, release_id)
        if self._file(release_id) == packed and self.verify(release_id).fault is None:
            self._rewrite(packed, plain_file(self.releases, release_id), decompress)

    def _rewrite(self, file: Path, target: Path, write: Callable[[Path, Path], None]) -> None:
        """Replace a file of a release by another one, written from it."""
        with self._unfinished_file() as unfinished:
            write(file, unfinished)
            changed = file.stat()  # by which servers tell which release was written last
            os.utime(unfinished, ns=(changed.st_atime_ns, changed.st_mtime_ns))
            has_checksum = file.name in read_checksums(self.releases)
            unfinished.chmod(0o444)
            digest = sha256_of(unfinished) if has_checksum else None
            self._put(unfinished, target, lambda: digest)
        self._remove(file)

    @contextmanager
    def open_release(self, release_id: str) -> Iterator[StoredRelease | None]:
        """A stored release; None if it is not stored or has no history."""
        with ExitStack() as stack:
            try:
                path = stack.enter_context(unpacked(self._file(release_id)))
            except DamagedFile:
                yield None
                return
            header = read_header(path)
            if header is None or header.release_id != release_id:
                yield None
                return
            engine = create_engine("sqlite://", creator=lambda: connect(path), poolclass=NullPool)
            stack.callback(engine.dispose)
            connection = stack.enter_context(engine.connect())
            release = StoredRelease(connection, release_tables())
            yield release if release.has_history() else None

    def build(self, content: ReleaseContent, history: History, start: Start = here) -> None:
        """Write the release to an unfinished file, sync it, and rename it into place."""
        with self._unfinished_file() as unfinished:
            write(unfinished, content, history, start)
            unfinished.chmod(0o444)
            digest = start(lambda: sha256_of(unfinished))
            check_file(unfinished)
            self._put(unfinished, plain_file(self.releases, content.release_id), digest)
        self._remove(compressed_file(self.releases, content.release_id))

    @contextmanager
    def _unfinished_file(self) -> Iterator[Path]:
        """A name for a file that is not finished; what is there after the block is removed."""
        unfinished = self.releases / f"{_BUILDING}{os.getpid()}-{secrets.token_hex(4)}"
        try:
            yield unfinished
        finally:
            for file in self.releases.glob(f"{unfinished.name}*"):
                file.unlink()

    def _put(self, unfinished: Path, file: Path, digest: Callable[[], str | None]) -> None:
        """Move a finished file into place, with its checksum, for which `digest` waits."""
        sync(unfinished)
        # Between the two a file has no checksum, rather than another one's.
        self._set_checksum(file.name, None)
        checksum = digest()
        unfinished.replace(file)
        self._set_checksum(file.name, checksum)

    def serve(self, content: ReleaseContent) -> None:
        """Replace the link at the served path, in one atomic step."""
        link = self.path.with_name(f".{self.path.name}{_BUILDING}{os.getpid()}")
        link.symlink_to(Path("releases") / self._file(content.release_id).name)
        link.replace(self.path)
        sync(self.path.parent)

    def release_ids(self) -> list[str]:
        """The ids of all stored releases."""
        return sorted(release_files(self.releases))

    def size_bytes(self, release_id: str) -> int:
        """The size of a release's file."""
        return self._file(release_id).stat().st_size

    def pinned_ids(self) -> set[str]:
        """The ids of the releases that are never pruned."""
        path = self.releases / _PINNED
        return set(path.read_text("utf-8").split()) if path.exists() else set()

    def set_pinned(self, release_ids: set[str]) -> None:
        """Replace the file with the ids of pinned releases, in one atomic step."""
        self._replace(_PINNED, "".join(f"{id_}\n" for id_ in sorted(release_ids)))

    def _replace(self, name: str, text: str) -> None:
        """Write a file beside the releases, in one atomic step."""
        unfinished = self.releases / f"{_BUILDING}{name}"
        unfinished.write_text(text, "utf-8")
        sync(unfinished)
        unfinished.replace(self.releases / name)
        sync(self.releases)

    def delete(self, release_id: str) -> None:
        """Unlink a release's file; readers that have it open can read on."""
        self._remove(self._file(release_id))

    def _remove(self, file: Path) -> None:
        """Unlink a file, if it is there, and forget its checksum."""
        if file.is_file():
            file.unlink()
            self._set_checksum(file.name, None)

    def _set_checksum(self, name: str, digest: str | None) -> None:
        """Replace SHA256SUMS by one with another checksum of a file, or with none of it."""
        sums = {n: d for n, d in read_checksums(self.releases).items() if n != name}
        if digest is not None:
            sums[name] = digest
        self._replace(SUMS, checksum_lines(sums))

    def _file(self, release_id: str) -> Path:
        return release_file(self.releases, release_id)
