"""Fixtures: two releases of a small record, one fact apart, behind the real app."""

from collections.abc import Iterator

import pytest

from api.app import create_app
from api.settings import Settings
from tests.client import TestClient
from tests.releases.two import TwoReleases, two_releases


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> TwoReleases:
    """Two releases, of which the second is served."""
    made = two_releases(tmp_path_factory.mktemp("two"))
    made.publish_first()
    made.publish_second()
    return made


@pytest.fixture(scope="session")
def two(published: TwoReleases) -> TwoReleases:
    """The same, which no test writes to; `published.copied` gives one that may be changed."""
    return published


@pytest.fixture(scope="session")
def client(two: TwoReleases) -> Iterator[TestClient]:
    """A client of the app over them."""
    app = create_app(Settings(database_url=two.url))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
