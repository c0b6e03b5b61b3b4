"""Facts about the variables of a document, prepared once: their types, and which can be bound."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from graphql import (
    SKIP,
    ArgumentNode,
    DocumentNode,
    GraphQLError,
    Node,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    get_nullable_type,
    is_leaf_type,
    is_non_null_type,
    type_from_ast,
    visit,
)

from api.graphql.schema.build import SCHEMA
from api.graphql.schema.names import field_name
from schema import RESOURCES
from schema.defaults import deciding_columns

_VALUE_ARGUMENTS = ("code", "slug", "asOf", "knownBy")
# The number of values, and the operator, change the SQL.
_STRUCTURAL_OPERATORS = ("in", "notIn", "isNull")
# Filters whose values decide which default filters a list has.
_STRUCTURAL_FILTERS = frozenset(
    field_name(column)
    for resource in RESOURCES.values()
    for column in deciding_columns(resource.defaults)
)


class LeafVariable(NamedTuple):
    """A variable whose type is a scalar or an enum."""

    coerce: Callable[[Any], Any]  # raises `GraphQLError` for a value that is none of the type
    is_required: bool


def leaf_variables(operation: OperationDefinitionNode) -> dict[str, LeafVariable] | None:
    """An operation's variables by name; None unless the type of each is a scalar or an enum."""
    variables = {}
    for definition in operation.variable_definitions or ():
        input_type: Any = type_from_ast(SCHEMA, definition.type)
        leaf_type = get_nullable_type(input_type)
        if not is_leaf_type(leaf_type):
            return None
        is_required = is_non_null_type(input_type)
        name = definition.variable.name.value
        variables[name] = LeafVariable(leaf_type.coerce_input_value, is_required)
    return variables


def coerce_leaves(
    variables: Mapping[str, LeafVariable], values: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The variables' values, coerced; None if one is absent or is none of its type."""
    coerced = {}
    for name, (coerce, is_required) in variables.items():
        if name not in values:
            return None
        value = values[name]
        if value is None and is_required:
            return None
        try:
            coerced[name] = None if value is None else coerce(value)
        except GraphQLError:
            return None
    return coerced


def bindable_variables(document: DocumentNode) -> frozenset[str]:
    """Variables used only as a filter's value, a key or a date: no statement's text needs them."""
    uses = _VariableUses()
    visit(document, uses)
    return frozenset(uses.values - uses.structural)


class _VariableUses(Visitor):
    """Sorts variables by use: as the value of a filter, key or date, or in any other way."""

    def __init__(self) -> None:
        super().__init__()
        self.values: set[str] = set()
        self.structural: set[str] = set()

    def enter_argument(self, node: ArgumentNode, *_: Any) -> Any:
        """Sort the variables of one argument."""
        value = node.value
        if node.name.value in _VALUE_ARGUMENTS and isinstance(value, VariableNode):
            self.values.add(value.name.value)
        elif node.name.value == "where" and isinstance(value, ObjectValueNode):
            for filter_node in value.fields:
                self._sort_filter(filter_node)
        else:
            self._add_structural(value)
        return SKIP

    def _sort_filter(self, node: ObjectFieldNode) -> None:
        if not isinstance(node.value, ObjectValueNode):
            self._add_structural(node.value)
            return
        is_deciding = node.name.value in _STRUCTURAL_FILTERS
        for operator in node.value.fields:
            value = operator.value
            is_structural = is_deciding or operator.name.value in _STRUCTURAL_OPERATORS
            if isinstance(value, VariableNode) and not is_structural:
                self.values.add(value.name.value)
            else:
                self._add_structural(value)

    def _add_structural(self, node: Node) -> None:
        visit(node, _VariableNames(self.structural))


class _VariableNames(Visitor):
    """Adds the names of all variables below a node to a set."""

    def __init__(self, names: set[str]) -> None:
        super().__init__()
        self.names = names

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        """Add one name."""
        self.names.add(node.name.value)
