"""Several hosts: one that hangs or ends costs no request more than the time to notice it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from api.app import create_app
from api.releases.hosts import Host, Hosts, hosts_of
from api.releases.postgresql import PostgresqlStore
from api.releases.store import StoreLimits
from api.settings import Settings
from seeds.publishing.publish import publish
from tests.client import TestClient
from tests.clock import Clock
from tests.running import run
from tests.seeds.conftest import small_record
from tests.seeds.postgresql import Instance, instance


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("postgresql://u:p@one:1,two/d", [("one", 1), ("two", None)]),
        ("postgresql://one/d", [("one", None)]),
        ("postgresql://u@[::1]:5,[fe80::2]/d", [("::1", 5), ("fe80::2", None)]),
        ("postgresql://u@/d?host=/a,/b", [("/a", None), ("/b", None)]),
        ("postgresql://u@/d?host=a,b&port=1,2", [("a", 1), ("b", 2)]),
        ("postgresql://u@/d?host=a,b&port=7", [("a", 7), ("b", 7)]),
        ("postgresql:///d", [(None, None)]),
    ],
)
def test_the_hosts_of_an_address(url: str, hosts: list[tuple[str | None, int | None]]) -> None:
    """In the address or in `host=`, with and without ports."""
    assert hosts_of(url) == [Host(*host) for host in hosts]


@pytest.fixture(scope="module")
def two(
    postgresql_programs: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Instance, Instance]]:
    """Two servers that have the same release."""
    facts = small_record(tmp_path_factory.mktemp("facts"))
    with instance(postgresql_programs) as first, instance(postgresql_programs) as second:
        for made in (first, second):
            publish(facts.path, made.url)
        yield first, second


def address_of(*servers: Instance) -> str:
    """One address that names several servers."""
    sockets = ",".join(str(server.home) for server in servers)
    return f"{servers[0].url.partition('host=')[0]}host={sockets}"


@contextmanager
def stopped(server: Instance) -> Iterator[None]:
    """A server all of whose processes hang meanwhile: it accepts connections, and is silent."""
    try:
        server.signal(signal.SIGSTOP)
        yield
    finally:
        server.signal(signal.SIGCONT)


def test_a_host_that_hangs_fails_no_request(two: tuple[Instance, Instance]) -> None:
    """The next host answers, at first and when the store has found out."""
    limits = StoreLimits(clock=(clock := Clock()))
    store = PostgresqlStore(address_of(*two), 4, limits=limits)
    settings = Settings(database_url=address_of(*two), answer_cache_bytes=0)
    with TestClient(create_app(settings, store=store)) as client:
        assert client.get("/readyz").status_code == 200
        assert client.get("/v1/pledges").status_code == 200
        with stopped(two[0]):
            clock.advance(limits.recheck_interval_s + 0.1)
            for path in ("/v1/pledges", "/v1/countries", "/readyz", "/v1/pledges"):
                assert client.get(path).status_code == 200


def test_a_host_that_hangs_at_the_start_is_passed_over(two: tuple[Instance, Instance]) -> None:
    """And is not asked again for a while."""
    settings = Settings(database_url=address_of(*two), answer_cache_bytes=0)
    with stopped(two[0]), TestClient(create_app(settings)) as client:
        assert client.get("/readyz").status_code == 200
        assert client.get("/v1/pledges").status_code == 200


def test_a_dead_host_comes_last_for_a_while(
    two: tuple[Instance, Instance], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later connection goes to the next host at once, and after a time to the first again."""
    tried: list[Any] = []
    connect = asyncpg.connect

    async def watched(url: str, **settings: Any) -> Any:
        tried.append(settings["host"])
        return await connect(url, **settings)

    monkeypatch.setattr(asyncpg, "connect", watched)
    there = str(two[0].home)

    async def work() -> None:
        url = two[0].url.replace("host=", "host=/nowhere,")
        hosts = Hosts(url, StoreLimits(clock=(clock := Clock())))
        for expected in (["/nowhere", there], [there]):
            await (await hosts.connect()).close()
            assert tried == expected
            tried.clear()
        clock.advance(11)
        await (await hosts.connect()).close()
        assert tried == ["/nowhere", there]

    run(work())
