"""What an operation may cost, measured before anything is done that could be dear.

The shape of a document (fields with fragments spread out, depth, aliases) is measured before
validation, in time linear in the document: each fragment is measured once. How many rows an
operation may ask for is read off its plans, which the bound on fields keeps small.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from api.problems import Problem
from api.settings import Settings

# With all fragments spread out. It bounds a plan's statement, and what validation compares.
FIELDS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one app."""

    tokens: int
    depth: int
    aliases: int
    nodes: int

    @classmethod
    def from_settings(cls, settings: Settings) -> "Limits":
        """As the settings have them."""
        return cls(
            settings.graphql_max_tokens,
            settings.graphql_max_depth,
            settings.graphql_max_aliases,
            settings.graphql_max_nodes,
        )


@dataclass(slots=True)
class DocumentSize:
    """The size of a definition: its own, then with all that it spreads."""

    fields: int = 0
    depth: int = 0
    aliases: int = 0
    spreads: list[tuple[str, int]] = field(default_factory=list)  # a fragment, and how deep


def refuse_if_over(limit: str, cost: int, maximum: int, what: str) -> None:
    """Raise the `Problem` that names the limit, the cost and the maximum."""
    if cost > maximum:
        raise Problem(
            "too-costly",
            f"the operation has {cost if cost < _COUNTLESS else 'countless'} {what},"
            f" and the limit is {maximum}",
            limit=limit,
            cost=cost,
            maximum=maximum,
        )


_COUNTLESS = 1_000_000_000


def measure(document: DocumentNode, limits: Limits) -> dict[str | None, DocumentSize]:
    """The shape of each operation, by name; refuses a document over the limits."""
    fragments: dict[str, DocumentSize] = {}
    operations: dict[str | None, DocumentSize] = {}
    for definition in document.definitions:
        if isinstance(definition, FragmentDefinitionNode):
            fragments[definition.name.value] = _own_size(definition.selection_set)
        elif isinstance(definition, OperationDefinitionNode):
            name = definition.name.value if definition.name else None
            operations[name] = _own_size(definition.selection_set)
    every = [*fragments.values(), *operations.values()]
    refuse_if_over("aliases", sum(s.aliases for s in every), limits.aliases, "aliases")
    for name in _callees_first(fragments):
        _spread(fragments[name], fragments)
    for size in operations.values():
        _spread(size, fragments)
    for size in every:
        refuse_if_over("depth", size.depth, limits.depth, "levels")
        refuse_if_over("fields", size.fields, FIELDS_MAX, "fields, fragments spread out,")
    return operations


def _own_size(selection_set: SelectionSetNode) -> DocumentSize:
    size = DocumentSize()
    waiting = [(selection_set, 0)]
    while waiting:
        inner, depth = waiting.pop()
        for node in inner.selections:
            if isinstance(node, FragmentSpreadNode):
                size.spreads.append((node.name.value, depth))
            elif isinstance(node, InlineFragmentNode):
                waiting.append((node.selection_set, depth))
            elif isinstance(node, FieldNode):
                below = depth + _level(node)
                size.fields += 1
                size.aliases += node.alias is not None
                size.depth = max(size.depth, below)
                if node.selection_set:
                    waiting.append((node.selection_set, below))
    return size


def _level(node: FieldNode) -> int:
    # Introspection unwraps a type by as many `ofType` as it may have: no depth of data.
    return 0 if node.name.value == "ofType" else 1


def _callees_first(fragments: dict[str, DocumentSize]) -> Iterator[str]:
    """Fragment names, each after those it spreads."""
    spreads = {name: {s for s, _ in size.spreads} for name, size in fragments.items()}
    try:
        order = tuple(TopologicalSorter(spreads).static_order())
    except CycleError as error:
        cycle = ", ".join(reversed(error.args[1][1:]))
        raise Problem("invalid-document", f"fragments spread themselves: {cycle}") from error
    return (name for name in order if name in fragments)  # unknown ones are for validation


def _spread(size: DocumentSize, fragments: dict[str, DocumentSize]) -> None:
    for name, depth in size.spreads:
        if name in fragments:
            inner = fragments[name]
            size.fields = min(size.fields + inner.fields, _COUNTLESS)
            size.depth = max(size.depth, depth + inner.depth)
