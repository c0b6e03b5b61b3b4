"""The cost of an answer: steps of the database and bytes, and the unit that both are counted in."""

from math import ceil
from typing import NamedTuple

# A row with its id, on a page of a hundred, costs one unit: 13 steps and 40 bytes.
STEPS_PER_UNIT = 25
BYTES_PER_STEP = 4


class Cost(NamedTuple):
    """Steps of SQLite's virtual machine, and bytes of the answer."""

    steps: float = 0.0
    bytes: float = 0.0

    def plus(self, other: "Cost") -> "Cost":
        """Both together."""
        return Cost(self.steps + other.steps, self.bytes + other.bytes)

    def times(self, number: float) -> "Cost":
        """The same so many times."""
        return Cost(self.steps * number, self.bytes * number)

    @property
    def units(self) -> int:
        """The work in units of cost, rounded up."""
        return ceil((self.steps + self.bytes / BYTES_PER_STEP) / STEPS_PER_UNIT)
