"""The release that a database holds: one row that says which."""

from sqlmodel import Field, SQLModel


class Release(SQLModel, table=True):
    """One immutable state of the record."""

    id: str = Field(
        primary_key=True, description="Version and the first 12 hex digits of the hash."
    )
    version: str = Field(description="The version that `seeds/facts/VERSION` declares.")
    content_hash: str = Field(description="SHA-256 over every row of every table, in order.")
