"""A server over the small record, and what its lists hold, for clients of every kind."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.clients import machine
from tests.clients.rest_contract import COUNTRIES, Walk, walks
from tests.releases.load import serving

Counts = dict[str, list[int]]
DRIVERS = machine.FOLDER / "python"


@pytest.fixture(scope="session")
def installed() -> None:
    """Skip without the generators that `make clients` installs."""
    machine.require()


@pytest.fixture(scope="package")
def served(installed: None, database_url: str) -> Iterator[str]:
    """The address of a server over the small record."""
    with serving(database_url, workers=1) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="package")
def expected(client: TestClient) -> Counts:
    """The total of each list, and the same as the number of rows to read, by the walk's name."""
    return {walk.name: [_total(client, walk)] * 2 for walk in walks()}


def _total(client: TestClient, walk: Walk) -> int:
    filters = {walk.list.filter_name: list(COUNTRIES)} if walk.is_filtered else {}
    answer = client.get(walk.list.path, params={"limit": 1, **filters})
    assert answer.status_code == 200, answer.text
    total: int = answer.json()["meta"]["total"]
    return total


@pytest.fixture
def folder(installed: None, tmp_path: Path) -> Path:
    """An empty folder for what is generated; it can import what is installed."""
    machine.link_modules(tmp_path)
    return tmp_path


def walked(folder: Path, driver: str, calls: str, served: str) -> Counts:
    """What the client reads, once it and the code that uses it have type-checked."""
    shutil.copy(DRIVERS / driver, folder / "walking.py")
    (folder / "calls.py").write_text(calls, encoding="utf-8")
    machine.python("mypy", "--strict", ".", folder=folder)
    counts: Counts = json.loads(machine.python("python", "walking.py", served, folder=folder))
    return counts
