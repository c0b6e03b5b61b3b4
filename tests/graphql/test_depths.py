"""The deepest that may be asked: of the record, and of the schema."""

from collections.abc import Callable
from typing import Any

import pytest

from api.graphql.execution.compiler import compile_operation
from api.graphql.execution.cost import Limits
from api.graphql.execution.document_cache import DocumentCache, read_document
from api.graphql.execution.prepare import GraphQLRequest, select_operation
from api.graphql.execution.reference import plan_root_fields
from api.graphql.schema.names import field_name, order_name, plural, relation_field
from api.query.cursors import make_cursor
from api.query.plan import Plan
from api.query.sql import statements as sql
from api.releases.dialects import SQLITE
from api.releases.gate import ThreadLane
from api.releases.store import Snapshot
from schema import RESOURCES
from schema.resource import Resource
from tests.drawing import sampled
from tests.running import run as in_a_loop

Ask = Callable[..., dict[str, Any]]

LANE = ThreadLane(1, 1, 10)
LIMITS = Limits(tokens=2_000, depth=12, aliases=50, nodes=20_000, units=2_000_000)


def deep(resource: Resource, levels: int, lists_first: bool, turn: int) -> str:
    """A selection on a resource, down as far as the levels reach, with edges and cursors."""
    wanted = sorted(resource.relations, key=lambda r: r.many is not lists_first)
    possible = [r for r in wanted if levels > (3 if r.many else 1)]
    if not possible:
        return "id"
    relation = possible[turn % min(3, len(possible))]
    target = RESOURCES[relation.target]
    name, step = relation_field(relation), 1 + (2 + turn % 2) * relation.many
    inner = deep(target, levels - step, lists_first, turn + 1)
    if not relation.many:
        return f"id {name} {{ {inner} }}"
    order = ", ".join(order_name(f"-{column}") for column in target.sortable)
    where = f'{field_name(target.key)}: {{in: ["chn", "usa"]}}'
    rows = f"edges {{ node {{ {inner} }} }}" if turn % 2 else f"nodes {{ {inner} }}"
    return (
        f"id {name}(last: 2, before: $before, orderBy: [{order}], where: {{{where}}})"
        f" {{ totalCount pageInfo {{ hasNextPage }} {rows} }}"
    )


@pytest.mark.parametrize("turns", [range(2), pytest.param(range(2, 6), marks=pytest.mark.long)])
@pytest.mark.parametrize("lists_first", [True, False])
@sampled("name", RESOURCES)
def test_the_deepest_statement_can_be_read(
    snapshot: Snapshot, name: str, lists_first: bool, turns: range
) -> None:
    """Whatever the limits let through makes a statement that the database can parse.

    Each turn takes other relations at each level.
    """
    resource = RESOURCES[name]
    for turn in turns:
        inner = deep(resource, 10, lists_first, turn)
        query = f"query($before: String) {{ {plural(resource)} {{ nodes {{ {inner} }} }} }}"
        query = (
            query
            if "$before:" in inner or "$before," in inner
            else query.replace("query($before: String)", "")
        )
        variables = {"before": make_cursor(snapshot.release, "chn")}
        request = GraphQLRequest(query, variables=variables)
        prepared = select_operation(request, read_document(query, LIMITS))
        assert prepared.depth > 6 or resource.name in (
            "source-records",
            "statements",
            "memberships",
        )
        (found,) = plan_root_fields(
            prepared.selection, prepared.node, snapshot.aliases, snapshot.release
        ).values()
        assert isinstance(found, Plan)
        assert is_readable(snapshot, sql.answer(found, SQLITE, snapshot.release))
        bare = query.replace("before: $before, ", "").replace("query($before: String)", "")
        document, normalized = in_a_loop(DocumentCache(LIMITS).get_normalized(bare, LANE))
        prepared = select_operation(GraphQLRequest(bare), document, normalized.values)
        made = compile_operation(prepared, (), LIMITS, snapshot)
        assert made is not None
        assert made.statement is not None
        assert is_readable(snapshot, made.statement)


def is_readable(snapshot: Snapshot, asked: sql.Statement) -> bool:
    """Whether the database parses and plans the statement."""
    return bool(in_a_loop(snapshot.fetch_all(f"EXPLAIN {asked.text}", asked.bind({}))))


def test_introspection_by_the_standard_query(data: Ask) -> None:
    """The query that tools send, with every option, is within all limits."""
    from graphql import build_client_schema, get_introspection_query

    query = get_introspection_query(
        descriptions=True,
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        one_of=True,
    )
    schema = build_client_schema(data(query))  # type: ignore[arg-type]
    assert {r.type_name for r in RESOURCES.values()} <= set(schema.type_map)


@pytest.mark.parametrize(
    "selection",
    [
        "types { fields { type { fields { type { name } } args { type { fields { name } } } } } }",
        "types { fields { type { possibleTypes { fields { name } } } } }",
        "a: types { ...T } b: types { ...T } c: types { ...T }",
    ],
)
def test_introspection_bombs(ask: Ask, selection: str) -> None:
    """Lists of the schema within lists of the schema are refused."""
    fragment = "fragment T on __Type { fields { name type { fields { name } } } }"
    query = f"{{ __schema {{ {selection} }} }} {fragment if '...T' in selection else ''}"
    codes = {error["extensions"]["code"] for error in ask(query)["errors"]}
    assert codes <= {"TOO_COSTLY", "GRAPHQL_VALIDATION_FAILED"}
