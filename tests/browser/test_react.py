"""The programs of the React guide, built as they stand, in a page of another origin."""

import re
import subprocess
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, expect

from api.pages.guides import ORIGIN, ROOT
from tests.node import node_with

pytestmark = pytest.mark.long

_MODULES = ROOT / "tests/apollo/node_modules"
_GUIDE = ROOT / "docs/guides/react.md"
_MAIN = """
import { createRoot } from "react-dom/client";
import { Pledges } from "./guide-0.jsx";
import { ThenAndNow } from "./guide-1.jsx";
createRoot(document.body).render(<><Pledges country="CHN" /><Pledges country="atlantis" />
  <ThenAndNow slug="usa-net-zero-2050" /></>);
"""
_PAGE = '<!doctype html><meta charset="utf-8"><body><script src="app.js"></script>'
_BUILD = ("--bundle", "--jsx=automatic", '--define:process.env.NODE_ENV="production"')


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Both programs as one script."""
    node = node_with(_MODULES / "react", "make apollo")
    folder = tmp_path_factory.mktemp("react")
    (folder / "node_modules").symlink_to(_MODULES)
    programs = re.findall(r"^```jsx\n(.*?)^```$", _GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    assert len(programs) == 2
    for number, program in enumerate(programs):
        (folder / f"guide-{number}.jsx").write_text(program)
    (folder / "main.jsx").write_text(_MAIN)
    command = [node, str(_MODULES / "esbuild/bin/esbuild"), "main.jsx", *_BUILD]
    built = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert built.returncode == 0, built.stderr
    return built.stdout


@pytest.fixture
def app(tmp_path: Path, bundle: str, server: str) -> Iterator[str]:
    """The address of a page with the script; its origin is not that of the server."""
    (tmp_path / "index.html").write_text(_PAGE)
    (tmp_path / "app.js").write_text(bundle.replace(ORIGIN, server))
    handler = partial(_Handler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as files:
        Thread(target=files.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{files.server_port}/"
        files.shutdown()


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  # its name there
        """Say nothing."""


def test_the_programs_of_the_guide_show_the_record(browser: Browser, app: str) -> None:
    """A table of pledges with sources, why a request was refused, and a status then and now."""
    with browser.new_context() as context:
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(app)
        expect(page.get_by_role("row", name="carbon neutrality 2060")).to_be_visible()
        expect(page.get_by_role("alert")).to_contain_text("atlantis")
        expect(page.get_by_text("2022-04-01: IN_POLICY_DOCUMENT, as")).to_be_visible()
        expect(page.get_by_text("Now: IN_LAW, as")).to_be_visible()
        assert faults == []
