"""The filters of lists as parameters: each is described once, and referred to by every list.

A filter goes by the name of its column, whose description stands with the row's schema. So equal
filters of different resources are one component.
"""

from functools import cache
from typing import NamedTuple

from api.rest.openapi.values import Json, filter_schema, several
from api.rest.plans import declared_parameters
from schema import RESOURCES
from schema.actors import ACTORS
from schema.filters import Filter
from schema.resource import Resource
from schema.scalars import Kind


class FilterComponents(NamedTuple):
    """The filters of all resources.

    Args:
        definitions: Each parameter, by the name of its component.
        names: The name of the component, by resource and parameter.
    """

    definitions: dict[str, Json]
    names: dict[tuple[str, str], str]


@cache
def filter_components() -> FilterComponents:
    """Each filter once, under the name of its parameter.

    Where resources differ in what a name takes, as in the vocabulary of `kind`, the first resource
    of each meaning goes before it: `Pledge_kind`.
    """
    meanings: dict[str, list[tuple[Json, list[Resource]]]] = {}
    for resource in RESOURCES.values():
        for name, (what, operator) in declared_parameters(resource).items():
            definition, known = _parameter(name, what, operator), meanings.setdefault(name, [])
            resources = next((of for meaning, of in known if meaning == definition), None)
            if resources is None:
                known.append((definition, resources := []))
            resources.append(resource)
    components = FilterComponents({}, {})
    for name, known in sorted(meanings.items()):
        for definition, resources in known:
            key = name if len(known) == 1 else f"{resources[0].type_name}_{name}"
            components.definitions[key] = definition
            components.names.update({(resource.name, name): key for resource in resources})
    return components


def filter_references(resource: Resource) -> list[str]:
    """The components of a resource's filters."""
    names = filter_components().names
    return [names[resource.name, name] for name in declared_parameters(resource)]


def _parameter(name: str, what: Filter, operator: str) -> Json:
    parameter: Json = {"name": name, "in": "query"}
    if operator == "isnull":
        return parameter | {"schema": {"type": "boolean"}}
    is_key = what.kind is Kind.slug and what.resolves is None
    value = filter_schema(Kind.slug if is_key else what.kind, what.vocabulary)
    if operator in ("eq", "not"):
        parameter |= {"schema": several(value)}
    else:
        parameter |= {"schema": value}
    said = [what.description] if what.through is not None else []
    if what.resolves:  # then the column's description is not enough
        said.append(f"Codes or names of {what.resolves}.")
    if what.resolves and operator == "eq":
        is_actor = what.resolves == ACTORS
        parameter |= {"example": ["CHN", "eu"] if is_actor else [RESOURCES[what.resolves].example]}
    return parameter | ({"description": " ".join(said)} if said else {})
