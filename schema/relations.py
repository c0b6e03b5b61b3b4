"""How resources lead to each other: relations, link tables, and relations as of a row's date."""

from dataclasses import dataclass

from sqlmodel import SQLModel

from schema.scalars import Inverse


@dataclass(frozen=True, slots=True)
class Link:
    """A link table as seen from one end: `near` holds this end's key, `far` the other's."""

    table: str
    near: str
    far: str


@dataclass(frozen=True, slots=True)
class Relation:
    """The rows of another resource that belong to a row: one of them or, if `many`, a list.

    `local` is this table's column and `remote` the target's. With `through`, `local` equals the
    link table's near column and `remote` its far one. The row that `local` names `may_be_gone`
    from the release, where that is said; else it is there.
    """

    name: str
    target: str
    local: str
    remote: str
    description: str
    many: bool = False
    through: Link | None = None
    may_be_gone: bool = False

    @property
    def segment(self) -> str:
        """The name as a segment of a REST path, in kebab-case."""
        return self.name.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Then:
    """What was the case on the date of a row: relations that are answered as of that date.

    `date` names the column of the date. A list is read as of it; a relation to one row leads to the
    row that publishing chose for the date.
    """

    date: str
    description: str
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class LinkEnd:
    """One end of a link table: a resource that gets a list of the other end's rows.

    `column` of the link table holds the key of this end's resource. `filter_description` is of the
    filter by the other end's key, which is named after the other column without `_id` or `_code`.
    """

    column: str
    inverse: Inverse
    filter_description: str


@dataclass(frozen=True, slots=True)
class ManyToMany:
    """A link table between two resources: lists and filters on both."""

    table: type[SQLModel]
    ends: tuple[LinkEnd, LinkEnd]
