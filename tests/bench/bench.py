"""The bench itself: servers started, answers compared, loads put on each in turn."""

import statistics
from collections.abc import Callable
from http.client import HTTPException
from subprocess import SubprocessError

from tests.bench import answers, texts, workloads
from tests.bench.figures import Cell, Measured
from tests.bench.load import Run, export, load
from tests.bench.messages import Request, ask
from tests.bench.places import FLOOR, free_port
from tests.bench.processes import NotServed, Server, forget_peak, memory
from tests.bench.subjects import Databases, Subject
from tests.bench.workloads import COLD, HOT

Say = Callable[[str], None]

# What a server that breaks, or answers something else than it should, makes us raise.
_BROKEN = (
    OSError,
    HTTPException,
    SubprocessError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)

_SAMPLE = 6  # requests whose answers are compared, of those that a workload sends


class Bench:
    """Holds the running servers; use it as a context manager, so that they are stopped."""

    def __init__(self, databases: Databases, postgresql_pid: int | None, say: Say) -> None:
        self.measured = Measured()
        self._databases = databases
        self._postgresql_pid = postgresql_pid
        self._say = say
        self._servers: dict[str, tuple[Subject, Server]] = {}
        self._asked: dict[Cell, list[Request]] = {}

    def __enter__(self) -> "Bench":
        return self

    def __exit__(self, *_exception: object) -> None:
        for _subject, server in self._servers.values():
            server.stop()

    # Servers

    def start(self, subject: Subject, times: int) -> None:
        """Start a server some times over, to see how long that takes, and keep the last."""
        seconds = []
        try:
            for number in range(times):
                server = self._started(subject)
                seconds.append(server.seconds)
                if number < times - 1:
                    server.stop()
        except NotServed as reason:
            self.measured.unserved[subject.key] = str(reason)
            self._say(f"{subject.title}: not served: {reason}")
            return
        self._servers[subject.key] = (subject, server)
        self.measured.start_seconds[subject.key] = statistics.median(seconds)
        self._say(f"{subject.title}: first answer after {statistics.median(seconds):.2f} s")

    def _started(self, subject: Subject) -> Server:
        port = free_port()
        command = subject.command(self._databases, port)
        workload = "W1" if workloads.answers(subject.dialect, "W1") else "W4"
        first = self._requests(subject, workload, COLD, port)[0]
        return Server(subject.key, command, port, first)

    def _requests(self, subject: Subject, workload: str, mode: str, port: int) -> list[Request]:
        release = self._databases.sqlite
        return workloads.requests(subject.dialect, workload, mode, release, port)

    # What is asked, and whether all answer the same

    def check(self, group: list[Cell]) -> list[Cell]:
        """Compare the answers to what a group asks; the cells that can be measured.

        The first of them who answers sets what is right.
        """
        right, found = None, []
        for cell in group:
            if reason := self.measured.unserved.get(cell.subject):
                self.measured.missing[cell] = reason
                continue
            subject, server = self._servers[cell.subject]
            try:
                answer = self._answer(cell, subject, server)
                if right is not None and _is_comparable(cell, subject):
                    _refuse_difference(right, answer)
            except (NotServed, *_BROKEN) as error:
                self._leave_out(cell, subject, error)
            else:
                right = right or answer
                found.append(cell)
        return found

    def _answer(self, cell: Cell, subject: Subject, server: Server) -> object:
        """The rows of the answers; `NotServed` if one is refused."""
        asked = self._requests(subject, cell.workload, cell.mode, server.port)
        self._asked[cell] = asked
        bodies = []
        for number, request in enumerate(asked if cell.workload == "W5" else asked[:_SAMPLE]):
            filled = Request(request.method, request.path, texts.filled(request.body, number))
            status, body = ask(server.port, filled)
            if status != 200:
                raise NotServed(f"{request.method} {request.path[:60]} answers {status}")
            bodies.append(body)
        if subject.dialect == "floor":
            return None
        return answers.plain(subject.dialect, cell.workload, bodies)

    def _leave_out(self, cell: Cell, subject: Subject, error: Exception) -> None:
        told = str(error) if isinstance(error, NotServed) else f"answers badly: {error!r}"
        self.measured.missing[cell] = told
        self.measured.runs.pop(cell, None)
        self._say(f"{cell.workload} {cell.mode}, {subject.title}: left out, {told}")

    def keep_for_floor(self, key: str) -> None:
        """Write the bodies that a subject answers to where the floor finds them."""
        FLOOR.mkdir(parents=True, exist_ok=True)
        for file in FLOOR.iterdir():
            file.unlink()
        if key not in self._servers:
            return
        subject, server = self._servers[key]
        for workload in workloads.TITLES:
            first = self._requests(subject, workload, HOT, server.port)[0]
            status, body = ask(server.port, first)
            if status == 200:
                (FLOOR / workload).write_bytes(body)

    # Figures

    def round(self, groups: list[list[Cell]], number: int, warm: float, seconds: float) -> None:
        """Put the load on every cell once; within a group another one begins each round."""
        for group in groups:
            turn = number % max(len(group), 1)
            for cell in (*group[turn:], *group[:turn]):
                self._measure(cell, warm, seconds)

    def _measure(self, cell: Cell, warm: float, seconds: float) -> None:
        if cell in self.measured.missing:
            return
        subject, server = self._servers[cell.subject]
        try:
            run = self._run(cell, subject, server, warm, seconds)
        except (NotServed, *_BROKEN) as error:
            self._leave_out(cell, subject, error)
            return
        self.measured.runs.setdefault(cell, []).append(run)
        self._say(
            f"{cell.workload} {cell.mode:<5} {subject.title:<44}"
            f"{run.cpu_microseconds:>10,.0f} µs{run.per_second:>10,.0f}/s"
        )

    def _run(
        self, cell: Cell, subject: Subject, server: Server, warm: float, seconds: float
    ) -> Run:
        asked, pids = self._asked[cell], self._pids(subject, server)
        if cell.workload == "W5":  # the check of answers has read a first one
            run = export(server.port, asked, seconds, pids)
        else:
            load(server.port, asked, warm, pids)
            run = load(server.port, asked, seconds, pids)
        if run.failed or not run.requests:
            raise NotServed(f"{run.failed} of {run.requests} requests failed")
        return run

    def _pids(self, subject: Subject, server: Server) -> list[int]:
        on_postgresql = subject.engine == "postgresql" and self._postgresql_pid is not None
        return [server.pid, self._postgresql_pid or 0] if on_postgresql else [server.pid]

    def read_memory(self) -> None:
        """What each server holds now."""
        for key, (_, server) in self._servers.items():
            self.measured.memory[key] = memory(server.pid)

    def export_memory(self, key: str) -> None:
        """How far exports drive the memory of a server that has only answered small things."""
        cell = Cell("W5", COLD, key)
        if cell not in self._asked:
            return
        subject, _ = self._servers[key]
        server = self._started(subject)
        try:
            small = self._requests(subject, "W1", COLD, server.port)
            load(server.port, small, 1, [server.pid])
            before = memory(server.pid).resident
            forget_peak(server.pid)
            export(server.port, self._asked[cell], 3, [server.pid])
            self.measured.export_growth[key] = memory(server.pid).peak - before
        finally:
            server.stop()


def _is_comparable(cell: Cell, subject: Subject) -> bool:
    """Ten times the parties give other top hundreds; all else is the same for everyone."""
    return subject.dialect != "floor" and not (subject.times > 1 and cell.workload == "W2")


def _refuse_difference(right: object, answer: object) -> None:
    if found := answers.difference(right, answer):
        raise NotServed(f"does not say the same: {found}")
