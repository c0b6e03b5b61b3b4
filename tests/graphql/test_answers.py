"""What an operation selects is what it gets, from one statement a root field."""

from collections.abc import Callable
from typing import Any

import pytest

from api.graphql.schema.names import columns, plural, relations, singular
from schema import RECORD
from schema.resource import Resource

Ask = Callable[..., dict[str, Any]]

FROM_QUOTE_TO_SHARE = """
query FromQuoteToShare($first: Int = %d) {
  quotes(first: $first, where: {speaker: {isNull: false}}) {
    totalCount
    nodes {
      text
      speaker { name }
      tenure { title startDate official { id } }
      country {
        code
        pledges(where: {horizon: {eq: END}}) {
          nodes { kind targetYear status source { citation } }
        }
        emissionsShares(first: 2, where: {basis: {eq: MEASURED}}) { nodes { year sharePercent } }
      }
      emissionsShare { year sharePercent country { code } }
    }
  }
}
"""


def scalars(resource: Resource) -> str:
    """Every column of a resource that has a field, as a selection."""
    return " ".join(columns(resource.name))


@pytest.mark.parametrize("resource", RECORD.values(), ids=RECORD)
def test_each_resource_answers_as_a_list_and_as_a_row(data: Ask, resource: Resource) -> None:
    """A row found in the list is the same row when asked for by its key, every column of it."""
    selection = scalars(resource)
    key = "code" if resource.key == "code" else "slug"
    listed = data(f"{{ found: {plural(resource)}(first: 2) {{ nodes {{ {selection} }} }} }}")
    assert listed["found"]["nodes"]
    for row in listed["found"]["nodes"]:
        query = f"query($key: String!) {{ {singular(resource)}({key}: $key) {{ {selection} }} }}"
        assert data(query, {"key": row[key]}) == {singular(resource): row}


@pytest.mark.parametrize("resource", RECORD.values(), ids=RECORD)
def test_node_goes_round(data: Ask, resource: Resource) -> None:
    """`id` is the REST address below /v1, and `node` answers the row that has it."""
    found = data(f"{{ {plural(resource)}(first: 1) {{ nodes {{ id }} }} }}")
    node = found[plural(resource)]["nodes"][0]["id"]
    assert node.startswith(f"{resource.name}/")
    fragment = f"... on {resource.type_name} {{ id }}"
    query = f"query($id: ID!) {{ node(id: $id) {{ __typename id {fragment} }} }}"
    assert data(query, {"id": node})["node"] == {"__typename": resource.type_name, "id": node}


@pytest.mark.parametrize("resource", RECORD.values(), ids=RECORD)
def test_each_relation_leads_to_its_rows(
    data: Ask, statements: Callable[[str], int], resource: Resource
) -> None:
    """All relations of a resource answer at once, one to many and many to one, by one statement."""
    fields = []
    for name, relation in relations(resource.name).items():
        fields.append(name + (" { totalCount nodes { id } }" if relation.many else " { id }"))
    query = f"{{ {plural(resource)}(first: 5) {{ nodes {{ id {' '.join(fields)} }} }} }}"
    assert data(query)[plural(resource)]["nodes"]
    assert statements(query) == 1


@pytest.mark.parametrize("first", [1, 5, 50])
def test_the_number_of_statements_does_not_grow(
    data: Ask, statements: Callable[[str], int], first: int
) -> None:
    """From quotes to speaker, post, country, pledges and shares: one statement for any size."""
    query = FROM_QUOTE_TO_SHARE % first
    page = data(query)["quotes"]
    assert len(page["nodes"]) == min(first, page["totalCount"])
    assert statements(query) == 1


def test_an_operation_is_one_statement(statements: Callable[[str], int]) -> None:
    """Whatever its root fields are: rows, lists, the release that answers, the type name."""
    query = """
      { __typename release { slug } country(code: "CN") { name }
        a: pledges { totalCount } b: pledges { totalCount } }
    """
    assert statements(query) == 1
    assert statements("{ __typename }") == 1


