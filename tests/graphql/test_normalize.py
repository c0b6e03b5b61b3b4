"""Texts that differ in nothing that matters share a key; all others do not."""

import pytest

from api.graphql.execution.normalize import normalize_query
from tests.client import TestClient

BASE = "{ a: pledges(first: 2, where: {targetYear: {lte: 2050}}) { nodes { b: slug } } }"


@pytest.mark.parametrize(
    "text",
    [
        BASE.replace("a:", "first :").replace("b:", "second:").replace("first :", "x :"),
        BASE.replace("2050", "2040"),
        BASE.replace(" ", "\n,\t"),
        BASE.replace("{ nodes", "# a word\n{ nodes"),
        "\ufeff" + BASE,
    ],
)
def test_what_does_not_matter_is_not_in_the_key(text: str) -> None:
    """Aliases, values, white space, commas, comments and the byte order mark."""
    assert normalize_query(text).key == normalize_query(BASE).key


@pytest.mark.parametrize(
    "text",
    [
        BASE.replace("first: 2", "first: 3"),
        BASE.replace("2050", '"2050"'),
        BASE.replace("2050", "20.5"),
        BASE.replace("2050", "99999999999"),
        BASE.replace("2050", "007"),
        BASE.replace("lte", "gte"),
        BASE.replace("b: slug", "b: id"),
        BASE.replace("b:", "a:"),  # one alias twice is not two aliases
        BASE.replace("b: slug", "slug: id slug"),  # an alias that is a field's name too
        BASE.replace("nodes", "no des"),
        BASE.replace("(", "( ?"),
        BASE.replace("2050", "[2050]"),
        BASE.replace("2050", '"""2050"""'),
        BASE.replace("2050", "$y"),
        BASE.replace(" ", "\u00a0"),  # no white space of GraphQL's
    ],
)
def test_what_matters_is_in_the_key(text: str) -> None:
    """Page sizes, kinds of values, names of fields, and whatever is no token at all."""
    assert normalize_query(text).key != normalize_query(BASE).key


