"""The order in which origins of tenure records came into the facts."""

from functools import cache
from pathlib import PurePath

from seeds.loading.values import Row

# Origins that came into the facts after all others, first the earliest: of a tenure that others
# state as well, their records are the later ones, so that its id stays.
_LATER_ORIGINS = (
    "everypolitician-cabinets-more",
    "cia-world-leaders",
    "cia-world-factbook-heads",
    "everypolitician-world",
)


def origin_rank(row: Row) -> int:
    """The rank of a record's origin; the same for all but the later ones."""
    return _rank(row.place.file)


@cache
def _rank(file: str) -> int:
    origin = PurePath(file).stem
    return _LATER_ORIGINS.index(origin) + 1 if origin in _LATER_ORIGINS else 0