def test_from_a_quote_to_the_share_that_year(data: Ask) -> None:
    """The join that the record is for: who spoke, for whom, what they pledged, what they emit."""
    nodes = data(FROM_QUOTE_TO_SHARE % 100)["quotes"]["nodes"]
    spoken = [n for n in nodes if n["country"] and n["emissionsShare"] and n["tenure"]]
    assert spoken
    for node in spoken:
        assert node["emissionsShare"]["country"]["code"] == node["country"]["code"]
        assert node["tenure"]["official"]["id"].startswith("officials/")
        assert node["country"]["pledges"]["nodes"][0]["source"]["citation"]


def test_fragments_aliases_and_merged_fields(data: Ask) -> None:
    """Named and inline fragments, aliases with other arguments, and one field selected twice."""
    query = """
      { pledges(first: 1, where: {country: {eq: "china"}}) { nodes { ...Parts ... { slug } } }
        pledges(first: 1, where: {country: {eq: "china"}}) {
          nodes { ...Parts ... on Node { id } } } }
      fragment Parts on Pledge {
        country { name ...More }
        again: country { alpha2 }
        kind: source { slug }
        country { code }
      }
      fragment More on Country {
        latest: emissionsShares(first: 1) { nodes { year } }
        first: emissionsShares(first: 1, orderBy: YEAR_ASC) { edges { inner: node { year } } }
      }
    """
    (row,) = data(query)["pledges"]["nodes"]
    country = row["country"]
    assert (country["name"], country["code"], row["again"]) == ("China", "CHN", {"alpha2": "CN"})
    assert list(row) == ["country", "again", "kind", "slug", "id"]
    assert row["id"] == f"pledges/{row['slug']}"
    assert row["kind"]["slug"]
    latest = country["latest"]["nodes"][0]["year"]
    assert latest > country["first"]["edges"][0]["inner"]["year"]


def test_nodes_and_edges_are_apart(data: Ask) -> None:
    """The same alias below `nodes` and below `edges` may ask for different things."""
    query = """
      { countries(first: 1, where: {code: {eq: "CHN"}}) {
          nodes { it: emissionsShares(first: 1) { nodes { year } } }
          also: nodes { it: pledges(first: 1) { totalCount } }
          edges { node { it: source { slug } } two: node { it: name } } } }
    """
    found = data(query)["countries"]
    assert found["nodes"][0]["it"]["nodes"][0]["year"] > 2000
    assert found["also"][0]["it"]["totalCount"] > 0
    assert found["edges"][0]["node"]["it"]["slug"]
    assert found["edges"][0]["two"]["it"] == "China"


@pytest.mark.parametrize("wanted", [True, False])
def test_skip_and_include(data: Ask, statements: Callable[[str], int], wanted: bool) -> None:
    """Conditions leave fields and fragments out, of the answer and of the plan."""
    query = """
      query($wanted: Boolean!, $unwanted: Boolean = true) {
        country(code: "USA") {
          name @skip(if: $wanted)
          pledges @include(if: $wanted) { totalCount }
          ... @skip(if: $unwanted) { groups { nodes { slug } } }
          ...Source @include(if: $wanted) @skip(if: false)
        }
        groups(first: 1) @skip(if: $wanted) { totalCount }
      }
      fragment Source on Country { source { slug } }
    """
    found = data(query, {"wanted": wanted})
    assert set(found["country"]) == ({"pledges", "source"} if wanted else {"name"})
    assert ("groups" in found) is not wanted


def test_variables_and_defaults(data: Ask) -> None:
    """Variables stand anywhere in the arguments; a default holds where none is given."""
    query = """
      query(
        $where: PledgeWhere = {kind: {eq: NET_ZERO}}
        $by: Int
        $order: [PledgeOrder!] = SLUG_ASC
      ) {
        pledges(first: 3, where: $where, orderBy: $order) { totalCount nodes { kind targetYear } }
        bounded: pledges(where: {targetYear: {lte: $by}}) { totalCount }
      }
    """
    found = data(query)
    assert {row["kind"] for row in found["pledges"]["nodes"]} == {"NET_ZERO"}
    assert found["bounded"]["totalCount"] > found["pledges"]["totalCount"]  # no bound was given
    variables = {"where": {"targetYear": {"in": [2050]}}, "by": 2030, "order": ["TARGET_YEAR_DESC"]}
    found = data(query, variables)
    assert {row["targetYear"] for row in found["pledges"]["nodes"]} == {2050}


