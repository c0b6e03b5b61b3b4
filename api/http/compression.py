"""Content codings (RFC 9110, section 8.4): which one a client gets, and how it is made."""

import asyncio
import threading
import zlib
from collections.abc import AsyncIterator, Callable
from functools import lru_cache
from typing import Any

import brotli
import zstandard
from cachetools import LRUCache

from api.http.negotiation import preferred_media_type

# Bodies of less than about one packet are sent as they are. Compression would save a packet only
# where the headers (some 450 bytes) push the body into a second one.
MIN_SIZE_BYTES = 1_400

# In the order of preference, by measurement: see docs/decisions.
CODINGS = ("zstd", "br", "gzip")
_ZSTD_LEVEL, _BROTLI_QUALITY, _GZIP_LEVEL = 1, 3, 4

_THREAD_SIZE_BYTES = 250_000  # bodies from this size on are compressed in a thread
_REMEMBERED_HEADERS = 200
_REMEMBERED_BODIES = 40
_GZIP_WINDOW_BITS_MAX = 15
_GZIP_HEADER = 16  # added to the window bits, for a gzip header: it holds no time

_thread = threading.local()

# Static bodies in their codings. Python keeps the hash of a `bytes` object, so that a lookup reads
# a large body once, provided that its owner makes it once.
_static_bodies: LRUCache[tuple[bytes, str], bytes] = LRUCache(_REMEMBERED_BODIES)


@lru_cache(maxsize=_REMEMBERED_HEADERS)
def negotiate_coding(accept_encoding: bytes) -> str:
    """The content coding to answer an `Accept-Encoding` with, or "" for none."""
    # The quality rules are those of Accept, whose wildcard is spelt otherwise.
    header = accept_encoding.decode("latin-1").replace("*", "*/*")
    if not header.strip():
        return ""  # an empty list takes identity alone
    names = (*CODINGS, "identity") if "identity" in header else CODINGS
    coding = preferred_media_type(header, names)
    return "" if coding in (None, "identity") else coding


def compress(body: bytes, coding: str) -> bytes:
    """A whole body in a content coding. Equal bodies give equal bytes."""
    if coding == "zstd":
        return _zstd().compress(body)
    if coding == "br":
        return bytes(brotli.compress(body, quality=_BROTLI_QUALITY))
    return _gzip(body)


def _zstd() -> zstandard.ZstdCompressor:
    """One compressor per thread: a new one costs four times what a small body does."""
    compressor: zstandard.ZstdCompressor | None = getattr(_thread, "zstd", None)
    if compressor is None:
        compressor = _thread.zstd = zstandard.ZstdCompressor(level=_ZSTD_LEVEL)
    return compressor


def _gzip(body: bytes) -> bytes:
    """Gzip with a window as large as the body: setting up the largest costs 20 µs."""
    window_bits = max(9, min(_GZIP_WINDOW_BITS_MAX, (len(body) - 1).bit_length()))
    memory_level = min(8, window_bits - 7)
    compressor = zlib.compressobj(
        _GZIP_LEVEL, zlib.DEFLATED, _GZIP_HEADER + window_bits, memory_level
    )
    return compressor.compress(body) + compressor.flush()


async def compressed(body: bytes, coding: str, *, is_static: bool) -> bytes:
    """`compress` for the event loop: large bodies go to a thread, so that no request waits.

    A static body, which is a contract or an asset, is compressed once: its result is remembered.
    """
    result = _static_bodies.get((body, coding)) if is_static else None
    if result is None:
        if len(body) < _THREAD_SIZE_BYTES:
            result = compress(body, coding)
        else:
            result = await asyncio.to_thread(compress, body, coding)
        if is_static:
            _static_bodies[body, coding] = result
    return result


async def compressed_chunks(chunks: AsyncIterator[bytes], coding: str) -> AsyncIterator[bytes]:
    """A stream in a content coding, made in threads. Chunks come out as the compressor has them."""
    process, finish = _incremental(coding)
    async for chunk in chunks:
        if out := await asyncio.to_thread(process, chunk):
            yield out
    yield await asyncio.to_thread(finish)


def _incremental(coding: str) -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    compressor: Any
    if coding == "br":
        compressor = brotli.Compressor(quality=_BROTLI_QUALITY)
        return compressor.process, compressor.finish
    if coding == "zstd":
        compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj()
    else:
        window_bits = _GZIP_HEADER + _GZIP_WINDOW_BITS_MAX
        compressor = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, window_bits)
    return compressor.compress, compressor.flush
