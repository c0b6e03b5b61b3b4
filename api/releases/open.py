"""Which engine a DATABASE_URL names."""

from pathlib import Path

from api.releases.postgresql import PostgresqlStore
from api.releases.sqlite import SqliteStore
from api.releases.store import Store


def open_store(database_url: str, connections: int = 8, open_releases: int = 4) -> Store:
    """A store for a DATABASE_URL; on PostgreSQL it opens up to that many connections.

    Up to `open_releases` older releases are held open beside the one that is served.

    Raises `ValueError` for a scheme that is neither `sqlite` nor `postgresql`.
    """
    scheme, _, rest = database_url.partition("://")
    if scheme == "sqlite" and rest.startswith("/"):
        return SqliteStore(Path(rest[1:]), open_releases)
    if scheme in ("postgresql", "postgres"):
        return PostgresqlStore(database_url, connections, open_releases)
    raise ValueError(
        f"DATABASE_URL begins with {scheme!r}: it is sqlite:///<file> or postgresql://..."
    )
