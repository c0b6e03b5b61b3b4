"""Run coroutines from synchronous tests."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a new event loop in a new thread; its result.

    Playwright leaves an event loop running in the main thread.
    """
    return aside(lambda: asyncio.run(coroutine))


def aside(call: Callable[[], T]) -> T:
    """Call a function that runs an event loop, in a new thread; its result."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call).result()
