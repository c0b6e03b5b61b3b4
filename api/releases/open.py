"""Opening the store that a DATABASE_URL names."""

from pathlib import Path

from api.releases.sqlite import SqliteStore
from api.releases.store import DEFAULT_LIMITS, Store, StoreLimits


def open_store(
    database_url: str,
    connections: int = 8,
    open_releases: int = 4,
    limits: StoreLimits = DEFAULT_LIMITS,
) -> Store:
    """The store that a DATABASE_URL names.

    Args:
        database_url: `sqlite:///relative`, `sqlite:////absolute` or `postgresql://...`.
        connections: The most connections to the served release on PostgreSQL.
        open_releases: The most older releases that are held open.
        limits: Timeouts, and the clock.

    Raises:
        ValueError: The scheme is neither `sqlite` nor `postgresql`.
    """
    scheme, _, rest = database_url.partition("://")
    if scheme == "sqlite" and rest.startswith("/"):
        return SqliteStore(Path(rest[1:]), open_releases, limits)
    if scheme in ("postgresql", "postgres"):
        # Its driver takes time and memory, which a server of files does without.
        from api.releases.postgresql import PostgresqlStore

        return PostgresqlStore(database_url, connections, open_releases, limits)
    raise ValueError(
        f"DATABASE_URL begins with {scheme!r}: it is sqlite:///<file> or postgresql://..."
    )
