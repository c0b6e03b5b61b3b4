"""The answer cache: what was answered once is sent again, for as long as its release is served.

What was asked of a release by name stays: its answer is the same whichever is served.

It is the outermost layer, and cheap: a hit is one look-up and two messages made before. An answer
is kept under all that it may depend on, and nothing else of a request reaches what lies behind: so
that two requests that share an answer here could not have been answered otherwise.
"""

import asyncio
from collections import OrderedDict
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.cache.entries import EMPTY, Kept, Recorder
from api.http.cache.keys import Question, question_of, read_body
from api.http.metrics import Counts, face_of
from api.problems import Problem
from api.releases.store import Store

Flight = asyncio.Future[Kept | None]  # an answer being made; None if it cannot be shared

_LARGEST_SHARE = 8  # one answer may take this part of the cache, and no more


class AnswerCache:
    """ASGI: sends what is kept, else has `app` answer, once for all who ask the same just then."""

    def __init__(
        self, app: ASGIApp, store: Store, counts: Counts, *, size: int, longest_body: int
    ) -> None:
        self.app = app
        self.state: Any = getattr(app, "state", None)
        self._store, self._counts = store, counts
        self._size, self._most, self._longest_body = size, size // _LARGEST_SHARE, longest_body
        self._release = ""
        self._kept: OrderedDict[Question, Kept] = OrderedDict()
        self._flights: dict[Question, Flight] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        question, known = question_of(scope) if scope["type"] == "http" else (None, None)
        try:
            release = (await self._store.current()).release if question else ""
        except Problem:  # there is none, as what lies behind will say
            question = None
        if question is None:
            await self.app(scope, receive, send)
            return
        if release != self._release:
            self._begin(release)
        if question.is_post:
            body, receive = await read_body(receive, self._longest_body)
            if body is None:  # for what lies behind to refuse
                await self.app(scope, receive, send)
                return
            question = question._replace(body=body)
        kept = self._kept.get(question)
        if kept is None:
            await self._miss(question, known, scope, receive, send)
            return
        self._kept.move_to_end(question)
        for message in self._hit(kept, known, scope):
            await send(message)

    def _begin(self, release: str) -> None:
        """Forget everything that was not asked of its release by name: another one is served."""
        self._release = release
        for question in [q for q, kept in self._kept.items() if not q.names(kept.release)]:
            self._forget(question)
        self._flights.clear()  # those who wait for one came before the new release
        self._counts.cached_answers = len(self._kept)

    def _hit(self, kept: Kept, known: bytes | None, scope: Scope) -> tuple[Message, Message]:
        """What to send, counted."""
        self._counts.hits += 1
        is_known = known is not None and kept.is_known(known)
        face = face_of(scope["path"])
        self._counts.requests[face, 304 if is_known else kept.status] += 1
        if is_known:
            return kept.not_modified, EMPTY
        return kept.start, EMPTY if scope["method"] == "HEAD" else kept.body

    async def _miss(
        self, question: Question, known: bytes | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        while (flight := self._flights.get(question)) is not None:
            if (shared := await asyncio.shield(flight)) is not None:
                for message in self._hit(shared, known, scope):
                    await send(message)
                return
        self._counts.misses += 1
        recorder = Recorder(send, self._most, is_head=scope["method"] == "HEAD")
        if known is None:  # to one who has a tag the answer may be 304, which is not for others
            flight = self._take_off(question, recorder)
        kept = None
        try:
            await self.app(question.scope(scope, known), receive, recorder)
            kept = recorder.kept()
            if kept is not None and kept.is_clean and self._is_lasting(question, kept):
                self._keep(question, kept)
        finally:
            if flight is not None:
                self._land(question, flight, kept)
        await recorder.give()

    def _is_lasting(self, question: Question, kept: Kept) -> bool:
        """Whether the next to ask this would be answered so as well."""
        return kept.release == self._release or question.names(kept.release)

    def _take_off(self, question: Question, recorder: Recorder) -> Flight:
        flight: Flight = asyncio.get_running_loop().create_future()
        self._flights[question] = flight
        # Too much to be held back until it is whole: it goes to this one asker as it comes.
        recorder.on_overflow = lambda: self._land(question, flight, None)
        return flight

    def _land(self, question: Question, flight: Flight, kept: Kept | None) -> None:
        """Let go those who wait. What went wrong here is not for them: they ask anew."""
        if self._flights.get(question) is flight:
            del self._flights[question]
        if not flight.done():
            flight.set_result(kept if kept is not None and kept.status < 500 else None)

    def _keep(self, question: Question, kept: Kept) -> None:
        size = kept.size + question.size
        if size > self._most:
            return
        self._forget(question)
        self._kept[question] = kept
        self._counts.cached_bytes += size
        while self._counts.cached_bytes > self._size:
            self._forget(next(iter(self._kept)))
        self._counts.cached_answers = len(self._kept)

    def _forget(self, question: Question) -> None:
        if (kept := self._kept.pop(question, None)) is not None:
            self._counts.cached_bytes -= kept.size + question.size
