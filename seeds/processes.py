"""Runs work in a process beside this one, on another core.

The process is a fork: it has everything as it is when the work begins, and what it changes stays
there. Its result comes back pickled, with the temporary files that are part of it.
"""

import io
import os
import pickle
import signal
import socket
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from threading import Thread
from typing import Any, NoReturn, Protocol, TypeVar

T = TypeVar("T")

_LARGEST_COUNT = 64  # of files that come with a result


class Start(Protocol):
    """Starts a piece of work, and gives the function that waits for its result.

    The work sees everything as it is now. Nobody relies on what it changes, only on its result.
    """

    def __call__(self, work: Callable[[], T], /) -> Callable[[], T]:
        """Start the work."""


def here(work: Callable[[], T]) -> Callable[[], T]:
    """Do the work in this process, at once."""
    result = work()
    return lambda: result


@contextmanager
def beside() -> Iterator[Start]:
    """What starts work in processes beside this one; those still running at the end are killed.

    This process must have no thread but one. On a machine with one core, work is done here.
    """
    if (os.cpu_count() or 1) == 1:
        yield here
        return
    # Python tries folders until it can write to one, by a file that would stay if a process that
    # tries were killed.
    tempfile.gettempdir()
    running: dict[int, socket.socket] = {}

    def start(work: Callable[[], T]) -> Callable[[], T]:
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            ours.close()
            _work(work, theirs)
        theirs.close()
        running[pid] = ours
        return partial(_result, pid, running)

    try:
        yield start
    finally:
        for pid in [*running]:
            os.kill(pid, signal.SIGKILL)
            _ended(pid, running)


@contextmanager
def awaited(result: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Give the function that waits for a result. If the block fails before, this waits as well.

    Then the other process has ended, and writes no file after those of a failed block are removed.
    """
    is_awaited = False

    def wait() -> T:
        nonlocal is_awaited
        is_awaited = True
        return result()

    try:
        yield wait
    except Exception:
        if not is_awaited:
            with suppress(Exception):
                result()
        raise


def _work(work: Callable[[], object], channel: socket.socket) -> NoReturn:
    """Do the work and send its result, or what it raised. The process ends without clearing up."""
    Thread(target=_end_with_parent, args=[channel], daemon=True).start()
    try:
        try:
            outcome: tuple[object, BaseException | None] = (work(), None)
        except Exception as error:  # noqa: BLE001  # the other process raises it
            outcome = (None, error)
        _send(channel, outcome)
        os._exit(0)
    except BaseException:  # noqa: BLE001  # such as of a result that cannot be pickled
        traceback.print_exc()
    finally:
        os._exit(1)


def _end_with_parent(channel: socket.socket) -> None:
    """End this process as soon as the other one closes its end, by dying or otherwise."""
    channel.recv(1)
    os._exit(1)


def _send(channel: socket.socket, value: object) -> None:
    with tempfile.TemporaryFile(prefix="climate-record-") as file:
        pickler = _Pickler(file, pickle.HIGHEST_PROTOCOL)
        pickler.dump(value)
        file.flush()
        socket.send_fds(channel, [b"1"], [file.fileno(), *pickler.files])


def _result(pid: int, running: dict[int, socket.socket]) -> Any:
    """The result of the work of a process. Raises what it raised, or `ChildProcessError`."""
    message, files, _, _ = socket.recv_fds(running[pid], 1, _LARGEST_COUNT)
    status = _ended(pid, running)
    if not message:
        raise ChildProcessError(f"a process of the publisher ended early, with status {status}")
    with os.fdopen(files[0], "rb") as file:
        file.seek(0)
        result, error = _Unpickler(file, files[1:]).load()
    if error is not None:
        raise error
    return result


def _ended(pid: int, running: dict[int, socket.socket]) -> int:
    """Wait until a process has ended; its exit status, or the negative number of its signal."""
    running.pop(pid).close()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


class _Pickler(pickle.Pickler):
    """Pickles temporary files by their place among those that are sent along."""

    def __init__(self, file: io.BufferedIOBase, protocol: int) -> None:
        super().__init__(file, protocol)
        self.files: list[int] = []

    def persistent_id(self, value: object) -> int | None:
        """The place of a file; None for everything else."""
        if not isinstance(value, io.BufferedRandom):
            return None
        value.flush()
        self.files.append(value.fileno())
        return len(self.files) - 1


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BufferedIOBase, files: list[int]) -> None:
        super().__init__(file)
        self._files = files

    def persistent_load(self, place: int) -> io.BufferedRandom:
        """The file of a place, open in this process."""
        return os.fdopen(self._files[place], "r+b")
