"""The version of the software, which a release names so that it can be read again."""

import tomllib
from functools import cache
from pathlib import Path

_PROJECT = Path(__file__).parents[2] / "pyproject.toml"


@cache
def software_version() -> str:
    """The version in pyproject.toml, which is the only place that states it."""
    return str(tomllib.loads(_PROJECT.read_text("utf-8"))["project"]["version"])