def test_codes_and_aliases_resolve(data: Ask) -> None:
    """Any code or name of a country stands for it, in `country`, in `node` and in `where`."""
    for name in ("CHN", "CN", "156", "china"):
        query = """
          query($name: String!, $id: ID!) {
            country(code: $name) { code }
            node(id: $id) { id }
            pledges(where: {country: {in: [$name]}}, first: 1) { nodes { country { code } } } }
        """
        found = data(query, {"name": name, "id": f"countries/{name}"})
        assert found["country"] == {"code": "CHN"}
        assert found["node"] == {"id": "countries/CHN"}
        assert found["pledges"]["nodes"] == [{"country": {"code": "CHN"}}]


@pytest.mark.parametrize("key", ["Narnia", "", " ", "\u0000", "no\nsuch", "Ç/Ç", "x" * 2000])
def test_what_is_not_there_is_null(ask: Ask, key: str) -> None:
    """A lookup by a key that names nothing answers null, with an error for each."""
    query = """
      query($key: String!, $a: ID!, $b: ID!) {
        country(code: $key) { name } pledge(slug: $key) { slug }
        a: node(id: $a) { id } b: node(id: $b) { id } }
    """
    nothing = {"country": None, "pledge": None, "a": None, "b": None}
    answer = ask(query, {"key": key, "a": f"quotes/{key}", "b": key})
    assert answer["data"] == nothing
    assert [error["path"] for error in answer["errors"]] == [[name] for name in nothing]
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_USER_INPUT"}


def test_a_date_may_be_a_bare_year(data: Ask) -> None:
    """`2021` and `"2021"` are the same date."""
    query = """
      { a: quotes(where: {saidOn: {eq: 2021}}) { totalCount }
        b: quotes(where: {saidOn: {eq: "2021"}}) { totalCount } }
    """
    found = data(query)
    assert found["a"] == found["b"]
    assert found["a"]["totalCount"] > 0


def test_the_release_answers_and_is_told(ask: Ask) -> None:
    """Every answer names its release and its cost."""
    answer = ask("{ release { slug } pledges(first: 7) { nodes { source { slug } } } }")
    extensions = answer["extensions"]
    assert answer["data"]["release"]["slug"] == extensions["release"]
    assert extensions["cost"] == {
        "units": 12,
        "maximumUnits": 2_000_000,
        "nodes": 15,
        "maximumNodes": 20_000,
        "depth": 4,
        "maximumDepth": 12,
    }


def test_a_release_is_the_one_that_answers_or_the_one_named(ask: Ask, data: Ask) -> None:
    """`release` without a slug is the release that answers; null with an error for another."""
    own = data("{ release { slug sequence previous { slug } } }")["release"]
    assert own["sequence"] == 2
    before = own["previous"]["slug"]
    assert data("query($s: String) { release(slug: $s) { previous { slug } } }", {"s": before}) == {
        "release": {"previous": None}
    }
    query = "query($slug: String) { release(slug: $slug) { slug } }"
    for variables in ({"slug": own["slug"]}, {"slug": None}, {}):
        assert data(query, variables)["release"] == {"slug": own["slug"]}
    answer = ask(query, {"slug": "0.0.0-0"})
    assert answer["data"] == {"release": None}
    assert len(answer["errors"]) == 1


def test_type_names(data: Ask) -> None:
    """`__typename` at every place of a list, at the root, and in a fragment at the root."""
    query = """
      { __typename
        pledges(first: 1) {
          __typename nodes { __typename } pageInfo { again: __typename }
          edges { __typename node { __typename } } }
        ...F }
      fragment F on Query { kind: __typename country(code: "CHN") { type: __typename } }
    """
    pledge = {"__typename": "Pledge"}
    assert data(query) == {
        "__typename": "Query",
        "pledges": {
            "__typename": "PledgeConnection",
            "nodes": [pledge],
            "pageInfo": {"again": "PageInfo"},
            "edges": [{"__typename": "PledgeEdge", "node": pledge}],
        },
        "kind": "Query",
        "country": {"type": "Country"},
    }


def test_introspection_of_one_type(data: Ask) -> None:
    """`__type` beside data, and where there is no such type."""
    query = '{ a: __type(name: "Pledge") { name } b: __type(name: "No") { name } __typename }'
    assert data(query) == {"a": {"name": "Pledge"}, "b": None, "__typename": "Query"}
