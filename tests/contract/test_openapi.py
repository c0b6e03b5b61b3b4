"""The OpenAPI document is sound: linters of others find nothing, with their recommended rules."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.node import node_with

FOLDER = Path(__file__).parent
CONTRACT = FOLDER.parents[1] / "schema" / "openapi.json"
TIMEOUT_S = 300


@pytest.fixture(scope="module")
def node() -> str:
    """Node, once `make test` has installed the linters."""
    return node_with(FOLDER / "node_modules" / "@redocly", "make linters")


def lint(node: str, program: str, *arguments: str) -> tuple[int, Any]:
    """The exit status of a linter, and what it prints as JSON."""
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    process = subprocess.run(
        [node, FOLDER / "node_modules" / ".bin" / program, "lint", CONTRACT, *arguments],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
        env=os.environ | quiet,
    )
    assert process.stdout, process.stderr
    found, _ = json.JSONDecoder().raw_decode(process.stdout)  # Spectral adds a sentence
    return process.returncode, found


def test_redocly_finds_nothing(node: str) -> None:
    """No error and no warning of its recommended rules."""
    status, found = lint(node, "redocly", "--config", "redocly.yaml", "--format", "json")
    assert (status, found["totals"]["errors"], found["totals"]["warnings"]) == (0, 0, 0), found


@pytest.mark.long
def test_spectral_finds_nothing(node: str) -> None:
    """No result of its rules for OpenAPI, of whatever severity."""
    status, found = lint(node, "spectral", "--ruleset", ".spectral.yaml", "--format", "json")
    assert (status, found) == (0, [])
