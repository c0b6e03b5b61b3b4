"""Stores that hold releases already: made once a worker, and copied for each further test.

Publishing takes half a second of CPU even where there are ten rows, for it creates some hundred
tables and indexes. A test whose subject is not the first publish starts from a copy.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import psycopg

T = TypeVar("T")


class Prepared:
    """Copies of stores, by engine and name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[str, str], Any] = {}

    def fill(self, store: str, name: str, make: Callable[[], T]) -> T:
        """Let an empty store hold what `make` publishes into it.

        Args:
            store: The address of the store, to which nobody is connected.
            name: What is made: an identifier. The same name stands for the same releases.
            make: Publishes into the store; called where nothing of that name was made before.

        Returns:
            What `make` returned when it was called.
        """
        key = store.partition(":")[0], name
        if key in self._made:
            self._copy(store, name, back=True)
        else:
            self._made[key] = make()
            self._copy(store, name)
        made: T = self._made[key]
        return made

    def _copy(self, store: str, name: str, *, back: bool = False) -> None:
        """Copy a store to the one of that name, or back."""
        if store.startswith("sqlite"):
            places = [Path(store.removeprefix("sqlite:///")).parent, self._folder / name]
            source, target = reversed(places) if back else places
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target, symlinks=True)
            return
        own = store.partition("?")[0].rpartition("/")[2]
        names = [own, f"prepared_{name}"]
        source, target = reversed(names) if back else names
        with psycopg.connect(store.replace(f"/{own}?", "/postgres?"), autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)".encode())
            server.execute(f"CREATE DATABASE {target} TEMPLATE {source}".encode())
