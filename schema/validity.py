"""The columns of time: validity, versions, and the date that leads to what was the case then."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Table

from schema import actors
from schema.scalars import Kind, hidden

# Validity bounds, as ISO days that publishing computes and no answer shows: a row may hold in
# [earliest, latest] and holds for certain in [certain_from, certain_to]. The columns have these
# names because the content hash of a release covers them.
EARLIEST, CERTAIN_FROM, CERTAIN_TO, LATEST = VALIDITY_COLUMNS = (
    "life_earliest",
    "life_surely_from",
    "life_surely_to",
    "life_latest",
)

# Of a resource whose rows are merged from dated source records: the columns that its table of
# versions has besides. A version shows the row on the days from `version_from` to `version_to`, to
# whoever knows what had been stated on a day from `known_from` to `known_to`.
VERSION_FROM, VERSION_TO, KNOWN_FROM, KNOWN_TO = VERSION_COLUMNS = (
    "version_from",
    "version_to",
    "known_from",
    "known_to",
)

# Of a row with a date that leads to others (`Then`): the first and the last day of that date.
THEN = "then"
THEN_FIRST, THEN_LAST = THEN_COLUMNS = ("then_first", "then_last")

# Of a row that also needs something else to hold (`Validity.needs`): the first and the last day on
# which its own dates make it certain. On these days it is the other thing that is not known.
OWN_FROM, OWN_TO = OWN_COLUMNS = ("own_certain_from", "own_certain_to")

# Of a row with one source: the day by which that source had stated it, which `known_by` reads.
STATED_FROM = "stated_from"
FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"  # before and after every date of the record


@dataclass(frozen=True, slots=True)
class Validity:
    """The columns that date a row: `seeds.derivation.validity` computes its bounds from them.

    `start` and `end` name the columns of the first and the last day; the first one that is not null
    counts. `held` names columns with a day on which the row held. `meaning` describes `as_of` in
    the contracts. `has_one_source`: whether a row rests on its source alone; if it is merged from
    several, without versions, it is not known by when it had been stated. `needs` names the reason
    why a row is unknown on days on which its own dates make it certain, if it also needs something
    else to hold.
    """

    start: tuple[str, ...]
    end: tuple[str, ...]
    held: tuple[str, ...] = ()
    meaning: str = ""
    has_one_source: bool = True
    needs: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The hidden columns of a row's validity."""
        return VALIDITY_COLUMNS if self.needs is None else (*VALIDITY_COLUMNS, *OWN_COLUMNS)


class Versions(StrEnum):
    """What the versions of rows that are merged from source records differ by."""

    date = "date"  # by the date that is asked about, and by what had been stated by a day
    knowledge = "knowledge"  # only by what had been stated by a day


VERSION_SUFFIX = "_version"


def add_version_table(table: Table) -> None:
    """Declare the table of the versions of a table's rows.

    Its columns are nullable where no source may state a value for a date.
    """
    columns: list[Column[Any]] = []
    for column in table.columns:
        copied = Column(
            column.name,
            column.type,
            primary_key=column.primary_key,
            nullable=not column.primary_key,
            index=not column.primary_key and _leads_to_rows(column),
            info=column.info,
            comment=column.comment,
        )
        columns.append(copied)
    keys = [hidden(Kind.bound) for _ in VERSION_COLUMNS]
    for name, key in zip(VERSION_COLUMNS, keys, strict=True):
        key.name = key.key = name
        key.primary_key = name in (VERSION_FROM, KNOWN_FROM)
    Table(f"{table.name}{VERSION_SUFFIX}", table.metadata, *columns, *keys)


def _leads_to_rows(column: Column[Any]) -> bool:
    """Whether other rows are joined to these by a column."""
    return column.name == actors.ACTOR_ID or column.info.get("reference") is not None
