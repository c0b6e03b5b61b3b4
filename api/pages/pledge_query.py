"""The list of pledges as a query of GraphQL."""

import json
from collections.abc import Mapping

from api.pages.reading import AS_OF
from api.pages.wording import UNKNOWN

REPLACED = "superseded_by_id__isnull"  # the field that leaves out pledges that another one replaced
_NAMES = "slug kind targetYear status"
_ENUMS = ("status", "kind", "horizon")
_YEARS = {"target_year__gte": "gte", "target_year__lte": "lte"}


def graphql_of(given: Mapping[str, str], order: str) -> str:
    """The query that answers what the fields of the form ask for.

    Args:
        given: The fields that are filled in, whose values REST has taken.
        order: How the list is sorted, as REST names it.
    """
    conditions = [_condition(name, given[name]) for name in _ENUMS if name in given]
    if "actor" in given:
        conditions.append(f"actor: {{ eq: {json.dumps(given['actor'])} }}")
    if years := [f"{sign}: {int(given[name])}" for name, sign in _YEARS.items() if name in given]:
        conditions.append(f"targetYear: {{ {', '.join(years)} }}")
    if REPLACED in given:
        conditions.append(f"supersededBy: {{ isNull: {given[REPLACED]} }}")
    arguments = [f"where: {{ {', '.join(conditions)} }}"] if conditions else []
    if AS_OF in given:
        arguments.append(f"asOf: {json.dumps(given[AS_OF])}")
    direction = "DESC" if order.startswith("-") else "ASC"
    arguments.append(f"orderBy: [{order.removeprefix('-').upper()}_{direction}]")
    return f"{{ pledges({', '.join(arguments)}) {{ nodes {{ {_NAMES} }} }} }}"


def _condition(name: str, value: str) -> str:
    """A condition on a vocabulary: an unknown standing is one that is null."""
    return f"{name}: {{ {'isNull: true' if value == UNKNOWN else f'eq: {value.upper()}'} }}"
