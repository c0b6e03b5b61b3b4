"""Bounded concurrency: so many at work, so many waiting, and each for so long."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from api.problems import Problem

T = TypeVar("T")

_RETRY_AFTER_S = 1
_NICE_MAX = 19


class Gate:
    """Lets a limited number of tasks in at a time; the others wait before it.

    Args:
        inside_max: How many are let in.
        waiting_max: How many may wait.
        wait_s: How long each may wait, in seconds.
        name: What they wait for, for the refusal.
    """

    def __init__(self, inside_max: int, waiting_max: int, wait_s: float, name: str) -> None:
        self._free = asyncio.Semaphore(inside_max)
        self._waiting_max, self._wait_s, self._name = waiting_max, wait_s, name
        self.inside = self.waiting = 0

    async def enter(self) -> None:
        """Wait to be let in. Raises `Problem` if too many wait, or this one has waited too long."""
        if not self._free.locked():
            await self._free.acquire()
            self.inside += 1
            return
        if self.waiting >= self._waiting_max:
            raise _busy(f"{self.waiting} requests wait for {self._name}, which is the limit")
        self.waiting += 1
        try:
            async with asyncio.timeout(self._wait_s):
                await self._free.acquire()
            self.inside += 1
        except TimeoutError:
            raise _busy(f"no {self._name} was free within {self._wait_s:g} s") from None
        finally:
            self.waiting -= 1

    def leave(self) -> None:
        """Make room for the next."""
        self.inside -= 1
        self._free.release()


def _yield_to_others(nice: int) -> None:
    """Let the event loop go first where there are fewer cores than threads."""
    if nice and sys.platform == "linux":  # where each thread has a nice value of its own
        thread = threading.get_native_id()
        now = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, min(now + nice, _NICE_MAX))


def threads(number: int, nice: int) -> ThreadPoolExecutor:
    """Threads whose nice value is higher by so much; each starts with the work that needs it."""
    return ThreadPoolExecutor(
        number, thread_name_prefix="work", initializer=_yield_to_others, initargs=(nice,)
    )


def _busy(detail: str) -> Problem:
    return Problem("busy", detail, headers={"Retry-After": str(_RETRY_AFTER_S)})


class ThreadLane:
    """Threads for work that would hold the event loop, behind a gate.

    Args:
        number: How many work at a time.
        waiting_max: How many tasks may wait for one.
        wait_s: How long each may wait, in seconds.
        nice: What is added to the nice value of these threads. Only for work that seldom holds
            the interpreter's lock: a thread that does keeps the event loop waiting while it waits
            for a core.
    """

    def __init__(self, number: int, waiting_max: int, wait_s: float, nice: int = 0) -> None:
        self._gate = Gate(number, waiting_max, wait_s, "thread")
        self._number, self._nice = number, nice
        self._executor: ThreadPoolExecutor | None = None  # made by the first task

    @property
    def waiting(self) -> int:
        """How many tasks wait."""
        return self._gate.waiting

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """What `work` returns in a thread. Raises `Problem` if none is free in time."""
        await self._gate.enter()
        if self._executor is None:
            self._executor = threads(self._number, self._nice)
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._executor, work, *arguments)
        future.add_done_callback(self._leave)
        # The thread works on if the request is cancelled, and so takes its place until it ends.
        return await asyncio.shield(future)

    def _leave(self, future: asyncio.Future[Any]) -> None:
        self._gate.leave()
        if not future.cancelled():
            future.exception()  # whoever was cancelled will not retrieve it

    def close(self) -> None:
        """End the threads; what is at work ends by itself, and a later task makes new ones."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None


class Lanes:
    """The threads of one store.

    Args:
        threads: How many statements run at a time.
        nice: What is added to the nice value of their threads.
        waiting_max: How many tasks may wait for a thread of each kind.
        wait_s: How long each may wait, in seconds.

    Attributes:
        statements: For statements over SQLite, which seldom hold the interpreter's lock.
        python: For long work in Python. Of several threads only one would have the lock.
    """

    def __init__(self, threads: int, nice: int, waiting_max: int, wait_s: float) -> None:
        self.statements = ThreadLane(threads, waiting_max, wait_s, nice)
        self.python = ThreadLane(1, waiting_max, wait_s)

    @property
    def waiting(self) -> int:
        """How many tasks wait."""
        return self.statements.waiting + self.python.waiting

    def close(self) -> None:
        """See `ThreadLane.close`."""
        self.statements.close()
        self.python.close()
