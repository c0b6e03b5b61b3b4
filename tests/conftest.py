"""Fixtures: the real record, published once a run from `seeds/facts`, behind the real app.

Policy: tests ask through the public faces; nothing here is mocked. A test that needs another record
publishes one of its own into `tmp_path`.
"""

import fcntl
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from schema import RESOURCES
from seeds.check import check
from seeds.content import Content, content
from seeds.publish import publish_content
from tests.asking import Tables, walk

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
            release = content(check(ROOT / "seeds" / "facts"))
            publish_content(predecessor(release), f"sqlite:///{path}")
            publish_content(release, f"sqlite:///{path}")
    return f"sqlite:///{path}"


def predecessor(release: Content) -> Content:
    """What the record said before, so that it has changes to tell: a row added, some corrected."""
    first, *pledges = release.tables["pledge"]
    corrected = [row | {"target_year": None} for row in pledges[:3]]
    kept = [row for row in release.tables["pledge_step"] if row["pledge_id"] != first["id"]]
    tables = release.tables | {"pledge": [*corrected, *pledges[3:]], "pledge_step": kept}
    return replace(release, version="0.9.0", content_hash="0" * 64, tables=tables)


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
    found = {r.table_name: walk(client, f"/v1/{r.name}?limit=1000") for r in RESOURCES.values()}
    found["participation"] = [
        {"dialogue_id": row["id"], "country_code": code}
        for row in found["dialogue"]
        for code in row["participants"]
    ]
    return found
