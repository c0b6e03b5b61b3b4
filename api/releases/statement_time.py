"""How long the statements of a request take, whatever runs them for it."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextvars import ContextVar
from functools import wraps
from time import perf_counter
from typing import Any, TypeVar

SnapshotClass = TypeVar("SnapshotClass", bound=type)
Fetch = Callable[..., Awaitable[Any]]

_FETCHES = ("fetch_all", "fetch_all_in_thread")  # `fetch_one` calls the first
_STREAM = "stream"


class StatementTime:
    """The seconds in which at least one statement of a request ran or waited to be run."""

    __slots__ = ("is_running", "seconds")

    def __init__(self) -> None:
        self.seconds, self.is_running = 0.0, False


# That of the request that the present task answers; None outside of requests.
_current: ContextVar[StatementTime | None] = ContextVar("statement_time", default=None)


def measure_statements() -> StatementTime:
    """The time of the statements that the present task runs from now on."""
    measured = StatementTime()
    _current.set(measured)
    return measured


def timed_statements(snapshot: SnapshotClass) -> SnapshotClass:
    """Have the statements of a class of snapshots measured; a class decorator."""
    for name in _FETCHES:
        setattr(snapshot, name, _timed(getattr(snapshot, name)))
    stream: Callable[..., AsyncGenerator[Any, None]] = getattr(snapshot, _STREAM)
    setattr(snapshot, _STREAM, wraps(stream)(lambda *arguments: _timed_batches(stream(*arguments))))
    return snapshot


async def _timed_batches(batches: AsyncGenerator[Any, None]) -> AsyncGenerator[Any, None]:
    measured = _current.get()
    try:
        while True:
            started = perf_counter()
            batch = await anext(batches, None)
            if measured is not None:
                measured.seconds += perf_counter() - started
            if batch is None:
                return
            yield batch
    finally:
        await batches.aclose()


def _timed(fetch: Fetch) -> Fetch:
    @wraps(fetch)
    async def timed(*arguments: Any) -> Any:
        measured = _current.get()
        if measured is None or measured.is_running:  # one fetch may call another
            return await fetch(*arguments)
        measured.is_running, started = True, perf_counter()
        try:
            return await fetch(*arguments)
        finally:
            measured.seconds += perf_counter() - started
            measured.is_running = False

    return timed
