"""Where the bench keeps what it makes: all of it under var/bench, none of it committed."""

import socket
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FACTS = ROOT / "seeds" / "facts"

VAR = ROOT / "var" / "bench"
VENV = VAR / "venv"
NODE = VAR / "postgraphile"
LOGS = VAR / "logs"
FLOOR = VAR / "floor"
LATEST = VAR / "latest.json"
PAGE = ROOT / "docs" / "benchmarks.md"

HOST = "127.0.0.1"


def free_port() -> int:
    """A port on the loopback interface that nobody listens on."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])
