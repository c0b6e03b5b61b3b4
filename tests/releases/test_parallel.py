"""Differences between two releases, read by many at once: no connection serves two threads."""

import asyncio

import httpx2
import pytest

from api.app import create_app
from api.releases.diff import diff_releases
from api.releases.open import open_store
from api.releases.store import StoreLimits
from api.settings import Settings
from seeds.publishing.publish import publish
from tests.releases.two import TwoReleases, two_releases
from tests.running import run

OFFICIALS = 15_000  # enough for a sort that takes longer than starting the next thread
REQUESTS = 10
WHOLE = "changes?limit=all&sort=-row_id&kind__in=corrected"
# One step of SQLite, longer than APSW waits for a connection that another thread uses.
LONG = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000)"
    " SELECT max(i), (SELECT count(*) FROM change) FROM n"
)


@pytest.fixture(scope="module")
def far_apart(tmp_path_factory: pytest.TempPathFactory) -> TwoReleases:
    """Two releases that differ in the names of many officials."""
    two = two_releases(tmp_path_factory.mktemp("far"))
    releases = []
    for number in (1, 2):
        rows = (f"o-{i:05},Official {i} {number},the-paper\n" for i in range(OFFICIALS))
        two.facts.write("officials/more.csv", "id,name,source_id\n" + "".join(rows))
        two.facts.write("VERSION", f"0.{number}.0 2026-01-0{number}\n")
        releases.append(publish(two.facts.path, two.url).release_id)
    two.first, two.second = releases
    return two


def test_whole_differences_are_answered_side_by_side(far_apart: TwoReleases) -> None:
    """Ten whole lists at once, while others read pages: all alike, and none fails."""
    app = create_app(Settings(database_url=far_apart.url, answer_cache_bytes=0))
    address = f"/v1/releases/{far_apart.first}...{far_apart.second}"

    async def ask() -> list[httpx2.Response]:
        transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            await client.get(f"{address}/changes?limit=1")
            pages = [client.get(f"{address}/changes?limit={n}") for n in range(1, REQUESTS)]
            whole = [client.get(f"{address}/{WHOLE}") for _ in range(REQUESTS)]
            return await asyncio.gather(*whole, *pages)

    answers = run(ask())
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.headers["x-total-count"] for answer in answers} == {str(OFFICIALS)}
    assert len({answer.content for answer in answers[:REQUESTS]}) == 1


def test_a_thread_never_shares_the_connection_of_the_event_loop(two: TwoReleases) -> None:
    """Not even where every statement is one long step."""

    async def read() -> list[tuple[int, int]]:
        store = open_store(
            two.url, limits=StoreLimits(statement_steps=10**12, nice=0, queue_wait_s=60)
        )
        snapshot = await diff_releases(store, two.first, two.second)
        in_thread = [asyncio.create_task(snapshot.fetch_all_in_thread(LONG, ())) for _ in "ab"]
        await asyncio.sleep(0)  # so that both threads are at work
        in_loop = await snapshot.fetch_all(LONG, ())
        rows = [in_loop, *(await asyncio.gather(*in_thread))]
        await store.close()
        return [(most, changes) for ((most, changes),) in rows]

    assert run(read()) == [(2_000_000, 3)] * 3
