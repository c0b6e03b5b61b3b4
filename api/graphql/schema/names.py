"""Names in GraphQL: camelCase fields, and `slug` for a table's `id`."""

from functools import cache

from strawberry.utils.str_converters import to_camel_case

from schema import RESOURCES
from schema.actors import ACTOR, ACTOR_ID, ACTOR_KIND
from schema.filters import Filter
from schema.relations import Relation, Then
from schema.resource import Resource

# `id` is Relay's global id, so the `id` column of a table has another name.
KEY_NAMES = {"id": "slug"}

OPERATOR_NAMES = {"isnull": "isNull", "not": "notIn"}


def field_name(column: str) -> str:
    """A column's or relation's name as a GraphQL field."""
    return to_camel_case(KEY_NAMES.get(column, column))


def order_name(key: str) -> str:
    """A sort key such as `-year` as a value of `orderBy`: `YEAR_DESC`."""
    name = sorted_field(key.removeprefix("-"))
    return name.upper() + ("_DESC" if key.startswith("-") else "_ASC")


def sorted_field(column: str) -> str:
    """The field that a sort key sorts by, in snake_case: an actor by its id."""
    return ACTOR if column == ACTOR_ID else KEY_NAMES.get(column, column)


def singular(resource: Resource) -> str:
    """The root field of one row: `emissionsShare`."""
    return resource.type_name[0].lower() + resource.type_name[1:]


def plural(resource: Resource) -> str:
    """The root field of a list: `emissionsShares`; of a noun with one form, `seriesList`."""
    name = to_camel_case(resource.list_name or resource.member_name)
    return name if name != singular(resource) else f"{name}List"


def key_argument(resource: Resource) -> str:
    """The argument of the root field of one row: `code` or `slug`."""
    return KEY_NAMES.get(resource.key, resource.key)


def global_id(resource: Resource, key: str) -> str:
    """A row's Relay id, which is its REST path below /v1: `countries/CHN`."""
    return f"{resource.name}/{key}"


@cache
def naming_columns(resource_name: str) -> frozenset[str]:
    """The columns without a field: each names a row that is in the release, and a field leads to.

    Its id is that row's `id`, `slug` or `code`.
    """
    resource = RESOURCES[resource_name]
    to_one = {r.local for r in resource.relations if not r.many and not r.may_be_gone}
    return frozenset(to_one | {ACTOR_ID} if resource.actor else to_one)


@cache
def columns(resource_name: str) -> dict[str, str]:
    """GraphQL field → column of a resource."""
    resource, naming = RESOURCES[resource_name], naming_columns(resource_name)
    own = {field_name(name): name for name in resource.fields if name not in naming}
    return own | {"code": resource.key} if resource.actor_kind else own


def actor_constants(resource: Resource) -> dict[str, str]:
    """Fields of an actor that are the same in all rows of its resource → enum value."""
    return {field_name(ACTOR_KIND): resource.actor_kind.upper()} if resource.actor_kind else {}


@cache
def relations(resource_name: str) -> dict[str, Relation]:
    """GraphQL field → relation of a resource."""
    return {relation_field(r): r for r in RESOURCES[resource_name].relations}


def relation_field(relation: Relation) -> str:
    """A relation's name as a GraphQL field; a list named after its resource, as that is."""
    target = RESOURCES[relation.target]
    is_own_name = relation.many and relation.name == target.member_name
    return plural(target) if is_own_name and target.list_name else field_name(relation.name)


@cache
def then_relations(then: Then) -> dict[str, Relation]:
    """GraphQL field → relation that the date of a row leads to."""
    return {field_name(relation.name): relation for relation in then.relations}


@cache
def filters(resource_name: str) -> dict[str, Filter]:
    """GraphQL field of `where` → filter of a resource."""
    return {field_name(f.short_name): f for f in RESOURCES[resource_name].filters.values()}


@cache
def operators(resource_name: str, filter_name: str) -> dict[str, str]:
    """GraphQL field of a filter → operator."""
    names = RESOURCES[resource_name].filters[filter_name].operators
    return {OPERATOR_NAMES.get(name, name): name for name in names}
