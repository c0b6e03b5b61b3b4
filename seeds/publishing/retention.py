"""Retention: the latest releases stay, with pinned ones, the served one and its predecessor.

Those that stay and are seldom read are compressed.
"""

from collections.abc import Collection
from dataclasses import dataclass

from seeds.publishing.content import PlainRow
from seeds.publishing.repository import ReleaseRepository

KEEP = 20


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """A stored release with what decides about its retention.

    `sequence` is its position in its own history, or 0 if it has none.
    """

    id: str
    sequence: int
    previous_id: str | None
    released: str
    pinned: bool
    served: bool


def list_releases(repository: ReleaseRepository) -> list[ReleaseInfo]:
    """Every stored release, the latest first."""
    pinned, served = repository.pinned_ids(), repository.current_id()
    # The served release repeats what its predecessors say of themselves: they need not be opened.
    known = {str(row["id"]): row for row in _history(repository, served or "")}
    infos = []
    for id_ in repository.release_ids():
        row = known.get(id_) or next(reversed(_history(repository, id_)), {})
        sequence, previous = row.get("sequence"), row.get("previous_id")
        infos.append(
            ReleaseInfo(
                id=id_,
                sequence=sequence if isinstance(sequence, int) else 0,
                previous_id=str(previous) if previous else None,
                released=str(row.get("released", "")),
                pinned=id_ in pinned,
                served=id_ == served,
            )
        )
    return sorted(infos, key=lambda info: (info.sequence, info.released, info.id), reverse=True)


def _history(repository: ReleaseRepository, release_id: str) -> list[PlainRow]:
    """The releases up to a stored one, itself the last; none if it has no history."""
    with repository.open_release(release_id) as release:
        return release.history_rows("releases") if release else []


def prunable(releases: list[ReleaseInfo], keep: int) -> list[str]:
    """The ids of unpinned releases beyond the latest `keep`, the latest first.

    The served release and its predecessor are never prunable: servers may still read the latter.
    """
    needed = {id_ for r in releases if r.served for id_ in (r.id, r.previous_id)}
    unpinned = [r.id for r in releases if not r.pinned]
    return [id_ for id_ in unpinned[keep:] if id_ not in needed]


def prune(repository: ReleaseRepository, keep: int) -> list[str]:
    """Delete the prunable releases, oldest first, and return their ids. Needs the lock."""
    if len(repository.release_ids()) <= keep:
        return []
    ids = list(reversed(prunable(list_releases(repository), keep)))
    for id_ in ids:
        repository.delete(id_)
    return ids


def compress_others(repository: ReleaseRepository, previous_id: str | None) -> None:
    """Compress all releases but the served one and those that servers may still read.

    Needs the lock. They may read the release that was served before, to which cursors lead, and
    the predecessor of the served one.
    """
    served = repository.current_id()
    in_use = {served, previous_id, *_predecessors(repository, served or "")}
    for id_ in repository.release_ids():
        if id_ not in in_use:
            repository.compress(id_)


def _predecessors(repository: ReleaseRepository, release_id: str) -> Collection[object]:
    return [row["previous_id"] for row in _history(repository, release_id)[-1:]]


def set_pin(repository: ReleaseRepository, release_id: str, *, pinned: bool) -> None:
    """Pin or unpin a release.

    Raises:
        ValueError: If the release is not stored.
    """
    with repository.lock():
        stored = repository.release_ids()
        if release_id not in stored:
            hint = f"stored are {', '.join(stored)}" if stored else "none is"
            raise ValueError(f"{release_id} is not stored: {hint}")
        others = repository.pinned_ids() & set(stored) - {release_id}
        repository.set_pinned(others | {release_id} if pinned else others)
