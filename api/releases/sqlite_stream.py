"""Reading a long result from SQLite batch by batch, each in a thread."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from itertools import islice

import apsw

from api.releases.sqlite_faults import DAMAGE
from api.releases.store import Row

_STEPS_PER_PROGRESS_CALL = 50_000  # of SQLite's virtual machine: about a millisecond


async def stream_rows(
    connection: apsw.Connection,
    text: str,
    parameters: Row,
    batch_rows: int,
    unreadable: Callable[[apsw.Error], Exception],
) -> AsyncGenerator[list[Row], None]:
    """The rows of a statement, in batches of up to `batch_rows`, which are never empty.

    The statement goes on only while a batch is asked for, and has no time limit. When the stream is
    closed or cancelled, the statement is interrupted and the connection closed.

    Args:
        connection: A connection that nobody else uses.
        text: The statement.
        parameters: Its parameters.
        batch_rows: The most rows of a batch.
        unreadable: Makes what is raised where the file is damaged.
    """
    is_closed = threading.Event()
    connection.set_progress_handler(is_closed.is_set, _STEPS_PER_PROGRESS_CALL)
    cursor: apsw.Cursor | None = None

    def next_batch() -> list[Row]:
        nonlocal cursor
        if is_closed.is_set():  # while this waited for a thread
            return []
        if cursor is None:
            cursor = connection.execute(text, parameters)
        return list(islice(cursor, batch_rows))

    running: asyncio.Future[list[Row]] | None = None
    try:
        while True:
            running = asyncio.ensure_future(asyncio.to_thread(next_batch))
            try:
                rows = await asyncio.shield(running)
            except DAMAGE as error:
                raise unreadable(error) from error
            if not rows:
                return
            yield rows
    finally:
        is_closed.set()
        if running is not None and not running.done():
            await asyncio.wait([running])
            running.exception()  # it was interrupted
        connection.close(True)
