"""Editions: rows of one dataset in several editions, of which lists show the latest.

A new edition of a dataset revises figures, so both editions state the same year of the same actor.
Both stay in the record, each row with its source. Lists show the rows of the latest edition, unless
the client names a source, asks for `by_default` itself, or names the row.
"""

from dataclasses import dataclass

BY_DEFAULT = "by_default"

# Columns whose filter says which rows are meant, whatever their edition.
NAMING = ("source_id", BY_DEFAULT)


@dataclass(frozen=True, slots=True)
class Editions:
    """That the rows of a resource come in editions.

    `within` names the columns within which the latest edition is looked for: a series that the
    latest edition of a dataset lacks is answered from the one before.
    """

    within: tuple[str, ...] = ()