@pytest.mark.parametrize(
    ("valid", "conflicting"),
    [
        ("{ pledges { nodes { a: id slug } } }", "{ pledges { nodes { slug: id slug } } }"),
        ("{ pledges { nodes { a: id b: slug } } }", "{ pledges { nodes { a: id a: slug } } }"),
    ],
)
def test_fields_in_conflict_have_a_key_of_their_own(
    client: TestClient, valid: str, conflicting: str
) -> None:
    """Two fields under one response key are refused, though a text like this was valid."""
    assert normalize_query(valid).key != normalize_query(conflicting).key
    assert "errors" not in client.post("/graphql", json={"query": valid}).json()
    (error,) = client.post("/graphql", json={"query": conflicting}).json()["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


def test_what_is_removed_can_be_put_back() -> None:
    """Aliases and values by their names in the key, each value with the type of its literal."""
    text = """
      { a: pledges(where: {targetYear: {gte: 2030, lt: 20.5}, slug: {eq: "x"}}, asOf: "2021")
        { b: totalCount a: totalCount } }
    """
    query = normalize_query(text)
    assert query.values == {
        "_value_i0": 2030,
        "_value_f1": 20.5,
        "_value_s2": "x",
        "_value_s3": "2021",
    }
    assert query.aliases == {"_alias_0_": "a", "_alias_1_": "b"}
    assert query.key == (
        "{ _alias_0_ : pledges ( where : { targetYear : { gte : $_value_i0 lt : $_value_f1 }"
        " slug : { eq : $_value_s2 } } asOf : $_value_s3 )"
        " { _alias_1_ : totalCount _alias_0_ : totalCount } }"
    )


@pytest.mark.parametrize(
    ("arguments", "removed"),
    [
        ('code: "CHN"', ["CHN"]),
        ('id: "CHN"', []),
        ('where: {slug: {in: "a"}}', []),  # one value stands for a list of one
        ('where: {slug: {in: ["a", "b"], eq: "c"}, kind: {eq: "d"}}', ["c", "d"]),
        ('where: {q: "words"}', []),  # the number of words is part of the statement
        ('where: {slug: {eq: "a\\n"}}', []),  # has an escape
        (f'where: {{slug: {{eq: "{"a" * 200}"}}}}', ["a" * 200]),
        (f'where: {{slug: {{eq: "{"a" * 201}"}}}}', []),
        ("where: {year: {eq: -0}}", [0]),
        ("where: {year: {eq: 999999999}}", [999_999_999]),
        ("where: {year: {eq: 1000000000}}", []),
        ("where: {year: {eq: 1.0e3}}", []),
        ("where: {year: {eq: true}}", []),
        ("orderBy: [YEAR_ASC], first: 3", []),
        ('other: {slug: {eq: "x"}}', []),
        ('where: {slug: "x"}', []),
        ('where: {slug: {eq: {deeper: "x"}}}', []),
        ('where: [{slug: {eq: "x"}}]', []),
        ('where: {slug: [{eq: "x"}]}', []),
        ('other: {code: "x"}', []),
    ],
)
def test_which_values_are_removed(arguments: str, removed: list[object]) -> None:
    """Literals whose value cannot change what validation says, nor the statement."""
    query = normalize_query(f"{{ x(first: 1) {{ y({arguments}) }} }}")
    assert list((query.values or {}).values()) == removed


@pytest.mark.parametrize(
    "text",
    [
        BASE.replace("a:", "_alias_9_:"),
        BASE.replace("a:", "_value_s0:"),
        BASE.replace("2050", '"""2050"""'),
        BASE + "# \n" * 101,
    ],
)
def test_what_is_left_as_it_is(text: str) -> None:
    """Names of ours, block strings and many comments: the parser has to look at them."""
    assert normalize_query(text) == (text, {}, None)
    assert normalize_query(BASE + "# \n" * 100).key == normalize_query(BASE).key


def test_a_shared_key_answers_with_the_text_s_own_aliases_and_values(client: TestClient) -> None:
    """The second text is not parsed, and answered as itself."""
    text = '{ %s: country(code: "%s") { %s: name } }'
    for alias, code, inner, name in (
        ("x", "CHN", "y", "China"),
        ("one", "fra", "two", "France"),
        ("_a1", "india", "B", "India"),
    ):
        answer = client.post("/graphql", json={"query": text % (alias, code, inner)}).json()
        assert answer["data"] == {alias: {inner: name}}


def test_a_bad_value_is_refused_though_the_key_is_known(client: TestClient) -> None:
    """What validation would have said of the value is still said."""
    text = '{ quotes(where: {saidOn: {gte: "%s"}}) { totalCount } }'
    assert client.post("/graphql", json={"query": text % "2021-03"}).json()["data"]
    (error,) = client.post("/graphql", json={"query": text % "2021-13"}).json()["errors"]
    assert error["extensions"]["code"]
    assert "2021-13" in error["message"]


def test_a_key_in_where_is_a_filter_and_no_look_up(client: TestClient) -> None:
    """A filter refuses what stands for no country, and finds no group by an alias."""
    text = '{ countries(where: {code: {eq: "%s"}}) { nodes { code } } }'
    for code in ("china", "CHN", "fra"):
        data = client.post("/graphql", json={"query": text % code}).json()["data"]
        assert data["countries"]["nodes"] in ([{"code": "CHN"}], [{"code": "FRA"}])
    (error,) = client.post("/graphql", json={"query": text % "Narnia"}).json()["errors"]
    assert "Narnia" in error["message"]
    text = '{ groups(where: {slug: {eq: "%s"}}) { totalCount } }'
    for slug, total in (("g20", 1), ("G20", 0), ("oecd", 1)):
        answer = client.post("/graphql", json={"query": text % slug}).json()
        assert answer["data"]["groups"]["totalCount"] == total


def test_words_of_ours_in_a_text_are_only_words(client: TestClient) -> None:
    """A text may use the very names that stand in for aliases and values."""
    text = '{ _alias_0_: country(code: "CHN") { _value_s0: name } }'
    answer = client.post("/graphql", json={"query": text}).json()
    assert answer["data"] == {"_alias_0_": {"_value_s0": "China"}}
    text = '{ quotes(where: {text: {contains: "\\"_alias_0_\\":"}}) { totalCount } }'
    assert client.post("/graphql", json={"query": text}).json()["data"]


def test_one_variable_in_two_places_means_what_each_place_makes_of_it(client: TestClient) -> None:
    """An alias of a country is none of a group, and no slug of a pledge."""
    query = "query($x: String!) { country(code: $x) { name } group(slug: $x) { name } }"
    for asked, found in (("china", ("China", None)), ("EUU", (None, "European Union"))):
        body = {"query": query, "variables": {"x": asked}}
        data = client.post("/graphql", json=body).json()["data"]
        assert tuple(row and row["name"] for row in data.values()) == found
