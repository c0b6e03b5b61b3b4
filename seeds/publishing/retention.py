"""Which releases are kept: the latest few, those that are pinned, what is served and what it
took over from."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from seeds.publishing.history import Shelf

KEEP = 20


class KeptShelf(Shelf, Protocol):
    """Where releases are kept, and can be let go."""

    def exclusive(self) -> AbstractContextManager[None]:
        """Keep publishers and others like us out, and clear what dead ones left."""

    def ids(self) -> list[str]:
        """Every release that is kept."""

    def size(self, release_id: str) -> int:
        """The bytes that a release takes."""

    def pinned(self) -> set[str]:
        """The releases that are kept whatever their age."""

    def pin(self, release_ids: set[str]) -> None:
        """Let these be the pinned ones, in one step."""

    def drop(self, release_id: str) -> None:
        """Let a release go; who reads it may read on, or is told that it is gone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A release that is kept, and what speaks for keeping it."""

    id: str
    sequence: int  # its place in its own history; 0 where it tells of none
    previous_id: str | None
    released: str
    pinned: bool
    served: bool


def standings(shelf: KeptShelf) -> list[Standing]:
    """Every release that is kept, the latest first."""
    pinned, served = shelf.pinned(), shelf.current()
    found = []
    for id_ in shelf.ids():
        with shelf.kept(id_) as kept:
            own = kept.told("releases")[-1] if kept else {}
        sequence, previous = own.get("sequence"), own.get("previous_id")
        found.append(
            Standing(
                id=id_,
                sequence=sequence if isinstance(sequence, int) else 0,
                previous_id=str(previous) if previous else None,
                released=str(own.get("released", "")),
                pinned=id_ in pinned,
                served=id_ == served,
            )
        )
    return sorted(found, key=lambda s: (s.sequence, s.released, s.id), reverse=True)


def to_let_go(found: list[Standing], keep: int) -> list[str]:
    """The oldest of those that are not pinned, where there are more than `keep`.

    Never what is served, which servers read, nor what it took over from, which they read just now.
    """
    needed = {id_ for s in found if s.served for id_ in (s.id, s.previous_id)}
    unpinned = [s.id for s in found if not s.pinned]
    return [id_ for id_ in unpinned[keep:] if id_ not in needed]


def prune(shelf: KeptShelf, keep: int) -> list[str]:
    """Let go of what need not be kept, oldest first; gives what went. Needs the shelf's lock."""
    if len(shelf.ids()) <= keep:
        return []
    gone = list(reversed(to_let_go(standings(shelf), keep)))
    for id_ in gone:
        shelf.drop(id_)
    return gone


def set_pin(shelf: KeptShelf, release_id: str, *, pinned: bool) -> None:
    """Pin a release, or take its pin away; raises ValueError for one that is not kept."""
    with shelf.exclusive():
        known = shelf.ids()
        if release_id not in known:
            kept = f"kept are {', '.join(known)}" if known else "none is"
            raise ValueError(f"{release_id} is not kept: {kept}")
        before = shelf.pinned() & set(known)
        shelf.pin(before | {release_id} if pinned else before - {release_id})
