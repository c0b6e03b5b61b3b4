"""The bench's own promises: its texts are valid, fresh ones differ, and answers are compared."""

import json
from pathlib import Path

import pytest
from graphql import parse, validate

from api.graphql.schema.build import SCHEMA
from tests.bench import answers, texts, workloads

_ARGUMENTS = {"W3": "Asia", "W4": "CHN"}


@pytest.mark.parametrize("workload", workloads.GRAPHQL)
def test_its_graphql_is_valid_in_our_schema(workload: str) -> None:
    """A contract that changes breaks this, not a run of 15 minutes."""
    fresh = texts.fresh("ours", workload, _ARGUMENTS[workload])
    for text in (texts.known("ours", workload), *(_filled(t, 7) for t in fresh)):
        assert validate(SCHEMA, parse(text)) == []


@pytest.mark.parametrize("dialect", sorted(texts.DIALECTS))
@pytest.mark.parametrize("workload", workloads.GRAPHQL)
def test_fresh_texts_differ_each_time(dialect: str, workload: str) -> None:
    """Each carries one mark that the load fills in, and is of one length."""
    for text in texts.fresh(dialect, workload, _ARGUMENTS[workload]):
        assert sum(mark in text for mark in (texts.ALIAS, texts.SPACE, texts.NUMBER)) == 1
        assert len(_filled(text, 1)) == len(text)


def test_the_load_knows_every_mark() -> None:
    """The marks are spelt alike in load.lua."""
    script = (Path(__file__).parent / "load.lua").read_text()
    assert all(f'["{mark}"]' in script for mark in (texts.ALIAS, texts.SPACE, texts.NUMBER))


def test_answers_are_compared_by_what_they_say() -> None:
    """Names, capitals and texts of numbers may differ between servers; values may not."""
    ours = {"country": {"pledges": {"nodes": [{"slug": "a", "kind": "NET_ZERO"}]}}}
    theirs = {"x": {"pledgesByCountryCode": {"nodes": [{"rowId": "a", "kind": "net_zero"}]}}}
    wrong = {"x": {"pledgesByCountryCode": {"nodes": [{"rowId": "b", "kind": "net_zero"}]}}}
    right, same, other = (
        answers.plain(dialect, "W4", [json.dumps({"data": data}).encode()])
        for dialect, data in (("ours", ours), ("postgraphile", theirs), ("postgraphile", wrong))
    )
    assert answers.difference(right, same) is None
    assert answers.difference(right, other) == "at /0/pledges/0/id: 'a', not 'b'"


def _filled(text: str, number: int) -> str:
    return texts.filled(text.encode(), number).decode()
