"""`q`: the answer of the index is that of a scan of all rows in plain Python."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import strategies as st

from api.app import create_app
from api.graphql.schema.names import plural
from api.settings import Settings
from schema import RESOURCES
from schema.resource import Resource
from schema.words import search_words
from tests.asking import whole
from tests.client import TestClient
from tests.drawing import drawn_briefly

SEARCHED = [resource for resource in RESOURCES.values() if resource.query.search]
# What a normal form takes away, and letters that FTS5's own tokenizers would split or fold.
ODD = ["Ôte", "ÉNERGIE", "straße", "ﬁn", "中", "ʻi", "ꞏ", "ℵ", "२", "𝒜", "e\u0301", "x", "2"]
DATES = ["", "as_of=2019-06-01", "as_of=2021", "known_by=2022-01-01", "holds=true&as_of=2021"]


@pytest.fixture(scope="module")
def executor(database_url: str) -> Iterator[TestClient]:
    """The same record, with GraphQL executed by the reference executor."""
    app = create_app(Settings(database_url=database_url, graphql_compile=False))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def words_of(resource: Resource, row: dict[str, Any]) -> list[str]:
    """The normalised words of the columns that `q` searches."""
    values = [row[name] for name in resource.query.search]
    texts = [text for v in values if v for text in (v if isinstance(v, list) else [v])]
    return [word for text in texts for word in search_words(text)]


def is_match(resource: Resource, row: dict[str, Any], query: str) -> bool:
    """Whether each word of `q` is the beginning of one of the row's words."""
    words = words_of(resource, row)
    return all(any(w.startswith(asked) for w in words) for asked in search_words(query))


def draw_words(data: st.DataObject, resource: Resource, rows: list[dict[str, Any]]) -> str:
    """One to three words: beginnings of words of a row, as they are or changed, and odd ones."""
    words = words_of(resource, data.draw(st.sampled_from(rows))) or ["x"]
    picked = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3))
    begun = [word[: data.draw(st.integers(1, len(word)))] for word in picked]
    if data.draw(st.integers(0, 3)) == 0:
        begun.append(data.draw(st.sampled_from(ODD)))
    text = data.draw(st.sampled_from([" ", "-", ", "])).join(begun)
    return text.upper() if data.draw(st.booleans()) else text


def draw_query(data: st.DataObject, client: TestClient, resource: Resource) -> str:
    """Parameters beside `q`: a filter, an order, and a date where the list takes one."""
    parts = [data.draw(st.sampled_from(["", f"sort=-{resource.key}", *_sorts(resource)]))]
    sources = client.get("/v1/sources?limit=1000&fields=id").json()["data"]
    picked = data.draw(st.sampled_from(sources))["id"]
    parts.append(data.draw(st.sampled_from(["", f"source={picked}"])))
    if resource.validity is not None:
        parts.append(data.draw(st.sampled_from(DATES)))
    query = "&".join(filter(None, parts))
    # A list that does not know by when its rows had been stated refuses `known_by`.
    return query if client.get(f"/v1/{resource.name}?{query}").status_code == 200 else ""


def _sorts(resource: Resource) -> list[str]:
    return [f"sort={sign}{name}" for name in resource.sortable for sign in ("", "-")]


def check_words(client: TestClient, data: st.DataObject) -> None:
    """A list with `q` has those rows of the list without it that a scan lets through."""
    resource = data.draw(st.sampled_from(SEARCHED))
    path, query = f"/v1/{resource.name}", draw_query(data, client, resource)
    rows = whole(client, path, query)
    text = draw_words(data, resource, rows) if rows else "x"
    if not search_words(text):
        return
    expected = [row for row in rows if is_match(resource, row, text)]
    size = data.draw(st.integers(1, 30))
    address, found = f"{path}?q={quote(text)}&limit={size}&{query}", []
    answer = client.get(address).json()
    assert answer["meta"]["total"] == len(expected), address
    for _ in range(3):  # pages, by cursors
        found += answer["data"]
        if (following := answer["links"]["next"]) is None:
            assert found == expected, address
            return
        answer = client.get(following).json()
    assert found == expected[: len(found)], address


def check_words_in_graphql(client: TestClient, rows: TestClient, data: st.DataObject) -> None:
    """`where: {q:}` as a literal, as a variable, and of a list below a row."""
    resource = data.draw(st.sampled_from(SEARCHED))
    all_rows = whole(rows, f"/v1/{resource.name}")
    if not search_words(text := draw_words(data, resource, all_rows)):
        return
    expected = [row[resource.key] for row in all_rows if is_match(resource, row, text)]
    key = "code" if resource.key == "code" else "slug"
    asked = f"{plural(resource)}(first: 100, where: {{q: $q}}) {{ totalCount nodes {{ {key} }} }}"
    query = f"query($q: String!) {{ {asked} }}"
    answer = client.post("/graphql", json={"query": query, "variables": {"q": text}}).json()
    found = answer["data"][plural(resource)]
    assert found["totalCount"] == len(expected), text
    assert [node[key] for node in found["nodes"]] == expected[:100], text


@drawn_briefly
def test_q_finds_what_a_scan_finds(client: TestClient, data: st.DataObject) -> None:
    """With filters, orders, dates and pages."""
    check_words(client, data)


@drawn_briefly
def test_q_in_graphql_finds_what_a_scan_finds(
    client: TestClient, executor: TestClient, data: st.DataObject
) -> None:
    """Compiled and executed."""
    check_words_in_graphql(data.draw(st.sampled_from([client, executor])), client, data)


def test_many_words_are_one_match(client: TestClient) -> None:
    """As many as a query has room for, and none that is a word of FTS5's own language."""
    many = " ".join(f"{a}{b}" for a in "abcdefghijklm" for b in "abcdefghijkl")
    for text in (many, "and or not near", 'a" OR "b', "title : x", "x*", "NEAR(a b, 2)"):
        answer = client.get("/v1/tenures", params={"q": text})
        assert answer.status_code == 200, (text, answer.text)


def test_a_word_longer_than_any_indexed_one_is_refused(client: TestClient) -> None:
    """One character may stand for four letters; PostgreSQL indexes words of so many bytes only."""
    answer = client.get("/v1/quotes", params={"q": "㍿" * 200})
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (400, "too-costly")
    assert client.get("/v1/quotes", params={"q": "㍿" * 100}).json()["meta"]["total"] == 0
