"""Entity tags are of one program: another one may answer the same request with other bytes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.record import ROOT

_PRINT_TAG = "from api.http.caching import request_tag; print(request_tag('1.0.0', ['/v1/x']))"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the modules that answer requests."""
    for name in ("api", "schema"):
        ignored = shutil.ignore_patterns("node_modules", "__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    return tmp_path


def request_tag(program: Path) -> str:
    """The tag that a program gives the response to one request."""
    command = [sys.executable, "-B", "-c", _PRINT_TAG]
    return subprocess.run(command, cwd=program, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("module", ["api/app.py", "api/query/sql/rows.py", "schema/pledges.py"])
def test_a_changed_module_changes_every_tag(program: Path, module: str) -> None:
    """Wherever the module stands; without a change the tags stay those of the program."""
    before = request_tag(program)
    assert request_tag(program) == before == request_tag(ROOT)
    with (program / module).open("a") as file:
        file.write("# another program\n")
    assert request_tag(program) != before
