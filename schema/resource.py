"""The declaration of a resource, and what is derived from its table.

A resource is one SQLModel table plus a few lines: its filters, its default order, the columns that
`q` searches. SQL, REST, OpenAPI, GraphQL, CSV, the data dictionary and the checks of facts are
derived from this declaration.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import Column, Table
from sqlmodel import SQLModel

from schema import actors
from schema.actors import Actor, ActorKind
from schema.scalars import HIDDEN, OPERATORS, Inverse, Kind, hidden


@dataclass(frozen=True, slots=True)
class Field:
    """One column that answers show."""

    name: str
    kind: Kind
    nullable: bool
    description: str
    vocabulary: type[StrEnum] | None = None
    digits: int | None = None
    moved: tuple[tuple[str, str], ...] = ()


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
    link table's near column and `remote` its far one. A `nested` list has a REST path of its own.
    """

    name: str
    target: str
    local: str
    remote: str
    description: str
    many: bool = False
    through: Link | None = None
    nested: bool = False

    @property
    def segment(self) -> str:
        """The name as a segment of a REST path, in kebab-case."""
        return self.name.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter by a column or, with `through`, by a column of a link table.

    `resolves` names the resource whose codes, names and aliases stand for the values, `refers` the
    one whose keys they are. `moved` has values that are no longer in the vocabulary, each with the
    path that answers for it now.
    """

    name: str
    column: str
    kind: Kind
    nullable: bool
    description: str
    vocabulary: type[StrEnum] | None = None
    through: Link | None = None
    resolves: str | None = None
    moved: tuple[tuple[str, str], ...] = ()
    refers: str | None = None

    @property
    def operators(self) -> tuple[str, ...]:
        """The operators it takes; `isnull` only where the value can be null."""
        extra = ("isnull",) if self.nullable and self.through is None else ()
        return OPERATORS[self.kind] + extra


SEARCH_COLUMN = "search_text"

# Resources whose rows have codes, names and aliases that stand for their keys.
ALIASED_RESOURCES = ("countries", "groups", "aggregates")

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
# Of a row with a validity that is not versioned: the day by which its source stated it.
STATED_FROM = "stated_from"
FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"  # before and after every date of the record


@dataclass(frozen=True, slots=True)
class Validity:
    """The columns that date a row: `seeds.derivation.validity` computes its bounds from them.

    `start` and `end` name the columns of the first and the last day; the first one that is not null
    counts. `held` names columns with a day on which the row held. `meaning` describes `as_of` in
    the contracts.
    """

    start: tuple[str, ...]
    end: tuple[str, ...]
    held: tuple[str, ...] = ()
    meaning: str = ""


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
class Query:
    """The parameters of a resource's list: default order, filters and the columns of `q`.

    A minus sign in `order` means descending; nulls come last.
    """

    order: tuple[str, ...] = ("id",)
    filter_by: tuple[str, ...] = ()
    search: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Indexes:
    """Indexes beyond the one that each filter gets.

    Each of `ranked` names filters that are often combined, followed by the sort key of such a list.
    `unindexed` names filters that are too unselective for an index of their own.
    """

    ranked: tuple[tuple[str, ...], ...] = ()
    unindexed: tuple[str, ...] = ()


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


VERSION_SUFFIX = "_version"


def _add_version_table(table: Table) -> None:
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


@dataclass(eq=False)
class Resource:
    """One resource of the record: its table and what the table does not say.

    `schema.registry.connect` adds `relations` and `link_filters`, since other resources' references
    and link tables make some of them.

    Attributes:
        name: The REST path, in kebab-case and plural.
        example: The key of a row that stays in the record.
        many_to_many: Link tables that are declared beside this resource.
        relation_order: Relations to answer before the others, in an order other than the derived.
        actor: The columns that name the actor of a row, if the rows are about somebody.
        is_versioned: Whether the rows are merged from source records and have a version for each
            change, which `as_of` and `known_by` read.
        then: What the date of a row leads to, if it has one.
    """

    name: str
    table: type[SQLModel]
    summary: str
    example: str
    query: Query = Query()
    indexes: Indexes = Indexes()
    many_to_many: tuple[ManyToMany, ...] = ()
    relation_order: tuple[str, ...] = ()
    validity: Validity | None = None
    actor: Actor | None = None
    is_versioned: bool = False
    then: Then | None = None
    relations: tuple[Relation, ...] = field(init=False, repr=False)
    link_filters: tuple[Filter, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Add the columns that publishing computes."""
        if self.actor is not None:
            for name, column in actors.actor_columns(self.actor):
                setattr(self.table, name, column)
        if self.query.search:
            setattr(self.table, SEARCH_COLUMN, hidden(Kind.search))
        if self.validity is not None:
            for name in VALIDITY_COLUMNS:
                setattr(self.table, name, hidden(Kind.bound))
        if self.validity is not None and not self.is_versioned:
            setattr(self.table, STATED_FROM, hidden(Kind.bound))
        if self.then is not None:
            for name in THEN_COLUMNS:
                setattr(self.table, name, hidden(Kind.bound, nullable=True))
        if self.is_versioned:
            _add_version_table(self.table.__table__)  # type: ignore[attr-defined]

    @cached_property
    def type_name(self) -> str:
        """The GraphQL type's name: that of the table's class."""
        return self.table.__name__

    @cached_property
    def key(self) -> str:
        """The column of the primary key."""
        (column,) = self.table.__table__.primary_key.columns  # type: ignore[attr-defined]
        return str(column.name)

    @property
    def table_name(self) -> str:
        """The SQL table's name."""
        return str(self.table.__tablename__)

    @property
    def version_table_name(self) -> str:
        """The SQL table of the rows' versions, if the resource is versioned."""
        return f"{self.table_name}{VERSION_SUFFIX}"

    @property
    def member_name(self) -> str:
        """The name in snake_case, as in Python and in `include=`."""
        return self.name.replace("-", "_")

    @property
    def columns(self) -> Iterator[Column[object]]:
        """The table's columns, hidden ones included."""
        columns = self.table.__table__.columns  # type: ignore[attr-defined]
        return iter(actors.with_actor_first(columns, self.actor))

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The columns that answers show, in the table's order."""
        return {
            column.name: Field(
                column.name,
                column.info["kind"],
                bool(column.nullable),
                column.comment or "",
                column.info.get("vocabulary"),
                column.info.get("digits"),
                column.info.get("moved", ()),
            )
            for column in self.columns
            if column.info["kind"] not in HIDDEN
        }

    @cached_property
    def verbatim(self) -> tuple[str, ...]:
        """The columns whose text repeats the source to the letter."""
        return tuple(column.name for column in self.columns if column.info.get("verbatim"))

    @cached_property
    def filters(self) -> dict[str, Filter]:
        """All filters: the key, the actor, the columns, the to-one relations, the link tables."""
        to_one = [self._relation_filter(r) for r in self.relations if not r.many]
        columns = [self._column_filter(name) for name in self.query.filter_by]
        own = [self._column_filter(self.key), *self._actor_filters(), *columns]
        return {f.name: f for f in (*own, *to_one, *self.link_filters)}

    def _actor_filters(self) -> Iterator[Filter]:
        if self.actor is not None:
            field = self.fields[actors.ACTOR_ID]
            described, resolves = self.actor.description, actors.ACTORS
            name, column = actors.ACTOR, field.name
            yield Filter(name, column, field.kind, field.nullable, described, resolves=resolves)
            yield self._column_filter(actors.ACTOR_KIND)

    def _column_filter(self, name: str) -> Filter:
        field = self.fields[name]
        resolves = "countries" if name == "code" else None
        return Filter(
            name,
            name,
            field.kind,
            field.nullable,
            field.description,
            field.vocabulary,
            resolves=resolves,
            moved=field.moved,
            refers=self.name if name == self.key else None,
        )

    def _relation_filter(self, relation: Relation) -> Filter:
        field = self.fields[relation.local]
        resolves = relation.target if relation.target in ALIASED_RESOURCES else None
        return Filter(
            relation.name,
            relation.local,
            field.kind,
            field.nullable,
            relation.description,
            resolves=resolves,
            refers=relation.target,
        )

    @cached_property
    def sortable(self) -> tuple[str, ...]:
        """The columns that `sort` and `orderBy` take: the key and the filterable single values."""
        actor = actors.ACTOR_COLUMNS if self.actor else ()
        names = dict.fromkeys((self.key, *actor, *self.query.filter_by))
        return tuple(n for n in names if self.fields[n].kind is not Kind.texts)

    def inverse(self, relation: Relation) -> Filter | None:
        """The filter of this resource that gives the rows which `relation` lists."""
        link = relation.through
        through = link and Link(link.table, link.far, link.near)
        column = link.near if link else relation.remote
        filters = self.filters.values()
        return next((f for f in filters if f.through == through and f.column == column), None)

    @cached_property
    def relations_by_name(self) -> dict[str, Relation]:
        """The relations, by name."""
        return {relation.name: relation for relation in self.relations}

    @property
    def actor_kind(self) -> ActorKind | None:
        """The kind of actor that each row is, if the rows are actors."""
        return actors.KIND_BY_TABLE.get(self.table_name)

    @cached_property
    def actor_relations(self) -> tuple[Relation, ...]:
        """The to-one relations, one of which leads to the actor of a row."""
        columns = self.actor.columns if self.actor else ()
        return tuple(r for r in self.relations if not r.many and r.local in columns)

    @cached_property
    def nested(self) -> dict[str, Relation]:
        """The lists with a REST path below a row, by the path's last segment."""
        return {relation.segment: relation for relation in self.relations if relation.nested}
