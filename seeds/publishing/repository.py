"""The interface of a repository of releases: SQLite and PostgreSQL implement it."""

from contextlib import AbstractContextManager
from typing import Protocol

from seeds.publishing.content import ReleaseContent
from seeds.publishing.history import History, StoredRelease


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

    def build(self, content: ReleaseContent, history: History) -> None:
        """Store the release, all of it or nothing. It is not served yet."""

    def serve(self, content: ReleaseContent) -> None:
        """Serve the release from now on, in one atomic step."""

    def size_bytes(self, release_id: str) -> int:
        """The storage that a release takes."""

    def pinned_ids(self) -> set[str]:
        """The ids of the releases that are never pruned."""

    def set_pinned(self, release_ids: set[str]) -> None:
        """Replace the set of pinned releases, in one atomic step."""

    def delete(self, release_id: str) -> None:
        """Delete a stored release. A reader that has it open is not disturbed."""
