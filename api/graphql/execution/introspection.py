"""Estimates the cost of introspection: how many elements of the schema an operation returns.

The length of every list of the schema is known: of all types together below `types`, and the mean
over the types that have one where a single type is named. The standard introspection query of any
client stays below the limit; `types { fields { type { fields ...` does not.
"""

from collections.abc import Iterator
from statistics import mean
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from api.graphql.schema.build import SCHEMA

# The standard query of this schema has about 17,000 and grows with it; those that tests refuse have
# 144,000 and more.
ELEMENTS_MAX = 25_000

_ROOT_FIELDS = ("__schema", "__type")

Fragments = dict[str, FragmentDefinitionNode]


def max_elements(operation: OperationDefinitionNode, fragments: Fragments) -> int:
    """About how many elements of the schema (types, fields, arguments ...) are returned."""
    root_fields = _fields(operation.selection_set, fragments)
    introspection = (node for node in root_fields if node.name.value in _ROOT_FIELDS)
    return round(sum(_LENGTHS.count_elements(node, "", fragments) for node in introspection))


def _fields(selection_set: SelectionSetNode | None, fragments: Fragments) -> Iterator[FieldNode]:
    """The fields of a selection set, with fragments expanded."""
    for node in selection_set.selections if selection_set else ():
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            yield from _fields(node.selection_set, fragments)
        elif isinstance(node, FragmentSpreadNode):
            yield from _fields(fragments[node.name.value].selection_set, fragments)


class _ListLengths:
    """The lengths of the lists that introspection of one schema returns."""

    def __init__(self, schema: GraphQLSchema) -> None:
        types = list(schema.type_map.values())
        fields = [f for t in types for f in getattr(t, "fields", {}).values()]
        abstract_types: list[Any] = [t for t in types if hasattr(t, "resolve_type")]
        lengths: dict[str, list[int]] = {
            "fields": _non_empty(types, "fields"),
            "inputFields": _non_empty(types, "fields"),
            "enumValues": _non_empty(types, "values"),
            "interfaces": _non_empty(types, "interfaces"),
            "possibleTypes": [len(schema.get_possible_types(t)) for t in abstract_types],
            "args": _non_empty(fields, "args"),
        }
        self._of_schema = {"types": len(types), "directives": len(schema.directives)}
        self._of_one_type = {name: mean(of_list or [0]) for name, of_list in lengths.items()}
        self._per_type = {name: sum(of_list) / len(types) for name, of_list in lengths.items()}

    def count_elements(self, node: FieldNode, parent: str, fragments: Fragments) -> float:
        """The elements that one field returns, with those below it."""
        name = node.name.value
        if node.selection_set is None:
            return 0
        subfields = _fields(node.selection_set, fragments)
        below = sum(self.count_elements(subfield, name, fragments) for subfield in subfields)
        lengths = self._per_type if parent == "types" else self._of_one_type
        # A reference to a type costs nothing itself, only what is selected of the type.
        own = 0 if name in ("type", "ofType") else 1
        return self._of_schema.get(name, lengths.get(name, 1)) * (own + below)


def _non_empty(elements: list[Any], attribute: str) -> list[int]:
    """The lengths of an attribute over the elements that have any."""
    return [length for e in elements if (length := len(getattr(e, attribute, ())))]


_LENGTHS = _ListLengths(SCHEMA)
