"""The headers of two kinds of clients: one that sends none, and a page's script in Chrome."""

import zlib
from collections.abc import Callable

import brotli

PLAIN, BROWSER = "plain", "browser"
CLIENTS = (PLAIN, BROWSER)

# What Chrome 142 sends with fetch() from a page of another origin.
_CHROME = {
    "sec-ch-ua-platform": '"Windows"',
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"
    " (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "sec-ch-ua": '"Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"',
    "sec-ch-ua-mobile": "?0",
    "Accept": "*/*",
    "Origin": "https://example.org",
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Dest": "empty",
    "Referer": "https://example.org/",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "en-US,en;q=0.9",
}

HEADERS: dict[str, dict[str, str]] = {PLAIN: {}, BROWSER: _CHROME}


def decode(coding: str, body: bytes) -> bytes:
    """A body without its content coding.

    Raises:
        ValueError: the coding is none that the browser accepts, or the body is not in it.
    """
    decoder = _DECODERS.get(coding)
    if decoder is None:
        raise ValueError(f"Content-Encoding: {coding} was not offered")
    try:
        return decoder(body)
    except (zlib.error, brotli.error) as error:
        raise ValueError(f"the body is not {coding}: {error}") from error


def _unzstd(body: bytes) -> bytes:
    try:
        from compression import zstd  # type: ignore[import-not-found,unused-ignore]  # 3.14
    except ImportError:
        import zstandard

        return zstandard.ZstdDecompressor().decompressobj().decompress(body)
    return bytes(zstd.decompress(body))


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": lambda body: zlib.decompress(body, wbits=31),
    "deflate": zlib.decompress,
    "br": brotli.decompress,
    "zstd": _unzstd,
}
