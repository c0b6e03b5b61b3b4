"""Execution without HTTP: what is compiled once, and which way an operation takes."""

from typing import Any

import pytest

from api.graphql.execution.cost import Limits
from api.graphql.execution.document_cache import DocumentCache
from api.graphql.execution.operation import GraphQLRequest, GraphQLResult, execute
from api.releases.lru import LookupCache
from api.releases.open import open_store
from tests.running import run

LIMITS = Limits(tokens=2_000, depth=12, aliases=50, nodes=20_000, units=2_000_000)


class Execution:
    """Executes requests against a record, and records what is compiled."""

    def __init__(self, database_url: str, *, compiles: bool = True) -> None:
        self.documents = DocumentCache(LIMITS, compiles=compiles)
        self.compiled: LookupCache[Any, Any] = LookupCache(100)
        self._database_url = database_url

    def __call__(self, *requests: GraphQLRequest) -> list[GraphQLResult]:
        async def execute_all() -> list[GraphQLResult]:
            store = open_store(self._database_url)
            snapshot = await store.current()
            snapshot.statements = self.compiled
            results = [
                await execute(r, self.documents, snapshot, store.lanes.python) for r in requests
            ]
            await store.close()
            return results

        return run(execute_all())


@pytest.fixture
def execution(database_url: str) -> Execution:
    """Over the small record."""
    return Execution(database_url)


def test_an_operation_is_compiled_once(execution: Execution) -> None:
    """Whatever its aliases, the values in `where` and keys, and the values of variables."""
    text = """
      query($code: String!, $year: Int) {
        %s: country(code: $code) {
          code pledges(asOf: "%s", where: {targetYear: {gte: $year}}) { totalCount } } }
    """
    varied = [("a", "2021", "CHN", 2030), ("b", "2022", "usa", 2040), ("c", "2023", "brazil", 2050)]
    results = []
    compiled: list[Any] = []
    for alias, date, code, year in varied:
        variables = {"code": code, "year": year}
        results += execution(GraphQLRequest(text % (alias, date), variables=variables))
        compiled += execution.compiled.values()
    assert [result.data and result.data[:6] for result in results] == ['{"a":{', '{"b":{', '{"c":{']
    assert [result.errors for result in results] == [[], [], []]
    assert len(compiled) == len(varied)
    assert all(operation is compiled[0] for operation in compiled)
    assert compiled[0] is not None
    assert execution.documents.reference_executions == 0


def test_what_changes_the_statement_is_compiled_for_itself(execution: Execution) -> None:
    """Page sizes, conditions of @include, absent variables and the operation's name."""
    text = """
      query A($n: Int, $all: Boolean = true, $date: PartialDate) {
        pledges(first: $n, asOf: $date) { totalCount nodes @include(if: $all) { slug } } }
      query B { pledges(first: 1) { totalCount } }
    """
    varied: list[dict[str, Any]] = [
        {"n": 1}, {"n": 2}, {"n": 1, "all": False}, {"n": 1, "date": "2021"}, {}
    ]  # fmt: skip
    requests = [GraphQLRequest(text, "A", variables) for variables in varied]
    again = [GraphQLRequest(text, "A", {"all": True, "n": 2}), GraphQLRequest(text, "B")]
    results = execution(*requests, *again)
    assert all(result.data and not result.errors for result in results)
    assert results[5].data == results[1].data
    assert len(execution.compiled) == 6


def test_what_the_reference_executor_executes(execution: Execution, database_url: str) -> None:
    """Cursors of nested lists and errors; and everything, if compiling is off."""
    nested = '{ countries(first: 1) { nodes { pledges(after: "%s~x") { totalCount } } } }'
    (release,) = {result.release for result in execution(GraphQLRequest("{ __typename }"))}
    requests = [
        GraphQLRequest(nested % release),
        GraphQLRequest("{ pledges(first: -1) { totalCount } }"),
        GraphQLRequest(f'{{ pledges(after: "{release}~x") {{ totalCount }} }}'),
    ]
    results = execution(*requests)
    assert execution.documents.reference_executions == len(requests)
    assert [bool(result.errors) for result in results] == [True, True, True]
    reference = Execution(database_url, compiles=False)
    text = GraphQLRequest("{ a: pledges(first: 2) { nodes { slug } } }")
    assert reference(text) == execution(text)
    assert reference.documents.reference_executions == 1
    assert len(reference.compiled) == 0


def test_a_row_of_which_only_the_key_is_asked_is_not_read(
    execution: Execution, database_url: str
) -> None:
    """The column that names it has the key: clients ask for the id of each object."""
    request = GraphQLRequest("""
      { pledges(first: 50) { nodes {
          source { __typename id } country { code } supersedes { s: slug } document { id }
          actor { __typename id code } announcedBy { slug @skip(if: true) } } } }
    """)
    (result,) = execution(request)
    (compiled,) = execution.compiled.values()
    assert compiled.statement.text.count("FROM pledge") == 1
    for table in ("source", "country", "country_group", "document", "official"):
        assert f"FROM {table} " not in compiled.statement.text
    assert Execution(database_url, compiles=False)(request) == [result]
    assert '"supersedes":{"s":"' in (result.data or "")
    assert '"supersedes":null' in (result.data or "")


def test_introspection_leaves_the_rest_compiled(execution: Execution, database_url: str) -> None:
    """The answer is that of the reference executor, with the members in the same order."""
    text = """
      query($t: String!, $no: Boolean = false) {
        s: __schema { q: queryType { name } }
        pledges(first: 2, where: {targetYear: {gte: 2030}}) { nodes { slug } }
        ...T
        skipped: __schema @include(if: $no) { queryType { name } }
        none: __type(name: "No") { name } }
      fragment T on Query { t: __type(name: $t) { name fields { ...F } } }
      fragment F on __Field { n: name }
    """
    requests = [GraphQLRequest(text, variables={"t": name}) for name in ("Pledge", "Quote")]
    results = execution(*requests)
    assert execution.documents.reference_executions == 0
    assert results == Execution(database_url, compiles=False)(*requests)
    assert all(not result.errors for result in results)


def test_a_request_error_has_no_data(execution: Execution) -> None:
    """Syntax, validation, variables and limits: `data` is None, and a problem gives the status."""
    codes = {
        "{": "GRAPHQL_PARSE_FAILED",
        "{ nothing }": "GRAPHQL_VALIDATION_FAILED",
        "query($x: Int!) { pledges(first: $x) { totalCount } }": "BAD_USER_INPUT",
    }
    for result, code in zip(execution(*map(GraphQLRequest, codes)), codes.values(), strict=True):
        assert result.data is None
        assert result.problem is not None
        assert result.errors[0]["extensions"]["code"] == code
        assert result.release == ""


@pytest.mark.parametrize("compiles", [True, False])
def test_many_lists_below_a_row(database_url: str, compiles: bool) -> None:
    """SQLite bounds the depth of an expression: members of one object are not all one chain."""
    counts = " ".join(
        f"a{n}: emissionsShares(where: {{year: {{gt: 19{n}}}}}) {{ totalCount }}" for n in range(50)
    )
    query = f"{{ countries(first: 2) {{ nodes {{ source {{ {counts} }} }} }} }}"
    (result,) = Execution(database_url, compiles=compiles)(GraphQLRequest(query))
    assert not result.errors
    assert result.data is not None
    assert result.data.count("totalCount") == 100
