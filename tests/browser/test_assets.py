"""What the pages send along, seen without a browser: policies, caching, and absent bundles."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.client import TestClient

ROOT = Path(__file__).parents[2]
PAGES = (
    "/",
    "/countries",
    "/countries/CHN",
    "/docs/try",
    "/guides/start",
    "/reference/listPledges",
    "/graphql",
    "/problems",
    "/problems/not-found",
)
HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("path", PAGES)
def test_policy_keeps_a_page_to_this_host(client: TestClient, path: str) -> None:
    """Scripts, connections and everything else come from here alone."""
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200
    policy = dict(
        directive.split(" ", 1)
        for directive in answer.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert not any("http" in sources or "*" in sources for sources in policy.values())


@pytest.mark.parametrize("path", PAGES)
def test_assets_of_a_page_are_here_and_may_be_kept(client: TestClient, path: str) -> None:
    """Each asset is one of ours, at an address that changes with its bytes."""
    body = client.get(path, headers=HTML).text
    body = re.sub(
        r'<link rel="(?:alternate|canonical|service-desc)"[^>]*>', "", body
    )  # no parts of the page
    addresses = re.findall(r'<(?:script|link|img)[^>]*? (?:src|href)="([^"]+)"', body)
    assert addresses
    for address in addresses:
        assert address.startswith("/assets/")
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        tag = {"If-None-Match": answer.headers["ETag"]}
        assert client.get(address, headers=tag).status_code == 304


def test_an_asset_without_its_version_is_asked_for_again(client: TestClient) -> None:
    """Only an address that names the bytes may be kept for ever."""
    for address in ("/assets/style.css", "/assets/style.css?v=stale"):
        assert client.get(address).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    ["swagger-ui/index.html", "../__init__.py", "%2e%2e/__init__.py", "package.json", ""],
)
def test_only_named_assets_are_served(client: TestClient, path: str) -> None:
    """Whatever else lies beside the assets is not there for the world."""
    assert client.get(f"/assets/{path}").status_code == 404


ASK_FOR_PAGES = """
import json
from starlette.testclient import TestClient
from api.app import create_app
HTML = {"accept": "text/html"}
with TestClient(create_app()) as client:
    pages = [client.get(path, headers=HTML) for path in ("/docs/try", "/graphql")]
print(json.dumps([[p.status_code, p.headers["cache-control"], p.text] for p in pages]))
"""


def test_absent_bundles_are_said_plainly(database_url: str, tmp_path: Path) -> None:
    """Without the bundles a page names the command that installs them, and is not stored."""
    for package in ("api", "schema"):
        ignored = shutil.ignore_patterns("node_modules", "__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    result = subprocess.run(
        [sys.executable, "-c", ASK_FOR_PAGES],
        cwd=tmp_path,
        env=os.environ | {"DATABASE_URL": database_url, "ACCESS_LOG": "false"},
        check=True,
        capture_output=True,
    )
    for status, cache_control, text in json.loads(result.stdout):
        assert (status, cache_control) == (503, "no-store")
        assert "make bundles" in text


def test_an_unknown_problem_suggests_the_near_ones(client: TestClient) -> None:
    """A misspelt problem type is refused like any other misspelling: with a hint."""
    answer = client.get("/problems/not-fuond")
    assert answer.status_code == 404
    assert "not-found" in answer.json()["suggestions"]
