"""The versions of the programs and packages that are measured, and the machine."""

import json
import os
import platform
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import apsw

from tests.bench.install import NODE_PEERS, node
from tests.bench.paths import NODE, ROOT

_PINNED = re.compile(r"^([a-z0-9-]+)==([^ ;\\]+)", re.MULTILINE)
_OURS = ("apsw", "starlette", "uvicorn", "strawberry-graphql", "sqlmodel")
_NODE_PACKAGES = ("postgraphile", "fastify", "better-sqlite3", "mercurius", "graphql-jit")
_PEERS = ("fastapi", "sqlmodel", "strawberry-graphql", "datasette", "uvicorn")


def versions(postgresql: str | None) -> dict[str, str]:
    """Name → version of everything that the figures depend on."""
    names = {
        "Machine": f"{os.cpu_count()} × {_processor()}",
        "Python": platform.python_version(),
        "SQLite": f"{apsw.sqlite_lib_version()}; the peers' {sqlite3.sqlite_version}",
        "Ours": _pinned(ROOT / "requirements.lock", _OURS),
        "Peers": _pinned(ROOT / "requirements-bench.lock", _PEERS),
    }
    if postgresql:
        names["PostgreSQL"] = postgresql
    if any((NODE / name / "package-lock.json").is_file() for name in NODE_PEERS):
        ran = subprocess.run([node(), "--version"], capture_output=True, text=True, check=True)
        names["Node"] = ran.stdout.strip().lstrip("v")
        names["Its packages"] = ", ".join(_node_packages())
    return names


def _node_packages() -> Iterator[str]:
    for name in NODE_PEERS:
        lock = NODE / name / "package-lock.json"
        packages = json.loads(lock.read_text())["packages"] if lock.is_file() else {}
        for package in _NODE_PACKAGES:
            if pinned := packages.get(f"node_modules/{package}"):
                yield f"{package} {pinned['version']}"


def _pinned(lock: Path, names: tuple[str, ...]) -> str:
    pinned = dict(_PINNED.findall(lock.read_text()))
    return ", ".join(f"{name} {pinned[name]}" for name in names if name in pinned)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
