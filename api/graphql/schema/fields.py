"""Fields made from declarations: a type's columns and relations, and the root's singles and lists.

Resolvers here never ask the store: they pick what the plans of the operation have fetched.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions import FieldExtension
from strawberry.types.arguments import StrawberryArgument

from api.graphql.schema.enums import PartialDate
from api.graphql.schema.inputs import order_type, where_type
from api.graphql.schema.names import KEY_NAMES, order_name
from api.graphql.schema.relay import ConnectionValue, Node, NodeValue
from api.limits import GRAPHQL_PAGE, GRAPHQL_PAGE_MAX
from api.problems import Problem
from api.query.cursors import unknown_cursor_row
from api.query.plan import HOLDS, accepts_as_of
from schema import RESOURCES
from schema.resource import Field, Relation, Resource
from schema.scalars import Kind

C = TypeVar("C", bound=type[Node])

_PYTHON_TYPES: dict[Kind, Any] = {
    Kind.integer: int,
    Kind.figure: float,
    Kind.flag: bool,
    Kind.date: PartialDate,
    Kind.texts: list[str],
}


def type_of(resource: Resource) -> Callable[[C], C]:
    """Make a class the GraphQL type of a resource.

    The class lists its fields for the reader; descriptions come from the table. Raises `TypeError`
    unless its fields are exactly the resource's columns and relations, nullability included.
    """

    def decorate(cls: C) -> C:
        _check(cls, resource)
        for field in resource.fields.values():
            name = KEY_NAMES.get(field.name, field.name)
            setattr(cls, name, strawberry.field(description=field.description))
        if resource.validity is not None:
            setattr(cls, HOLDS, _holds_field())
        for relation in resource.relations:
            made = connection_field if relation.many else _to_one_field
            setattr(cls, relation.name, made(relation))
        return strawberry.type(cls, name=resource.type_name, description=resource.summary)

    return decorate


def _check(cls: type, resource: Resource) -> None:
    expected: dict[str, Any] = {
        KEY_NAMES.get(f.name, f.name): _column_annotation(f) for f in resource.fields.values()
    }
    expected |= {HOLDS: bool | None} if resource.validity is not None else {}
    expected |= {r.name: _relation_annotation(resource, r) for r in resource.relations}
    written = cls.__annotations__
    faults = [
        f"{cls.__name__}.{name} is {written.get(name)}, and declared {expected.get(name)}"
        for name in expected.keys() | written.keys()
        if written.get(name) != expected.get(name)
    ]
    if faults:
        raise TypeError("; ".join(sorted(faults)))


def _column_annotation(field: Field) -> Any:
    annotation = field.vocabulary or _PYTHON_TYPES.get(field.kind, str)
    return annotation | None if field.nullable else annotation


def _relation_annotation(resource: Resource, relation: Relation) -> str:
    name = RESOURCES[relation.target].type_name
    if relation.many:
        return f"Connection[{name}]"
    return f"{name} | None" if resource.fields[relation.local].nullable else name


def _holds_field() -> Any:
    def resolve(root: NodeValue, info: strawberry.Info) -> Any:
        return root.embedded(str(info.path.key))

    return _field(
        resolve,
        "Whether it holds on a date: true on every day of it, false on none, null where that is"
        " not known.",
        [_argument("as_of", PartialDate, "The date.")],
    )


def _to_one_field(relation: Relation) -> Any:
    target = RESOURCES[relation.target]

    def resolve(root: NodeValue, info: strawberry.Info) -> Any:
        found = root.embedded(str(info.path.key))
        return None if found is None else NodeValue(target, found)

    return strawberry.field(resolver=resolve, description=relation.description)


def connection_field(relation: Relation) -> Any:
    """A list that belongs to a row."""
    target = RESOURCES[relation.target]

    def resolve(root: NodeValue, info: strawberry.Info) -> Any:
        page = ConnectionValue(target, info.context.release, **root.embedded(str(info.path.key)))
        if not page.cursor_exists:
            raise unknown_cursor_row()
        return page

    return _field(resolve, relation.description, _page_arguments(target, relation))


def list_field(resource: Resource) -> Any:
    """A root field: every row of a resource, page by page."""
    return _field(_answer, resource.summary, _page_arguments(resource))


def row_field(resource: Resource) -> Any:
    """A root field: the row with this slug, or the country with any of its codes or names."""
    described = resource.fields[resource.key].description
    if resource.key == "code":
        described += " Any other code, name or alias that stands for one country will do."
    name = KEY_NAMES.get(resource.key, resource.key)
    return _field(
        _answer,
        f"One of the {resource.name}, or null where there is none.",
        [_argument(name, str, described)],
    )


def release_field(resource: Resource) -> Any:
    """A root field: the release with this slug, or the one that answers."""
    described = f"{resource.fields[resource.key].description} Without, the one that answers."
    return _field(
        _answer,
        "A release that the history tells of; the one that this answer is from, if none is named.",
        [_argument("slug", str | None, described)],
    )


def node_field() -> Any:
    """The root field of the Relay specification."""
    return _field(
        _answer,
        "The row with this id, or null where there is none.",
        [_argument("id", strawberry.ID, "An `id` as any row answers it.")],
    )


def _answer(info: strawberry.Info) -> Any:
    """What the store answered to this root field's plan."""
    answer = info.root_value[str(info.path.key)]
    if isinstance(answer, Problem):
        raise answer
    return answer


