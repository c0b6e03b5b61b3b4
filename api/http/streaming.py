"""Sending a response in chunks, for as long as the client takes them."""

import asyncio
from collections.abc import AsyncIterator

from starlette.types import Send

from api.http.request import Request


async def send_chunks(request: Request, chunks: AsyncIterator[bytes], send: Send) -> int:
    """Send the body of a response, or none of it for HEAD, and close what makes it; its bytes.

    The next chunk is made when the server has taken the last one. When the client is gone, the rest
    is not made: servers would take all of it and send nothing.
    """
    gone, size_bytes = asyncio.ensure_future(request.disconnected()), 0
    try:
        if request.method != "HEAD":
            async for chunk in chunks:
                if gone.done():
                    return size_bytes
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
                size_bytes += len(chunk)
        await send({"type": "http.response.body"})
        return size_bytes
    finally:
        gone.cancel()
        await close(chunks)


async def close(chunks: AsyncIterator[bytes]) -> None:
    """End an iterator that may not have come to its end."""
    aclose = getattr(chunks, "aclose", None)
    if aclose is not None:
        await aclose()
