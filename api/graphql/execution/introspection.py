"""What introspection may cost: how many parts of the schema an operation asks for.

The schema is known, so the size of each of its lists is too: of all types together below `types`,
and the average of a type that has any where one type is named. The standard introspection query of
any client stays far below the limit; `types { fields { type { fields ...` does not.
"""

from collections.abc import Iterator
from functools import cache
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

PARTS_MAX = 10_000

_ROOTS = ("__schema", "__type")


def parts_at_most(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: dict[str, FragmentDefinitionNode],
) -> int:
    """About how many parts of the schema an operation can answer."""
    lists = _Lists.of(schema)
    roots = _fields(operation.selection_set, fragments)
    return round(
        sum(lists.parts(node, "", fragments) for node in roots if node.name.value in _ROOTS)
    )


def _fields(
    selection_set: SelectionSetNode | None, fragments: dict[str, FragmentDefinitionNode]
) -> Iterator[FieldNode]:
    """The fields of a selection set, fragments spread out."""
    for node in selection_set.selections if selection_set else ():
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            yield from _fields(node.selection_set, fragments)
        elif isinstance(node, FragmentSpreadNode):
            yield from _fields(fragments[node.name.value].selection_set, fragments)


class _Lists:
    """How long the lists of one schema's introspection are."""

    def __init__(self, schema: GraphQLSchema) -> None:
        types = list(schema.type_map.values())
        fields = [f for t in types for f in getattr(t, "fields", {}).values()]
        members: dict[str, list[int]] = {
            "fields": _sizes(types, "fields"),
            "inputFields": _sizes(types, "fields"),
            "enumValues": _sizes(types, "values"),
            "interfaces": _sizes(types, "interfaces"),
            "possibleTypes": [len(schema.get_possible_types(n)) for n in _abstract(schema)],
            "args": _sizes(fields, "args"),
        }
        self._fixed = {"types": len(types), "directives": len(schema.directives)}
        self._of_one = {name: mean(sizes or [0]) for name, sizes in members.items()}
        self._of_all = {name: sum(sizes) / len(types) for name, sizes in members.items()}

    @classmethod
    @cache
    def of(cls, schema: GraphQLSchema) -> "_Lists":
        """Counted once a schema."""
        return cls(schema)

    def parts(
        self, node: FieldNode, parent: str, fragments: dict[str, FragmentDefinitionNode]
    ) -> float:
        """The parts that one field answers, those below it included."""
        name = node.name.value
        if node.selection_set is None:
            return 0
        inner = _fields(node.selection_set, fragments)
        below = sum(self.parts(child, name, fragments) for child in inner)
        known = self._of_all if parent == "types" else self._of_one
        # A type that is referred to costs what is asked of it, its reference nothing.
        own = 0 if name in ("type", "ofType") else 1
        return self._fixed.get(name, known.get(name, 1)) * (own + below)


def _sizes(things: list[Any], attribute: str) -> list[int]:
    sizes = [len(getattr(thing, attribute, ())) for thing in things]
    return [size for size in sizes if size]


def _abstract(schema: GraphQLSchema) -> list[Any]:
    return [t for t in schema.type_map.values() if hasattr(t, "resolve_type")]