class _Planned(FieldExtension):
    """Keeps arguments from the resolver: they were followed when the operation was planned."""

    def map_arguments(self, _kwargs: dict[str, Any]) -> dict[str, Any]:
        """None are left."""
        return {}

    def resolve(self, next_: Any, source: Any, info: strawberry.Info, **kwargs: Any) -> Any:
        """Unchanged."""
        return next_(source, info, **kwargs)


def _field(
    resolve: Callable[..., Any], description: str, arguments: list[StrawberryArgument]
) -> Any:
    made: Any = strawberry.field(resolver=resolve, description=description, extensions=[_Planned()])
    made.arguments = arguments
    return made


def _argument(name: str, type_: Any, description: str) -> StrawberryArgument:
    return StrawberryArgument(name, None, StrawberryAnnotation(type_), description=description)


def _as_of_argument(resource: Resource, relation: Relation | None) -> list[StrawberryArgument]:
    """`asOf`, where rows of a list, or what leads to them, have a validity."""
    if not accepts_as_of(resource, resource.link_filters, relation):
        return []
    if resource.validity is not None:
        meaning = resource.validity.meaning
    elif accepts_as_of(resource, relation=relation):
        meaning = "Those of that day."
    else:
        links = [what.name for what in resource.link_filters if accepts_as_of(resource, [what])]
        meaning = f"Those for which `where` holds on that day, as to {' and '.join(links)}."
    described = f"{meaning} What did not hold is left out; what may have is not."
    return [_argument("as_of", PartialDate | None, described)]


def _page_arguments(
    resource: Resource, relation: Relation | None = None
) -> list[StrawberryArgument]:
    front, end = "How many rows from the front", "How many rows from the end"
    size = f"0 to {GRAPHQL_PAGE_MAX}"
    where = where_type(resource.name)
    order_by: Any = list[order_type(resource.name)]  # type: ignore[misc]  # made at run time
    default = ", ".join(f"`{order_name(name)}`" for name in resource.query.order)
    return [
        _argument("first", int | None, f"{front}, {size}; without `last`, {GRAPHQL_PAGE}."),
        _argument("after", str | None, "Only rows after the one with this cursor."),
        _argument("last", int | None, f"{end}, {size}."),
        _argument("before", str | None, "Only rows before the one with this cursor."),
        _argument("where", where | None, "Which rows to answer; all conditions must hold."),
        *_as_of_argument(resource, relation),
        _argument("order_by", order_by | None, f"Sort keys, weightiest first; without, {default}."),
    ]
