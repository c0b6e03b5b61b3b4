"""Hostile values: each gets an answer or a refusal, never an internal error."""

import json
from typing import Any

import pytest

from tests.client import TestClient
from tests.graphql.test_http import GRAPHQL, JSON, codes, post

HOSTILE: list[Any] = [
    "\u0000", "\ud800", "\U0010ffff", "x" * 100, "x" * 40_000, "", " ", "%", "'", '"', "\\", "~",
    0, -1, 2**31, 2**63, -(2**70), 1e308, -0.0, 1.5, True, None, [], {}, [[]], {"eq": {}},
    "2021-13", "0000", "2021-02-30", "2021-1", "+2021",
    {"eq": "\ud800"}, {"eq": "\u0000"}, {"in": []}, {"in": [None]}, {"in": ["x"] * 101}, {"eq": ""},
    {"isNull": None}, {"eq": 2**40}, {"eq": 1e300}, {"eq": "9999-99"}, {"contains": "\ud83d"},
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE, ids=lambda v: repr(v)[:30])
def test_no_value_breaks_anything(client: TestClient, value: Any) -> None:
    """For any argument: an answer, or a refusal with a code, and never a 500."""
    for argument, type_ in {
        "pledges(first: $v) { totalCount }": "Int",
        "pledges(after: $v) { totalCount }": "String",
        "pledges(orderBy: $v) { totalCount }": "[PledgeOrder!]",
        "pledges(where: $v) { totalCount }": "PledgeWhere",
        "pledges(where: {country: $v}) { totalCount }": "CodeFilter",
        "pledges(where: {country: $v}) { nodes { slug } }": "NullableCodeFilter",
        "pledges(where: {targetYear: $v}) { totalCount }": "NullableIntFilter",
        "pledges(where: {value: $v}) { totalCount }": "NullableFloatFilter",
        "pledges(where: {kind: $v}) { totalCount }": "PledgeKindFilter",
        "quotes(where: {saidOn: $v}) { totalCount }": "NullablePartialDateFilter",
        "quotes(where: {saidOn: {eq: $v}}) { totalCount }": "PartialDate",
        "quotes(where: {text: $v}) { totalCount }": "StringFilter",
        "quotes(where: {topics: $v}) { totalCount }": "TextsFilter",
        "quotes(where: {q: $v}) { totalCount }": "String",
        "pledge(slug: $v) { slug }": "String!",
        "country(code: $v) { code }": "String!",
        "node(id: $v) { id }": "ID!",
    }.items():
        body = {"query": f"query($v: {type_}) {{ {argument} }}", "variables": {"v": value}}
        for accept in (GRAPHQL, JSON):
            response = post(client, body, Accept=accept)
            assert response.status_code in (200, 400), response.text
            if "errors" in response.json():
                assert "INTERNAL_SERVER_ERROR" not in codes(response)


@pytest.mark.parametrize(
    "query",
    ['{ pledge(slug: "\ud800") { slug } }', '{ pledge(slug: "\\ud800") { slug } }', "\ud800"],
)
def test_lone_surrogates_in_a_document(client: TestClient, query: str) -> None:
    """JSON can spell a lone surrogate: it is refused, and the response is valid JSON."""
    response = post(client, json.dumps({"query": query}))
    assert response.status_code in (200, 400)
    assert json.loads(response.content)
