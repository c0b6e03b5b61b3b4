"""Exports on disk: each is made once per release, query and coding, and sent from its file.

A file has no name: the system frees its space when nobody holds it any more, however the process
ends.
"""

import asyncio
import logging
import os
import resource
import tempfile
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from api.http.compression import compressed_chunks
from api.http.metrics import Metrics
from api.http.response import ExportBody, Headers
from api.problems import Problem
from api.releases.gate import Gate

_LOG = logging.getLogger("api")

Begin = Callable[[str], Awaitable[ExportBody]]
Disconnected = Callable[[], Awaitable[None]]

_READ_BYTES = 65_536  # sent at a time: what a reader that stalls holds
_NO_WAIT = getattr(os, "RWF_NOWAIT", None)  # read what is in memory; only Linux can
_FILES_MAX = 100  # each holds a descriptor
_DESCRIPTORS_SHARE = 8  # at most this part of the process's descriptors is for them
_NOT_STORABLE_MAX = 1_000  # keys of exports that had no room


class ExportFile:
    """A whole export in one content coding.

    Args:
        descriptor: The file, empty. It is closed when nobody holds the export any more.
        on_freed: Told the number of bytes when the file is gone.
    """

    def __init__(self, descriptor: int, on_freed: Callable[[int], None]) -> None:
        self._descriptor = descriptor
        self._on_freed = on_freed
        self.length = 0
        self.headers: Headers = []
        self.is_new = True

    def append(self, data: bytes) -> None:
        """Write all of `data` at the end. Raises `OSError` if the disk is full."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        self.length += len(data)

    async def read(self, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` to before `end`; those that are not in memory, by a thread."""
        while start < end:
            size_bytes = min(_READ_BYTES, end - start)
            if data := self._read_now(size_bytes, start):
                await asyncio.sleep(0)  # others have their turn, as while a thread reads
            else:
                data = await asyncio.to_thread(os.pread, self._descriptor, size_bytes, start)
            yield data
            start += len(data)

    def _read_now(self, size_bytes: int, start: int) -> bytes:
        """The bytes that can be read without waiting for the disk, at most so many."""
        if _NO_WAIT is None:
            return b""
        buffer = bytearray(size_bytes)
        try:
            length = os.preadv(self._descriptor, [buffer], start, _NO_WAIT)
        except OSError:  # nothing of it is in memory, or the file system cannot say
            return b""
        return bytes(memoryview(buffer)[:length])

    def __del__(self) -> None:
        os.close(self._descriptor)
        self._on_freed(self.length)


def _nameless_file(folder: Path | None) -> int:
    """The descriptor of a new file that has no name any more."""
    descriptor, name = tempfile.mkstemp(prefix="climate-record-", dir=folder)
    Path(name).unlink()
    return descriptor


class ExportStream:
    """An export that has no room on disk: sent as it is made, and closed by whoever sends it."""

    def __init__(self, body: ExportBody, coding: str, release_slot: Callable[[], None]) -> None:
        self.headers = body.headers
        self._body, self._chunks = body, _in_coding(body, coding)
        self._release_slot: Callable[[], None] | None = release_slot

    def __aiter__(self) -> "ExportStream":
        return self

    async def __anext__(self) -> bytes:
        return await anext(self._chunks)

    async def aclose(self) -> None:
        """End the statement, if it has not ended."""
        if self._release_slot is not None:
            release_slot, self._release_slot = self._release_slot, None
            release_slot()
            await self._body.close()


class _NoRoom(Exception):
    """An export is larger than all that the files may take."""


class _Making:
    """An export that is being made, and how many wait for it."""

    def __init__(self, task: "asyncio.Task[ExportFile]") -> None:
        self.task, self.waiting = task, 0


