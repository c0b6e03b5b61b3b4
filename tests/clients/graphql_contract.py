"""The lists of the GraphQL contract, and documents that walk them, as users of a client write."""

from typing import NamedTuple

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    build_schema,
    get_named_type,
    is_leaf_type,
)

from tests.clients.machine import GRAPHQL
from tests.clients.rest_contract import COUNTRIES

PAGE_ROWS = 100
FILTER = {"country": {"in": list(COUNTRIES)}}


class List(NamedTuple):
    """A list at the root of a query."""

    field: str
    where: str  # the type of its filters
    columns: tuple[str, ...]
    is_filterable: bool  # by country

    @property
    def operation(self) -> str:
        """The name of the operation that reads a page: relay-compiler wants the file's first."""
        return f"lists{self.field[0].upper()}{self.field[1:]}Query"

    def document(self, connection: str = "") -> str:
        """The operation; `connection` is a directive with `{field}` in its key."""
        return f"""query {self.operation}($first: Int, $after: String, $where: {self.where}) {{
  {self.field}(first: $first, after: $after, where: $where) {connection.format(field=self.field)} {{
    totalCount
    edges {{ node {{ {" ".join(self.columns)} }} }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}
"""


class Walk(NamedTuple):
    """A list to walk to its end, whole or filtered by countries."""

    list: List
    is_filtered: bool

    @property
    def name(self) -> str:
        """The name under which a client reports what it read."""
        return self.list.field + "?country" * self.is_filtered


def walks() -> list[Walk]:
    """Every list of the contract, and again those that can be filtered by country."""
    found = [Walk(each, False) for each in lists()]
    return found + [Walk(w.list, True) for w in found if w.list.is_filterable]


def lists() -> list[List]:
    """Every list of the contract, with all columns of its rows."""
    schema = build_schema(GRAPHQL.read_text(encoding="utf-8"))
    assert schema.query_type
    fields = schema.query_type.fields.items()
    return [_list(name, field) for name, field in fields if "Connection" in str(field.type)]


def _list(name: str, field: GraphQLField) -> List:
    connection, where = get_named_type(field.type), get_named_type(field.args["where"].type)
    assert isinstance(connection, GraphQLObjectType)
    assert isinstance(where, GraphQLInputObjectType)
    row = get_named_type(connection.fields["nodes"].type)
    assert isinstance(row, GraphQLObjectType)
    columns = tuple(
        column
        for column, each in row.fields.items()
        if is_leaf_type(get_named_type(each.type)) and not each.args
    )
    return List(name, where.name, columns, set(FILTER) <= set(where.fields))
