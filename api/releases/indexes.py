"""What is read of a release once, before it is served."""

from typing import NamedTuple

from api.releases.aliases import AliasIndex
from api.releases.coverage import CoverageIndex
from api.releases.dialects import Dialect
from api.releases.statistics import Statistics


class Indexes(NamedTuple):
    """The names and the coverage of a release, its dialect, and the statistics of its planner."""

    aliases: AliasIndex
    coverage: CoverageIndex
    dialect: Dialect
    statistics: Statistics
