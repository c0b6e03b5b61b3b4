"""Variables of a document: which of them stand for nothing but values."""

from typing import Any

from graphql import (
    SKIP,
    ArgumentNode,
    DocumentNode,
    NamedTypeNode,
    Node,
    NonNullTypeNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    visit,
)


def slot_variables(document: DocumentNode) -> frozenset[str]:
    """Variables that only stand for a filter's value or a key: no statement depends on them."""
    uses = _Uses()
    visit(document, uses)
    return frozenset(uses.values - uses.structural)


def text_variables(operation: OperationDefinitionNode) -> frozenset[str] | None:
    """The operation's variables, if each is a `String`: a text is then its own coerced value."""
    definitions = operation.variable_definitions or ()
    kinds = (d.type.type if isinstance(d.type, NonNullTypeNode) else d.type for d in definitions)
    if not all(isinstance(kind, NamedTypeNode) and kind.name.value == "String" for kind in kinds):
        return None
    return frozenset(definition.variable.name.value for definition in definitions)


class _Uses(Visitor):
    """Where variables are used: as one value of a filter or a key, or in any other way."""

    def __init__(self) -> None:
        super().__init__()
        self.values: set[str] = set()
        self.structural: set[str] = set()

    def enter_argument(self, node: ArgumentNode, *_: Any) -> Any:
        """Sort the variables of an argument, and look no further into it."""
        value = node.value
        if node.name.value in ("code", "slug", "asOf") and isinstance(value, VariableNode):
            self.values.add(value.name.value)
        elif node.name.value == "where" and isinstance(value, ObjectValueNode):
            for filtered in value.fields:
                self._filter(filtered)
        else:
            self._all(value)
        return SKIP

    def _filter(self, node: ObjectFieldNode) -> None:
        if not isinstance(node.value, ObjectValueNode):
            self._all(node.value)
            return
        for operator in node.value.fields:
            inner = operator.value
            if isinstance(inner, VariableNode) and operator.name.value not in ("in", "isNull"):
                self.values.add(inner.name.value)
            else:
                self._all(inner)

    def _all(self, node: Node) -> None:
        visit(node, _Variables(self.structural))


class _Variables(Visitor):
    def __init__(self, found: set[str]) -> None:
        super().__init__()
        self.found = found

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        """Note one."""
        self.found.add(node.name.value)
