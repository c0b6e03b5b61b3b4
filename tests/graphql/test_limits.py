"""What may be asked, and what is refused before anything is executed."""

from collections.abc import Callable
from typing import Any

import pytest

from api.app import create_app
from api.graphql.execution.cost import Limits
from api.graphql.execution.document_cache import (
    CACHED_DOCUMENTS,
    CACHED_TEXT_MAX,
    DocumentCache,
    NormalizedDocument,
)
from api.releases.gate import ThreadLane
from api.settings import Settings
from tests.client import TestClient
from tests.running import run

Ask = Callable[..., dict[str, Any]]

LANE = ThreadLane(1, 1, 10)
LIMITS = Limits(tokens=2_000, depth=12, aliases=50, nodes=20_000, units=2_000_000)


def refused_over(error: Ask, query: str, limit: str, **more: Any) -> dict[str, Any]:
    """The extensions of a refusal that names this limit, what was asked for, and the maximum."""
    refused = error(query, **more)
    extensions: dict[str, Any] = refused["extensions"]
    assert extensions["code"] == "TOO_COSTLY"
    assert extensions["limit"] == limit
    assert extensions["cost"] > extensions["maximum"]
    cost = extensions["cost"] if extensions["cost"] < 1_000_000_000 else "countless"
    if limit in _UNITS:
        assert refused["message"] == (
            f"the operation has {cost} {_UNITS[limit]}, and the limit is {extensions['maximum']}"
        )
    assert str(extensions["maximum"]) in refused["message"]
    return extensions


_UNITS = {
    "aliases": "aliases",
    "depth": "levels",
    "fields": "fields, fragments spread out,",
    "introspection": "parts of the schema",
    "nodes": "nodes (page sizes multiplied)",
    "units": "units of expected work (rows examined, bytes)",
}


def nested(levels: int) -> str:
    """A query of exactly so many levels, to-one relations all the way."""
    inner = levels - 2
    opening = '{ pledge(slug: "chn-carbon-neutrality-2060") { '
    return opening + "supersedes { " * inner + "slug" + " }" * inner + " } }"


def test_depth(data: Ask, error: Ask) -> None:
    """Twelve levels are answered, thirteen are not, wherever fragments put them."""
    data(nested(12))
    assert refused_over(error, nested(13), "depth")["cost"] == 13
    chain = "".join(
        f"fragment F{i} on Pledge {{ supersedes {{ ...F{i + 1} }} }} " for i in range(11)
    )
    query = f'{{ pledge(slug: "x") {{ ...F0 }} }} {chain} fragment F11 on Pledge {{ slug }}'
    assert refused_over(error, query, "depth")["cost"] == 13


def test_aliases(data: Ask, error: Ask) -> None:
    """Fifty aliases are answered, fifty-one are not."""

    def query(count: int) -> str:
        return "{" + " ".join(f"a{i}: __typename" for i in range(count)) + "}"

    assert len(data(query(50))) == 50
    assert refused_over(error, query(51), "aliases")["cost"] == 51


def test_tokens(data: Ask, error: Ask) -> None:
    """A document may have 2,000 tokens; comments are counted apart, and to the same number."""
    eight_tokens = " __typename @skip(if: false)"
    data("{" + eight_tokens * 249 + "}")
    refused_over(error, "{" + eight_tokens * 250 + "}", "tokens")
    refused_over(error, "#\n" * 2_001 + "{ __typename }", "tokens")
    data("#\n" * 1_999 + "{ __typename }")


def test_fields(error: Ask) -> None:
    """A thousand fields may be selected, counted with every fragment spread out."""
    query = "{ ...F ...G } fragment F on Query { ...G ...G } fragment G on Query {%s}"
    refused = refused_over(error, query % (" __typename" * 400), "fields")
    assert refused["cost"] == 1_200


def test_nodes(data: Ask, error: Ask) -> None:
    """Page sizes multiply through nesting; 20,000 rows may be asked for."""
    query = """
      query($outer: Int, $inner: Int = 50) {
        countries(first: $outer) { nodes { ...Shares } } }
      fragment Shares on Country {
        emissionsShares(first: $inner) { nodes { year source { slug } } } }
    """
    data(query, {"outer": 10})
    refused = refused_over(error, query, "nodes", variables={"outer": 100, "inner": 100})
    assert refused["cost"] == 100 * (1 + 100 * (1 + 1))
    assert refused_over(error, query, "nodes", variables={"outer": 100, "inner": 100})
    # No size given is a page of twenty; what is skipped costs nothing.
    twenties = """
      query($less: Boolean = false) { countries { nodes { code groups { nodes { slug
        countries @skip(if: $less) { nodes { quotes { nodes { slug } } } } } } } } }
    """
    cost = 20 * (1 + 20 * (1 + 20 * (1 + 20)))
    assert refused_over(error, twenties, "nodes")["cost"] == cost
    data(twenties, {"less": True})


