"""Servers as processes: started on one core, measured through /proc, stopped by their id."""

import os
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.messages import Request, fetch
from tests.bench.paths import LOGS

# One core for the server and another for the load: neither takes the other's time.
_CORES = [str(core) for core in sorted(os.sched_getaffinity(0))]
SERVER_CORE, LOAD_CORE = _CORES[0], _CORES[-1]

_TICK = os.sysconf("SC_CLK_TCK")
_START_SECONDS = 40.0
_POLL_SECONDS = 0.01
_REST_SECONDS = 0.2  # without a tick of CPU time, after which a server has nothing left to do
_REST_MAX_SECONDS = 60.0


def on_core(core: str) -> list[str]:
    """The prefix that binds a command to a core."""
    return ["taskset", "-c", core]


class NotServed(Exception):
    """A server that cannot be measured; the message is the reason."""


@dataclass(frozen=True, slots=True)
class Command:
    """How to start a server."""

    arguments: list[str]
    cwd: Path
    environment: dict[str, str] = field(default_factory=dict)


class Server:
    """A running server at rest; `seconds` is how long it took to answer its first request."""

    def __init__(
        self, name: str, command: Command, port: int, first: Request, *, is_pinned: bool = True
    ) -> None:
        self.name, self.port = name, port
        LOGS.mkdir(parents=True, exist_ok=True)
        self._log = LOGS / f"{name}.log"
        began = time.monotonic()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*(on_core(SERVER_CORE) if is_pinned else ()), *command.arguments],
                cwd=command.cwd,
                env=_environment() | command.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            self._wait(first, began + _START_SECONDS)
        except BaseException:
            self.stop()
            raise
        self.seconds = time.monotonic() - began
        self._rest()

    @property
    def pid(self) -> int:
        """The process that was started."""
        return self._process.pid

    def stop(self) -> None:
        """Terminate it, and kill it if it has not ended within five seconds."""
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait(self, first: Request, end: float) -> None:
        """Wait until it responds, with whatever status: `Bench.check` compares the responses."""
        while True:
            if self._process.poll() is not None:
                raise NotServed(self._last_log_line())
            try:
                fetch(self.port, first)
            except OSError:
                if time.monotonic() > end:
                    raise NotServed(f"no response in {_START_SECONDS:.0f} s") from None
                time.sleep(_POLL_SECONDS)
            else:
                return

    def _rest(self) -> None:
        """Wait until it has done what it does beside its first requests.

        Ours reads its whole release, to compare it with its checksum.
        """
        end = time.monotonic() + _REST_MAX_SECONDS
        before = -1.0
        while (now := cpu_seconds(self.pid)) > before and time.monotonic() < end:
            before = now
            time.sleep(_REST_SECONDS)

    def _last_log_line(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it ended and logged nothing"


def _environment() -> dict[str, str]:
    """Our environment variables without settings of the record or of Python."""
    removed = ("DATABASE_URL", "HOST", "PORT", "WORKERS", "ANSWER_CACHE_BYTES", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if name not in removed}


def cpu_seconds(*roots: int) -> float:
    """User and system time of the process trees so far, ended children included."""
    return sum(_ticks(pid) for pid in _trees(roots)) / _TICK


def _ticks(pid: int) -> int:
    fields = _stat(pid)
    return sum(int(value) for value in fields[11:15]) if fields else 0


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the state on: the name before it may hold anything."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it has ended
        return []


def _trees(roots: tuple[int, ...]) -> set[int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents[int(entry.name)] = int(fields[1])
    pids = set(roots)
    while children := {pid for pid, parent in parents.items() if parent in pids} - pids:
        pids |= children
    return pids


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes (10^6 bytes) of a server's processes."""

    resident: float
    proportional: float  # shared pages counted in part
    peak: float  # most resident since `reset_peak`


def memory(root: int) -> Memory:
    """Read the memory of a process tree."""
    pids = _trees((root,))
    return Memory(
        sum(_kilobytes(pid, "status", "VmRSS") for pid in pids) * 1024 / 1e6,
        sum(_kilobytes(pid, "smaps_rollup", "Pss") for pid in pids) * 1024 / 1e6,
        sum(_kilobytes(pid, "status", "VmHWM") for pid in pids) * 1024 / 1e6,
    )


def worker_memory(root: int) -> float:
    """The proportional megabytes of the largest process below a server's first one."""
    below = _trees((root,)) - {root} or {root}
    return max(_kilobytes(pid, "smaps_rollup", "Pss") for pid in below) * 1024 / 1e6


def workers(root: int) -> int:
    """How many processes a server's first one has started."""
    return len(_trees((root,))) - 1


def reset_peak(root: int) -> None:
    """Reset the peaks of a process tree to its resident memory."""
    for pid in _trees((root,)):
        Path(f"/proc/{pid}/clear_refs").write_text("5")


def _kilobytes(pid: int, file: str, name: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)
