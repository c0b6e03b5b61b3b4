"""A pool of read-only connections to one schema of a PostgreSQL database."""

import math
from collections.abc import AsyncGenerator
from typing import Any

import asyncpg

from api.problems import Problem
from api.releases.dialects import ANSWER_BYTES
from api.releases.expensive import ExpensiveStatements
from api.releases.gate import Gate
from api.releases.hosts import LOST, Hosts
from api.releases.store import (
    STATEMENTS_MAX,
    Row,
    StoreLimits,
    statement_timeout,
    too_many_bytes,
)

_APPLICATION = "climate-record"

_SESSION = {
    "application_name": _APPLICATION,
    "default_transaction_read_only": "on",
    # Each connection plans a statement once: the values hardly change the best plan, and planning
    # costs as much as executing. JIT compilation takes longer than any of our statements.
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
    # A release fits into memory, where random reads cost no more than sequential ones.
    "random_page_cost": "1.0",
    # A statement ends when its client is gone, and not when it has found its first row.
    "client_connection_check_interval": "1s",
}


class ConnectionPool:
    """Opens connections when they are needed, up to `size`; further callers wait.

    asyncpg's own pool would send a reset to the server after every statement.

    Args:
        hosts: Where connections are opened.
        schema: The schema that statements read.
        size: The most connections.
        limits: The limits of the store.
        answer_s: How long a statement may take before its host counts as dead; None where a
            statement may take as long as its own timeout says.
    """

    def __init__(
        self,
        hosts: Hosts,
        schema: str,
        size: int,
        limits: StoreLimits,
        answer_s: float | None = None,
    ) -> None:
        self._hosts, self._schema, self._limits = hosts, schema, limits
        # A host that cannot even report its own timeout is dead as well.
        self._answer_s = limits.statement_timeout_s + 1 if answer_s is None else answer_s
        self._gate = self._new_gate(size)
        self._expensive = ExpensiveStatements(
            self._new_gate(max(1, size // 4)), self._new_gate(max(1, size - size // 4))
        )
        self._idle: list[asyncpg.Connection] = []  # a stack: the last one used is reused first
        self._reuses = True

    def _new_gate(self, inside_max: int) -> Gate:
        limits = self._limits
        name = "connection to the database"
        return Gate(inside_max, limits.queue_max, limits.queue_wait_s, name)

    def levels(self) -> dict[str, int]:
        """Its figures for /metrics."""
        return {
            "pool_connections": self._gate.inside + len(self._idle),
            "pool_connections_used": self._gate.inside,
            "queue": self._gate.waiting + self._expensive.waiting,
        }

    async def fetch(self, text: str, parameters: Row) -> list[Row]:
        """The rows of a statement, which is tried twice if its connection turns out to be dead.

        Raises `Problem` if the statement or the wait for a connection takes too long, or if the
        database does not answer.
        """
        async with self._expensive.admitted(text):
            return await self._fetch_again(text, parameters)

    async def _fetch_again(self, text: str, parameters: Row) -> list[Row]:
        try:
            return await self._fetch(text, parameters)
        except LOST:
            self._terminate_idle()  # after a restart of the server all of them are dead
        try:
            return await self._fetch(text, parameters)
        except LOST as error:
            raise Problem("not-ready", "the database does not answer") from error

    async def _fetch(self, text: str, parameters: Row) -> list[Row]:
        await self._gate.enter()
        try:
            connection = await self._connection()
            try:
                began = self._limits.clock()
                rows: list[Any] = await connection.fetch(text, *parameters)
                seconds = self._limits.clock() - began
            except asyncpg.InvalidTextRepresentationError as error:
                self._give_back(connection)
                raise too_many_bytes(self._limits.answer_bytes) from error
            except asyncpg.QueryCanceledError as error:
                self._expensive.note_expensive(text)
                self._give_back(connection)
                raise statement_timeout(self._limits.statement_timeout_s) from error
            except TimeoutError:
                self._hosts.give_up(connection)
                raise
            except BaseException:  # cancelled half-way: the connection's state is unknown
                connection.terminate()
                raise
            await self._learn(text, parameters, seconds, connection)
            return rows
        finally:
            self._gate.leave()

    async def _learn(
        self, text: str, parameters: Row, seconds: float, connection: asyncpg.Connection
    ) -> None:
        """Note a statement that was answered, and give its connection back.

        The answer stays valid where the database cannot say what the statement costs.
        """
        try:
            await self._expensive.learn(text, parameters, seconds, connection)
        except (*LOST, asyncpg.PostgresError):
            connection.terminate()
        except BaseException:  # cancelled half-way: the connection's state is unknown
            connection.terminate()
            raise
        else:
            self._give_back(connection)

    async def stream(
        self, text: str, parameters: Row, batch_rows: int
    ) -> AsyncGenerator[list[Row], None]:
        """The rows of a statement through a cursor of the server, in batches that are not empty.

        They are read over a connection that is none of the pool's, and without a time limit: the
        connection ends with the stream.

        Raises `Problem` if the database does not answer.
        """
        try:
            connection = await self._connect(statement_timeout_s=0, answer_s=None)
        except LOST as error:
            raise Problem("not-ready", "the database does not answer") from error
        try:
            async with connection.transaction(readonly=True):
                cursor = await connection.cursor(text, *parameters)
                while rows := await cursor.fetch(batch_rows):
                    yield rows
        except LOST as error:
            raise Problem("not-ready", "the database does not answer") from error
        except asyncpg.UndefinedTableError as error:
            raise Problem("release-gone", "the release has been removed") from error
        finally:
            connection.terminate()

    async def _connection(self) -> asyncpg.Connection:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
        return await self._connect(self._limits.statement_timeout_s, self._answer_s)

    async def _connect(
        self, statement_timeout_s: float, answer_s: float | None
    ) -> asyncpg.Connection:
        """A new connection, whose statements have no time limit if `statement_timeout_s` is 0."""
        connection = await self._hosts.connect(
            command_timeout=answer_s,
            statement_cache_size=STATEMENTS_MAX,
            max_cached_statement_lifetime=0,
            max_cacheable_statement_size=0,
            server_settings={
                **_SESSION,
                ANSWER_BYTES: str(self._limits.answer_bytes),
                "statement_timeout": str(math.ceil(statement_timeout_s * 1000)),
                "search_path": f'"{self._schema}"',
            },
        )
        # asyncpg would decode a numeric as a Decimal with all the binary digits of a float.
        await connection.set_type_codec(
            "numeric", schema="pg_catalog", encoder=repr, decoder=float, format="text"
        )
        return connection

    def _give_back(self, connection: asyncpg.Connection) -> None:
        if self._reuses:
            self._idle.append(connection)
        else:
            connection.terminate()

    def _terminate_idle(self) -> None:
        while self._idle:
            self._idle.pop().terminate()

    def close_idle(self) -> None:
        """Close all idle connections, and from now on each connection after one statement."""
        self._reuses = False
        self._terminate_idle()
