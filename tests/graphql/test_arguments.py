"""Arguments of lists that are refused: in what words, and under which parameter's name."""

from collections.abc import Callable
from typing import Any

import pytest

Ask = Callable[..., dict[str, Any]]

NULL = "is null: leave it out"
NO_DATE = "is not a date such as 2021, 2021-03 or 2021-03-01"


@pytest.mark.parametrize(
    ("arguments", "parameter", "fault"),
    [
        ("where: {status: null}", "where.status", NULL),
        ("where: {slug: {eq: null}}", "where.slug.eq", NULL),
        ("where: {status: {eq: null}}", "where.status.eq", "is null: use isNull: true"),
        ("where: {country: {in: []}}", "where.country.in", "takes 1 to 250 values, not 0"),
        ('where: {slug: {eq: ""}}', "where.slug.eq", "takes a text of 1 to 500 characters"),
        ('asOf: "2021-13"', "asOf", f"{NO_DATE}: '2021-13'"),
        ("orderBy: [SLUG_ASC, KIND_ASC, SLUG_DESC]", "orderBy", "has slug twice"),
        ("orderBy: [KIND_ASC, GASES_ASC, KIND_ASC, GASES_ASC]", "orderBy", "has gases, kind twice"),
        ("first: -1", "first", "is below 0: -1"),
        ("last: -2", "last", "is below 0: -2"),
        ('after: "x"', "after", "is not a cursor: 'x'"),
        ('before: "x"', "before", "is not a cursor: 'x'"),
    ],
)
def test_an_invalid_argument_is_named(
    error: Ask, arguments: str, parameter: str, fault: str
) -> None:
    """The error names the argument, and lies where the field does."""
    refused = error(f"{{ pledges({arguments}) {{ totalCount }} }}")
    assert refused["message"] == f"{parameter} {fault}"
    assert refused["extensions"]["parameter"] == parameter
    assert refused["extensions"]["code"] == "BAD_USER_INPUT"
    assert refused["locations"] == [{"line": 1, "column": 3}]


@pytest.mark.parametrize(
    ("list_", "filter_", "value", "way_out"),
    [
        ("pledges", "country", "EU", 'group: {eq: "eu"} or actor: {eq: "eu"}'),
        ("pledges", "group", "china", 'country: {eq: "CHN"} or actor: {eq: "CHN"}'),
        ("memberships", "country", "EU", 'memberGroup: {eq: "eu"}'),
        ("pledges", "slug", "alb-no-interim-target", "/v1/source-records/alb-no-interim-target-"),
        ("statements", "pledge", "alb-no-interim-target", "/v1/source-records/alb-no-"),
    ],
)
def test_a_key_of_another_kind_shows_the_way(
    error: Ask, list_: str, filter_: str, value: str, way_out: str
) -> None:
    """As in REST; the same for a literal and for a variable."""
    select = f"{list_}(where: {{{filter_}: {{eq: %s}}}}) {{ totalCount }}"
    literal = error("{ " + select % f'"{value}"' + " }")
    variable = error("query ($value: String) { " + select % "$value" + " }", {"value": value})
    for refused in (literal, variable):
        assert way_out in refused["message"]
        assert refused["extensions"]["parameter"] == f"where.{filter_}.eq"


def test_one_end_at_a_time(error: Ask) -> None:
    """`first` and `last` together are refused: Relay discourages them."""
    refused = error("{ pledges(first: 1, last: 1) { totalCount } }")
    assert refused["message"].startswith("first takes rows from the front and last from the end")
    assert refused["extensions"]["parameter"] == "first"


@pytest.mark.parametrize("argument", ["first", "last"])
def test_a_page_has_a_largest_size(error: Ask, data: Ask, argument: str) -> None:
    """A thousand rows; the refusal gives the limit."""
    data(f"{{ pledges({argument}: 1000) {{ totalCount }} }}")
    refused = error(f"{{ pledges({argument}: 1001) {{ totalCount }} }}")
    assert refused["message"] == f"{argument} is 1001, and a page has at most 1000 rows"
    members = {name: refused["extensions"][name] for name in ("limit", "cost", "maximum")}
    assert members == {"limit": "page", "cost": 1001, "maximum": 1000}
    assert refused["extensions"]["parameter"] == argument


def test_what_is_never_null(error: Ask, data: Ask) -> None:
    """`isNull` is refused where nothing can be null: the answer would be all rows or none."""
    for where, reason in (
        ("slug: {isNull: true}", "where.slug is about a value that is never null"),
        ("actorKind: {isNull: false}", "where.actorKind is about a value that is never null"),
    ):
        refused = error(f"{{ pledges(where: {{{where}}}) {{ totalCount }} }}")
        assert refused["message"] == f"{reason}: leave isNull out"
        assert refused["extensions"]["parameter"].endswith(".isNull")
    refused = error("{ countries(where: {group: {isNull: true}}) { totalCount } }")
    assert refused["message"] == "where.group asks for rows of a list: leave isNull out"
    data("{ pledges(where: {status: {isNull: true}}) { totalCount } }")


def test_search_words(error: Ask, data: Ask) -> None:
    """`q` is no filter with operators; null and nothing but punctuation are refused."""
    for value, message in (("null", f"where.q {NULL}"), ('"..."', "where.q has no word in it")):
        refused = error(f"{{ quotes(where: {{q: {value}}}) {{ totalCount }} }}")
        assert refused["message"] == message
        assert refused["extensions"]["parameter"] == "where.q"
    query = "query($q: String) { quotes(where: {q: $q}) { totalCount } }"
    total = data("{ quotes { totalCount } }")["quotes"]["totalCount"]
    assert 0 < data(query, {"q": "climate"})["quotes"]["totalCount"] < total


def test_a_date_needs_something_dated(error: Ask, data: Ask) -> None:
    """Countries have no validity; their memberships and posts have."""
    refused = error('{ countries(asOf: "2021") { totalCount } }')
    assert refused["message"].endswith("; use it with where.group or where.official")
    assert refused["extensions"]["parameter"] == "asOf"
    data('{ countries(asOf: "2021", where: {group: {eq: "eu"}}) { totalCount } }')


@pytest.mark.parametrize(
    ("field", "argument", "alias", "key"),
    [("country", "code", "china", "CHN"), ("group", "slug", "EUU", "eu")],
)
def test_a_lookup_takes_every_alias(
    ask: Ask, data: Ask, field: str, argument: str, alias: str, key: str
) -> None:
    """As a literal and as a variable; a filter on the same column takes keys of groups only."""
    query = f"query($x: String!) {{ row: {field}({argument}: $x) {{ {argument} }} }}"
    literal = f'{{ row: {field}({argument}: "{alias}") {{ {argument} }} }}'
    assert data(query, {"x": alias}) == data(literal) == {"row": {argument: key}}
    for name in ("no such", "nö such"):
        assert ask(query, {"x": name})["data"] == {"row": None}


def test_one_variable_for_filters_of_one_name(data: Ask) -> None:
    """Each use of a variable is a parameter of its own, typed by its own filter."""
    query = """
      query($x: String!) {
        group(slug: $x) { slug }
        groups(where: {slug: {eq: $x}}) { totalCount }
        pledges(where: {slug: {eq: $x}}) { totalCount }
        countries(where: {code: {eq: $code}}) { totalCount }
      }
    """.replace("$code", '"CHN"')
    answer = data(query, {"x": "g20"})
    assert answer["group"] == {"slug": "g20"}
    assert answer["groups"]["totalCount"] == 1
    assert answer["pledges"]["totalCount"] == 0
    assert answer["countries"]["totalCount"] == 1
