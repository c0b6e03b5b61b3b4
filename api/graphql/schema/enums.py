"""The enums of the vocabularies, with values in capitals, and the scalar PartialDate."""

from enum import Enum
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.enum import EnumValue, StrawberryEnumDefinition

from api.query.plan import Holds, UnknownReason
from schema import RESOURCES
from schema.coverage import EmptyReason

PartialDate = NewType("PartialDate", str)


def _partial_date(value: Any) -> str:
    if isinstance(value, str):
        return value
    # A year without quotation marks is not ambiguous.
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        return str(value)
    raise GraphQLError("PartialDate takes a text such as 2021, 2021-03 or 2021-03-01")


PARTIAL_DATE = strawberry.scalar(
    name="PartialDate",
    description=(
        "A date with the precision it has, in ISO 8601: `2021`, `2021-03` or `2021-03-01`."
        " A comparison holds when it holds for the whole period: `2021` is before `2022`,"
        " but neither before nor after `2021-06`."
    ),
    serialize=str,
    parse_value=_partial_date,
)


def publish_enum(cls: type[Enum], name: str, description: str, values: list[EnumValue]) -> None:
    """Register an enum with strawberry, with names and descriptions for its values."""
    strawberry.enum(cls, name=name, description=description)
    definition: StrawberryEnumDefinition = cls.__strawberry_definition__  # type: ignore[attr-defined]
    definition.values = values


def _publish_vocabularies() -> None:
    vocabularies = {
        field.vocabulary: None
        for resource in RESOURCES.values()
        for field in resource.fields.values()
        if field.vocabulary is not None
    }
    vocabularies[EmptyReason] = None  # of lists, and of no column
    for cls in vocabularies:
        values = [
            EnumValue(m.name.upper(), m.value, description=f"`{m.value}` in REST and in CSV.")
            for m in cls
        ]
        publish_enum(cls, cls.__name__, (cls.__doc__ or "").strip(), values)


def _publish_plan_enums() -> None:
    publish_enum(
        Holds,
        "Holds",
        "Which rows of a list with a date.",
        [EnumValue(h.name.upper(), h.value, description=text) for h, text in _HOLDS.items()],
    )
    publish_enum(
        UnknownReason,
        "HoldsReason",
        "Why it is unknown whether a row holds on a date.",
        [EnumValue(r.name.upper(), r.value, description=text) for r, text in _REASONS.items()],
    )


_HOLDS = {
    Holds.true: "Those that hold on every day of the date.",
    Holds.false: "Those that hold on no day of it.",
    Holds.unknown: "Those of which it is unknown.",
}
_REASONS = {
    UnknownReason.no_source_for_date: "No source shows that it held on any day.",
    UnknownReason.before_first_seen: "The date is before the first source record.",
    UnknownReason.after_last_seen: "The date is after the last source record.",
    UnknownReason.sources_disagree: (
        "Between two of its source records, another source states another target or none."
    ),
    UnknownReason.start_unknown: "It may have begun by then: its start is not known exactly.",
    UnknownReason.end_unknown: "It may have ended by then: its end is not known, or is planned.",
    UnknownReason.future: "The date is after that of the release.",
}

_publish_vocabularies()
_publish_plan_enums()
