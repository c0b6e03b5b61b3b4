"""How exports are read from their files: without a thread where the system need not wait."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from api.http import export_files
from api.http.export_files import ExportFile
from tests.running import run


class File:
    """An export of some pieces, and what reading it took."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bytes = b"".join(n.to_bytes(4) for n in range(75_000))
        self.threads = self.turns = 0
        path = folder / "export"
        path.touch()
        self.file = ExportFile(os.open(path, os.O_RDWR), lambda _: None)
        self.file.append(self.bytes)
        in_thread = asyncio.to_thread

        async def counted(*arguments: Any) -> Any:
            self.threads += 1
            return await in_thread(*arguments)

        monkeypatch.setattr(asyncio, "to_thread", counted)

    async def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` to before `end`, while another task counts its turns."""
        other = asyncio.create_task(self._turns())
        data = b"".join([piece async for piece in self.file.read(start, end)])
        other.cancel()
        return data

    async def _turns(self) -> None:
        while True:
            await asyncio.sleep(0)
            self.turns += 1


@pytest.mark.skipif(sys.platform != "linux", reason="only there a read can refuse to wait")
def test_what_is_in_memory_is_read_without_a_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others have their turn after each piece."""
    export = File(tmp_path, monkeypatch)
    if not export.file._read_now(1, 0):
        pytest.skip("the file system of the temporary folder cannot say what is in memory")
    assert run(export.read(100, 299_000)) == export.bytes[100:299_000]
    assert export.threads == 0
    assert export.turns >= 4


@pytest.mark.parametrize("cached", [0, 10_000])
def test_what_is_not_in_memory_is_read_by_a_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cached: int
) -> None:
    """Whether all of a piece is missing, or what follows some bytes of it."""
    export, preadv = File(tmp_path, monkeypatch), os.preadv

    def some(descriptor: int, buffers: list[bytearray], start: int, *flags: int) -> int:
        if start >= cached:
            raise BlockingIOError
        return preadv(descriptor, [memoryview(buffers[0])[: cached - start]], start)

    monkeypatch.setattr(os, "preadv", some)
    assert run(export.read(0, 300_000)) == export.bytes
    assert export.threads == 5


def test_without_such_reads_threads_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On systems that have no read that refuses to wait."""
    monkeypatch.setattr(export_files, "_NO_WAIT", None)
    export = File(tmp_path, monkeypatch)
    assert run(export.read(0, 300_000)) == export.bytes
    assert export.threads == 5
