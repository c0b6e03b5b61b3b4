"""Gzip that does not tell the time: the same answer has the same bytes whenever it is asked for."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TIME = slice(4, 8)  # MTIME in the header of a member (RFC 1952, 2.3.1); zeros: not told


class TimelessGzip:
    """Takes the second of its making out of what the app behind has compressed by gzip."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        is_header_ahead = False

        async def send_timeless(message: Message) -> None:
            nonlocal is_header_ahead
            if message["type"] == "http.response.start":
                is_header_ahead = (b"content-encoding", b"gzip") in message["headers"]
            elif is_header_ahead and message.get("body"):
                is_header_ahead = False
                body = bytearray(message["body"])
                body[_TIME] = bytes(4)
                message = {**message, "body": bytes(body)}
            await send(message)

        await self.app(scope, receive, send_timeless)
