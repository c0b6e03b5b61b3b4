"""Expensive statements: they leave the event loop, wait their turn, and have a budget."""

import asyncio
import os
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from api.app import create_app
from api.problems import Problem
from api.releases.gate import Gate, ThreadLane
from api.releases.open import open_store
from api.releases.sqlite import SqliteStore
from api.releases.sqlite_reader import STEPS_PER_CALL, STEPS_PER_CALL_IN_THREAD
from api.releases.sqlite_snapshot import SqliteSnapshot
from api.releases.store import StoreLimits
from api.settings import Settings
from tests.releases.two import TwoReleases
from tests.running import run

CHEAP = "SELECT count(*) FROM country"
COUNTING = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})"
    " SELECT max(i) FROM n"
)
DEAR = COUNTING.format(100_000)  # some 1.5 million steps
LONG_TEXT = "SELECT 'x' || printf('%.*c', ?, 'y')"


def over(url: str, work: Callable[[SqliteSnapshot], Awaitable[Any]], **limits: Any) -> Any:
    """Do some work with the release that is served, under these limits."""

    async def with_store() -> Any:
        store = open_store(url, limits=StoreLimits(**({"nice": 0} | limits)))
        snapshot = await store.current()
        assert isinstance(snapshot, SqliteSnapshot)
        try:
            return await work(snapshot)
        finally:
            await store.close()

    return run(with_store())


def test_an_expensive_statement_leaves_the_event_loop(two: TwoReleases) -> None:
    """Others are answered while it runs, and the next time it begins in a thread at once."""

    async def work(snapshot: SqliteSnapshot) -> None:
        dear = asyncio.create_task(snapshot.fetch_one(DEAR, ()))
        await asyncio.sleep(0)
        assert not dear.done()
        assert (await snapshot.fetch_one(CHEAP, ()))[0] > 0
        assert not dear.done()
        assert await dear == (100_000,)
        before = snapshot.work
        assert (before.statements, before.threaded) == (2, 1)
        assert await snapshot.fetch_one(DEAR, ()) == (100_000,)
        after = snapshot.work
        assert (after.statements, after.threaded) == (3, 2)
        assert (after.steps - before.steps) % STEPS_PER_CALL_IN_THREAD == 0  # none in the loop

    over(two.url, work)


def test_a_cheap_statement_stays_cheap_however_often_it_runs(two: TwoReleases) -> None:
    """SQLite counts the steps of all runs of a statement together; the budget is of one."""

    async def work(snapshot: SqliteSnapshot) -> None:
        for _ in range(1_000):
            await snapshot.fetch_one(COUNTING.format(300), ())
        assert snapshot.work.threaded == 0

    over(two.url, work, loop_steps=3 * STEPS_PER_CALL)


@pytest.mark.parametrize("in_thread", [False, True])
def test_the_budget_is_counted_in_steps(two: TwoReleases, in_thread: bool) -> None:
    """The refusal names it; the connection answers the next statement."""

    async def work(snapshot: SqliteSnapshot) -> None:
        fetch = snapshot.fetch_all_in_thread if in_thread else snapshot.fetch_all
        for _ in range(2):
            with pytest.raises(Problem, match="more than 1000000 steps") as refused:
                await fetch(DEAR, ())
            assert refused.value.type.slug == "too-costly"
            assert refused.value.members == {"limit": "steps", "maximum": 1_000_000}
        assert (await fetch(CHEAP, ()))[0][0] > 0

    over(two.url, work, statement_steps=1_000_000)


@pytest.mark.parametrize("in_thread", [False, True])
def test_a_text_has_a_budget_of_bytes(two: TwoReleases, in_thread: bool) -> None:
    """It is not made: SQLite stops where it grows longer."""

    async def work(snapshot: SqliteSnapshot) -> None:
        fetch = snapshot.fetch_all_in_thread if in_thread else snapshot.fetch_all
        with pytest.raises(Problem, match="longer than 100000 bytes") as refused:
            await fetch(LONG_TEXT, (100_000,))
        assert refused.value.members == {"limit": "bytes", "maximum": 100_000}
        assert len((await fetch(LONG_TEXT, (99_000,)))[0][0]) == 99_001

    over(two.url, work, answer_bytes=100_000)


def test_a_busy_lane_lets_wait_and_then_refuses(two: TwoReleases) -> None:
    """As many as may wait do; one more is refused at once, with the time to ask again."""

    async def work(snapshot: SqliteSnapshot) -> None:
        asked = [asyncio.create_task(snapshot.fetch_one(DEAR, ())) for _ in range(4)]
        await asyncio.sleep(0)
        with pytest.raises(Problem, match="3 requests wait for thread") as refused:
            await snapshot.fetch_one(DEAR, ())
        assert refused.value.type.slug == "busy"
        assert refused.value.type.status == 503
        assert refused.value.headers == {"Retry-After": "1"}
        assert await asyncio.gather(*asked) == [(100_000,)] * 4

    over(two.url, work, threads=1, queue_max=3)


def test_who_waits_too_long_is_refused() -> None:
    """And takes no place in the queue any more."""

    async def ask() -> None:
        gate = Gate(1, 1, 0.01, "place")
        await gate.enter()
        with pytest.raises(Problem, match=r"no place was free within 0\.01 s"):
            await gate.enter()
        assert gate.waiting == 0
        gate.leave()
        await gate.enter()

    run(ask())


def test_a_cancelled_request_leaves_its_thread_when_that_has_ended() -> None:
    """Not before: otherwise more would be at work than there are threads."""

    async def ask() -> None:
        loop = asyncio.get_running_loop()
        began, may_end = asyncio.Event(), asyncio.Event()

        def hold() -> None:
            loop.call_soon_threadsafe(began.set)
            asyncio.run_coroutine_threadsafe(may_end.wait(), loop).result()

        lane = ThreadLane(1, 1, 10)
        request = asyncio.create_task(lane.run(hold))
        await began.wait()
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        following = asyncio.create_task(lane.run(lambda: "next"))
        await asyncio.sleep(0)
        assert lane.waiting == 1
        may_end.set()
        assert await following == "next"
        lane.close()

    run(ask())


@pytest.mark.skipif(sys.platform != "linux", reason="only there a thread has a nice value")
@pytest.mark.parametrize("nice", [0, 1])
def test_threads_of_statements_have_the_nice_value_that_is_set(two: TwoReleases, nice: int) -> None:
    """So that an operator decides who goes first on a machine that other programs share."""

    def of_this_thread() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    async def ask() -> int:
        store = create_app(Settings(database_url=two.url, statement_nice=nice)).store
        assert isinstance(store, SqliteStore)
        threads = store.lanes.statements
        try:
            return await threads.run(of_this_thread)
        finally:
            await store.close()

    assert run(ask()) == of_this_thread() + nice


def test_a_store_that_was_closed_is_used_again(two: TwoReleases) -> None:
    """An app may be started a second time, as its tests do."""

    async def work() -> None:
        store = open_store(two.url)
        for _ in range(2):
            snapshot = await store.current()
            assert await snapshot.fetch_one(DEAR, ()) == (100_000,)
            await store.close()

    run(work())
