"""Fixtures: the real record, published once a run from `seeds/facts`, behind the real app.

Policy: tests ask through the public faces; nothing here is mocked. A test that needs another record
publishes one of its own into `tmp_path`.
"""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from schema import RESOURCES
from tests.asking import Tables, whole
from tests.record import publish_record

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a store that holds the release made from `seeds/facts`: to read, never write.

    The workers of a run share it: the first one publishes while the others wait.
    """
    worker = tmp_path_factory.getbasetemp()
    shared = (worker.parent if "PYTEST_XDIST_WORKER" in os.environ else worker) / "record"
    shared.mkdir(exist_ok=True)
    path = shared / "record.sqlite"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            publish_record(f"sqlite:///{path}")
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def app(database_url: str) -> Starlette:
    """The app as `api.asgi` makes it, over that store."""
    return create_app(Settings(database_url=database_url))


@pytest.fixture(scope="session")
def client(app: Starlette) -> Iterator[TestClient]:
    """A client that speaks HTTP to the app and raises nothing: a 500 is an answer to look at."""
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def tables(client: TestClient) -> Tables:
    """Table name → rows; the link table of dialogues is read off their participants."""
    found = {r.table_name: whole(client, f"/v1/{r.name}") for r in RESOURCES.values()}
    found["participation"] = [
        {"dialogue_id": row["id"], "country_code": code}
        for row in found["dialogue"]
        for code in row["participants"]
    ]
    return found
