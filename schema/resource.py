"""The declaration of a resource, and what is derived from its table.

A resource is one SQLModel table plus a few lines: its filters, its default order, the columns that
`q` searches. SQL, REST, OpenAPI, GraphQL, CSV, the data dictionary and the checks of facts are
derived from this declaration.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Column
from sqlmodel import SQLModel

from schema import actors
from schema.actors import Actor, ActorKind
from schema.defaults import DefaultFilter
from schema.deprecation import Deprecation
from schema.editions import Editions
from schema.filters import Field, Filter, filters_of
from schema.relations import Link, ManyToMany, Relation, Then
from schema.scalars import HIDDEN, LISTS, Kind, hidden
from schema.validity import (
    STATED_FROM,
    THEN_COLUMNS,
    VERSION_SUFFIX,
    Validity,
    Versions,
    add_version_table,
)

SEARCH_COLUMN = "search_text"


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
    `unindexed` names filters that are too unselective for an index of their own. `shared` names
    columns of numbers whose values many rows share: they have an index in descending order too, as
    choices have, and on PostgreSQL the key in both.
    """

    ranked: tuple[tuple[str, ...], ...] = ()
    unindexed: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


@dataclass(eq=False)
class Resource:
    """One resource of the record: its table and what the table does not say.

    `schema.registry.connect` adds `relations` and `link_filters`, since other resources' references
    and link tables make some of them.

    Attributes:
        name: The REST path, in kebab-case and plural.
        former_names: Names that it had before, with how long REST redirects the paths of their
            lists. Ids with them lead to their rows for good.
        list_name: The name of its lists in GraphQL, where its own name is no plural.
        example: The key of a row that stays in the record.
        many_to_many: Link tables that are declared beside this resource.
        relation_order: Relations to answer before the others, in an order other than the derived.
        actor: The columns that name the actor of a row, if the rows are about somebody.
        versions: If the rows are merged from source records: what their versions differ by.
            `known_by` reads the versions, and `as_of` if they differ by the date.
        then: What the date of a row leads to, if it has one.
        editions: That rows come in editions of datasets, of which lists show the latest.
        defaults: Conditions that its lists have unless the client says otherwise.
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
    versions: Versions | None = None
    then: Then | None = None
    editions: Editions | None = None
    defaults: tuple[DefaultFilter, ...] = ()
    former_names: Mapping[str, Deprecation] = field(default_factory=dict)
    list_name: str | None = None
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
            for name in self.validity.columns:
                setattr(self.table, name, hidden(Kind.bound))
        if self.validity is not None and self.validity.has_one_source and not self.is_versioned:
            setattr(self.table, STATED_FROM, hidden(Kind.bound))
        if self.then is not None:
            for name in THEN_COLUMNS:
                setattr(self.table, name, hidden(Kind.bound, nullable=True))
        if self.is_versioned:
            add_version_table(self.table.__table__)  # type: ignore[attr-defined]

    @property
    def is_versioned(self) -> bool:
        """Whether the rows are merged from source records, with a version for each change."""
        return self.versions is not None

    @property
    def has_dated_versions(self) -> bool:
        """Whether a row may have another version for another date."""
        return self.versions is Versions.date

    @cached_property
    def has_stated_day(self) -> bool:
        """Whether each row has the hidden day by which its source had stated it."""
        return any(column.name == STATED_FROM for column in self.columns)

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
                column.info.get("filter_name"),
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
        """All filters: the key, the actor, the columns, the to-one relations, the link tables.

        Then whether there is a value: of other columns that may be null, and of lists.
        """
        return filters_of(self)

    @cached_property
    def sortable(self) -> tuple[str, ...]:
        """The columns that `sort` and `orderBy` take: the key and the filterable single values."""
        actor = actors.ACTOR_COLUMNS if self.actor else ()
        names = dict.fromkeys((self.key, *actor, *self.query.filter_by))
        return tuple(n for n in names if self.fields[n].kind not in LISTS)

    def inverse(self, relation: Relation) -> Filter | None:
        """The filter of this resource that gives the rows which `relation` lists."""
        link = relation.through
        through = link and Link(link.table, link.far, link.near)
        column = link.near if link else relation.remote
        filters = (f for f in self.filters.values() if f.is_compared)
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
        """The lists below a row, by the last segment of their REST paths."""
        return {relation.segment: relation for relation in self.relations if relation.many}
