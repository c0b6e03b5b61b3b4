"""Pages: forward and backward, in any order, every row exactly once."""

from collections.abc import Callable
from typing import Any

import pytest

from api.graphql.schema.names import order_name, plural
from schema import RESOURCES

Ask = Callable[..., dict[str, Any]]

SORT_KEYS = [
    (name, sign + column)
    for name in ("pledges", "tenures", "quotes", "groups", "memberships")
    for column in RESOURCES[name].sortable
    for sign in ("", "-")
]


def walk(data: Ask, field: str, arguments: str, *, backward: bool, size: int) -> list[str]:
    """The ids of a list in its order, page by page from either end."""
    size_name, cursor_name = ("last", "before") if backward else ("first", "after")
    more, cursor = ("hasPreviousPage", "startCursor") if backward else ("hasNextPage", "endCursor")
    query = f"""
      query($cursor: String) {{
        found: {field}({size_name}: {size}, {cursor_name}: $cursor {arguments}) {{
          totalCount
          edges {{ cursor node {{ id }} }}
          pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
        }}
      }}
    """
    ids: list[str] = []
    place = None
    while True:
        page = data(query, {"cursor": place})["found"]
        found = [edge["node"]["id"] for edge in page["edges"]]
        ids = [*found, *ids] if backward else [*ids, *found]
        info = page["pageInfo"]
        behind = "hasNextPage" if backward else "hasPreviousPage"
        assert info[behind] is (place is not None)
        if found:
            ends = (page["edges"][0]["cursor"], page["edges"][-1]["cursor"])
            assert (info["startCursor"], info["endCursor"]) == ends
        place = info[cursor]
        assert info[more] is (len(ids) < page["totalCount"])
        if not info[more]:
            assert len(ids) == page["totalCount"] == len(set(ids))
            return ids


# Of what has many thousands of rows.
_PART = {
    "memberships": ', where: {group: {in: ["G20", "EU"]}}',
    "tenures": ', where: {country: {in: ["BRB", "CHN", "KEN"]}}',
}


@pytest.mark.parametrize(("name", "key"), SORT_KEYS, ids=lambda value: str(value))
def test_a_walk_covers_every_row_once(data: Ask, name: str, key: str) -> None:
    """Forward from the front and backward from the end give the same order, unknown values last."""
    field = plural(RESOURCES[name])
    arguments = f", orderBy: {order_name(key)}{_PART.get(name, '')}"
    forward = walk(data, field, arguments, backward=False, size=97)
    assert forward == walk(data, field, arguments, backward=True, size=89)


def test_unknown_values_come_last_either_way(data: Ask) -> None:
    """Ascending or descending, a pledge without a target year is at the end."""
    for order in ("TARGET_YEAR_ASC", "TARGET_YEAR_DESC"):
        page = data(f"{{ pledges(last: 1, orderBy: {order}) {{ nodes {{ targetYear }} }} }}")
        assert page["pledges"]["nodes"] == [{"targetYear": None}]


def test_a_walk_within_a_row(data: Ask) -> None:
    """Lists of a row have pages too: China's shares, fifty at a time, all years once."""
    query = """
      query($cursor: String) { country(code: "CHN") {
        emissionsShares(first: 50, after: $cursor, defaults: false) {
        totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } } } }
    """
    ids, place = [], None
    while True:
        page = data(query, {"cursor": place})["country"]["emissionsShares"]
        assert page["pageInfo"]["hasPreviousPage"] is (place is not None)
        ids += [node["id"] for node in page["nodes"]]
        place = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len(ids) == len(set(ids)) == page["totalCount"] > 50


def test_a_cursor_of_a_row_outside_the_list(data: Ask) -> None:
    """Nothing lies before a cursor in a list that has neither its row nor any before it."""
    query = """
      query($cursor: String) { country(code: "USA") {
        pledges(after: $cursor, orderBy: SLUG_ASC) {
          totalCount nodes { id } pageInfo { hasPreviousPage } } } }
    """
    edge = data('{ pledges(first: 1, where: {country: {eq: "AFG"}}) { edges { cursor } } }')
    page = data(query, {"cursor": edge["pledges"]["edges"][0]["cursor"]})["country"]["pledges"]
    assert page["pageInfo"]["hasPreviousPage"] is False
    assert len(page["nodes"]) == page["totalCount"]


SERIES = "co2-territorial"
BETWEEN = [
    "first: 4, before: $b",
    "last: 4, after: $a",
    "first: 4, after: $a, before: $b",
    "last: 4, after: $a, before: $b",
    "after: $a, before: $b",
    "first: 0, before: $b",
]