class ExportFiles:
    """The exports of one process, bounded by bytes and by number.

    The least recently sent is forgotten first.

    A file that is forgotten stays as long as somebody reads it, and counts as long.

    Args:
        size_bytes: What all files may take; without any, exports are streams.
        folder: Where the files are; the system's temporary folder if None.
        gate: Lets in as many exports as may be made at one time.
        metrics: Where the bytes and the exports are counted.
    """

    def __init__(
        self,
        size_bytes: int,
        folder: Path | None,
        gate: Gate,
        metrics: Metrics,
    ) -> None:
        self._size_bytes, self._folder, self._gate = size_bytes, folder, gate
        self._levels = metrics.levels
        self._files: OrderedDict[str, ExportFile] = OrderedDict()  # in the order of use
        self._making: dict[str, _Making] = {}
        self._not_storable: OrderedDict[str, None] = OrderedDict()
        self._used_bytes = 0

    async def get(
        self, key: str, begin: Begin, coding: str, disconnected: Disconnected
    ) -> ExportFile | ExportStream:
        """An export as a file or, where there is no room for it, as a stream.

        Args:
            key: What identifies its bytes.
            begin: Begins to make it, in a coding if it is stored in that one.
            coding: The content coding.
            disconnected: Returns when the client is gone. What nobody waits for is not made.

        Raises:
            Problem: Its turn did not come, or it was refused.
        """
        if (file := self._files.get(key)) is not None:
            self._files.move_to_end(key)
            file.is_new = False
            return file
        if self._size_bytes and key not in self._not_storable:
            try:
                return await self._made(key, begin, coding, disconnected)
            except _NoRoom:
                self._remember_not_storable(key)
            except OSError as error:
                _LOG.warning("an export is not stored: its file cannot be written: %s", error)
        return await self._stream(begin, coding)

    async def _made(
        self, key: str, begin: Begin, coding: str, disconnected: Disconnected
    ) -> ExportFile:
        """The file, made for all who wait for it; given up when all of them are gone."""
        making = self._making.get(key)
        if making is None:
            task = asyncio.create_task(self._make(key, begin, coding))
            self._making[key] = making = _Making(task)
            task.add_done_callback(lambda _: self._forget(key, making))
        making.waiting += 1
        gone = asyncio.ensure_future(disconnected())
        try:
            await asyncio.wait({making.task, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            making.waiting -= 1
            if not making.waiting and not making.task.done():
                making.task.cancel()
                self._forget(key, making)
        if not making.task.done():
            raise Problem("busy", "the client went away while its export was made")
        return making.task.result()

    def _forget(self, key: str, making: _Making) -> None:
        if self._making.get(key) is making:
            del self._making[key]
        if making.task.done() and not making.task.cancelled():
            making.task.exception()  # whoever waits raises it

    async def _make(self, key: str, begin: Begin, coding: str) -> ExportFile:
        async with self._turn():
            body = await begin(coding)
            try:
                file = ExportFile(_nameless_file(self._folder), self._freed)
                file.headers = body.headers
                async for chunk in _in_coding(body, coding):
                    self._reserve(len(chunk))
                    try:
                        await asyncio.to_thread(file.append, chunk)
                    except OSError:
                        self._freed(len(chunk))
                        raise
            finally:
                await body.close()
        self._files[key] = file
        if len(self._files) > _files_max():
            self._files.popitem(last=False)
        return file

    def _reserve(self, size_bytes: int) -> None:
        """Count bytes that are to be written; forget the least recently sent files for them."""
        self._freed(-size_bytes)
        while self._used_bytes > self._size_bytes and self._files:
            self._files.popitem(last=False)
        if self._used_bytes > self._size_bytes:
            self._freed(size_bytes)
            raise _NoRoom

    def _freed(self, size_bytes: int) -> None:
        self._used_bytes -= size_bytes
        self._levels["export_bytes"] = self._used_bytes

    def _remember_not_storable(self, key: str) -> None:
        self._not_storable[key] = None
        if len(self._not_storable) > _NOT_STORABLE_MAX:
            self._not_storable.popitem(last=False)

    async def _stream(self, begin: Begin, coding: str) -> ExportStream:
        await self._take_turn()
        try:
            return ExportStream(await begin(coding), coding, self._end_turn)
        except BaseException:
            self._end_turn()
            raise

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        await self._take_turn()
        try:
            yield
        finally:
            self._end_turn()

    async def _take_turn(self) -> None:
        await self._gate.enter()
        self._levels["exports"] += 1

    def _end_turn(self) -> None:
        self._gate.leave()
        self._levels["exports"] -= 1

    def close(self) -> None:
        """Forget all files."""
        self._files.clear()


def _files_max() -> int:
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _FILES_MAX if descriptors < 0 else min(_FILES_MAX, descriptors // _DESCRIPTORS_SHARE)


def _in_coding(body: ExportBody, coding: str) -> AsyncIterator[bytes]:
    return body.chunks if body.coding == coding else compressed_chunks(body.chunks, coding)
