"""Fixtures: two services, and nginx in front of them on a free port."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.server.worker import HURRY
from api.settings import Settings
from tests.http.sockets import HANG_S, Running, running
from tests.http.test_deadlines import until
from tests.record import ROOT

CONFIGURATION = ROOT / "docs" / "nginx.conf"
MAX_AGE_S = 1  # of what the services answer here, instead of a minute


@dataclass
class Service:
    """A worker that notes what it is asked, and whose answers are soon stale."""

    server: Running
    asked: list[dict[str, str]] = field(default_factory=list)  # header fields, and the path
    statuses: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._app = self.server.worker.app
        self.server.worker.config.loaded_app = self

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """ASGI."""
        fields = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        self.asked.append(fields | {"path": scope["path"]})

        async def noting(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.statuses.append(message["status"])
                message["headers"] = [
                    (name, value.replace(b"max-age=60", b"max-age=%d" % MAX_AGE_S))
                    for name, value in message["headers"]
                ]
            await send(message)

        await self._app(scope, receive, noting)

    def end(self) -> None:
        """Stop it, as a restart does."""
        self.server.stop(HURRY)
        self.server.thread.join(HANG_S)


@dataclass
class Proxy:
    """nginx, the services behind it, and a client of it."""

    client: httpx2.Client
    services: list[Service]

    def asked(self) -> int:
        """How many requests have come to the services."""
        return sum(len(service.asked) for service in self.services)


def program() -> str:
    """nginx; where there is none the test is skipped aloud."""
    found = shutil.which(os.environ.get("NGINX") or "nginx") or shutil.which("/usr/sbin/nginx")
    if found is None:
        assert os.environ.get("CI") != "true", "no nginx, and where CI=true it is needed"
        pytest.skip("no nginx on this machine: make test-long installs one")
    return found


def configured(folder: Path, port: int, services: list[int]) -> Path:
    """The configuration as it is committed, but for addresses and folders."""
    text = CONFIGURATION.read_text()
    replaced = {
        "api-1:8000": f"127.0.0.1:{services[0]}",
        "api-2:8000": f"127.0.0.1:{services[1]}",
        "listen 8080;": f"listen 127.0.0.1:{port};",
        "/var/cache/nginx/record": str(folder / "cache"),
        "worker_processes auto;": f"worker_processes 1; daemon off; pid {folder / 'pid'};"
        f" error_log {folder / 'error.log'} warn;",
        "http {": f"""http {{
            client_body_temp_path {folder / "body"}; proxy_temp_path {folder / "proxy"};
            fastcgi_temp_path {folder / "fastcgi"}; uwsgi_temp_path {folder / "uwsgi"};
            scgi_temp_path {folder / "scgi"};""",
    }
    for old, new in replaced.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = folder / "nginx.conf"
    path.write_text(("user root;\n" if os.geteuid() == 0 else "") + text)
    return path


@contextmanager
def nginx(folder: Path, services: list[int]) -> Iterator[int]:
    """nginx in front of services on these ports; its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [program(), "-p", str(folder), "-e", str(folder / "error.log")]
    command += ["-c", str(configured(folder, port, services))]
    process = subprocess.Popen(command)
    try:
        until(lambda: process.poll() is not None or _accepts(port))
        assert process.poll() is None, (folder / "error.log").read_text()
        yield port
    finally:
        process.terminate()
        process.wait(HANG_S)


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=HANG_S).close()
    except OSError:
        return False
    return True


@pytest.fixture
def proxy(database_url: str, tmp_path: Path) -> Iterator[Proxy]:
    """Two services over one release, and nginx in front of them."""
    program()
    settings = Settings(
        database_url=database_url,
        log_level="error",
        trusted_proxies="127.0.0.1",
        shutdown_notice_s=0,
    )
    with ExitStack() as stack:
        services = [Service(stack.enter_context(running(settings))) for _ in range(2)]
        ports = [service.server.port for service in services]
        port = stack.enter_context(nginx(tmp_path, ports))
        client = httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=HANG_S)
        yield Proxy(stack.enter_context(client), services)