@pytest.mark.parametrize("outer", ["%s", 'country(code: "CHN") { %s }'])
def test_pages_between_cursors(data: Ask, outer: str) -> None:
    """Relay's EdgesToReturn: rows between the cursors, then so many from the front or the end."""

    def ask(arguments: str, **cursors: str) -> tuple[list[Any], dict[str, bool]]:
        declared = "".join(f"${name}: String " for name in cursors)
        list_ = f"""emissionsShares({arguments}, where: {{
            country: {{eq: "CHN"}}, year: {{gte: 2000}}, series: {{eq: "{SERIES}"}} }}) {{
          edges {{ cursor node {{ year }} }} pageInfo {{ hasNextPage hasPreviousPage }} }}"""
        answer = data(f"query{f'({declared})' if declared else ''} {{ {outer % list_} }}", cursors)
        page = answer.get("country", answer)["emissionsShares"]
        return page["edges"], page["pageInfo"]

    edges, info = ask("first: 100")
    assert not info["hasNextPage"]
    assert len(edges) > 20
    for arguments in BETWEEN:
        for after, before in ((3, 20), (3, 5), (3, 4), (9, 3)):
            places = {n: p for n, p in (("a", after), ("b", before)) if f"${n}" in arguments}
            found, info = ask(arguments, **{n: edges[p]["cursor"] for n, p in places.items()})
            start = places["a"] + 1 if "a" in places else 0
            between = edges[start : places.get("b", len(edges))]
            size = 4 if "4" in arguments else 0 if "0" in arguments else 20
            backward = "last" in arguments
            assert found == (between[-size:] if backward else between[:size])
            more = "hasPreviousPage" if backward else "hasNextPage"
            assert info[more] is (len(between) > size)


def test_a_cursor_of_either_side_has_to_name_a_row(ask: Ask) -> None:
    """The one that bounds the page as well as the one that it begins at."""
    release = ask("{ release { slug } }")["data"]["release"]["slug"]
    for arguments in ("first: 1, before: $c", "last: 1, after: $c"):
        query = f"query($c: String) {{ pledges({arguments}) {{ nodes {{ id }} }} }}"
        (refused,) = ask(query, {"c": f"{release}~no-such-pledge"})["errors"]
        assert refused["path"] == ["pledges"]


def test_an_empty_page(data: Ask) -> None:
    """`first: 0` has no rows and says whether there are any; an empty list has no cursors."""
    query = """
      { none: pledges(first: 0) {
          nodes { slug } edges { cursor } pageInfo { hasNextPage endCursor } }
        last: pledges(last: 0) { nodes { slug } pageInfo { hasNextPage hasPreviousPage } }
        empty: pledges(where: {targetYear: {eq: 1900}}) {
          totalCount nodes { slug }
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }
    """
    found = data(query)
    assert found["none"] == {
        "nodes": [],
        "edges": [],
        "pageInfo": {"hasNextPage": True, "endCursor": None},
    }
    assert found["last"]["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": True}
    assert found["empty"]["totalCount"] == 0
    assert not any(found["empty"]["pageInfo"].values())


def test_the_default_page_is_twenty(data: Ask) -> None:
    """Without a size a page has 20 rows, from the front or before a cursor."""
    page = data("{ pledges { nodes { id } pageInfo { endCursor } } }")["pledges"]
    assert len(page["nodes"]) == 20
    query = "query($c: String) { pledges(before: $c) { nodes { id } } }"
    before = data(query, {"c": page["pageInfo"]["endCursor"]})["pledges"]
    assert before["nodes"] == page["nodes"][:-1]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ("first: -1", "BAD_USER_INPUT", "first is below 0: -1"),
        ("last: -5", "BAD_USER_INPUT", "last is below 0"),
        ("first: 1001", "TOO_COSTLY", "at most 1000"),
        ("last: 2147483647", "TOO_COSTLY", "at most 1000"),
        ("first: 1, last: 1", "BAD_USER_INPUT", "use one of them"),
        ('first: 1, before: "x~y"', "BAD_USER_INPUT", "before is not a cursor"),
        ('last: 1, after: "x~y"', "BAD_USER_INPUT", "after is not a cursor"),
        ('after: "nonsense"', "BAD_USER_INPUT", "is not a cursor"),
        ('after: ""', "BAD_USER_INPUT", "is not a cursor"),
        ('before: "0.0.0~chn"', "BAD_USER_INPUT", "is not a cursor"),
        ("orderBy: [KIND_ASC, SLUG_ASC, KIND_DESC]", "BAD_USER_INPUT", "kind twice"),
    ],
)
def test_invalid_page_arguments(error: Ask, arguments: str, code: str, words: str) -> None:
    """Contradictory or negative sizes are refused."""
    refused = error(f"{{ pledges({arguments}) {{ nodes {{ id }} }} }}")
    assert refused["extensions"]["code"] == code
    assert words in refused["message"]


def test_a_cursor_that_names_no_row(ask: Ask) -> None:
    """A cursor of this release without a row is an error of its field, at its path."""
    release = ask("{ release { slug } }")["data"]["release"]["slug"]
    inner = "pledges(after: $c) { nodes { id } }"
    for text, path in (
        (inner, ["pledges"]),
        (f'country(code: "CHN") {{ {inner} }}', ["country", "pledges"]),
    ):
        answer = ask(f"query($c: String) {{ {text} }}", {"c": f"{release}~no-such-pledge"})
        (refused,) = answer["errors"]
        assert refused["path"] == path
        assert refused["extensions"]["code"] == "BAD_USER_INPUT"
