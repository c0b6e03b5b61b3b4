"""Fixtures: what the documents show is asked of the real record."""

from tests.real.conftest import app, client, database_url

__all__ = ["app", "client", "database_url"]
