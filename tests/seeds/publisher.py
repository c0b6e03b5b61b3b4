"""A publisher in a process of its own, which can be killed, starved of room, or met by another."""

import multiprocessing
import resource
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from seeds.processes import beside
from seeds.publishing.publish import publish

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.seeds.publisher"])  # so that a child starts at once


def start(facts: Path, url: str, keep: int = 20, room: int | None = None) -> ForkServerProcess:
    """Start to publish; `room` is the size that no file may exceed, in bytes."""
    process = _CONTEXT.Process(target=_publish, args=(facts, url, keep, room))
    process.start()
    return process


def _publish(facts: Path, url: str, keep: int, room: int | None) -> None:
    if room is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    with beside() as start_beside:
        publish(facts, url, keep=keep, start=start_beside)
