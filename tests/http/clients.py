"""Clients that ask a server at the same time until a test has seen enough."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Client(Protocol):
    """One client of several."""

    def __call__(self, number: int, stop: threading.Event) -> None:
        """Ask until `stop` is set; `number` tells the clients apart."""


@contextmanager
def asking(client: Client, clients: int) -> Iterator[None]:
    """Run that many clients, each in a thread, until the block ends."""
    stop = threading.Event()
    threads = [threading.Thread(target=client, args=(n, stop)) for n in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
