"""The PostgreSQL store: limits, lost connections, and new releases while it serves."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.app import create_app
from api.problems import Problem
from api.releases.postgresql import PostgresqlStore
from api.releases.postgresql_snapshot import PostgresqlSnapshot
from api.releases.store import DEFAULT_LIMITS, StoreLimits
from api.settings import Settings
from seeds.publishing.publish import publish
from tests.client import TestClient
from tests.clock import Clock
from tests.conftest import empty_database
from tests.running import aside
from tests.running import run as in_a_loop
from tests.seeds.conftest import SMALL_RECORD, Folder, small_record

Work = Callable[[PostgresqlStore, PostgresqlSnapshot], Awaitable[Any]]


def over(url: str, work: Work, connections: int = 4, limits: StoreLimits = DEFAULT_LIMITS) -> Any:
    """Do some work with a store of that many connections, and close it."""

    async def run() -> Any:
        store = PostgresqlStore(url, connections, limits=limits)
        try:
            snapshot = await store.current()
            assert isinstance(snapshot, PostgresqlSnapshot)
            return await work(store, snapshot)
        finally:
            await store.close()

    return in_a_loop(run())


def test_what_is_read_before_the_fork_is_not_read_again(
    record_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers share the names and the coverage of the release; of no connection they know."""
    store = PostgresqlStore(record_url, 4)
    aside(store.preload)
    shared = store._preloaded
    assert shared is not None
    assert shared.levels()["pool_connections"] == 0
    read: list[PostgresqlSnapshot] = []
    monkeypatch.setattr(PostgresqlSnapshot, "read_indexes", read.append)

    async def work() -> None:
        snapshot = await store.current()
        assert snapshot.aliases is shared.aliases
        assert snapshot.coverage is shared.coverage
        assert await snapshot.fetch_one("SELECT 1", ()) == (1,)
        await store.close()

    in_a_loop(work())
    assert read == []


def test_a_release_that_was_published_after_the_fork_is_read(tmp_path: Path, address: str) -> None:
    """What was read before is of another release."""
    facts = small_record(tmp_path / "facts")
    url = empty_database(address, "after_the_fork")
    publish(facts.path, url)
    store = PostgresqlStore(url, 4)
    aside(store.preload)
    facts.write("VERSION", "9.0.0 2026-11-27\n")
    new = publish(facts.path, url).release_id

    async def work() -> None:
        snapshot = await store.current()
        assert store._preloaded is not None
        assert snapshot.release == new
        assert snapshot.aliases is not store._preloaded.aliases
        await store.close()

    in_a_loop(work())


def test_a_database_that_does_not_answer_is_read_later(address: str) -> None:
    """The first process starts all the same."""
    store = PostgresqlStore(empty_database(address, "nothing_yet"), 4)
    aside(store.preload)
    assert store._preloaded is None


def test_a_statement_that_takes_too_long_is_refused(record_url: str) -> None:
    """PostgreSQL cancels it, and the connection is used again."""

    async def work(_store: PostgresqlStore, snapshot: PostgresqlSnapshot) -> None:
        with pytest.raises(Problem, match=r"more than 1\.5 s to find, which is the limit"):
            await snapshot.fetch_one("SELECT pg_sleep(600)", ())
        assert await snapshot.fetch_one("SELECT 1", ()) == (1,)

    over(record_url, work, connections=1, limits=StoreLimits(statement_timeout_s=1.5))


def test_expensive_statements_leave_connections_to_others(record_url: str) -> None:
    """One of four runs at a time, once it is known; cheap ones are answered meanwhile."""
    dear, cheap = "SELECT count(*) FROM generate_series(1, 2000000)", "SELECT 1"

    async def work(_store: PostgresqlStore, snapshot: PostgresqlSnapshot) -> None:
        assert await snapshot.fetch_one(dear, ()) == (2_000_000,)
        assert await snapshot.fetch_one(cheap, ()) == (1,)
        waiting = [asyncio.create_task(snapshot.fetch_one(dear, ())) for _ in range(6)]
        for _ in range(20):
            assert await snapshot.fetch_one(cheap, ()) == (1,)
            assert snapshot.levels()["pool_connections_used"] <= 1
        assert not waiting[-1].done()
        assert await asyncio.gather(*waiting) == [(2_000_000,)] * 6

    over(record_url, work)


def test_a_statement_whose_cost_is_unknown_is_answered(record_url: str) -> None:
    """It took long, and PostgreSQL cannot explain it: its rows are the answer all the same."""

    async def work(_store: PostgresqlStore, snapshot: PostgresqlSnapshot) -> None:
        assert await snapshot.fetch_one("SHOW default_transaction_read_only", ()) == ("on",)
        assert await snapshot.fetch_one("SELECT 1", ()) == (1,)

    each_takes_a_second = itertools.count(1.0).__next__
    over(record_url, work, connections=1, limits=StoreLimits(clock=each_takes_a_second))


def test_many_ask_at_once_over_few_connections(record_url: str) -> None:
    """Fifty statements over four connections: all finish, and no fifth connection is opened."""

    async def work(_store: PostgresqlStore, snapshot: PostgresqlSnapshot) -> None:
        text = "SELECT pg_backend_pid(), pg_sleep(0.01)"
        await snapshot.fetch_one(text, ())  # a statement that is not known gets three at most
        asked = (snapshot.fetch_one(text, ()) for _ in range(50))
        assert len({row[0] for row in await asyncio.gather(*asked)}) == 4

    over(record_url, work)


