"""What a resource declares, and what is derived from its table.

A resource is one SQLModel table plus a few lines: which columns filter, which rows it leads to,
which words `q` looks in. SQL, REST, OpenAPI, CSV, the data dictionary and the loader's checks are
all derived from this one declaration.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from sqlalchemy import Column
from sqlmodel import SQLModel

from schema.scalars import HIDDEN, Kind

# The operators of each kind, in REST as `name__operator` (`eq` is bare) and in GraphQL's `where`.
OPERATORS: dict[Kind, tuple[str, ...]] = {
    Kind.slug: ("eq", "in"),
    Kind.text: ("eq", "in", "contains"),
    Kind.choice: ("eq", "in"),
    Kind.integer: ("eq", "in", "lt", "lte", "gt", "gte"),
    Kind.figure: ("eq", "lt", "lte", "gt", "gte"),
    Kind.flag: ("eq",),
    Kind.date: ("eq", "lt", "lte", "gt", "gte"),
    Kind.url: ("eq", "in", "contains"),
    Kind.texts: ("eq", "in"),
}

OPERATOR_MEANINGS: dict[str, str] = {
    "eq": "equal to",
    "in": "one of, separated by commas",
    "lt": "less than",
    "lte": "less than or equal to",
    "gt": "greater than",
    "gte": "greater than or equal to",
    "contains": "has this text in it, letter for letter (for words in any case use `q`)",
    "isnull": "true: unknown; false: known",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One answered column: its name, kind, nullability, vocabulary and description."""

    name: str
    kind: Kind
    nullable: bool
    description: str
    vocabulary: type[StrEnum] | None = None
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A table between two resources: `near` holds this side's key, `far` the other's."""

    table: str
    near: str
    far: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A way from a row to rows of another resource.

    `local` is this table's column and `remote` the target's. With `through`, `local` meets the
    link's near column and `remote` its far one. `many` says whether it leads to a list.
    """

    name: str
    target: str
    local: str
    remote: str
    description: str
    many: bool = False
    through: Link | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """One thing to filter by: a column, or with `through` a column of a table linked to this one.

    `resolves` names the resource whose codes and aliases the values may be given in.
    """

    name: str
    column: str
    kind: Kind
    nullable: bool
    description: str
    vocabulary: type[StrEnum] | None = None
    through: Link | None = None
    resolves: str | None = None

    @property
    def operators(self) -> tuple[str, ...]:
        """The operators it takes; `isnull` only where a value can be unknown."""
        extra = ("isnull",) if self.nullable and self.through is None else ()
        return OPERATORS[self.kind] + extra


# Validity bounds, as ISO days that publishing computes and no answer shows: a row may hold in
# [earliest, latest] and holds for certain in [certain_from, certain_to]. The columns have these
# names because the content hash of a release covers them.
EARLIEST, CERTAIN_FROM, CERTAIN_TO, LATEST = VALIDITY_COLUMNS = (
    "life_earliest",
    "life_surely_from",
    "life_surely_to",
    "life_latest",
)


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
class Query:
    """What a list of a resource can be asked for: its order, its filters and the columns of `q`.

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


@dataclass(frozen=True, eq=False)
class Resource:
    """One resource of the record: its table and what the table does not say.

    `name` is the REST path, in kebab-case and plural; `example` is the key of a row that stays in
    the record.
    """

    name: str
    table: type[SQLModel]
    summary: str
    example: str
    query: Query = Query()
    indexes: Indexes = Indexes()
    link_filters: tuple[Filter, ...] = ()
    relations: tuple[Relation, ...] = ()
    validity: Validity | None = None

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
    def member_name(self) -> str:
        """snake_case plural, as one names it in Python and in `include=`."""
        return self.name.replace("-", "_")

    @property
    def columns(self) -> Iterator[Column[object]]:
        """The table's columns as SQLAlchemy has them."""
        return iter(self.table.__table__.columns)  # type: ignore[attr-defined]

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The answered columns, in the table's order."""
        return {
            column.name: Field(
                column.name,
                column.info["kind"],
                bool(column.nullable),
                column.comment or "",
                column.info.get("vocabulary"),
                column.info.get("digits"),
            )
            for column in self.columns
            if column.info["kind"] not in HIDDEN
        }

    @cached_property
    def filters(self) -> dict[str, Filter]:
        """Everything to filter by: the key, declared columns, to-one relations, links."""
        to_one = [self._relation_filter(r) for r in self.relations if not r.many]
        columns = [self._column_filter(name) for name in (self.key, *self.query.filter_by)]
        return {f.name: f for f in (*columns, *to_one, *self.link_filters)}

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
        )

    def _relation_filter(self, relation: Relation) -> Filter:
        field = self.fields[relation.local]
        resolves = relation.target if relation.target in ("countries", "groups") else None
        return Filter(
            relation.name,
            relation.local,
            field.kind,
            field.nullable,
            relation.description,
            resolves=resolves,
        )

    @cached_property
    def sortable(self) -> tuple[str, ...]:
        """The columns that `sort` and `orderBy` take: the key and the filterable single values."""
        names = dict.fromkeys((self.key, *self.query.filter_by))
        return tuple(n for n in names if self.fields[n].kind is not Kind.texts)

    def inverse(self, relation: Relation) -> Filter | None:
        """The filter of this resource that asks for what `relation` leads to, from its far end."""
        link = relation.through
        mirrored = link and Link(link.table, link.far, link.near)
        column = link.near if link else relation.remote
        found = (f for f in self.filters.values() if f.through == mirrored and f.column == column)
        return next(found, None)

    @cached_property
    def relations_by_name(self) -> dict[str, Relation]:
        """The relations, by name."""
        return {relation.name: relation for relation in self.relations}
