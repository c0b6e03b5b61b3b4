"""Fields with a resolver: relations, `holds`, and the fields of the root.

Resolvers run no SQL. They read the result of the plan that the operation's planner made for the
field, which stands under the field's response key.
"""

from collections.abc import Callable
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions import FieldExtension
from strawberry.types.arguments import StrawberryArgument

from api.graphql.schema.enums import PartialDate
from api.graphql.schema.inputs import order_type, where_type
from api.graphql.schema.names import field_name, global_id, key_argument, order_name, relation_field
from api.graphql.schema.relay import RESOURCE_KEY, ConnectionValue, NodeValue
from api.limits import GRAPHQL_NODES_MAX, GRAPHQL_PAGE, GRAPHQL_PAGE_MAX
from api.problems import Problem
from api.query.cursors import unknown_cursor_row
from api.query.dates import accepts_as_of, accepts_known_by
from api.query.plan import Holds as HoldsFilter
from schema import RESOURCES
from schema.actors import Actor
from schema.defaults import DEFAULTS
from schema.relations import Relation, Then
from schema.resource import Resource


def holds_field() -> Any:
    """`holds` of a row with a validity."""
    return strawberry.field(
        resolver=_embedded,
        description="Whether it holds on the date of the `asOf` that led to it: true on every day"
        " of it, false on none, null where that is unknown, and without a date.",
    )


def holds_reason_field() -> Any:
    """`holdsReason` of a row with a validity."""
    return strawberry.field(
        resolver=_embedded, description="Why `holds` is unknown; null where it is known."
    )


def _embedded(root: NodeValue, info: strawberry.Info) -> Any:
    return root.embedded(str(info.path.key))


def to_one_field(relation: Relation) -> Any:
    """The row that a to-one relation leads to."""
    target = RESOURCES[relation.target]

    def resolve(root: NodeValue, info: strawberry.Info) -> Any:
        row = root.embedded(str(info.path.key))
        return None if row is None else NodeValue(target, row)

    return strawberry.field(resolver=resolve, description=relation.description)


def actor_field(actor: Actor) -> Any:
    """The actor of a row."""

    def resolve(root: NodeValue, info: strawberry.Info) -> Any:
        row = root.embedded(str(info.path.key))
        return None if row is None else NodeValue(RESOURCES[row[RESOURCE_KEY]], row)

    return strawberry.field(resolver=resolve, description=actor.description)


def actor_kind_field() -> Any:
    """What an actor is: the same for all rows of a resource."""

    def resolve(root: NodeValue) -> Any:
        return root.of.actor_kind

    return strawberry.field(resolver=resolve, description="What the actor is.")


def then_field(then: Then) -> Any:
    """What was the case on the date of a row."""

    def resolve(root: NodeValue, info: strawberry.Info) -> Any:
        members = root.embedded(str(info.path.key))
        return None if members is None else NodeValue(root.of, members)

    return strawberry.field(resolver=resolve, description=then.description)


def connection_field(relation: Relation, *, is_dated: bool = False) -> Any:
    """The connection that a to-many relation leads to; of a date that the row gives, if so."""
    target = RESOURCES[relation.target]

    def resolve(root: NodeValue, info: strawberry.Info) -> Any:
        page = ConnectionValue(target, info.context.release, **root.embedded(str(info.path.key)))
        if not page.cursor_exists:
            raise unknown_cursor_row()
        return page

    arguments = _page_arguments(target, relation, is_dated=is_dated)
    return _field(resolve, relation.description, arguments, relation_field(relation))


def list_field(resource: Resource) -> Any:
    """The root field of a resource's list."""
    return _field(_answer, resource.summary, _page_arguments(resource))


def row_field(resource: Resource) -> Any:
    """The root field of one row: by slug or, of countries, by any code, name or alias."""
    described = resource.fields[resource.key].description
    if resource.key == "code":
        described += " Any other code, name or alias that stands for one country will do."
    name = key_argument(resource)
    described += f" An id will do as well: `{global_id(resource, resource.example)}`."
    return _field(
        _answer,
        f"One of the {resource.name}; null, with an error that names similar ones, where there is"
        " none.",
        [_argument(name, str, described), *_row_dates(resource)],
    )


def _row_dates(resource: Resource) -> list[StrawberryArgument]:
    """`asOf` and `knownBy` of one row, if it has a validity."""
    if resource.validity is None:
        return []
    as_of = _argument("as_of", PartialDate | None, "The row as it was on that date.")
    return [as_of, *_known_by_argument(resource)]


