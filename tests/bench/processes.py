"""Servers as processes: started on one core, read in /proc, stopped by their own id."""

import os
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.messages import Request, ask
from tests.bench.places import LOGS

# The server has one core and the load another, so that neither takes the other's time.
_CORES = [str(core) for core in sorted(os.sched_getaffinity(0))]
SERVER_CORE, LOAD_CORE = _CORES[0], _CORES[-1]

_TICK = os.sysconf("SC_CLK_TCK")
_START_SECONDS = 40.0
_LOOK_SECONDS = 0.01


def on_core(core: str) -> list[str]:
    """What to put before a command so that it stays on a core."""
    return ["taskset", "-c", core]


class NotServed(Exception):
    """A server that does not answer; the message says why."""


@dataclass(frozen=True, slots=True)
class Command:
    """How to start a server."""

    arguments: list[str]
    cwd: Path
    environment: dict[str, str] = field(default_factory=dict)


class Server:
    """A running server; `seconds` is how long it took to answer its first request."""

    def __init__(self, name: str, command: Command, port: int, first: Request) -> None:
        self.name, self.port = name, port
        LOGS.mkdir(parents=True, exist_ok=True)
        self._log = LOGS / f"{name}.log"
        began = time.monotonic()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*on_core(SERVER_CORE), *command.arguments],
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

    @property
    def pid(self) -> int:
        """The process that was started."""
        return self._process.pid

    def stop(self) -> None:
        """Stop it, politely at first."""
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait(self, first: Request, end: float) -> None:
        """Until it answers, whatever the answer: the check of answers judges that."""
        while True:
            if self._process.poll() is not None:
                raise NotServed(self._last_words())
            try:
                ask(self.port, first)
            except OSError:
                if time.monotonic() > end:
                    raise NotServed(f"no answer in {_START_SECONDS:.0f} s") from None
                time.sleep(_LOOK_SECONDS)
            else:
                return

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it ended without a word"


def _environment() -> dict[str, str]:
    """Ours without settings of the record or of Python that would reach the servers."""
    left_out = ("DATABASE_URL", "HOST", "PORT", "WORKERS", "ANSWER_CACHE_BYTES", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if name not in left_out}


def cpu_seconds(*roots: int) -> float:
    """User and system time of the process trees so far, children that have ended included."""
    return sum(_ticks(pid) for pid in _trees(roots)) / _TICK


def _ticks(pid: int) -> int:
    fields = _stat(pid)
    return sum(int(value) for value in fields[11:15]) if fields else 0


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat after the name, which may hold anything: state is first."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it ended as we looked
        return []


def _trees(roots: tuple[int, ...]) -> set[int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents[int(entry.name)] = int(fields[1])
    found = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes (10^6 bytes) of a server's processes."""

    resident: float
    proportional: float  # shared pages counted in part
    peak: float  # most resident since `forget_peak`


def memory(root: int) -> Memory:
    """The memory of a process tree."""
    pids = _trees((root,))
    return Memory(
        sum(_kilobytes(pid, "status", "VmRSS") for pid in pids) * 1024 / 1e6,
        sum(_kilobytes(pid, "smaps_rollup", "Pss") for pid in pids) * 1024 / 1e6,
        sum(_kilobytes(pid, "status", "VmHWM") for pid in pids) * 1024 / 1e6,
    )


def forget_peak(root: int) -> None:
    """Let the peaks of a process tree start from what is resident now."""
    for pid in _trees((root,)):
        Path(f"/proc/{pid}/clear_refs").write_text("5")


def _kilobytes(pid: int, file: str, name: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)
