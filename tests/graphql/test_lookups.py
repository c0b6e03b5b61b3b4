"""Single rows by code, name, slug or id; what there is not is null, with an error that helps."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.applications import Starlette

from api.graphql.http import document_cache
from api.graphql.schema.names import key_argument, plural, singular
from schema import RESOURCES

Ask = Callable[..., dict[str, Any]]


def missing(ask: Ask, selection: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    """The error of the one root field, which is null."""
    declared = "($x: String!)" if variables else ""
    answer = ask(f"query{declared} {{ row: {selection} {{ id }} }}", variables)
    assert answer["data"] == {"row": None}
    (error,) = answer["errors"]
    assert error["path"] == ["row"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["type"] == "/problems/not-found"
    return error


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=lambda r: r.name)
def test_a_key_and_an_id_lead_to_the_same_row(app: Starlette, data: Ask, resource: Any) -> None:
    """As a literal and as a variable, and compiled."""
    field, argument = singular(resource), key_argument(resource)
    (row,) = data(f"{{ rows: {plural(resource)}(first: 1) {{ nodes {{ id {argument} }} }} }}")[
        "rows"
    ]["nodes"]
    executed = document_cache(app.state).reference_executions
    for key in (row["id"], row[argument]):
        assert data(f'{{ row: {field}({argument}: "{key}") {{ id }} }}') == {
            "row": {"id": row["id"]}
        }
        query = f"query($x: String!) {{ row: {field}({argument}: $x) {{ id }} }}"
        assert data(query, {"x": key}) == {"row": {"id": row["id"]}}
    assert document_cache(app.state).reference_executions == executed


@pytest.mark.parametrize(
    ("field", "key", "words"),
    [
        ("country(code: %s)", "Chnia", "did you mean CHN?"),
        ("country(code: %s)", "countries/Chnia", "did you mean CHN?"),
        ("country(code: %s)", "EU", 'one of groups goes by it; did you mean group(slug: "eu")?'),
        ("group(slug: %s)", "china", 'did you mean country(code: "CHN")?'),
        ("group(slug: %s)", "nö such", "no row of groups has the key 'nö such'"),
        ("pledge(slug: %s)", "chn-carbon-neutrality-2061", "chn-carbon-neutrality-2060"),
        ("pledge(slug: %s)", "pledges/chn-emisions-peak-2030", "chn-emissions-peak-2030"),
        ("pledge(slug: %s)", "chn-emissions-peak-2030@2021", "goes into `node(id:)`"),
        ("release(slug: %s)", "no-such", "no row of releases has the key 'no-such'"),
    ],
)
def test_a_row_that_there_is_not(ask: Ask, field: str, key: str, words: str) -> None:
    """Null, with an error at its path that names similar ones; a variable or not."""
    literal = missing(ask, field % f'"{key}"')
    variable = missing(ask, field % "$x", {"x": key})
    assert words in literal["message"]
    assert variable["message"] == literal["message"]


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        ("pledge/x", "did you mean pledges"),
        ("x", "an id is the name of a resource and a key"),
        ("countries/CHN@2021", "the rows have no versions of dates; did you mean countries/CHN?"),
        ("pledges/x@2021-13", "@ is not a date"),
        ("memberships/x@2021~2022", "when the rows were first stated is not held"),
        ("pledges/chn-carbon-neutrality-2061", "chn-carbon-neutrality-2060"),
    ],
)
def test_an_id_that_there_is_not(ask: Ask, id_: str, words: str) -> None:
    """The error says which part of it is wrong."""
    assert words in missing(ask, f'node(id: "{id_}")')["message"]
    answer = ask(f'{{ nodes(ids: ["countries/CHN", "{id_}"]) {{ id }} }}')
    assert answer["data"] == {"nodes": [{"id": "countries/CHN"}, None]}
    (error,) = answer["errors"]
    assert error["path"] == ["nodes", 1]
    assert words in error["message"]


def test_a_row_that_no_source_had_stated(ask: Ask) -> None:
    """The error says that the date is the reason."""
    error = missing(ask, 'pledge(slug: "chn-carbon-neutrality-2060", knownBy: "2000")')
    assert "by 2000: give a later knownBy" in error["message"]


def test_nodes_keep_their_order(data: Ask) -> None:
    """Of several types, with dates, and twice the same."""
    ids = [
        "pledges/chn-carbon-neutrality-2060@2021-02",
        "countries/CHN",
        "pledges/chn-carbon-neutrality-2060",
        "groups/eu",
        "countries/CHN",
    ]
    query = """
      query($ids: [ID!]!) { nodes(ids: $ids) {
        id __typename ... on Country { code } ... on Pledge { status actor { name } } } }
    """
    nodes = data(query, {"ids": ids})["nodes"]
    assert [node["id"] for node in nodes] == ids
    types = ["Pledge", "Country", "Pledge", "Group", "Country"]
    assert [node["__typename"] for node in nodes] == types
    assert (nodes[0]["status"], nodes[2]["status"]) == ("DECLARATION", "IN_POLICY_DOCUMENT")
    assert nodes[1]["code"] == "CHN"
    for id_, node in zip(ids, nodes, strict=True):
        alone = data(
            query.replace("nodes(ids: $ids)", "node(id: $id)").replace("$ids: [ID!]!", "$id: ID!"),
            {"id": id_},
        )
        assert alone["node"] == node
    assert data("{ nodes(ids: []) { id } }") == {"nodes": []}


def test_nodes_are_bounded_and_cost_what_their_rows_cost(ask: Ask, error: Ask) -> None:
    """A hundred ids; the declared rows are those of each."""
    query = (
        "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Country { pledges { nodes { id } } } } }"
    )
    costs = [
        ask(query, {"ids": ["countries/CHN"] * count})["extensions"]["cost"] for count in (1, 3)
    ]
    assert [cost["nodes"] for cost in costs] == [21, 63]
    assert costs[1]["units"] > 2 * costs[0]["units"]
    refused = error(query, {"ids": ["countries/CHN"] * 101})
    assert refused["extensions"]["limit"] == "ids"
    assert refused["extensions"]["maximum"] == 100


def test_an_unknown_row_does_not_spoil_the_others(ask: Ask) -> None:
    """Each root field has its own error."""
    answer = ask(
        '{ a: country(code: "CHN") { name } b: country(code: "Chnia") { name } '
        'c: pledge(slug: "x") { id } }'
    )
    assert answer["data"] == {"a": {"name": "China"}, "b": None, "c": None}
    assert [error["path"] for error in answer["errors"]] == [["b"], ["c"]]


@pytest.mark.parametrize(
    "where",
    [
        '{country: {eq: "countries/CHN"}}',
        '{actor: {in: ["countries/CHN"]}}',
        '{slug: {in: ["pledges/chn-carbon-neutrality-2060"]}}',
    ],
)
def test_filters_take_ids(data: Ask, where: str) -> None:
    """As look-ups do."""
    pledges = data(f"{{ pledges(where: {where}) {{ nodes {{ country {{ code }} }} }} }}")["pledges"]
    assert {node["country"]["code"] for node in pledges["nodes"]} == {"CHN"}
