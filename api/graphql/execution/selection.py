"""What an operation selects: its fields, merged as execution merges them.

Fragments, type conditions, `@skip` and `@include` are settled here, so that what comes out is a
tree of response keys and field nodes.
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

_META = {
    "__schema": SchemaMetaFieldDef,
    "__type": TypeMetaFieldDef,
    "__typename": TypeNameMetaFieldDef,
}
_CONDITIONS = {"skip": (GraphQLSkipDirective, True), "include": (GraphQLIncludeDirective, False)}


@dataclass(frozen=True, slots=True)
class Selected:
    """One field of the response: its key, its definition, and every node that selects it."""

    key: str
    name: str
    definition: GraphQLField
    nodes: list[FieldNode]

    @property
    def type(self) -> GraphQLObjectType:
        """The object type that it leads to, through lists and non-nulls."""
        found = get_named_type(self.definition.type)
        assert isinstance(found, GraphQLObjectType)
        return found


@dataclass(frozen=True, slots=True)
class Selection:
    """A document's fragments and one request's variables: enough to tell what is selected."""

    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    variables: VariableValues

    def of(
        self, parent: GraphQLObjectType, sets: Iterable[SelectionSetNode | None]
    ) -> Iterator[Selected]:
        """The fields that selection sets on one type come to."""
        merged: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for selection_set in sets:
            self._collect(parent, selection_set, merged, seen)
        for key, nodes in merged.items():
            name = nodes[0].name.value
            yield Selected(key, name, _META.get(name) or parent.fields[name], nodes)

    def below(self, selected: Selected, parent: GraphQLObjectType | None = None) -> list[Selected]:
        """The fields selected below a field, on its own type or on the one given."""
        sets = (node.selection_set for node in selected.nodes)
        return list(self.of(parent or selected.type, sets))

    def arguments(self, selected: Selected) -> dict[str, Any]:
        """A field's arguments, coerced; raises `GraphQLError`."""
        return get_argument_values(selected.definition, selected.nodes[0], self.variables)

    def _collect(
        self,
        parent: GraphQLObjectType,
        selection_set: SelectionSetNode | None,
        merged: dict[str, list[FieldNode]],
        seen: set[str],
    ) -> None:
        for node in selection_set.selections if selection_set else ():
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                merged.setdefault(key, []).append(node)
            elif (fragment := self._fragment(node, seen)) and self._applies(fragment, parent):
                self._collect(parent, fragment.selection_set, merged, seen)

    def _fragment(
        self, node: SelectionNode, seen: set[str]
    ) -> InlineFragmentNode | FragmentDefinitionNode | None:
        """The fragment that a selection stands for, unless this selection has it already."""
        if isinstance(node, InlineFragmentNode):
            return node
        assert isinstance(node, FragmentSpreadNode)
        name = node.name.value
        if name in seen:
            return None
        seen.add(name)
        return self.fragments[name]

    def _applies(
        self, fragment: InlineFragmentNode | FragmentDefinitionNode, parent: GraphQLObjectType
    ) -> bool:
        condition = fragment.type_condition
        names = {parent.name, *(interface.name for interface in parent.interfaces)}
        return condition is None or condition.name.value in names

    def _included(self, node: SelectionNode) -> bool:
        return all(self._allows(directive) for directive in node.directives or ())

    def _allows(self, directive: DirectiveNode) -> bool:
        if directive.name.value not in _CONDITIONS:
            return True
        definition, unwanted = _CONDITIONS[directive.name.value]
        value = get_argument_values(definition, directive, self.variables)["if"]
        return bool(value) is not unwanted
