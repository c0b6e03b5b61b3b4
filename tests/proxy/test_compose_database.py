"""The primary and the standby of compose.yaml, by its own scripts, without containers."""

import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
import yaml

from api.settings import Settings
from seeds.publishing.content import ReleaseContent
from tests.client import TestClient
from tests.http.sockets import running
from tests.http.test_deadlines import until
from tests.record import ROOT, publish_small_record
from tests.seeds.postgresql import USER, binaries

pytestmark = pytest.mark.long

PASSWORD = "long enough"  # noqa: S105
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@dataclass
class Pair:
    """A primary and its standby, each at a port; `stop_standby` ends the second."""

    home: Path
    primary: int
    standby: int
    stop_standby: Callable[[], None]

    @property
    def owner_url(self) -> str:
        """Where releases are published."""
        return f"postgresql://record@/record?host={self.home}&port={self.primary}"

    @property
    def reader_url(self) -> str:
        """What the services read from, as in compose.yaml."""
        url = COMPOSE["services"]["api-1"]["environment"]["DATABASE_URL"]
        for name, port in (("standby", self.standby), ("primary", self.primary)):
            url = url.replace(f"{name}", f"127.0.0.1:{port}")
        return str(url.replace("${POSTGRES_PASSWORD:?}", PASSWORD.replace(" ", "%20")))


def script(text: str, folder: Path, primary: int, standby: int) -> str:
    """A script of compose.yaml with this machine's addresses."""
    return (
        text.replace("$$", "$")
        .replace("-h primary", f"-h 127.0.0.1 -p {primary}")
        .replace("exec postgres", f"exec postgres -p {standby} -k {folder} -c fsync=off")
    )


@contextmanager
def started(programs: Path) -> Iterator[Pair]:
    """The pair, gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    if USER:
        shutil.chown(home, USER)
    primary, standby = free_port(), free_port()
    environment = {
        "PATH": f"{programs}:/usr/bin:/bin", "PGHOST": str(home), "PGPORT": str(primary),
        "POSTGRES_USER": "record", "POSTGRES_PASSWORD": PASSWORD, "PGPASSWORD": PASSWORD,
    }  # fmt: skip

    def run(*command: str, data: str = "primary") -> None:
        variables = environment | {"PGDATA": str(home / data)}
        subprocess.run(
            command, cwd=home, user=USER, env=variables, check=True, stdout=subprocess.DEVNULL
        )

    run(
        "initdb",
        "-U",
        "record",
        "--encoding=UTF8",
        "--auth-local=trust",
        "--auth-host=scram-sha-256",
        "--no-sync",
    )
    options = f"-p {primary} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off"
    run("pg_ctl", "-w", "-l", str(home / "log"), "-o", options, "start")
    follower: subprocess.Popen[bytes] | None = None
    try:
        run("createdb", "-U", "record", "record")
        run("bash", "-euc", script(COMPOSE["configs"]["roles"]["content"], home, primary, standby))
        run("pg_ctl", "reload")
        command = COMPOSE["services"]["standby"]["command"]
        text = script(command[-1], home, primary, standby)
        variables = {k: v for k, v in environment.items() if not k.startswith(("PGH", "PGPORT"))}
        follower = subprocess.Popen(
            [*command[:-1], text], cwd=home, user=USER,
            env=variables | {"PGDATA": str(home / "standby")},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

        def stop() -> None:
            follower.terminate()
            follower.wait(30)

        yield Pair(home, primary, standby, stop)
    finally:
        if follower is not None and follower.poll() is None:
            follower.kill()
            follower.wait(30)
        run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(home)


def test_services_read_the_standby_and_then_the_primary(
    client: TestClient, small_content: ReleaseContent
) -> None:
    """With a role that has no grants; what is published on the primary is read from the standby."""
    programs = binaries()
    if programs is None:
        pytest.skip("no PostgreSQL in the environment")
    with started(programs) as pair:
        publish_small_record(pair.owner_url, small_content)
        settings = Settings(database_url=pair.reader_url, log_level="error")
        with (
            running(settings) as server,
            httpx2.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=30) as there,
        ):
            until(lambda: there.get("/readyz").status_code == 200)
            expected = client.get("/v1/countries/NOR").content
            assert there.get("/v1/countries/NOR").content == expected
            pair.stop_standby()
            until(lambda: there.get("/v1/countries/CHN").status_code == 200)
            until(lambda: there.get("/readyz").status_code == 200)
            assert there.get("/v1/countries/CHN").content == client.get("/v1/countries/CHN").content
