"""A bounded set of connections to one schema of a PostgreSQL, for reading."""

import asyncio
import math
from typing import Any

import asyncpg

from api.limits import STATEMENT_TIMEOUT_S
from api.problems import Problem
from api.releases.store import STATEMENTS, Row, time_problem

POOL_WAIT_S = 2.0  # for a connection, where all are taken
_CONNECT_TIMEOUT_S = 5.0
_APPLICATION = "climate-record"

# What is raised where a connection, or the server, is gone or not yet there.
LOST = (
    OSError,  # which a connection attempt's TimeoutError is as well
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
    asyncpg.SerializationError,  # a replica's, where its primary has cleared up under a statement
)

_SESSION = {
    "application_name": _APPLICATION,
    "default_transaction_read_only": "on",
    # A statement is planned once a connection: its values hardly change what is best, and planning
    # costs as much as running. Compiling to machine code costs more than any statement takes.
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
    # A release fits into memory.
    "random_page_cost": "1.0",
}


class ConnectionPool:
    """Opened as they are needed, at most `size`; who finds all taken waits, but not for ever.

    asyncpg's own pool would ask the server to reset a connection after each statement.
    """

    def __init__(self, url: str, schema: str, size: int) -> None:
        self._url = url
        self._schema = schema
        self._places = asyncio.Semaphore(size)
        self._idle: list[asyncpg.Connection] = []  # the last used is the first to be used
        self._retired = False

    async def fetch(self, text: str, parameters: Row) -> list[Row]:
        """The rows of a statement; tried twice where a connection turns out to be dead.

        Raises `Problem` where it takes too long, or nothing answers.
        """
        try:
            return await self._fetch(text, parameters)
        except LOST:
            self._drop()  # the server was restarted, most likely: what is idle is dead as well
        try:
            return await self._fetch(text, parameters)
        except LOST as error:
            raise Problem("not-ready", "the database does not answer") from error

    async def _fetch(self, text: str, parameters: Row) -> list[Row]:
        await self._acquire()
        try:
            connection = await self._connection()
            try:
                rows: list[Any] = await connection.fetch(text, *parameters)
            except asyncpg.QueryCanceledError as error:
                self._keep(connection)
                raise time_problem() from error
            except BaseException:  # given up half-way: nobody can say what state it is in
                connection.terminate()
                raise
            self._keep(connection)
            return rows
        finally:
            self._places.release()

    async def _acquire(self) -> None:
        if not self._places.locked():
            await self._places.acquire()
            return
        try:
            async with asyncio.timeout(POOL_WAIT_S):
                await self._places.acquire()
        except TimeoutError:
            raise Problem("not-ready", "every connection to the database is busy") from None

    async def _connection(self) -> asyncpg.Connection:
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
        connection = await asyncpg.connect(
            self._url,
            timeout=_CONNECT_TIMEOUT_S,
            command_timeout=STATEMENT_TIMEOUT_S + 1,  # where the server cannot even say so
            statement_cache_size=STATEMENTS,
            max_cached_statement_lifetime=0,
            max_cacheable_statement_size=0,
            server_settings={
                **_SESSION,
                "statement_timeout": str(math.ceil(STATEMENT_TIMEOUT_S * 1000)),
                "search_path": f'"{self._schema}"',
            },
        )
        # To the digit: asyncpg would make Decimals of the digits that a float has in binary.
        await connection.set_type_codec(
            "numeric", schema="pg_catalog", encoder=repr, decoder=float, format="text"
        )
        return connection

    def _keep(self, connection: asyncpg.Connection) -> None:
        if self._retired:
            connection.terminate()
        else:
            self._idle.append(connection)

    def _drop(self) -> None:
        while self._idle:
            self._idle.pop().terminate()

    def close_idle(self) -> None:
        """Close what is idle now, and from now on every connection after its one statement."""
        self._retired = True
        self._drop()