_KNOWN_BY = "Only what had been stated by that date counts."


def release_field(resource: Resource) -> Any:
    """The root field of a release: the one with this slug, or the one that answers."""
    described = f"{resource.fields[resource.key].description} Without, the one that answers."
    return _field(
        _answer,
        "A release that the history tells of; the one that this answer is from, if none is named.",
        [_argument("slug", str | None, described)],
    )


def node_field() -> Any:
    """The root field `node` of Relay's Global Object Identification."""
    return _field(
        _answer,
        "The row with this id; null, with an error, where there is none.",
        [_argument("id", strawberry.ID, "An `id` as any row answers it.")],
    )


def nodes_field() -> Any:
    """The root field `nodes`: several rows at once."""
    return _field(
        _answer,
        "The rows with these ids, in their order; null, with an error, for each that there is not.",
        [
            _argument(
                "ids",
                list[strawberry.ID],
                f"Up to {GRAPHQL_NODES_MAX} values of `id` as any row answers it.",
            )
        ],
    )


def _answer(info: strawberry.Info) -> Any:
    """The result of this root field's plan. Raises the `Problem` if the plan was refused."""
    answer = info.root_value[str(info.path.key)]
    if isinstance(answer, Problem):
        raise answer
    return answer


class _Planned(FieldExtension):
    """Drops the arguments before the resolver: the planner has used them."""

    def map_arguments(self, _kwargs: dict[str, Any]) -> dict[str, Any]:
        """No arguments."""
        return {}

    def resolve(self, next_: Any, source: Any, info: strawberry.Info, **kwargs: Any) -> Any:
        """The resolver's own value."""
        return next_(source, info, **kwargs)


def _field(
    resolve: Callable[..., Any],
    description: str,
    arguments: list[StrawberryArgument],
    name: str | None = None,
) -> Any:
    field: Any = strawberry.field(
        resolver=resolve, name=name, description=description, extensions=[_Planned()]
    )
    field.arguments = arguments
    return field


def _argument(name: str, type_: Any, description: str) -> StrawberryArgument:
    return StrawberryArgument(name, None, StrawberryAnnotation(type_), description=description)


def _date_arguments(
    resource: Resource, relation: Relation | None, *, is_dated: bool
) -> list[StrawberryArgument]:
    """The arguments of dates, if the rows of a list have a validity, or the links to them.

    There is no `asOf` if the list has its date from the row.
    """
    if not accepts_as_of(resource, resource.link_filters, relation):
        return []
    only = "only rows that hold, do not, or may."
    return [
        *([] if is_dated else [_as_of_argument(resource, relation)]),
        *_known_by_argument(resource),
        _argument(
            "holds",
            HoldsFilter | None,
            only.capitalize() if is_dated else f"With `asOf`: {only}",
        ),
    ]


def _as_of_argument(resource: Resource, relation: Relation | None) -> StrawberryArgument:
    if resource.validity is not None:
        meaning = resource.validity.meaning
    elif accepts_as_of(resource, relation=relation):
        meaning = "Those of that day."
    else:
        links = [f.short_name for f in resource.link_filters if accepts_as_of(resource, [f])]
        meaning = f"Those for which `where` holds on that day, as to {' and '.join(links)}."
    described = f"{meaning} What did not hold is left out; what may have is not."
    return _argument("as_of", PartialDate | None, described)


def _known_by_argument(resource: Resource) -> list[StrawberryArgument]:
    if not accepts_known_by(resource):
        return []
    return [_argument("known_by", PartialDate | None, _KNOWN_BY)]


def _defaults_argument(resource: Resource) -> list[StrawberryArgument]:
    """Whether a list has its default filters, if the resource has any."""
    if not resource.defaults:
        return []
    known = ", ".join(
        f"{field_name(d.column)}: {{eq: {d.value.upper()}}}" for d in resource.defaults
    )
    described = (
        f"`false`: all rows. Else what no condition says otherwise of is `{known}`; `defaults` of"
        " the list has what it is."
    )
    return [_argument(DEFAULTS, bool | None, described)]


def _page_arguments(
    resource: Resource, relation: Relation | None = None, *, is_dated: bool = False
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
        *_defaults_argument(resource),
        *_date_arguments(resource, relation, is_dated=is_dated),
        _argument("order_by", order_by | None, f"Sort keys, weightiest first; without, {default}."),
    ]
