"""Fixtures of all tests.

Policy:
- Tests ask through the public faces, and nothing is mocked that can be run. A test that needs
  another clock or another limit injects it through `create_app` or a constructor.
- `client` asks the small record: some 5,000 rows that `tests.small_record` takes from the
  committed facts. It has a past, so that there are changes to ask for.
- What must hold of HTTP whatever the transport takes `every_transport`, which runs a test four
  times: without a content coding and with gzip, with a response cache and without.
- What holds of the real record only (counts, the founding article, README's answers) is tested
  in `tests/real`, where `client` asks the release made from all of `seeds/facts`.
- Both are made once a run, behind a lock that the workers of the run share, and are never written
  to. A test that needs another record publishes one of its own into `tmp_path`, or starts from a
  copy of a store with releases (`tests/seeds/prepared.py`), for publishing is what takes longest.
- No test's verdict depends on how long something took.
"""

import fcntl
import gc
import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import psycopg
import pytest

from api.app import create_app
from api.settings import Settings
from schema import RESOURCES
from seeds.publishing.content import ReleaseContent
from tests.asking import Tables, all_rows, whole
from tests.client import TestClient
from tests.record import (
    publish_real_record,
    publish_small_record,
    published_by_make,
    small_release,
)
from tests.seeds.postgresql import binaries, server

# What is imported and collected stays. Looking for garbage in it took a third of the time.
gc.set_threshold(100_000, 50, 50)

# The lines of an app that one test asks would come into what a command of another one prints. Tests
# of the access log turn it on.
os.environ.setdefault("ACCESS_LOG", "false")
# The workers of the suite keep all cores busy: a thread with a high nice value would get none.
os.environ.setdefault("STATEMENT_NICE", "0")


class Transport(NamedTuple):
    """A content coding, "" for none, and whether there is a response cache."""

    coding: str
    has_cache: bool

    def __str__(self) -> str:
        return f"{self.coding or 'plain'}, {'cached' if self.has_cache else 'uncached'}"


def pytest_xdist_auto_num_workers() -> int:
    """Workers of `-n auto`: two to a core.

    A worker waits for half of its time: for servers that start, for disks and for PostgreSQL.
    """
    return len(os.sched_getaffinity(0)) * 2


def pytest_collection_finish() -> None:
    """Leave the tests themselves, ten thousand of them, out of every garbage collection."""
    gc.collect()
    gc.freeze()


_TRANSPORTS = [Transport(coding, has) for coding in ("", "gzip") for has in (True, False)]


@pytest.fixture(scope="session")
def small_content(tmp_path_factory: pytest.TempPathFactory) -> ReleaseContent:
    """The content of the small record, checked and derived once a run."""

    def make(folder: Path) -> str:
        path = folder / "content"
        path.write_bytes(pickle.dumps(small_release(folder / "facts")))
        return str(path)

    path = Path(once_a_run(tmp_path_factory, "small-content", make))
    content: ReleaseContent = pickle.loads(path.read_bytes())  # noqa: S301  # our own
    return content


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a store that holds the small record."""

    def make(folder: Path) -> str:
        url = f"sqlite:///{folder / 'record.sqlite'}"
        publish_small_record(url, request.getfixturevalue("small_content"))
        return url

    return once_a_run(tmp_path_factory, "small-record", make)


@pytest.fixture(scope="session")
def real_database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a store that holds the real record, published unless `make publish` did."""

    def make(folder: Path) -> str:
        if url := published_by_make():
            return url
        url = f"sqlite:///{folder / 'record.sqlite'}"
        publish_real_record(url)
        return url

    return once_a_run(tmp_path_factory, "real-record", make)


def once_a_run(
    tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], str]
) -> str:
    """What `make` returns for a folder of that name: called by the first worker that asks.

    The other workers wait for it. A failure is not remembered: the next worker tries again.
    """
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    folder.mkdir(exist_ok=True)
    result = folder / "result"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not result.exists():
            result.write_text(make(folder))
    return result.read_text()


@pytest.fixture(scope="module")
def cached(database_url: str) -> Iterator[TestClient]:
    """An app with a response cache, empty when a module begins."""
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        yield client


@pytest.fixture(scope="module")
def uncached(database_url: str) -> Iterator[TestClient]:
    """The same without a cache."""
    settings = Settings(database_url=database_url, answer_cache_bytes=0)
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture(scope="session")
def app(database_url: str) -> Any:
    """The app as `api.asgi` makes it, over the small record."""
    return create_app(Settings(database_url=database_url))


@pytest.fixture(scope="session")
def client(app: Any) -> Iterator[TestClient]:
    """A client that speaks HTTP to the app and raises nothing: a 500 is a response to look at."""
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session", params=_TRANSPORTS, ids=str)
def every_transport(request: pytest.FixtureRequest, database_url: str) -> Iterator[TestClient]:
    """Clients that must get the same answers: each content coding, with a response cache or not."""
    settings = Settings(database_url=database_url)
    if not request.param.has_cache:
        settings = Settings(database_url=database_url, answer_cache_bytes=0)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        del client.headers["accept-encoding"]  # which TestClient sends by default
        if request.param.coding:
            client.headers["accept-encoding"] = request.param.coding
        yield client


@pytest.fixture(scope="session")
def tables(client: TestClient) -> Tables:
    """Table name → rows, read through REST."""
    return read_tables(client)


def read_tables(client: TestClient) -> Tables:
    """All rows by table; those of the link table of dialogues come from their participants."""
    tables = {
        r.table_name: whole(client, f"/v1/{r.name}", urlencode(all_rows(r)))
        for r in RESOURCES.values()
    }
    tables["participation"] = [
        {"dialogue_id": row["id"], "country_code": code}
        for row in tables["dialogue"]
        for code in row["participants"]
    ]
    return tables


@pytest.fixture(scope="session")
def postgresql_programs() -> Path:
    """The folder of PostgreSQL's binaries.

    Without them the test is skipped with a reason; where CI=true it fails.
    """
    programs = binaries()
    if programs is None:
        reason = "no PostgreSQL: the package that carries its binaries is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return programs


@pytest.fixture(scope="session")
def address(postgresql_programs: Path) -> Iterator[str]:
    """The address of a PostgreSQL server, one a worker."""
    with server(postgresql_programs) as url:
        yield url


def empty_database(address: str, name: str) -> str:
    """The address of an empty database of that name."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    return address.replace("/postgres?", f"/{name}?")
