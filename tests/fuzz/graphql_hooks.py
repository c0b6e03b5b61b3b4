"""Real values for GraphQL cases: every place where valid data cannot be known from the schema.

`settle` rewrites a query just before it is sent. What it puts in is picked by the query's own text,
so that the same seed sends the same queries.

| where | why the schema cannot say it | what is put in |
|---|---|---|
| `code`, `slug`, `id`, `ids` | which rows there are | a row's key or name |
| `first`, `after`, `last`, `before` | one pair at a time, and a bound on rows | a small page |
| filters of codes | which codes and names there are | a name of a country or a group |
| other texts in `where` | 1 to 500 characters, no NUL | a text of a row, where it is not that |
| `knownBy` of a row | by when it had been stated | nothing |
| `isNull` | which values are never null | nothing, of these |
| `where.q` | what counts as a word | a word of the record, where it has none |
| `where` with null, `in: []` | null could mean any or unknown | the condition is left out |
| numbers in `where` | beyond any figure of the record | a smaller one |
| `where` as a whole | which rows there are | half of the lists go without, so as to have rows |
| `orderBy` | one column twice | the column once |
| `asOf` | whether `where` leaves anything a validity | nothing, where rows have none of their own |
"""

import json
from dataclasses import replace
from random import Random
from typing import Any

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLSchema,
    ListValueNode,
    NameNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    TypeInfo,
    TypeInfoVisitor,
    ValueNode,
    Visitor,
    get_named_type,
    parse,
    parse_value,
    print_ast,
    value_from_ast_untyped,
    visit,
)
from hypothesis import strategies as st
from schemathesis.graphql import nodes

from api.graphql.schema.names import filters, global_id
from api.graphql.schema.names import operators as operators_of
from api.query.values import DATE_PATTERN, FIGURE_MAX, TEXT_MAX
from schema import RESOURCES
from schema.filters import Filter
from schema.resource import Resource
from schema.scalars import Kind
from schema.words import normalise
from tests.fuzz.record import Record

_BY_TYPE = {resource.type_name: resource for resource in RESOURCES.values()}

# Two levels of lists, each of this size, are far below the bound on rows.
_PAGE = 5

PARTIAL_DATES = st.from_regex(DATE_PATTERN.strip("^$"), fullmatch=True).map(nodes.String) | (
    st.integers(1000, 9999).map(nodes.Int)
)


def settle(query: str, schema: GraphQLSchema, record: Record) -> str:
    """The query with real values in it."""
    document, types = parse(query), TypeInfo(schema)
    settler = _Settler(types, record, Random(query))  # noqa: S311
    return print_ast(visit(document, TypeInfoVisitor(types, settler)))


class _Settler(Visitor):
    def __init__(self, types: TypeInfo, record: Record, random: Random) -> None:
        super().__init__()
        self.types, self.record, self.random = types, record, random

    def leave_field(self, node: FieldNode, *_: Any) -> FieldNode:
        answered = get_named_type(self.types.get_type())
        resource = _BY_TYPE.get(answered.name.removesuffix("Connection")) if answered else None
        if resource is None and node.name.value not in ("node", "nodes"):
            return node
        if resource is None or not answered.name.endswith("Connection"):
            return self._row(node, resource)
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        settled = self._page(resource) | self._order(given.get("orderBy"))
        where = given.get("where")
        if isinstance(where, ObjectValueNode) and self.random.random() < 0.5:
            settled["where"] = replace(where, fields=tuple(self._where(where, resource)))
        if resource.validity is not None and not _is_nothing(given.get("asOf", NullValueNode())):
            settled["asOf"] = given["asOf"]
        arguments = tuple(ArgumentNode(name=NameNode(value=n), value=v) for n, v in settled.items())
        return replace(node, arguments=arguments)

    def _row(self, node: FieldNode, resource: Resource | None) -> FieldNode:
        if not node.arguments:
            return node
        argument, *dates = node.arguments  # of rows with a validity, asOf and knownBy as well
        dates = [date for date in dates if date.name.value == "asOf"]
        if resource is None:
            resource = self.random.choice(list(RESOURCES.values()))
            name = global_id(resource, self.random.choice(self.record.keys[resource.name]))
        elif getattr(argument.value, "value", None) in self.record.keys[resource.name]:
            name = argument.value.value  # what an answer before this one has led to
        else:
            name = self.record.key(resource.name, self.random)
        value = _text(name)
        if isinstance(argument.value, ListValueNode):
            value = ListValueNode(values=(value, value))
        return replace(node, arguments=(replace(argument, value=value), *dates))

    def _page(self, resource: Resource) -> dict[str, ValueNode]:
        size, cursor = self.random.choice([("first", "after"), ("last", "before")])
        found: dict[str, ValueNode] = {size: parse_value(str(self.random.randint(0, _PAGE)))}
        if self.random.random() < 0.3:
            found[cursor] = _text(self.record.cursor(resource.name, self.random))
        return found

    def _order(self, asked: ValueNode | None) -> dict[str, ValueNode]:
        if asked is None or isinstance(asked, NullValueNode):
            return {}
        names = (
            [v.value for v in asked.values] if isinstance(asked, ListValueNode) else [asked.value]
        )
        columns = {name.rpartition("_")[0]: name for name in names}
        return {"orderBy": parse_value(f"[{' '.join(columns.values())}]")}

    def _where(self, where: ObjectValueNode, resource: Resource) -> list[ObjectFieldNode]:
        known, found = filters(resource.name), []
        for field in where.fields:
            if field.name.value == "q" and not _is_nothing(field.value):
                found.append(replace(field, value=self._words(field.value, resource)))
            elif not _is_nothing(field.value):
                what = known[field.name.value]
                operators = [
                    replace(operator, value=self._values(operator.value, what, resource))
                    for operator in field.value.fields
                    if operator.name.value in operators_of(resource.name, what.name)
                    and not _is_nothing(operator.value)
                ]
                found.append(replace(field, value=replace(field.value, fields=tuple(operators))))
        return found

    def _words(self, asked: StringValueNode, resource: Resource) -> ValueNode:
        if normalise(asked.value) and _is_text(asked.value):
            return asked
        return _text(self.random.choice(self.record.words[resource.name]))

    def _values(self, asked: ValueNode, what: Filter, resource: Resource) -> ValueNode:
        if isinstance(asked, ListValueNode):
            values = tuple(self._values(value, what, resource) for value in asked.values)
            return replace(asked, values=values)
        if what.kind is Kind.figure:
            number = float(value_from_ast_untyped(asked))
            return asked if abs(number) <= FIGURE_MAX else parse_value("1e9")
        if not isinstance(asked, StringValueNode) or what.kind is Kind.date:
            return asked
        if what.resolves is not None:
            return _text(self.random.choice(self.record.names[what.resolves]))
        if _is_text(asked.value) and self.random.random() < 0.5:
            return asked
        said = self.random.choice(self.record.rows[resource.name]).get(what.column)
        return _text(said[:TEXT_MAX] if isinstance(said, str) and said else "ghg")


def _is_nothing(value: ValueNode) -> bool:
    return isinstance(value, NullValueNode) or (
        isinstance(value, ListValueNode) and not value.values
    )


def _is_text(value: str) -> bool:
    return 1 <= len(value) <= TEXT_MAX and "\x00" not in value


def _text(value: str) -> ValueNode:
    return parse_value(json.dumps(value))
