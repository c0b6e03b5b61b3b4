"""The way in: what is asked most is answered here, everything else by the app behind.

An answer of the two faces costs a statement and its bytes. Routing, and a stack of middleware that
has nothing to do, would cost more than that.
"""

from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from api import rest
from api.answer import problem_answer
from api.errors import Problem
from api.store import Store


class Front:
    """ASGI: plain GET and HEAD below /v1/ go straight to REST, the rest to `app`."""

    def __init__(self, app: Starlette, store: Store) -> None:
        self.app = app
        self.store = store
        self.state = app.state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http" or not _is_plain(scope):
            await self.app(scope, receive, send)
            return
        try:
            request = rest.Request(scope, await self.store.current())
            answer = await rest.answer(request)
        except Problem as problem:
            answer = problem_answer(problem, scope["path"])
        await answer(scope, receive, send)


def _is_plain(scope: Scope) -> bool:
    """Whether REST can answer without any middleware: nothing to compress, no other method."""
    if not scope["path"].startswith(rest.PREFIX) or scope["method"] not in ("GET", "HEAD"):
        return False
    return not any(
        name == b"accept-encoding" and value != b"identity" for name, value in scope["headers"]
    )
