"""How long the statements of a request take, whatever runs them for it."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextvars import ContextVar
from functools import wraps
from time import perf_counter
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class StatementTime:
    """The seconds in which at least one statement of a request ran or waited to be run."""

    seconds = 0.0
    is_running = False


# That of the request that the present task answers; None outside of requests.
_current: ContextVar[StatementTime | None] = ContextVar("statement_time", default=None)


def measure_statements() -> StatementTime:
    """The time of the statements that the present task runs from now on."""
    measured = StatementTime()
    _current.set(measured)
    return measured


def count_seconds(started: float) -> None:
    """A statement of the present task has run without a wait, since a `perf_counter`."""
    measured = _current.get()
    if measured is not None and not measured.is_running:
        measured.seconds += perf_counter() - started


def timed(fetch: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """A method that fetches rows, measured; a decorator."""

    @wraps(fetch)
    async def measuring(*arguments: P.args, **named: P.kwargs) -> T:
        measured = _current.get()
        if measured is None or measured.is_running:  # another statement of the request runs
            return await fetch(*arguments, **named)
        measured.is_running, started = True, perf_counter()
        try:
            return await fetch(*arguments, **named)
        finally:
            measured.seconds += perf_counter() - started
            measured.is_running = False

    return measuring


def timed_stream(
    stream: Callable[P, AsyncGenerator[T, None]],
) -> Callable[P, AsyncGenerator[T, None]]:
    """A method that streams rows in batches, measured; a decorator."""

    @wraps(stream)
    def measuring(*arguments: P.args, **named: P.kwargs) -> AsyncGenerator[T, None]:
        return _timed_batches(stream(*arguments, **named))

    return measuring


async def _timed_batches(batches: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
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
