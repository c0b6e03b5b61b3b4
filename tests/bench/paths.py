"""Paths of what the benchmark makes: all of it under var/bench, none of it committed."""

from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FACTS = ROOT / "seeds" / "facts"

VAR = ROOT / "var" / "bench"
VENV = VAR / "venv"
NODE = VAR / "node"  # a folder for each peer on Node
LOGS = VAR / "logs"
FLOOR = VAR / "floor"
BASELINES = VAR / "baselines"
LATEST = VAR / "latest.json"
PAGE = ROOT / "docs" / "benchmarks.md"
MISSED = ROOT / "docs" / "benchmarks-missed.md"  # by hand
