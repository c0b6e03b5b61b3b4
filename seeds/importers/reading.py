"""Reading upstream files of rows: their lines, their header, and how far they are read."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.progress import Progress, TaskID


def header_names(names: list[str], columns: tuple[str, ...]) -> list[str]:
    """The names of a header; one that is a wanted column but for case and spacing has its name."""
    names = [name.strip() for name in names]
    wanted = {_plain_name(column): column for column in columns if column not in names}
    return [name if name in columns else wanted.get(_plain_name(name), name) for name in names]


def _plain_name(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).casefold()


class ProgressBar:
    """A progress bar in bytes, shown on a terminal only."""

    def __init__(self, console: Console, path: Path) -> None:
        disable = not console.is_terminal
        self._progress = Progress(console=console, disable=disable, transient=True)
        self._task: TaskID = self._progress.add_task(path.name, total=path.stat().st_size)

    def __enter__(self) -> Callable[[int], None]:
        self._progress.start()
        return lambda size: self._progress.advance(self._task, size)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def decoded_lines(stream: BinaryIO, advance: Callable[[int], None]) -> Iterator[str]:
    """Decode line by line, so that an invalid byte has a line. A byte order mark is dropped."""
    for number, raw in enumerate(stream):
        advance(len(raw))
        yield raw.decode("utf-8-sig" if number == 0 else "utf-8")
