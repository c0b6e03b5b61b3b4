"""Publishes a release: check the facts, build and serve the release, prune and compress older ones.

A publisher that fails or is killed leaves the old release served and no partial release.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from seeds.check import load_checked
from seeds.processes import Start, here
from seeds.publishing.content import ReleaseContent, release_content
from seeds.publishing.drops import (
    AllowedDrops,
    DropsRefused,
    large_drops,
    refusals,
    with_drop_reasons,
)
from seeds.publishing.history import History
from seeds.publishing.repository import ReleaseRepository
from seeds.publishing.retention import KEEP, compress_others, prune
from seeds.publishing.sqlite import SqliteRepository


@dataclass(frozen=True, slots=True)
class Published:
    """The result of publishing: the release, the one served before it, and what was done.

    `built` is False if the release was stored already. `skipped` has lines about what was not
    done, `pruned` the ids of deleted releases.
    """

    release_id: str
    previous_id: str | None
    built: bool
    row_counts: dict[str, int]
    skipped: list[str]
    pruned: list[str]

    @property
    def changed(self) -> bool:
        """Whether the served release is another one than before, or was built again."""
        return self.built or self.release_id != self.previous_id


def publish(
    facts: Path,
    database_url: str,
    articles: Path | None = None,
    keep: int = KEEP,
    also: Sequence[Path] = (),
    allowed: AllowedDrops | None = None,
    start: Start = here,
) -> Published:
    """Publish the facts of a folder. Publishing the same facts again changes nothing.

    Args:
        facts: The folder of facts.
        database_url: Where the releases are stored.
        articles: The folder of articles that verbatim passages are compared with.
        keep: How many of the latest unpinned releases stay.
        also: Further folders of facts.
        allowed: The resources of which many rows may be dropped; of all of them, if None.
        start: How a part of the work is done beside the rest.

    Raises:
        InvalidFacts: With every problem.
        DropsRefused: If many rows would be dropped that are not allowed to be.
        ValueError: If the URL is of neither engine.
    """
    open_repository(database_url)  # a bad URL is refused before the facts are checked
    content, skipped = _checked_content(facts, articles, also, start)
    published = publish_content(content, database_url, keep, allowed, start)
    return replace(published, skipped=skipped + published.skipped)


def _checked_content(
    facts: Path, articles: Path | None, also: Sequence[Path], start: Start
) -> tuple[ReleaseContent, list[str]]:
    """The content of a release, and what was not checked. The rows as read are not held on."""
    checked = load_checked(facts, articles, also, start)
    return release_content(checked, start), checked.skipped


def publish_content(
    content: ReleaseContent,
    database_url: str,
    keep: int = KEEP,
    allowed: AllowedDrops | None = None,
    start: Start = here,
) -> Published:
    """Publish a release whose content is given; see `publish`."""
    repository = open_repository(database_url)
    with repository.lock():
        previous = repository.current_id()
        built = not repository.contains(content)
        if allowed is not None:
            content = _allowed_content(content, repository, allowed)
        if built:
            with history_for(content.release_id, repository) as history:
                repository.build(content, history, start)
        if previous != content.release_id:
            repository.serve(content)
        skipped, pruned = _tidy(repository, keep, previous)
    return Published(content.release_id, previous, built, content.row_counts(), skipped, pruned)


def _allowed_content(
    content: ReleaseContent, repository: ReleaseRepository, allowed: AllowedDrops
) -> ReleaseContent:
    """The content with the reasons of its drops. Raises `DropsRefused` if some are not allowed."""
    with repository.open_release(repository.current_id() or "") as current:
        drops = [] if current is None else large_drops(current, content)
    if refused := refusals(drops, content, allowed):
        raise DropsRefused(refused)
    return with_drop_reasons(content, allowed)


@contextmanager
def history_for(release_id: str, repository: ReleaseRepository) -> Iterator[History]:
    """The history that a release takes over when it is built."""
    with repository.open_release(release_id) as stored:
        if stored is not None:
            yield History(stored.history_rows("releases"), stored.history_rows("changes"))
            return
    with repository.open_release(repository.current_id() or "") as current:
        releases = current.history_rows("releases") if current else []
        ids = [row["id"] for row in releases]
        if release_id not in ids:
            yield History(releases, predecessor=current)
            return
    # Published before and pruned since: compare it with its old predecessor, if that is stored.
    releases = releases[: ids.index(release_id) + 1]
    with repository.open_release(str(releases[-1]["previous_id"])) as predecessor:
        yield History(releases, predecessor=predecessor)


class _Tidied(NamedTuple):
    skipped: list[str]
    pruned: list[str]


def _tidy(repository: ReleaseRepository, keep: int, previous_id: str | None) -> _Tidied:
    """Prune old releases, and compress those that stay.

    A failure is reported, not raised: the new release is served by now.
    """
    pruned: list[str] = []
    try:
        pruned = prune(repository, keep)
        compress_others(repository, previous_id)
    except (OSError, SQLAlchemyError) as error:
        undone = "compressed" if pruned else "deleted or compressed"
        return _Tidied([f"older releases were not {undone}: {error}"], pruned)
    return _Tidied([], pruned)


def open_repository(database_url: str) -> ReleaseRepository:
    """The repository behind a database URL.

    Raises:
        ValueError: If the URL is neither a file of SQLite nor PostgreSQL.
    """
    try:
        url = make_url(database_url)
    except ArgumentError:
        raise ValueError("not a database URL: sqlite:///<file> or postgresql://...") from None
    backend = url.get_backend_name()
    if backend == "sqlite" and url.database and url.database != ":memory:":
        return SqliteRepository(Path(url.database))
    if backend == "postgresql":
        # Its driver takes ten megabytes, which a publisher of files does without.
        from seeds.publishing.postgresql import PostgresqlRepository

        return PostgresqlRepository(url)
    raise ValueError(f"{url.render_as_string()} is neither sqlite:///<file> nor postgresql://...")
