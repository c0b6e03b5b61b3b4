"""Running coroutines from tests that are none."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """What a coroutine returns, from a loop of its own in a thread of its own.

    A browser that another test of this process has driven leaves a loop running in the main one.
    """
    return aside(lambda: asyncio.run(coroutine))


def aside(call: Callable[[], T]) -> T:
    """What a function returns that runs a loop of its own, called in a thread of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call).result()
