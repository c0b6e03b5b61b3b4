"""Whether release files are as publishing wrote them: their length, their pages, their checksum."""

import logging
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import apsw
from cachetools import LRUCache

from api.problems import Problem
from api.releases.gate import threads
from schema.checksums import read_checksums, sha256_of
from schema.release_files import file_fault, release_files

_LOG = logging.getLogger("api")
_REMEMBERED = 1_000

# What SQLite raises for a file that is not as it was written.
DAMAGE = (apsw.CorruptError, apsw.NotADBError, apsw.IOError)
# And what it raises for one that was deleted, or compressed, since it was opened.
UNREADABLE = (*DAMAGE, apsw.CantOpenError)


class DamagedRelease(Exception):
    """A release file is not as it was published; the message says in what."""


class FileMark(NamedTuple):
    """A file as it is at a moment: whoever writes to it changes the mark."""

    path: Path
    inode: int
    size_bytes: int
    changed_ns: int

    @classmethod
    def of(cls, path: Path) -> "FileMark":
        """The mark of a file. Raises `OSError` if there is none."""
        stat = path.stat()
        return cls(path, stat.st_ino, stat.st_size, stat.st_mtime_ns)


# Files whose checksum this process has verified.
_verified: LRUCache[FileMark, bool] = LRUCache(_REMEMBERED)


class Faults:
    """The files that turned out to be damaged; each is logged once.

    Args:
        nice: What is added to the nice value of the thread that reads whole files.
    """

    def __init__(self, nice: int) -> None:
        self._found: LRUCache[FileMark, str] = LRUCache(_REMEMBERED)
        self._noting = Lock()
        self._thread = threads(1, nice)
        self._is_stopped = False

    def note(self, mark: FileMark, fault: str) -> None:
        """Log that a file is damaged, then remember it: whoever is refused can read why."""
        with self._noting:
            if mark in self._found:
                return
            if not any(mark[:2] == other[:2] for other in self._found):  # as it changed further
                _LOG.error("the release file %s is damaged: %s", mark.path.name, fault)
            self._found[mark] = fault

    def of(self, mark: FileMark) -> str | None:
        """What is known to be wrong with a file."""
        return self._found.get(mark)

    def check_header(self, mark: FileMark) -> None:
        """Raise `DamagedRelease` if a file is known to be damaged, or its header shows it."""
        if (fault := self.of(mark) or file_fault(mark.path)) is not None:
            self.note(mark, fault)
            raise DamagedRelease(fault)

    def verify_later(self, mark: FileMark) -> None:
        """Note the fault of a file whose checksum is another, in a thread: it takes about a second.

        Files of earlier versions of the software have no checksum.
        """
        if not self._is_stopped:
            self._thread.submit(self._verify, mark)

    def _verify(self, mark: FileMark) -> None:
        expected = read_checksums(mark.path.parent).get(mark.path.name)
        if expected is None or mark in _verified:
            return
        try:
            actual = sha256_of(mark.path, lambda: self._is_stopped)
            is_unchanged = FileMark.of(mark.path) == mark
        except OSError:
            return  # it was removed, or replaced
        if self._is_stopped or not is_unchanged:
            return
        if actual == expected:
            _verified[mark] = True
        else:
            self.note(mark, f"its SHA-256 is {actual} instead of {expected}")

    def stop(self) -> None:
        """Let what is being verified end, and verify nothing more."""
        self._is_stopped = True
        self._thread.shutdown(wait=False, cancel_futures=True)


def unreadable(release: str) -> Problem:
    """The problem of a statement that met a damaged page, or a file that has just gone."""
    return Problem(
        "not-ready",
        f"release {release} cannot be read at the moment",
        headers={"Retry-After": "1"},
    )


def kept_files(folder: Path, but: Path) -> list[FileMark]:
    """The other release files of a folder, the one written last first."""
    marks = []
    for path in release_files(folder).values():
        if path != but:
            with suppress(OSError):  # it was removed just now
                marks.append(FileMark.of(path))
    return sorted(marks, key=lambda mark: mark.changed_ns, reverse=True)
