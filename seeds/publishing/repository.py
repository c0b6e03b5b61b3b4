"""The interface of a repository of releases: SQLite and PostgreSQL implement it."""

from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from seeds.processes import Start, here
from seeds.publishing.content import ReleaseContent
from seeds.publishing.history import History, StoredRelease


class Verdict(NamedTuple):
    """What is known of a stored release.

    Attributes:
        fault: What is wrong with it; None if it is as it was published.
        has_checksum: Whether it has one to compare with: releases before 3.0.0 of the software
            have none.
    """

    fault: str | None = None
    has_checksum: bool = True


class ReleaseRepository(Protocol):
    """Stores releases in a database. One of them is served, some may be pinned."""

    def lock(self) -> AbstractContextManager[None]:
        """Exclude other publishers, and remove what interrupted ones left behind."""

    def current_id(self) -> str | None:
        """The id of the release that is served."""

    def release_ids(self) -> list[str]:
        """The ids of all stored releases."""

    def open_release(self, release_id: str) -> AbstractContextManager[StoredRelease | None]:
        """A stored release; None if it is not stored or has no history."""

    def contains(self, content: ReleaseContent) -> bool:
        """Whether the release is stored with the tables as they are declared now."""

    def verify(self, release_id: str) -> Verdict:
        """Whether a stored release is as it was published."""

    def build(self, content: ReleaseContent, history: History, start: Start = here) -> None:
        """Store the release, all of it or nothing. It is not served yet.

        `start` is how a part of the work may be done beside the rest.
        """

    def serve(self, content: ReleaseContent) -> None:
        """Serve the release from now on, in one atomic step."""

    def size_bytes(self, release_id: str) -> int:
        """The storage that a release takes."""

    def pinned_ids(self) -> set[str]:
        """The ids of the releases that are never pruned."""

    def set_pinned(self, release_ids: set[str]) -> None:
        """Replace the set of pinned releases, in one atomic step."""

    def compress(self, release_id: str) -> None:
        """Store a release that is seldom read in less space, where the engine can. Needs the lock.

        It can be read as before, if more slowly. An interruption leaves it as it was.
        """

    def delete(self, release_id: str) -> None:
        """Delete a stored release. A reader that has it open is not disturbed."""
