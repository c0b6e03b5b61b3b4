"""Limits an operation's cost before work that could be expensive is done.

The size of a document (fields with fragments expanded, depth, aliases) is measured before
validation, in time linear in the document: each fragment is measured once. The number of rows and
the expected work are computed from the plans, which the limit on fields keeps small; once for a
compiled operation, whatever the values of its variables.
"""

from collections.abc import Iterator, Sequence
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

from api.graphql.execution.introspection import ELEMENTS_MAX, max_elements
from api.problems import Problem
from api.query.cost import BEGUN, Estimate, schema_cost
from api.query.plan import Plan
from api.query.shape import alternatives_of
from api.releases.store import Snapshot
from api.settings import Settings

# With fragments expanded. Bounds the length of a statement, and what validation has to compare.
FIELDS_MAX = 1_000

_COUNT_MAX = 1_000_000_000  # fragments that spread fragments reach more; counting stops here


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of an operation; `nodes` are rows, `units` those of `api.query.cost`."""

    tokens: int
    depth: int
    aliases: int
    nodes: int
    units: int
    answer_bytes: int = 16_000_000

    @classmethod
    def from_settings(cls, settings: Settings) -> "Limits":
        """The limits that the settings give."""
        return cls(
            settings.graphql_max_tokens,
            settings.graphql_max_depth,
            settings.graphql_max_aliases,
            settings.graphql_max_nodes,
            settings.graphql_max_units,
            settings.answer_bytes,
        )


@dataclass(slots=True)
class DocumentSize:
    """The size of an operation or fragment: first without, then with the fragments it spreads."""

    fields: int = 0
    depth: int = 0
    aliases: int = 0
    spreads: list[tuple[str, int]] = field(default_factory=list)  # (fragment name, depth)


def check_limit(limit: str, cost: int, maximum: int, unit: str) -> None:
    """Raise a `Problem` that names the limit, the cost and the maximum, if the cost exceeds it."""
    if cost > maximum:
        raise Problem(
            "too-costly",
            f"the operation has {cost if cost < _COUNT_MAX else 'countless'} {unit},"
            f" and the limit is {maximum}",
            limit=limit,
            cost=cost,
            maximum=maximum,
        )


def operation_cost(
    operation: OperationDefinitionNode,
    fragments: dict[str, FragmentDefinitionNode],
    depth: int,
    plans: Sequence[Plan],
    limits: Limits,
    snapshot: Snapshot,
) -> dict[str, int]:
    """The cost of an operation as `extensions.cost` of the response. Raises `Problem` over a limit.

    Args:
        operation: A valid operation.
        fragments: The fragments of its document.
        depth: Its depth, as measured.
        plans: The plans of its root fields, as the response has them.
        limits: The limits.
        snapshot: The release to read.
    """
    nodes = sum(map(max_nodes, plans))
    check_limit("nodes", nodes, limits.nodes, "nodes (page sizes multiplied)")
    elements = max_elements(operation, fragments)
    check_limit("introspection", elements, ELEMENTS_MAX, "parts of the schema")
    estimate = Estimate(snapshot.statistics)
    expected = BEGUN.plus(schema_cost(elements))
    for plan in plans:
        expected = expected.plus(estimate.cost(plan))
    check_limit(
        "units", expected.units, limits.units, "units of expected work (rows examined, bytes)"
    )
    return {
        "units": expected.units,
        "maximumUnits": limits.units,
        "nodes": nodes,
        "maximumNodes": limits.nodes,
        "depth": depth,
        "maximumDepth": limits.depth,
    }


def max_nodes(plan: Plan) -> int:
    """The largest number of rows a plan can return: page sizes multiplied through the nesting.

    A list without rows counts as one: counting its total reads it.
    """
    page_size = 1 if plan.window is None else plan.window.limit
    below = sum(
        max(max_nodes(embed.plan) for embed in alternatives)
        for alternatives in alternatives_of(plan.shape)
    )
    return max(1, page_size * (1 + below))


def measure_document(document: DocumentNode, limits: Limits) -> dict[str | None, DocumentSize]:
    """The size of each operation by name. Raises `Problem` for a document over the limits."""
    fragments: dict[str, DocumentSize] = {}
    operations: dict[str | None, DocumentSize] = {}
    for definition in document.definitions:
        if isinstance(definition, FragmentDefinitionNode):
            fragments[definition.name.value] = _own_size(definition.selection_set)
        elif isinstance(definition, OperationDefinitionNode):
            name = definition.name.value if definition.name else None
            operations[name] = _own_size(definition.selection_set)
    sizes = [*fragments.values(), *operations.values()]
    check_limit("aliases", sum(size.aliases for size in sizes), limits.aliases, "aliases")
    for name in _in_dependency_order(fragments):
        _add_spread_fragments(fragments[name], fragments)
    for size in operations.values():
        _add_spread_fragments(size, fragments)
    for size in sizes:
        check_limit("depth", size.depth, limits.depth, "levels")
        check_limit("fields", size.fields, FIELDS_MAX, "fields, fragments spread out,")
    return operations


def _own_size(selection_set: SelectionSetNode) -> DocumentSize:
    size = DocumentSize()
    stack = [(selection_set, 0)]
    while stack:
        inner, depth = stack.pop()
        for node in inner.selections:
            if isinstance(node, FragmentSpreadNode):
                size.spreads.append((node.name.value, depth))
            elif isinstance(node, InlineFragmentNode):
                stack.append((node.selection_set, depth))
            elif isinstance(node, FieldNode):
                field_depth = depth + _levels(node)
                size.fields += 1
                size.aliases += node.alias is not None
                size.depth = max(size.depth, field_depth)
                if node.selection_set:
                    stack.append((node.selection_set, field_depth))
    return size


def _levels(node: FieldNode) -> int:
    # `ofType` unwraps list and non-null types; introspection nests it up to nine times.
    return 0 if node.name.value == "ofType" else 1


def _in_dependency_order(fragments: dict[str, DocumentSize]) -> Iterator[str]:
    """Fragment names, each after those it spreads. Raises `Problem` for a cycle."""
    spreads = {name: {spread for spread, _ in size.spreads} for name, size in fragments.items()}
    try:
        order = tuple(TopologicalSorter(spreads).static_order())
    except CycleError as error:
        cycle = ", ".join(reversed(error.args[1][1:]))
        raise Problem("invalid-document", f"fragments spread themselves: {cycle}") from error
    return (name for name in order if name in fragments)  # validation reports unknown ones


def _add_spread_fragments(size: DocumentSize, fragments: dict[str, DocumentSize]) -> None:
    for name, depth in size.spreads:
        if name in fragments:
            spread = fragments[name]
            size.fields = min(size.fields + spread.fields, _COUNT_MAX)
            size.depth = max(size.depth, depth + spread.depth)