def test_a_request_that_waits_too_long_for_a_connection_is_refused(record_url: str) -> None:
    """The wait for a connection of the pool has a limit."""

    async def work(_store: PostgresqlStore, snapshot: PostgresqlSnapshot) -> None:
        slow = asyncio.ensure_future(snapshot.fetch_one("SELECT pg_sleep(0.5)", ()))
        await asyncio.sleep(0)  # so that it has the only connection
        with pytest.raises(Problem, match="no connection to the database was free") as refused:
            await snapshot.fetch_one("SELECT 1", ())
        assert refused.value.type.slug == "busy"
        assert refused.value.headers == {"Retry-After": "1"}
        await slow

    over(record_url, work, connections=1, limits=StoreLimits(queue_wait_s=0.1))


def test_a_cancelled_statement_closes_its_connection(record_url: str) -> None:
    """The next statement gets a connection without unread rows."""

    async def work(_store: PostgresqlStore, snapshot: PostgresqlSnapshot) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await snapshot.fetch_one("SELECT pg_sleep(1), 1", ())
        assert await snapshot.fetch_one("SELECT 2", ()) == (2,)

    over(record_url, work, connections=1)


def test_the_pool_reconnects_after_a_restart(record_url: str) -> None:
    """All connections are lost at once, and no later request is refused."""

    async def work(store: PostgresqlStore, snapshot: PostgresqlSnapshot) -> None:
        for _ in range(3):
            await asyncio.gather(*(snapshot.fetch_one("SELECT 1", ()) for _ in range(4)))
            with psycopg.connect(record_url, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'climate-record'"
                )
            assert await snapshot.fetch_one("SELECT 1", ()) == (1,)
            assert await store.current() is snapshot
            assert await snapshot.is_readable()

    over(record_url, work)


def test_nothing_can_be_written(record_url: str) -> None:
    """Sessions are read-only, whatever the role is granted."""

    async def work(_store: PostgresqlStore, snapshot: PostgresqlSnapshot) -> None:
        with pytest.raises(Exception, match="read-only transaction"):
            await snapshot.fetch_all("DELETE FROM source", ())

    over(record_url, work)


@pytest.mark.parametrize("host", ["/nowhere", "127.0.0.1"])
def test_without_a_database_it_is_not_ready(host: str) -> None:
    """503 in REST and in GraphQL."""
    app = create_app(Settings(database_url=f"postgresql://record@/none?host={host}&port=9"))
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get("/readyz").status_code == 503
        assert client.get("/v1/pledges").json()["type"] == "/problems/not-ready"
        answer = client.post("/graphql", json={"query": "{ release { slug } }"})
        assert answer.status_code == 503


def test_the_first_host_that_answers_is_read(record_url: str) -> None:
    """A URL may name several hosts, for replicas."""
    host = record_url.partition("host=")[2]
    several = record_url.replace(f"host={host}", f"host=/nowhere,{host}")

    async def work(_store: PostgresqlStore, snapshot: PostgresqlSnapshot) -> None:
        assert await snapshot.is_readable()

    over(several, work)


def _facts(folder: Path, number: int) -> Path:
    """A small record in which every name ends with the number of its release."""
    facts = Folder(folder / str(number))
    for name, text in SMALL_RECORD.items():
        text = text.replace("Norway", f"Norway {number}").replace("China}", f"China {number}}}")
        facts.write(name, text)
    facts.write("VERSION", f"0.{number}.0 2026-01-01\n")
    return facts.path


def test_a_release_is_followed_and_none_are_mixed(address: str, tmp_path: Path) -> None:
    """Each is served once the store checks again, and every answer is wholly of one release."""
    url = empty_database(address, "changing")
    limits = StoreLimits(clock=(clock := Clock()))
    settings = Settings(database_url=url, answer_cache_bytes=0)
    app = create_app(settings, store=PostgresqlStore(url, 4, limits=limits))
    query = "{ release { slug } country(code: NOR) { name } norge: countries { nodes { name } } }"
    with TestClient(app) as client:
        assert client.get("/readyz").status_code == 503
        for number in (1, 2):
            published = publish(_facts(tmp_path, number), url).release_id
            _check_whole(client, query)
            clock.advance(limits.recheck_interval_s + 0.1)
            assert client.get("/readyz").json() == {"release": published}
            _check_whole(client, query)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP TABLE public.current_release")
        clock.advance(limits.recheck_interval_s + 0.1)
        assert client.get("/readyz").status_code == 200  # a release that was whole goes on


def _check_whole(client: TestClient, query: str) -> None:
    answer = client.post("/graphql", json={"query": query.replace("NOR", '"NOR"')}).json()
    if "data" in answer:
        number = answer["data"]["release"]["slug"].split(".")[1]
        assert answer["data"]["country"]["name"] == f"Norway {number}"
        names = [node["name"] for node in answer["data"]["norge"]["nodes"]]
        assert f"Norway {number}" in names
