"""Fields and filters: what is derived from a column, a relation or a link table of a resource."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from schema import actors
from schema.relations import Link, Relation
from schema.scalars import OPERATORS, Kind
from schema.vocabulary import Vocabulary

if TYPE_CHECKING:
    from schema.resource import Resource

# Resources whose rows have codes, names and aliases that stand for their keys.
ALIASED_RESOURCES = ("countries", "groups", "aggregates")


@dataclass(frozen=True, slots=True)
class Field:
    """One column that answers show."""

    name: str
    kind: Kind
    nullable: bool
    description: str
    vocabulary: type[Vocabulary] | None = None
    digits: int | None = None
    moved: tuple[tuple[str, str], ...] = ()
    filter_name: str | None = None  # of a list: the filter by one of its values


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter by a column or, with `through`, by a column of a link table.

    `name` is that of the column. `short` is the name without `_id` or `_code`: GraphQL's `where`
    has it, and REST takes it as well. With `lists` it is a filter by a to-many relation, whose name
    it has: whether there are such rows. `isnull` is the only operator of those, and of
    columns that are not `is_compared`.

    `resolves` names the resource whose codes, names and aliases stand for the values, `refers` the
    one whose keys they are. `moved` has values that are no longer in the vocabulary, each with the
    path that answers for it now. `siblings` has all filters of the same resource that
    resolve names: what each resolves, its name, and its short name. `names` is the resource whose
    names and aliases stand for the value, where the column is that of a name.
    """

    name: str
    column: str
    kind: Kind
    nullable: bool
    description: str
    vocabulary: type[Vocabulary] | None = None
    through: Link | None = None
    resolves: str | None = None
    moved: tuple[tuple[str, str], ...] = ()
    refers: str | None = None
    siblings: tuple[tuple[str, str, str], ...] = ()
    short: str = ""
    lists: Relation | None = None
    is_compared: bool = True
    names: str | None = None

    @property
    def short_name(self) -> str:
        """The name without `_id` or `_code`, as of a relation."""
        return self.short or self.name

    @property
    def holds_commas(self) -> bool:
        """Whether a value may have a comma in it, apart from names that are resolved."""
        return self.kind in (Kind.text, Kind.url, Kind.texts)

    @property
    def operators(self) -> tuple[str, ...]:
        """The operators it takes; `isnull` only where the value can be null."""
        extra = ("isnull",) if self.nullable and self.through is None else ()
        return (OPERATORS[self.kind] if self.is_compared else ()) + extra


def filters_of(resource: "Resource") -> dict[str, Filter]:
    """All filters of a resource, by name; see `Resource.filters`."""
    to_one = [_relation_filter(resource, r) for r in resource.relations if not r.many]
    columns = [_column_filter(resource, name) for name in resource.query.filter_by]
    own = [_column_filter(resource, resource.key), *_actor_filters(resource), *columns]
    filters = [*own, *to_one, *resource.link_filters]
    named = tuple((f.resolves, f.name, f.short_name) for f in filters if f.resolves is not None)
    by_name = {f.name: replace(f, siblings=named) if f.resolves else f for f in filters}
    known = {f.column for f in filters if f.through is None}
    others = [f for f in resource.fields.values() if f.nullable and f.name not in known]
    null_filters = [*map(_null_filter, others), *_list_filters(resource)]
    return by_name | {f.name: f for f in null_filters}


def _null_filter(field: Field) -> Filter:
    """The filter of a column of which only is asked whether it has a value."""
    return Filter(field.name, field.name, field.kind, True, field.description, is_compared=False)


def _list_filters(resource: "Resource") -> Iterator[Filter]:
    for relation in resource.relations:
        if relation.many:
            yield Filter(
                relation.name,
                resource.key,
                Kind.slug,
                True,
                relation.description,
                lists=relation,
                is_compared=False,
            )


def _actor_filters(resource: "Resource") -> Iterator[Filter]:
    if resource.actor is not None:
        field = resource.fields[actors.ACTOR_ID]
        yield Filter(
            field.name,
            field.name,
            field.kind,
            field.nullable,
            resource.actor.description,
            resolves=actors.ACTORS,
            short=actors.ACTOR,
        )
        yield _column_filter(resource, actors.ACTOR_KIND)


def _column_filter(resource: "Resource", name: str) -> Filter:
    field = resource.fields[name]
    return Filter(
        name,
        name,
        field.kind,
        field.nullable,
        field.description,
        field.vocabulary,
        resolves="countries" if name == "code" else None,
        moved=field.moved,
        refers=resource.name if name == resource.key else None,
        short=field.filter_name or "",
        names=resource.name if name == "name" and resource.name in ALIASED_RESOURCES else None,
    )


def _relation_filter(resource: "Resource", relation: Relation) -> Filter:
    field = resource.fields[relation.local]
    return Filter(
        relation.local,
        relation.local,
        field.kind,
        field.nullable,
        relation.description,
        resolves=relation.target if relation.target in ALIASED_RESOURCES else None,
        refers=relation.target,
        short=relation.name,
    )
