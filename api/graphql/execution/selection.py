"""Collects the fields of selection sets (specification, section 6.3.2: CollectFields).

Fragments, type conditions, `@skip` and `@include` are resolved here. What remains is a tree of
response keys and field nodes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SchemaMetaFieldDef,
    SelectionSetNode,
    TypeMetaFieldDef,
    TypeNameMetaFieldDef,
    get_argument_values,
    get_named_type,
)
from graphql.execution.values import VariableValues
from graphql.language import SelectionNode

_META_FIELDS = {
    "__schema": SchemaMetaFieldDef,
    "__type": TypeMetaFieldDef,
    "__typename": TypeNameMetaFieldDef,
}
# Directive name → its definition, and the value of `if` that excludes a selection.
_CONDITIONS = {"skip": (GraphQLSkipDirective, True), "include": (GraphQLIncludeDirective, False)}


@dataclass(frozen=True, slots=True)
class SelectedField:
    """One field of the response: its response key, definition, and all nodes that select it."""

    key: str
    name: str
    definition: GraphQLField
    nodes: list[FieldNode]

    @property
    def type(self) -> GraphQLObjectType:
        """The object type of its value, without list and non-null wrappers."""
        named_type = get_named_type(self.definition.type)
        assert isinstance(named_type, GraphQLObjectType)
        return named_type


@dataclass(frozen=True, slots=True)
class Selection:
    """What collecting fields depends on: the fragments of a document and coerced variables."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    variables: VariableValues

    def collect(
        self, parent: GraphQLObjectType, selection_sets: Iterable[SelectionSetNode | None]
    ) -> Iterator[SelectedField]:
        """The fields of selection sets on one type, merged by response key."""
        nodes_by_key: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for selection_set in selection_sets:
            self._collect(parent, selection_set, nodes_by_key, visited)
        for key, nodes in nodes_by_key.items():
            name = nodes[0].name.value
            yield SelectedField(key, name, _META_FIELDS.get(name) or parent.fields[name], nodes)

    def subfields(
        self, field: SelectedField, parent: GraphQLObjectType | None = None
    ) -> list[SelectedField]:
        """The fields selected below a field, on its own type or on `parent` (an implementation)."""
        selection_sets = (node.selection_set for node in field.nodes)
        return list(self.collect(parent or field.type, selection_sets))

    def arguments(self, field: SelectedField) -> dict[str, Any]:
        """A field's arguments, coerced. Raises `GraphQLError`."""
        return get_argument_values(field.definition, field.nodes[0], self.variables)

    def _collect(
        self,
        parent: GraphQLObjectType,
        selection_set: SelectionSetNode | None,
        nodes_by_key: dict[str, list[FieldNode]],
        visited: set[str],
    ) -> None:
        for node in selection_set.selections if selection_set else ():
            if not self._is_included(node):
                continue
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                nodes_by_key.setdefault(key, []).append(node)
            elif (fragment := self._fragment(node, visited)) and _applies(fragment, parent):
                self._collect(parent, fragment.selection_set, nodes_by_key, visited)

    def _fragment(
        self, node: SelectionNode, visited: set[str]
    ) -> InlineFragmentNode | FragmentDefinitionNode | None:
        """The fragment of a selection; None if a named one was spread here before."""
        if isinstance(node, InlineFragmentNode):
            return node
        assert isinstance(node, FragmentSpreadNode)
        name = node.name.value
        if name in visited:
            return None
        visited.add(name)
        return self.fragments[name]

    def _is_included(self, node: SelectionNode) -> bool:
        return all(self._allows(directive) for directive in node.directives or ())

    def _allows(self, directive: DirectiveNode) -> bool:
        if directive.name.value not in _CONDITIONS:
            return True
        definition, excluding = _CONDITIONS[directive.name.value]
        value = get_argument_values(definition, directive, self.variables)["if"]
        return bool(value) is not excluding


def _applies(
    fragment: InlineFragmentNode | FragmentDefinitionNode, parent: GraphQLObjectType
) -> bool:
    """DoesFragmentTypeApply of the specification, for object types and interfaces."""
    condition = fragment.type_condition
    names = {parent.name, *(interface.name for interface in parent.interfaces)}
    return condition is None or condition.name.value in names
