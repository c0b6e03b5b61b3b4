"""The oracles over the whole record, with two thousand draws each: for `make test-long`.

The same properties are tested on the small record, with a hundred draws, in `tests/rest`,
`tests/graphql` and `tests/postgresql`.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import create_engine

from api.app import create_app
from api.settings import Settings
from seeds.check import check_facts
from seeds.loading.files import FACTS
from seeds.publishing.content import ReleaseContent, release_content
from seeds.publishing.publish import publish_content
from tests.asking import Tables
from tests.client import TestClient
from tests.conftest import empty_database, read_tables
from tests.drawing import at_length
from tests.graphql.test_oracle import some_values, test_both_paths_agree
from tests.postgresql.test_answers import test_the_oracle_agrees
from tests.rest.test_oracle import test_parameters_mean_what_a_plain_query_means

test_rest_means_what_a_plain_query_means = at_length(test_parameters_mean_what_a_plain_query_means)
test_compiled_and_executed_answers_agree = at_length(test_both_paths_agree)
test_postgresql_and_sqlite_agree = at_length(test_the_oracle_agrees)

# Imported to be run at length only.
del test_parameters_mean_what_a_plain_query_means, test_both_paths_agree, test_the_oracle_agrees


# What a statement costs is not at stake here.
STATEMENT_STEPS = 10**12


@pytest.fixture(scope="module")
def content() -> ReleaseContent:
    """The content of the real record."""
    return release_content(check_facts(FACTS))


@pytest.fixture(scope="module")
def database_url(content: ReleaseContent, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The real record on SQLite without older releases, which PostgreSQL does not have either."""
    url = f"sqlite:///{tmp_path_factory.mktemp('real') / 'record.sqlite'}"
    publish_content(content, url)
    return url


@pytest.fixture(scope="module")
def client(database_url: str) -> Iterator[TestClient]:
    """The real record, with steps for every statement."""
    yield from patient_client(Settings(database_url=database_url))


@pytest.fixture(scope="module")
def tables(client: TestClient) -> Tables:
    """Table name → rows of the real record, read through REST."""
    return read_tables(client)


def patient_client(settings: Settings) -> Iterator[TestClient]:
    """A client of an app with these settings and a high limit of steps."""
    app = create_app(settings.model_copy(update={"statement_steps": STATEMENT_STEPS}))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def engine(database_url: str) -> Engine:
    """SQLAlchemy's own way to the release."""
    return create_engine(database_url)


@pytest.fixture(scope="module")
def executor(database_url: str) -> Iterator[TestClient]:
    """The record on SQLite, its GraphQL executed without compiling."""
    yield from patient_client(Settings(database_url=database_url, graphql_compile=False))


@pytest.fixture(scope="module")
def values(client: TestClient) -> Any:
    """Values that occur, to ask for."""
    return some_values(client)


@pytest.fixture(scope="module")
def there(address: str, content: ReleaseContent) -> Iterator[TestClient]:
    """The app over the real record on PostgreSQL."""
    url = empty_database(address, "real_record")
    publish_content(content, url)
    yield from patient_client(Settings(database_url=url, answer_cache_bytes=0))
