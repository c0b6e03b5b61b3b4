"""The first process: it makes the app once, forks the workers, and sees to it that they are there.

Workers share what was made before the fork. A worker that ends is replaced, and one whose event
loop gives no sign of life is killed and replaced. On SIGHUP the program is checked in a process of
its own, then this process becomes the new program (exec: its id and its listening socket stay),
starts new workers, and ends the old ones once the new ones answer.
"""

import gc
import logging
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from api.server.allocator import fill_holes
from api.server.handover import Handover
from api.server.worker import DRAIN, HURRY

_LOG = logging.getLogger("api.server")
STARTUP_FAILED = 3  # uvicorn's exit status of a worker that could not start
_WAIT_S = 0.5  # between two looks at the workers, if nothing happens
_MARGIN_S = 5.0  # beyond the drain, after which a worker is killed
_RESTART_S = 1.0  # between two starts in place of workers that ended
_TAKEN = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD, signal.SIGQUIT)
_CHECK = "from api.app import create_app; create_app()"


@dataclass(slots=True)
class Supervisor:
    """Starts workers and replaces them.

    Args:
        run_worker: Runs a worker in a forked process until it ends; it is given what to call once
            it answers, and from then on every second. It returns the exit status.
        listening: The socket that the workers accept from.
        workers: How many workers there are.
        drain_s: Seconds that a worker may take to end.
        silence_s: Seconds without a sign of life after which a worker is killed.
        handover: What this process passes to the program that it becomes.
    """

    run_worker: Callable[[Callable[[], None]], int]
    listening: socket.socket
    workers: int
    drain_s: float
    silence_s: float
    handover: Handover
    _running: dict[int, float] = field(default_factory=dict)  # process id → time of its start
    _alive_at: dict[int, float] = field(default_factory=dict)  # process id → last sign of life
    _ending: dict[int, float] = field(default_factory=dict)  # process id → when it is killed
    _signals: list[int] = field(default_factory=list)
    _checking: int = 0  # the process that checks the new program
    _start_at: float = 0.0
    _status: int = 0
    _is_ending: bool = False

    def run(self) -> int:
        """Keep the workers running until a signal ends this process; its exit status."""
        wake_read, wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        alive_read, alive_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        for number in _TAKEN:
            signal.signal(number, lambda number, _: self._signals.append(number))
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _TAKEN)
        self._retire(self.handover.workers)
        gc.collect()
        gc.freeze()  # workers never look at what was made by now, so that its pages stay shared
        fill_holes()
        while True:
            self._fork_missing(alive_write)
            if self._is_ending and not self._running and not self._ending:
                return self._status
            slept_at = time.monotonic()
            select.select([wake_read, alive_read], [], [], _WAIT_S)
            _read_all(wake_read)
            self._note_alive(_read_all(alive_read))
            self._handle_signals()
            self._reap()
            self._kill_late()
            self._kill_silent(slept_at)

    # Workers

    def _fork_missing(self, alive_write: int) -> None:
        if self._is_ending or time.monotonic() < self._start_at:
            return
        while len(self._running) < self.workers:
            pid = os.fork()
            if pid == 0:
                self._become_worker(alive_write)
            self._running[pid] = time.monotonic()

    def _become_worker(self, alive_write: int) -> None:
        """In the forked process: run a worker, and leave at once."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in _TAKEN:
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)  # these two are for the first process,
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # but a terminal sends them to all
            signal.signal(DRAIN, lambda *_: os._exit(0))  # until it has something to drain
            status = self.run_worker(lambda: _tell_alive(alive_write))
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:  # noqa: BLE001  # it is reported, then the process is over
            _LOG.exception("a worker failed")
        finally:
            logging.shutdown()
            os._exit(status)

    def _note_alive(self, data: bytes) -> None:
        now = time.monotonic()
        for start in range(0, len(data), 4):
            self._alive_at[int.from_bytes(data[start : start + 4], "little")] = now
        if self.handover.workers and len(self._running.keys() & self._alive_at) == self.workers:
            _LOG.info("the new workers answer; the old ones end")
            self._end(self.handover.workers, DRAIN)
            self.handover.workers = []

    def _retire(self, pids: list[int]) -> None:
        """Old workers, of the program that this process was: they go on until new ones answer."""
        for pid in pids:
            self._ending[pid] = float("inf")

    def _end(self, pids: list[int], number: int) -> None:
        for pid in pids:
            _kill(pid, number)
            self._ending[pid] = time.monotonic() + self.drain_s + _MARGIN_S
            self._running.pop(pid, None)

    def _kill_late(self) -> None:
        now = time.monotonic()
        for pid in [pid for pid, at in self._ending.items() if at < now]:
            _LOG.error("worker %d has not ended in time and is killed", pid)
            _kill(pid, signal.SIGKILL)
            self._ending[pid] = now + _MARGIN_S

    def _kill_silent(self, slept_at: float) -> None:
        """Kill workers that answered once and do not now; `_reap` has them replaced.

        Where this process itself was stopped since `slept_at`, so were they: they get a new chance.
        """
        now = time.monotonic()
        if now - slept_at > _WAIT_S + _MARGIN_S:
            self._alive_at = dict.fromkeys(self._alive_at, now)
        for pid in self._running:
            if now - self._alive_at.get(pid, now) > self.silence_s:
                _LOG.error("worker %d gives no sign of life and is killed", pid)
                self._alive_at[pid] = now
                _kill(pid, signal.SIGKILL)

    def _reap(self) -> None:
        while True:
            try:
                pid, wait_status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            code = os.waitstatus_to_exitcode(wait_status)
            if pid == self._checking:
                self._finish_reload(code)
            elif self._ending.pop(pid, None) is None and pid in self._running:
                self._replace(pid, code)

    def _replace(self, pid: int, code: int) -> None:
        """A worker has ended by itself: another takes its place, unless none ever started."""
        started = self._running.pop(pid)
        if not self._alive_at and not self.handover.workers:
            _LOG.error("worker %d could not start (%d)", pid, code)
            self._status = code or STARTUP_FAILED
            self._stop(DRAIN)
            return
        _LOG.error("worker %d ended (%d) and is replaced", pid, code)
        self._alive_at.pop(pid, None)
        now = time.monotonic()
        self._start_at = now if now - started > _RESTART_S else now + _RESTART_S

    # Signals

    def _handle_signals(self) -> None:
        while self._signals:
            number = self._signals.pop(0)
            if number == signal.SIGHUP:
                self._reload()
            elif number == signal.SIGTERM:
                self._stop(DRAIN)
            elif number in (signal.SIGINT, signal.SIGQUIT):
                self._stop(signal.SIGKILL if self._is_ending else HURRY)

    def _stop(self, number: int) -> None:
        self._is_ending = True
        self._end([*self._running, *self._ending], number)

    def _reload(self) -> None:
        """Check that the program can be loaded as it is now; `_finish_reload` goes on."""
        if self._checking or self._is_ending or self.handover.workers:
            _LOG.warning("a reload is under way already")
            return
        command = [sys.executable, "-c", _CHECK]
        self._checking = os.posix_spawn(sys.executable, command, os.environ)

    def _finish_reload(self, code: int) -> None:
        self._checking = 0
        if code or self._is_ending:
            _LOG.error("the program cannot be loaded (%d): the workers stay as they are", code)
            return
        _LOG.info("reloading")
        signal.pthread_sigmask(signal.SIG_BLOCK, _TAKEN)  # the new program handles them
        workers = [*self._running, *self._ending]
        environment = self.handover.environment(self.listening, workers)
        os.execve(sys.executable, sys.orig_argv, environment)  # noqa: S606  # the same command


def _tell_alive(alive_write: int) -> None:
    with suppress(OSError):  # it reads no longer: it has ended, or has become a new program
        os.write(alive_write, os.getpid().to_bytes(4, "little"))


def _read_all(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except BlockingIOError:
        return b""


def _kill(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
