"""Publishing a release: check, build, compare with what is served, switch.

A publish that fails, or is killed, leaves the old release serving and nothing half-done.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from seeds.check import load_checked
from seeds.publishing.content import Content, content
from seeds.publishing.history import Past, past_of
from seeds.publishing.postgresql import PostgresqlStore
from seeds.publishing.retention import KEEP, KeptShelf, prune
from seeds.publishing.sqlite import SqliteStore


class Store(KeptShelf, Protocol):
    """Where releases are built, kept and served."""

    def holds(self, content: Content) -> bool:
        """Whether the release is kept already, as it would be built now."""

    def build(self, content: Content, past: Past) -> None:
        """Keep the release; whoever is served sees nothing of it."""

    def switch(self, content: Content) -> None:
        """Serve the release, in one step."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a publish did: the release, what was served before, rows by resource."""

    release_id: str
    before: str | None
    built: bool
    counts: dict[str, int]
    skipped: list[str]
    pruned: list[str]

    @property
    def changed(self) -> bool:
        """Whether something else is served now than before."""
        return self.built or self.release_id != self.before


def publish(
    facts: Path,
    database_url: str,
    articles: Path | None = None,
    keep: int = KEEP,
    also: Sequence[Path] = (),
) -> Published:
    """Publish the facts in a folder to a database; the same facts again change nothing.

    `also` names further folders whose facts go into the release. Of older releases that nobody
    pinned, the latest `keep` are kept.

    Raises InvalidFacts with every problem, or ValueError for a URL of no database that we know.
    """
    store_of(database_url)  # refuses a bad address before anything takes long
    checked = load_checked(facts, articles, also)
    published = publish_content(content(checked), database_url, keep)
    return replace(published, skipped=checked.skipped + published.skipped)


def publish_content(release: Content, database_url: str, keep: int = KEEP) -> Published:
    """Publish a release that is put together already, as `publish` does."""
    store = store_of(database_url)
    with store.exclusive():
        before = store.current()
        built = not store.holds(release)
        if built:
            with past_of(release.release_id, store) as past:
                store.build(release, past)
        if before != release.release_id:
            store.switch(release)
        skipped, pruned = _pruned(store, keep)
    return Published(release.release_id, before, built, release.counts(), skipped, pruned)


def _pruned(store: Store, keep: int) -> tuple[list[str], list[str]]:
    """What is told and what went; the release is served, whatever becomes of older ones."""
    try:
        return [], prune(store, keep)
    except (OSError, SQLAlchemyError) as error:
        return [f"older releases are not cleared away: {error}"], []


def store_of(database_url: str) -> Store:
    """The store behind a database URL; raises ValueError if it is neither of the two we know."""
    try:
        url = make_url(database_url)
    except ArgumentError:
        raise ValueError("not a database URL: sqlite:///<file> or postgresql://...") from None
    backend = url.get_backend_name()
    if backend == "sqlite" and url.database and url.database != ":memory:":
        return SqliteStore(Path(url.database))
    if backend == "postgresql":
        return PostgresqlStore(url)
    raise ValueError(f"{url.render_as_string()} is neither sqlite:///<file> nor postgresql://...")
