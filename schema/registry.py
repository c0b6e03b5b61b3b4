"""The relations and link filters of all resources, derived from references and link tables.

A reference column makes a to-one relation and, with an inverse, a list on the other side. A link
table makes a list and a filter on both sides. A resource's to-one relations come first, then its
lists in the order of the resources they lead to.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from schema.actors import ACTOR_ID, KIND_BY_TABLE
from schema.filters import ALIASED_RESOURCES, Filter
from schema.relations import Link, LinkEnd, ManyToMany, Relation
from schema.resource import Resource
from schema.scalars import Kind, Reference
from schema.suggestions import did_you_mean, nearest

_Tables = dict[str, Resource]  # by the name of the SQL table


class _List(NamedTuple):
    """A to-many relation; with a link table also the filter by its other end."""

    relation: Relation
    filter: Filter | None = None


def connect(resources: Iterable[Resource]) -> dict[str, Resource]:
    """Set `relations` and `link_filters` of every resource, and return them by name.

    Raises:
        TypeError: For a declaration that names what is not there, with the nearest name that is.
    """
    by_name = {resource.name: resource for resource in resources}
    tables = {resource.table_name: resource for resource in by_name.values()}
    lists: dict[str, list[_List]] = defaultdict(list)
    for child in by_name.values():
        for parent, inverse in (*_inverses(child, tables), *_actor_inverses(child, tables)):
            lists[parent.name].append(inverse)
        for link in child.many_to_many:
            for end, other in (link.ends, reversed(link.ends)):
                parent, linked = _linked(link, end, other, tables)
                lists[parent.name].append(linked)
    rank = {name: place for place, name in enumerate(by_name)}
    for resource in by_name.values():
        own = sorted(lists[resource.name], key=lambda listed: rank[listed.relation.target])
        relations = [*_to_one(resource, tables), *(listed.relation for listed in own)]
        resource.relations = _ordered(relations, resource.relation_order)
        resource.link_filters = tuple(listed.filter for listed in own if listed.filter)
        _check_names(resource)
    return by_name


def _check_names(resource: Resource) -> None:
    """Raise `TypeError` for names that are no column of the resource, or that stand twice."""
    query, indexes, validity = resource.query, resource.indexes, resource.validity
    names = [*query.order, *query.filter_by, *query.search, *indexes.unindexed, *indexes.shared]
    names += [name for index in indexes.ranked for name in index]
    if validity is not None:
        names += [*validity.start, *validity.end, *validity.held]
    if resource.actor is not None:
        names += resource.actor.columns
    if resource.then is not None:
        names += [resource.then.date, *(relation.local for relation in resource.then.relations)]
    for name in names:
        _require(name.removeprefix("-"), resource.fields, f"{resource.name}: no column")
    members = [*resource.fields, *(relation.name for relation in resource.relations)]
    for name in members:
        if members.count(name) > 1:
            raise TypeError(f"{resource.name}: {name!r} is the name of two columns or relations")


def _require(name: str, names: Iterable[str], message: str) -> str:
    """The name, if it is one of the names; else raise `TypeError` with the nearest ones."""
    if name not in (known := list(names)):
        raise TypeError(f"{message} {name!r}{did_you_mean(nearest(name, known))}")
    return name


def _references(resource: Resource) -> Iterator[tuple[str, str, Reference]]:
    """The name, the description and the reference of each reference column."""
    for column in resource.columns:
        if (reference := column.info.get("reference")) is not None:
            yield column.name, column.comment or "", reference


def _to_one(resource: Resource, tables: _Tables) -> Iterator[Relation]:
    for column, description, reference in _references(resource):
        target = _table(reference.table, tables).name
        described = reference.relation or description
        yield Relation(
            _base_name(column),
            target,
            column,
            reference.column,
            described,
            may_be_gone=reference.may_be_gone,
        )


def _inverses(child: Resource, tables: _Tables) -> Iterator[tuple[Resource, _List]]:
    for column, _, reference in _references(child):
        if (inverse := reference.inverse) is not None:
            yield (
                _table(reference.table, tables),
                _List(
                    Relation(
                        inverse.name,
                        child.name,
                        reference.column,
                        column,
                        inverse.description,
                        many=True,
                    )
                ),
            )


def _actor_inverses(child: Resource, tables: _Tables) -> Iterator[tuple[Resource, _List]]:
    """The lists that one kind of actor has of the rows about it, for the kinds without them."""
    if (actor := child.actor) is None:
        return
    columns = {
        reference.table: column
        for column, _, reference in _references(child)
        if column in actor.columns
    }
    declared = {(parent.name, list_.relation.name) for parent, list_ in _inverses(child, tables)}
    for column, _, reference in _references(child):
        if column not in actor.columns or (inverse := reference.inverse) is None:
            continue
        for table in KIND_BY_TABLE:
            parent = tables[table]
            if (parent.name, inverse.name) not in declared:
                declared.add((parent.name, inverse.name))
                remote = columns.get(table, ACTOR_ID)
                description = inverse.description
                yield (
                    parent,
                    _List(
                        Relation(
                            inverse.name, child.name, parent.key, remote, description, many=True
                        )
                    ),
                )


def _linked(
    link: ManyToMany, end: LinkEnd, other: LinkEnd, tables: _Tables
) -> tuple[Resource, _List]:
    """The resource at one end of a link table, its list of the other end's rows and the filter."""
    parent, target = (_resource_at(link, one, tables) for one in (end, other))
    through = Link(str(link.table.__tablename__), end.column, other.column)
    relation = Relation(
        end.inverse.name,
        target.name,
        parent.key,
        target.key,
        end.inverse.description,
        many=True,
        through=through,
    )
    filter_ = Filter(
        other.column,
        other.column,
        Kind.slug,
        False,
        end.filter_description,
        through=through,
        resolves=target.name if target.name in ALIASED_RESOURCES else None,
        refers=target.name,
        short=_base_name(other.column),
    )
    return parent, _List(relation, filter_)


def _resource_at(link: ManyToMany, end: LinkEnd, tables: _Tables) -> Resource:
    column = link.table.__table__.columns[end.column]  # type: ignore[attr-defined]
    (foreign_key,) = column.foreign_keys
    return _table(foreign_key.target_fullname.partition(".")[0], tables)


def _table(name: str, tables: _Tables) -> Resource:
    return tables[_require(name, tables, "no resource has the table")]


def _base_name(column: str) -> str:
    return column.removesuffix("_id").removesuffix("_code")


def _ordered(relations: list[Relation], first: tuple[str, ...]) -> tuple[Relation, ...]:
    """The relations named in `first`, in that order, then the others as they are."""
    by_name = {relation.name: relation for relation in relations}
    order = dict.fromkeys((*first, *by_name))
    return tuple(by_name[_require(name, by_name, "no relation")] for name in order)
