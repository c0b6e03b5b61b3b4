"""The shape of a plan: the JSON of its result, as members of a row and parts of a page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from api.query.plan import Date, Parameter, Plan
from schema import prepared
from schema.relations import Relation
from schema.validity import KNOWN_FROM, THEN_COLUMNS

# Members of a row


class Form(StrEnum):
    """How the value of a column is written."""

    plain = "plain"
    capitals = "capitals"  # a vocabulary's member as a GraphQL enum value
    path = "path"  # a key with its resource, such as `pledges/chn-net-zero-2060`


@dataclass(frozen=True, slots=True)
class Column:
    """The value of the column `name`."""

    key: str
    name: str
    form: Form = Form.plain


@dataclass(frozen=True, slots=True)
class Constant:
    """A JSON text that is the same for every row."""

    key: str
    json: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """The row's cursor."""

    key: str


@dataclass(frozen=True, slots=True)
class Group:
    """An object within the object: members of the same row, or parts of the same page."""

    key: str
    shape: "Shape"


@dataclass(frozen=True, slots=True)
class DatedGroup:
    """A group whose embeds are as of the date in `column`; null for a row without a date."""

    key: str
    column: str
    shape: "Shape"


@dataclass(frozen=True, slots=True)
class Embed:
    """The target of a relation: a page if its plan has a window, else an object or null."""

    key: str
    relation: Relation
    plan: Plan


@dataclass(frozen=True, slots=True)
class OneOf:
    """The one target that there is among those of to-one relations, or null."""

    key: str
    alternatives: tuple[Embed, ...]


@dataclass(frozen=True, slots=True)
class PreparedRow:
    """The precomputed `row_json`; further members are spliced in before the closing brace."""

    key: str = ""


@dataclass(frozen=True, slots=True)
class HoldsOn:
    """Whether the row's own validity contains a date: true, false, or null if unknown."""

    key: str
    on: Date


@dataclass(frozen=True, slots=True)
class CertainMember:
    """Whether the row certainly belongs to the list on the plan's date: true, else null."""

    key: str


@dataclass(frozen=True, slots=True)
class HoldsReason:
    """Why it is unknown whether the row holds on a date; null if it is known."""

    key: str
    on: Date
    form: Form = Form.plain


# Parts of a page


@dataclass(frozen=True, slots=True)
class Items:
    """The rows of the page as an array. Without a shape, each is its precomputed `row_json`."""

    key: str
    shape: "Shape | None"


class PageStat(StrEnum):
    """What is known of a page besides its rows."""

    total = "total"  # number of matching rows, on all pages
    certain = "certain"  # number of these that certainly belong on the plan's date
    has_next = "has_next"  # whether rows follow the page in the direction of paging
    has_previous = "has_previous"  # whether rows precede the page in that direction
    cursor_exists = "cursor_exists"  # whether the row exists that the cursor names
    first = "first"  # cursor of the first row
    last = "last"  # cursor of the last row


@dataclass(frozen=True, slots=True)
class PageField:
    """One statistic of a page."""

    key: str
    stat: PageStat


@dataclass(frozen=True, slots=True)
class CoverageText:
    """The coverage of the list, a JSON text that the request binds; NULL if the list has no rows.

    `fields` has the response key and the name of each field of it.
    """

    key: str
    parameter: Parameter
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Address:
    """REST's address of an embedded list, or if `following` of its next page, or null.

    It is `href` and the parent's key, with the plan's date as `as_of`.
    """

    key: str
    href: str
    following: bool = False


@dataclass(frozen=True, slots=True)
class AsOf:
    """The plan's date as the client wrote it."""

    key: str


Member = (
    Column
    | Constant
    | Cursor
    | Group
    | DatedGroup
    | Embed
    | OneOf
    | PreparedRow
    | HoldsOn
    | CertainMember
    | HoldsReason
)
Part = Items | PageField | CoverageText | Address | AsOf | Constant | Group
Shape = tuple[Member | Part, ...]


def reads_key_alone(embed: Embed) -> bool:
    """Whether an embed shows only the key of a row: the column that leads there has it."""
    plan, relation = embed.plan, embed.relation
    is_dated = plan.as_of is not None or plan.known_by is not None
    if plan.window is not None or is_dated or relation.may_be_gone:
        return False
    key = plan.resource.key
    return (
        plan.shape is not None
        and relation.remote == key
        and all(
            isinstance(part, Constant) or (isinstance(part, Column) and part.name == key)
            for part in plan.shape
        )
    )


def columns(names: Iterable[str]) -> tuple[Column, ...]:
    """Members that are columns under their own names."""
    return tuple(Column(name, name) for name in names)


def is_nested(shape: Shape) -> bool:
    """Whether an object has objects in it."""
    return any(isinstance(member, DatedGroup | Embed | Group | OneOf) for member in shape)


def embeds_of(shape: Shape | None) -> Iterator[Embed]:
    """The embeds in a shape and its groups, without those of embedded plans."""
    for alternatives in alternatives_of(shape):
        yield from alternatives


def alternatives_of(shape: Shape | None) -> Iterator[tuple[Embed, ...]]:
    """The embeds in a shape and its groups; those of which a row has one are together."""
    for part in shape or ():
        if isinstance(part, Embed):
            yield (part,)
        elif isinstance(part, OneOf):
            yield part.alternatives
        elif isinstance(part, Items | Group | DatedGroup):
            yield from alternatives_of(part.shape)


def required_columns(plan: Plan, shape: Shape | None) -> Iterable[str]:
    """The columns that the members of a row read, including those that its relations join on."""
    return [prepared.COLUMN] if shape is None else _columns_in_shape(plan, shape)


def _columns_in_shape(plan: Plan, shape: Shape) -> Iterator[str]:
    for member in shape:
        match member:
            case PreparedRow():
                yield prepared.COLUMN
            case HoldsOn() | CertainMember() | HoldsReason() if plan.resource.validity is not None:
                yield from plan.resource.validity.columns
                if plan.reads_versions:
                    yield from (plan.resource.key, KNOWN_FROM)
            case Column(_, name, _):
                yield name
            case Embed(_, relation, _):
                yield relation.local
            case OneOf(_, alternatives):
                yield from (embed.relation.local for embed in alternatives)
            case Group(_, inner):
                yield from _columns_in_shape(plan, inner)
            case DatedGroup(_, column, inner):
                yield from (column, *THEN_COLUMNS)
                yield from _columns_in_shape(plan, inner)
