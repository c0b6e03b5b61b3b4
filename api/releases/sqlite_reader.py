"""One read-only connection to an SQLite database, whose statements have a budget.

Work is counted in steps of SQLite's virtual machine and in bytes of a value, so that the same
statement is refused on every machine or on none, however busy it is.
"""

import apsw

from api.releases.store import (
    STATEMENTS_MAX,
    Row,
    StoreLimits,
    too_many_bytes,
    too_many_steps,
)

# SQLite calls the progress handler after so many steps, counted over all runs of a statement.
# A call costs a tenth of what the steps in the event loop do. A thread waits for the interpreter's
# lock before each call, while the event loop is at work for up to 5 ms.
STEPS_PER_CALL = 2_000
STEPS_PER_CALL_IN_THREAD = 100_000

# With SQLite's own 2 MB a hundred rows of each year (W2) took a fifth longer, with 8 MB no less.
# Mapped memory (mmap_size) is no faster, and a truncated file would end the process (SIGBUS).
_PAGE_CACHE_KB = 4_096


class OverBudget(Exception):
    """A statement needs more steps than its budget."""


class SqliteReader:
    """A connection, used by one thread at a time.

    Args:
        address: SQLite's URI of the database.
        limits: The limits of the store.
        steps_per_call: After how many steps it looks at the budget.
    """

    def __init__(
        self, address: str, limits: StoreLimits, steps_per_call: int = STEPS_PER_CALL
    ) -> None:
        self._limits, self._steps_per_call = limits, steps_per_call
        self._calls_left = 0
        self.steps = 0  # so far, in whole calls of the progress handler
        self._connection = connect(address)
        self._connection.set_progress_handler(self._is_over, steps_per_call)
        # A row is one text: so the limit holds for a page of JSON and for each row of a whole list.
        self._connection.limit(apsw.SQLITE_LIMIT_LENGTH, limits.answer_bytes)
        # One for all statements, of which each is read to its end before the next: a cursor for
        # each would be a sixth of what a small statement costs.
        self._cursor = self._connection.cursor()

    def fetch(self, text: str, parameters: Row, steps: int) -> list[Row]:
        """The rows of a statement.

        Args:
            text: The statement.
            parameters: The values of its parameters.
            steps: Its budget; it may take up to `steps_per_call` more.

        Raises:
            OverBudget: It needs more steps.
            Problem: A text of its answer is too long.
        """
        self._calls_left = steps // self._steps_per_call
        try:
            return self._cursor.execute(text, parameters).fetchall()
        except apsw.InterruptError as error:
            raise OverBudget from error
        except apsw.TooBigError as error:
            raise too_many_bytes(self._limits.answer_bytes) from error

    def fetch_within_limit(self, text: str, parameters: Row) -> list[Row]:
        """The rows of a statement. Raises `Problem` if it costs too much."""
        steps = self._limits.statement_steps
        try:
            return self.fetch(text, parameters, steps)
        except OverBudget as error:
            raise too_many_steps(steps) from error

    def _is_over(self) -> bool:
        """The progress handler: a true value interrupts the statement."""
        self._calls_left -= 1
        self.steps += self._steps_per_call
        return self._calls_left < 0

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def thread_reader(address: str, limits: StoreLimits) -> SqliteReader:
    """A connection for statements in a thread."""
    return SqliteReader(address, limits, min(STEPS_PER_CALL_IN_THREAD, limits.statement_steps))


def connect(address: str) -> apsw.Connection:
    """A read-only connection without a budget."""
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    connection = apsw.Connection(address, flags=flags, statementcachesize=STATEMENTS_MAX)
    # Otherwise SQLite prepares a statement anew for each new value of a parameter that STAT4 has
    # samples of: that took half of the time of a large answer.
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
    connection.execute(f"PRAGMA cache_size = -{_PAGE_CACHE_KB}")
    return connection
