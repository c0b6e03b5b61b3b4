"""The benchmark: start servers, compare their responses, put the load on each in turn."""

import math
import statistics
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from http.client import HTTPException
from subprocess import SubprocessError

from tests.bench import documents, responses, workloads
from tests.bench.clients import PLAIN
from tests.bench.figures import Cell, Results
from tests.bench.load import CPU_SECONDS_MIN, Run, export, load, warm_up
from tests.bench.messages import Request, fetch, free_port
from tests.bench.paths import FLOOR
from tests.bench.processes import NotServed, Server, memory, reset_peak
from tests.bench.subjects import Databases, Subject
from tests.bench.workloads import COLD, HOT

Log = Callable[[str], None]

# What a server that breaks, or sends an unexpected response, makes us raise.
_BROKEN = (
    OSError,
    HTTPException,
    SubprocessError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)

_REPEATS_MAX = 3  # of a run that is too short to be read

_STILL_WARM_S = 0.3  # of requests to a server that an earlier round has warmed

_BROWSER_S = 1  # of a run as a browser, whose figures have wider limits

_SAMPLE = 6  # of a workload's requests: those whose responses are compared

_WITHOUT_ROWS = (*workloads.DOCUMENTS, *workloads.PAGES)  # which no other server has


class Bench:
    """Holds the running servers; use it as a context manager, which stops them."""

    def __init__(self, databases: Databases, postgresql_pid: int | None, log: Log) -> None:
        self.results = Results()
        self.databases = databases
        self._postgresql_pid = postgresql_pid
        self._log = log
        self._servers: dict[str, tuple[Subject, Server]] = {}
        self._requests: dict[Cell, list[Request]] = {}

    def __enter__(self) -> "Bench":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop all servers."""
        while self._servers:
            _, (_subject, server) = self._servers.popitem()
            server.stop()

    # Servers

    def start(self, subject: Subject, times: int) -> None:
        """Start a server several times, to measure how long that takes, and keep the last one."""
        seconds = []
        try:
            for number in range(times):
                server = self._launch(subject)
                seconds.append(server.seconds)
                if number < times - 1:
                    server.stop()
        except NotServed as reason:
            self.results.not_served[subject.key] = str(reason)
            self._log(f"{subject.title}: not served: {reason}")
            return
        self._servers[subject.key] = (subject, server)
        self.results.start_seconds[subject.key] = statistics.median(seconds)
        self._log(f"{subject.title}: first response after {statistics.median(seconds):.2f} s")

    def restart(self) -> None:
        """Replace every server by a new process: equal processes differ by some percents."""
        for key, (subject, server) in self._servers.items():
            server.stop()
            self._servers[key] = (subject, self._launch(subject))

    def _launch(self, subject: Subject) -> Server:
        port = free_port()
        command = subject.command(self.databases, port)
        workload = next(filter(subject.serves, ("W1", "W4", "W3")))
        first = self._requests_of(Cell(workload, COLD, subject.key), subject, port)[0]
        return Server(subject.key, command, port, first)

    def _requests_of(self, cell: Cell, subject: Subject, port: int) -> list[Request]:
        release = self.databases.sqlite
        requests = workloads.requests(subject.dialect, cell.workload, cell.mode, release, port)
        return [replace(request, client=cell.client) for request in requests]

    # Requests, and whether all servers respond alike

    def check(self, group: list[Cell]) -> list[Cell]:
        """Compare the responses of a group with the first one's; the cells that can be measured."""
        expected, measurable = None, []
        for cell in group:
            if reason := self.results.not_served.get(cell.subject):
                self.results.missing[cell] = reason
                continue
            subject, server = self._servers[cell.subject]
            try:
                rows = self._fetch_rows(cell, subject, server)
                if expected is not None and _is_comparable(cell, subject):
                    self._compare(cell, subject, expected, rows)
            except (NotServed, *_BROKEN) as error:
                self._leave_out(cell, subject, error)
            else:
                expected = expected or rows
                measurable.append(cell)
        return measurable

    def _fetch_rows(self, cell: Cell, subject: Subject, server: Server) -> object:
        """The rows of the responses; `NotServed` if a status is not 200."""
        requests = self._requests_of(cell, subject, server.port)
        self._requests[cell] = requests
        bodies = []
        for number, request in enumerate(requests if cell.workload == "W5" else requests[:_SAMPLE]):
            body = documents.filled(request.body, number)
            response = fetch(server.port, replace(request, body=body))
            if response.status != 200:
                raise NotServed(f"{response.status} to {request.method} {request.path[:60]}")
            self.results.responses.setdefault(cell, response)
            bodies.append(response.body)
        if subject.dialect == "floor" or cell.workload in _WITHOUT_ROWS:
            return None
        return responses.rows(subject.dialect, cell.workload, bodies)

    def _compare(self, cell: Cell, subject: Subject, expected: object, rows: object) -> None:
        """Refuse other rows; of a baseline, which may have other facts, only note them."""
        difference = responses.difference(expected, rows)
        if difference and subject.is_baseline:
            self.results.differences[cell] = difference
        elif difference:
            raise NotServed(f"responds with other rows: {difference}")

    def _leave_out(self, cell: Cell, subject: Subject, error: Exception) -> None:
        reason = str(error) if isinstance(error, NotServed) else f"fails: {error!r}"
        self.results.missing[cell] = reason
        self.results.runs.pop(cell, None)
        self._log(f"{cell.workload} {cell.mode}, {subject.title}: left out, {reason}")

    def write_floor_bodies(self, key: str) -> None:
        """Write a subject's response bodies to the folder that the floor serves."""
        FLOOR.mkdir(parents=True, exist_ok=True)
        for file in FLOOR.iterdir():
            file.unlink()
        if key not in self._servers:
            return
        subject, server = self._servers[key]
        for workload in filter(partial(workloads.serves, "floor"), workloads.TITLES):
            first = self._requests_of(Cell(workload, HOT, key), subject, server.port)[0]
            response = fetch(server.port, first)
            if response.status == 200:
                (FLOOR / workload).write_bytes(response.body)

    # Figures

    def round(
        self, groups: list[list[Cell]], number: int, seconds: float, *, briefly: bool = False
    ) -> None:
        """Put the load on every cell once; every second round in the opposite order.

        Args:
            groups: The cells, in groups that are measured without a pause.
            number: The number of the round.
            seconds: The length of a run.
            briefly: Warm up by some requests instead of a second of load. Without it, that second
                is for the first round: later its servers are warm.
        """
        warm_up_seconds = math.inf if briefly else _STILL_WARM_S if number else None
        for group in groups:
            for cell in group if number % 2 == 0 else reversed(group):
                length = seconds if cell.client == PLAIN else min(seconds, _BROWSER_S)
                self._measure(cell, length, warm_up_seconds)

    def _measure(self, cell: Cell, seconds: float, warm_up_seconds: float | None) -> None:
        if cell in self.results.missing:
            return
        subject, server = self._servers[cell.subject]
        try:
            run = self._run(cell, subject, server, seconds, warm_up_seconds)
        except (NotServed, *_BROKEN) as error:
            self._leave_out(cell, subject, error)
            return
        self.results.runs.setdefault(cell, []).append(run)
        client = "" if cell.client == PLAIN else cell.client
        self._log(
            f"{cell.workload} {cell.mode:<5} {client:<8}{subject.title:<54}"
            f"{run.cpu_microseconds:>10,.0f} µs{run.per_second:>10,.0f}/s"
        )

    def _run(
        self,
        cell: Cell,
        subject: Subject,
        server: Server,
        seconds: float,
        warm_up_seconds: float | None,
    ) -> Run:
        requests, pids = self._requests[cell], self._pids(subject, server)
        if cell.workload == "W5":  # `check` has read a first one
            run = export(server.port, requests, seconds, pids)
        else:
            if warm_up_seconds is None:
                load(server.port, requests, 1, pids)
            else:
                warm_up(server.port, requests, warm_up_seconds)
            run = _load_enough(server.port, requests, seconds, pids)
        if run.failed or not run.requests:
            raise NotServed(f"{run.failed} of {run.requests} requests failed")
        if not run.cpu_seconds:
            raise NotServed("the machine is too busy: the server had no CPU time")
        return run

    def _pids(self, subject: Subject, server: Server) -> list[int]:
        on_postgresql = subject.engine == "postgresql" and self._postgresql_pid is not None
        return [server.pid, self._postgresql_pid or 0] if on_postgresql else [server.pid]

    def read_memory(self) -> None:
        """Read the memory of every server."""
        for key, (_, server) in self._servers.items():
            self.results.memory[key] = memory(server.pid)

    def export_memory(self, key: str) -> None:
        """Measure by how much exports raise a server's memory above that for small responses."""
        cell = Cell("W5", COLD, key)
        if cell not in self._requests:
            return
        subject, _ = self._servers[key]
        server = self._launch(subject)
        try:
            small = self._requests_of(Cell("W1", COLD, key), subject, server.port)
            load(server.port, small, 1, [server.pid])
            before = memory(server.pid).resident
            reset_peak(server.pid)
            export(server.port, self._requests[cell], 3, [server.pid])
            self.results.export_growth[key] = memory(server.pid).peak - before
        finally:
            server.stop()


def _load_enough(port: int, requests: list[Request], seconds: float, pids: list[int]) -> Run:
    """A run that took enough CPU time to be read: on a busy machine, a longer one."""
    run = load(port, requests, seconds, pids)
    for _ in range(_REPEATS_MAX):
        if run.failed or run.cpu_seconds >= CPU_SECONDS_MIN:
            break
        seconds *= 2
        run = load(port, requests, seconds, pids)
    return run


def _is_comparable(cell: Cell, subject: Subject) -> bool:
    """Ten times the parties have other first rows; all other rows are the same for all."""
    has_others = subject.times > 1 and cell.workload in ("W2", "W7")
    return subject.dialect != "floor" and not has_others
