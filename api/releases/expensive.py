"""Which statements are expensive on PostgreSQL, and how many of them run at a time.

SQLite counts the steps of a statement, and moves it out of the way. PostgreSQL does not. Its
planner says what a statement costs, which does not depend on how busy the machine is; it is asked
about statements that took long.
"""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import asyncpg

from api.releases.gate import Gate
from api.releases.lru import LookupCache
from api.releases.store import STATEMENTS_MAX, Row

_LONG_S = 0.02
# In the planner's unit, a page that is read in sequence.
_COST_MAX = 10_000.0


class ExpensiveStatements:
    """Keeps connections free for statements that are known to be cheap.

    Args:
        expensive: How many expensive statements run at a time.
        unknown: How many run at a time that have not run before, or are expensive.
    """

    def __init__(self, expensive: Gate, unknown: Gate) -> None:
        self._gates = {True: expensive, None: unknown}
        self._known: LookupCache[str, bool] = LookupCache(STATEMENTS_MAX)

    @property
    def waiting(self) -> int:
        """How many wait here."""
        return sum(gate.waiting for gate in self._gates.values())

    @asynccontextmanager
    async def admitted(self, text: str) -> AsyncGenerator[None, None]:
        """Wait until a statement may run. Raises `Problem` as `Gate.enter` does."""
        gate = self._gates.get(self._known.find(text))
        if gate is None:
            yield
            return
        await gate.enter()
        try:
            yield
        finally:
            gate.leave()

    async def learn(
        self, text: str, parameters: Row, seconds: float, connection: asyncpg.Connection
    ) -> None:
        """Note a statement that has just run on a connection, and how long that took."""
        if text in self._known:
            return
        cost = 0.0
        if seconds > _LONG_S:
            plan = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {text}", *parameters)
            cost = json.loads(plan)[0]["Plan"]["Total Cost"]
        self._known[text] = cost > _COST_MAX

    def note_expensive(self, text: str) -> None:
        """Note a statement that was stopped because it took too long."""
        self._known[text] = True
