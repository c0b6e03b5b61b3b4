"""A real server and a real browser, shut off from every host but that server.

Without a Chromium these tests are skipped, aloud; where CI=true they fail instead.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

ROOT = Path(__file__).parent.parent.parent

# No sandbox, because CI is root in a container; nothing that the browser asks for by itself.
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes the browser fixture is marked `browser`."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@dataclass
class Visit:
    """A page in the browser, what it complained of, and what it asked of other hosts."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def server(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server as `python -m api serve` starts it, on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "log"
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [sys.executable, "-m", "api", "serve"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()


def _wait_until_ready(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        with suppress(httpx2.TransportError):
            if httpx2.get(f"{base}/readyz").status_code == 200:
                return
        time.sleep(0.1)
    pytest.fail(f"the server did not get ready:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the one that CHROMIUM names, the machine's, or playwright's own."""
    with sync_playwright() as playwright:
        path = chromium_path() or playwright.chromium.executable_path
        if not Path(path).exists():
            told = "no Chromium on this machine: `make browser` gets one, or set CHROMIUM=/path"
            if os.environ.get("CI") == "true":
                pytest.fail(told)
            pytest.skip(told)
        with playwright.chromium.launch(executable_path=path, args=_FLAGS) as browser:
            yield browser


def chromium_path() -> str | None:
    """The Chromium of this machine, or the one that CHROMIUM names."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Visit]:
    """A fresh page that reaches only the server; whatever it complains of fails the test."""
    with visiting(browser, server) as visit:
        yield visit


@contextmanager
def visiting(browser: Browser, server: str, **options: Any) -> Iterator[Visit]:
    """The same with options of the browser's context, such as the width of the screen."""
    with browser.new_context(base_url=server, service_workers="block", **options) as context:
        visit = Visit(context.new_page())

        def only_the_server(route: Route) -> None:
            if urlsplit(route.request.url).netloc == urlsplit(server).netloc:
                route.continue_()
            else:
                visit.elsewhere.append(route.request.url)
                route.abort()

        context.route("**/*", only_the_server)
        visit.page.on(
            "console",
            lambda message: message.type == "error" and visit.complaints.append(message.text),
        )
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        yield visit
    assert visit.elsewhere == []
    assert visit.complaints == []