def test_roots_add_up(error: Ask) -> None:
    """The budget is the operation's, not a root field's."""
    one = "countries(first: 100) { nodes { emissionsShares(first: 100) { nodes { year } } } }"
    assert refused_over(error, f"{{ {one} b: {one} }}", "nodes")["cost"] == 20_200


def test_fragment_bombs_are_measured_once_a_fragment(error: Ask) -> None:
    """Each of 150 fragments spreads the next twice: counting 2^150 fields would not end."""
    bomb = "".join(f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }} " for i in range(150))
    query = f"{{ ...F0 }} {bomb} fragment F150 on Query {{ __typename }}"
    assert refused_over(error, query, "fields")["cost"] >= 1_000_000_000


@pytest.mark.parametrize(
    "fragments",
    [
        "fragment A on Query { ...A }",
        "fragment A on Query { ...B } fragment B on Query { ...C } fragment C on Query { ...A }",
        """
        fragment A on Query { country(code: "CHN") { ...B } }
        fragment B on Country { pledges { nodes { country { ...B } } } }
        """,
    ],
)
def test_fragments_in_a_circle(error: Ask, fragments: str) -> None:
    """Fragments that spread themselves are refused by name."""
    refused = error("{ ...A } " + fragments)
    assert refused["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    cycle = refused["message"].removeprefix("fragments spread themselves: ").split(", ")
    assert len(cycle) == len(set(cycle))
    assert set(cycle) in ({"A"}, {"B"}, {"A", "B", "C"})


def test_introspection(data: Ask, error: Ask) -> None:
    """References to types cost depth nothing; lists of lists have a limit of their own."""
    wrapped = "ofType { " * 9 + "name" + " }" * 9
    data(f"{{ __schema {{ types {{ fields {{ type {{ {wrapped} }} }} }} }} }}")
    nested = "fields { type { fields { type { name } args { name } } } }"
    fragment = f"fragment T on __Type {{ {nested} }}"
    refused_over(error, f"{{ __schema {{ types {{ ...T }} }} }} {fragment}", "introspection")
    data(f'{{ __type(name: "Pledge") {{ ...T }} }} {fragment}')


def test_fields_that_overlap_a_thousandfold(ask: Ask) -> None:
    """Comparing every field with every other has a bound of its own."""
    answer = ask("{" + ' country(code: "CHN") { name }' * 220 + "}")
    assert answer["data"] == {"country": {"name": "China"}}
    (refused,) = ask("{" + " __typename" * 999 + "}")["errors"]
    assert refused["extensions"]["limit"] == "comparisons"
    levels = "".join(
        f"fragment F{i} on Country {{ pledges {{ nodes {{ country {{ ...F{i + 1} }} }} }} }} "
        for i in range(3)
    )
    ask(
        "{ "
        + 'country(code: "CHN") { ...F0 } ' * 5
        + "} "
        + levels
        + "fragment F3 on Country { name }"
    )


@pytest.mark.parametrize(
    "query",
    [
        "{" * 3_000,
        "{ pledges(where: " + "[" * 1_900,
        "{ pledges(where: " + "[" * 500 + "]" * 500 + ") { totalCount } }",
        "{ a " * 600 + "}" * 600,
        "query($a: " + "[" * 900 + "Int" + "]" * 900 + ") { __typename }",
    ],
)
def test_nesting_that_no_parser_can_follow(error: Ask, query: str) -> None:
    """Deep nesting of any kind is refused with a code, and never breaks the parser."""
    assert error(query)["extensions"]["code"] in ("TOO_COSTLY", "GRAPHQL_PARSE_FAILED")


@pytest.mark.parametrize(
    "value", ["9" * 5_000, "-" + "9" * 200 + ".5", '"' + "x" * 501 + '"', "x" * 501]
)
def test_values_longer_than_any(error: Ask, value: str) -> None:
    """Numbers, texts and names of a document have a longest length."""
    query = f"{{ pledges(where: {{targetYear: {{eq: {value}}}}}) {{ totalCount }} }}"
    refused_over(error, query, "length")


def test_a_body_that_is_too_long(client: TestClient) -> None:
    """The body is read no further than its limit."""
    response = client.post("/graphql", json={"query": "{ __typename }" + " " * 100_000})
    assert response.status_code == 413
    (error,) = response.json()["errors"]
    assert error["extensions"] == {
        "code": "TOO_COSTLY",
        "type": "/problems/content-too-large",
        "limit": "body",
        "maximum": 100_000,
    }


def test_a_statement_that_takes_too_many_steps(database_url: str) -> None:
    """A statement is interrupted at its limit of steps, and the refusal says so."""
    counts = " ".join(
        f"a{i}: emissionsShares(where: {{year: {{gt: {i}}}}}) {{ totalCount }}" for i in range(49)
    )
    query = f"{{ countries(first: 100) {{ nodes {{ source {{ {counts} }} }} }} }}"
    settings = Settings(database_url=database_url, statement_steps=1_000)
    with TestClient(create_app(settings)) as client:
        (error,) = client.post("/graphql", json={"query": query}).json()["errors"]
    assert error["extensions"]["code"] == "TOO_COSTLY"
    assert error["extensions"]["limit"] == "steps"


def test_limits_are_settings(database_url: str) -> None:
    """Each limit is the app's own, as its settings have it."""
    settings = Settings(
        database_url=database_url,
        graphql_max_depth=2,
        graphql_max_aliases=0,
        graphql_max_tokens=30,
        graphql_max_nodes=5,
        graphql_max_units=100,
    )
    refused = {
        "{ pledges { nodes { slug } } }": "depth",
        "{ a: __typename }": "aliases",
        "{" + " __typename" * 40 + "}": "tokens",
        "{ pledges(first: 6) { pageInfo { hasNextPage } } }": "depth",
        "{ pledges(first: 6) { nodes { __typename } } }": "depth",
        '{ tenures(where: {title: {contains: "x"}}) { totalCount } }': "units",
    }
    with TestClient(create_app(settings)) as client:
        for query, limit in refused.items():
            (error,) = client.post("/graphql", json={"query": query}).json()["errors"]
            assert error["extensions"]["limit"] == limit


def normalized(cache: DocumentCache, text: str) -> NormalizedDocument:
    """The document of a text."""
    return run(cache.get_normalized(text, LANE))


def test_texts_alike_share_a_document() -> None:
    """Texts that differ in aliases are parsed once; long ones for each request."""
    cache = DocumentCache(LIMITS)
    shared, other = (normalized(cache, f"{{ {alias}: __typename }}") for alias in "ab")
    assert other.document is shared.document
    assert other.query.aliases != shared.query.aliases
    longest = "{ __typename }".ljust(CACHED_TEXT_MAX)
    first, second = (run(cache.get(longest, LANE)) for _ in "ab")
    assert first is second
    first, second = (run(cache.get(longest + " ", LANE)) for _ in "ab")
    assert first is not second


def test_the_documents_used_last_are_cached() -> None:
    """The cache has a bound, whatever is sent."""
    cache = DocumentCache(LIMITS)
    first, second = ("{ pledges { totalCount } }", "{ quotes { totalCount } }")
    documents = [normalized(cache, text).document for text in (first, second)]
    for number in range(CACHED_DOCUMENTS - 1):
        fields = "nodes { id } " * (1 + number // 90)
        normalized(cache, f"{{ pledges(first: {number % 90}) {{ {fields} }} }}")
        assert normalized(cache, second).document is documents[1]
    assert normalized(cache, first).document is not documents[0]


@pytest.mark.parametrize("compiles", [True, False])
def test_an_answer_that_is_too_long(database_url: str, compiles: bool) -> None:
    """The bytes of all root fields together are limited, and those of repeated texts."""
    settings = Settings(database_url=database_url, answer_bytes=100_000, graphql_compile=compiles)
    one = "statements(first: 100) { nodes { id slug } }"
    repeated = " ".join(f"a{i}: citation" for i in range(45))
    with TestClient(create_app(settings)) as client:
        for query in (
            "{" + " ".join(f"a{i}: {one}" for i in range(20)) + "}",
            f"{{ statements(first: 100) {{ nodes {{ source {{ {repeated} }} }} }} }}",
        ):
            (error,) = client.post("/graphql", json={"query": query}).json()["errors"]
            assert error["extensions"]["limit"] == "bytes"
            assert error["extensions"]["maximum"] == 100_000
        assert "errors" not in client.post("/graphql", json={"query": f"{{ {one} }}"}).json()
