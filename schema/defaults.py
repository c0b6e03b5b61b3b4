"""Default filters: conditions of a list whose rows are of kinds that do not compare.

A list of emissions shares holds figures of several series, of countries and of groups. Without a
condition on these, it answers one series and one kind of actor, and says so.
"""

from dataclasses import dataclass

DEFAULTS = "defaults"  # the parameter, the argument and the member of answers


@dataclass(frozen=True, slots=True)
class DefaultFilter:
    """That the rows of a list have one value in a column, unless the client says otherwise.

    Attributes:
        column: The column.
        value: The value, of the column's vocabulary.
        unless: Further columns: a filter by one of them says which rows are meant.
    """

    column: str
    value: str
    unless: tuple[str, ...]
