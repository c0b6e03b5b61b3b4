"""The enums of the vocabularies, with values in capitals, and the scalar PartialDate."""

from enum import Enum
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.enum import EnumValue, StrawberryEnumDefinition

from api.query.plan import Holds, UnknownReason
from schema import VOCABULARIES
from schema.vocabulary import Vocabulary

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
        "A date with the precision it has, in ISO 8601 (a *date* of EDTF, level 0): `2021`,"
        " `2021-03` or `2021-03-01`."
        " A comparison holds when it holds for the whole period: `2021` is before `2022`,"
        " but neither before nor after `2021-06`."
    ),
    # Level 0 of EDTF, which is a profile of ISO 8601-1, has these three forms of a date.
    specified_by_url="https://www.loc.gov/standards/datetime/",
    serialize=str,
    parse_value=_partial_date,
)


def publish_enum(cls: type[Enum], name: str, description: str, values: list[EnumValue]) -> None:
    """Register an enum with strawberry, with names and descriptions for its values."""
    strawberry.enum(cls, name=name, description=description)
    definition: StrawberryEnumDefinition = cls.__strawberry_definition__  # type: ignore[attr-defined]
    definition.values = values


def _publish_vocabulary(cls: type[Vocabulary], name: str) -> None:
    values = [
        EnumValue(
            m.name.upper(), m.value, description=f"`{m.value}` in REST and in CSV. {m.meaning}"
        )
        for m in cls
    ]
    publish_enum(cls, name, (cls.__doc__ or "").strip(), values)


for _name, _vocabulary in (VOCABULARIES | {"Holds": Holds, "HoldsReason": UnknownReason}).items():
    _publish_vocabulary(_vocabulary, _name)
