"""Default filters: conditions of a list whose rows are of kinds that do not compare.

A list of emissions shares holds figures of several series, of countries and of groups. Without a
condition on these, it answers one series and one kind of actor, and says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

DEFAULTS = "defaults"  # the parameter, the argument and the member of answers


@dataclass(frozen=True, slots=True)
class DefaultFilter:
    """That the rows of a list have one value in a column, unless the client says otherwise.

    Attributes:
        column: The column.
        value: The value, of the column's vocabulary.
        unless: Further columns: a filter by one of them says which rows are meant.
        lacking: Values of other columns, by column, of which no row has `value`: a filter for such
            values only would find nothing with the default, so that it has none.
    """

    column: str
    value: str
    unless: tuple[str, ...]
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def deciding_columns(defaults: Iterable[DefaultFilter]) -> frozenset[str]:
    """The columns whose values, as a client names them, decide which defaults a list has."""
    return frozenset(column for default in defaults for column in default.lacking)
