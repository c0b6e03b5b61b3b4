"""The way in: what is asked most is answered here, everything else by the app behind.

An answer of the two faces costs a statement and its bytes. Routing, and a stack of middleware that
has nothing to do, would cost more than that.
"""

from starlette.applications import Starlette
from starlette.types import Message, Receive, Scope, Send

from api.graphql.http import Graphql
from api.http.metrics import Counts, face_of
from api.http.response import problem_answer
from api.problems import Problem
from api.releases.store import Store
from api.rest import handlers as rest
from api.rest.request import opened


class Front:
    """ASGI: plain requests to the two faces are answered at once, the rest by `app`."""

    def __init__(self, app: Starlette, store: Store, graphql: Graphql, counts: Counts) -> None:
        self.app = app
        self.store = store
        self.graphql = graphql
        self.counts = counts
        self.state = app.state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "http" and not _wants_compression(scope):
            if scope["method"] in ("GET", "HEAD") and scope["path"].startswith(rest.PREFIX):
                await self._rest(scope, receive, send)
                return
            if scope["method"] == "POST" and scope["path"] == "/graphql":
                answer = await self.graphql.answer(scope, receive)
                self.counts.requests["graphql", answer.status] += 1
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, self._counting(scope, send))

    async def _rest(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await rest.answer(await opened(scope, self.store))
        except Problem as problem:
            answer = problem_answer(problem, scope["path"])
        self.counts.requests["rest", answer.status] += 1
        await answer(scope, receive, send)

    def _counting(self, scope: Scope, send: Send) -> Send:
        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.counts.requests[face_of(scope["path"]), message["status"]] += 1
            await send(message)

        return counting


def _wants_compression(scope: Scope) -> bool:
    for name, value in scope["headers"]:
        if name == b"accept-encoding" and value != b"identity":
            return True
    return False
