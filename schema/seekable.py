"""Compressed files of which any part is read by itself: Zstandard's seekable format.

A file is cut into frames, each compressed alone; a table of their sizes is at its end. `zstd -d`
unpacks it too. The format is described in facebook/zstd, contrib/seekable_format (version 0.1.0).
"""

import struct
from array import array
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from types import TracebackType
from typing import IO

import zstandard
from cachetools import LRUCache

# Of a release, frames of 64 KiB leave 18.6 %, of 16 KiB 20.6 %, of 256 KiB 17.9 %. One is unpacked
# in 40 µs.
_FRAME_BYTES = 65_536
_LEVEL = 3  # level 6 leaves 17.5 %, in three times the time
_FRAMES_HELD = 16  # a megabyte for each reader

_MAGIC, _TABLE_MAGIC = 0x184D2A5E, 0x8F92EAB1
_HEADER, _ENTRY, _FOOTER = struct.Struct("<II"), struct.Struct("<II"), struct.Struct("<IBI")


class DamagedFile(Exception):
    """A file that is not as it was compressed; the message says in what."""


def compress(source: Path, target: Path) -> None:
    """Compress a file into another one. Raises `OSError` if there is no room."""
    compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
    table = bytearray()
    with source.open("rb") as plain, target.open("wb") as packed:
        while data := plain.read(_FRAME_BYTES):
            frame = compressor.compress(data)
            packed.write(frame)
            table += _ENTRY.pack(len(frame), len(data))
        packed.write(_HEADER.pack(_MAGIC, len(table) + _FOOTER.size))
        packed.write(table)
        packed.write(_FOOTER.pack(len(table) // _ENTRY.size, 0, _TABLE_MAGIC))


def decompress(source: Path, target: Path) -> None:
    """Write what a compressed file holds. Raises `DamagedFile`, or `OSError` without room."""
    with SeekableFile(source) as packed, target.open("wb") as plain:
        for data in packed.parts():
            plain.write(data)


class SeekableFile:
    """A compressed file, open for reading. It is used by one thread at a time.

    Args:
        path: The file.

    Raises:
        DamagedFile: Its table of frames is not that of such a file, or not of one of its length.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        try:
            packed, plain = _frame_sizes(self._file)
        except BaseException:
            self._file.close()
            raise
        self._starts = array("Q", accumulate(packed, initial=0))
        self.size_bytes = sum(plain)  # of what it holds
        self._decompressor = zstandard.ZstdDecompressor()
        self._frames: LRUCache[int, bytes] = LRUCache(_FRAMES_HELD)

    def read(self, amount: int, offset: int) -> bytes:
        """So many bytes from a place on; fewer at the end. Raises `DamagedFile`."""
        end = min(offset + amount, self.size_bytes)
        parts = []
        while offset < end:
            number, start = divmod(offset, _FRAME_BYTES)
            part = self._frame(number)[start : start + end - offset]
            parts.append(part)
            offset += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def parts(self) -> Iterator[bytes]:
        """All that it holds, part by part. Raises `DamagedFile`."""
        return map(self._unpacked, range(len(self._starts) - 1))

    def _frame(self, number: int) -> bytes:
        frame = self._frames.get(number)
        if frame is None:
            self._frames[number] = frame = self._unpacked(number)
        return frame

    def _unpacked(self, number: int) -> bytes:
        start, end = self._starts[number], self._starts[number + 1]
        self._file.seek(start)
        try:
            data = self._decompressor.decompress(self._file.read(end - start), _FRAME_BYTES)
        except zstandard.ZstdError as error:
            raise DamagedFile(f"its frame {number} cannot be unpacked: {error}") from error
        if len(data) != min(_FRAME_BYTES, self.size_bytes - number * _FRAME_BYTES):
            raise DamagedFile(f"its frame {number} has {len(data)} bytes")
        return data

    def close(self) -> None:
        """Close it."""
        self._file.close()

    def __enter__(self) -> "SeekableFile":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()


def _frame_sizes(file: IO[bytes]) -> tuple[list[int], list[int]]:
    """The sizes of the frames as they are in the file, and of what they hold."""
    end = file.seek(0, 2)
    number, descriptor, magic = _read(_FOOTER, file, end - _FOOTER.size)
    table_bytes = number * _ENTRY.size + _FOOTER.size
    start = end - table_bytes - _HEADER.size
    if magic != _TABLE_MAGIC or descriptor != 0 or start < 0:
        raise DamagedFile("it does not end with a table of frames")
    if _read(_HEADER, file, start) != (_MAGIC, table_bytes):
        raise DamagedFile("its table of frames does not begin as it should")
    entries = [*_ENTRY.iter_unpack(file.read(number * _ENTRY.size))]
    packed, plain = [entry[0] for entry in entries], [entry[1] for entry in entries]
    if sum(packed) != start:
        raise DamagedFile(f"its frames have {sum(packed)} bytes, and their table begins at {start}")
    if any(size != _FRAME_BYTES for size in plain[:-1]):
        raise DamagedFile("its frames are not of the size that releases have")
    return packed, plain


def _read(layout: struct.Struct, file: IO[bytes], start: int) -> tuple[int, ...]:
    if start < 0:
        raise DamagedFile("it is too short")
    file.seek(start)
    return layout.unpack(file.read(layout.size))
