"""The record answers questions as its sources do."""

import re

import pytest
from typer.testing import CliRunner

from tests.client import TestClient
from tests.known.__main__ import cli
from tests.known.clients import in_process
from tests.known.counts import count_rows
from tests.known.questions import MATCHERS, Question, Reply, failures, load_questions, resolve
from tests.releases.load import serving

ALL = load_questions()


def _parameters() -> list[object]:
    """The questions as parameters; one that awaits a feature fails until it is there."""
    return [
        pytest.param(
            question,
            id=question.id,
            marks=pytest.mark.xfail(strict=True, reason=question.awaits) if question.awaits else (),
        )
        for question in ALL
    ]


@pytest.mark.parametrize("question", _parameters())
def test_the_answer_is_that_of_the_sources(question: Question, client: TestClient) -> None:
    """Each value that the source gives is in the response."""
    assert failures(question, in_process(client)) == []


def test_there_are_enough_questions() -> None:
    """At least 39; each has an id of its own, a source, one request and something to expect."""
    assert len(ALL) >= 39
    assert len({question.id for question in ALL}) == len(ALL)
    for question in ALL:
        assert question.source
        assert bool(question.path) != bool(question.graphql), question.id
        assert question.expect or question.status != 200, question.id


EXAMPLES: list[tuple[object, object, object]] = [
    ("in_law", "in_law", "proposed"),
    ({"contains": ["AGO"]}, ["AGO", "COG"], ["COG"]),
    ({"contains": "as_of"}, "add as_of", "refused"),
    ({"lacks": ["AGO"]}, ["COG"], ["AGO", "COG"]),
    ({"exactly": ["AGO", "COG"]}, ["COG", "AGO"], ["AGO"]),
    ({"count": 1}, ["AGO"], []),
    ({"not": False}, None, False),
    ({"is_null": False}, "x", None),
    ({"matches": "^20"}, "2020-01", "1999"),
    ({"matches": "^20"}, ["2020-01", "2021"], ["2020-01", None]),
    ({"at_least": 1}, 2, None),
]


@pytest.mark.parametrize(("expected", "right", "wrong"), EXAMPLES, ids=str)
def test_a_wrong_value_is_a_failure(expected: object, right: object, wrong: object) -> None:
    """Of each matcher one value that it accepts, and one that it does not."""
    question = Question("q", "?", "none", path="/v1", expect={"/data/v": expected})
    assert failures(question, lambda _: Reply(200, {"data": {"v": right}})) == []
    assert len(failures(question, lambda _: Reply(200, {"data": {"v": wrong}}))) == 1
    assert len(failures(question, lambda _: Reply(200, {"data": {}}))) == 1
    assert len(failures(question, lambda _: Reply(404, {}))) == 1


def test_every_matcher_is_tried() -> None:
    """The test above has all matchers, and the questions use no other."""
    used = {name for q in ALL for e in q.expect.values() if isinstance(e, dict) for name in e}
    assert used <= MATCHERS.keys()
    assert {name for e, _, _ in EXAMPLES if isinstance(e, dict) for name in e} == MATCHERS.keys()


def test_a_pointer_selects_items() -> None:
    """`*` takes all items, `[name=value]` those with the value; an item without it is an error."""
    body = {"data": [{"holds": True, "code": "FRA"}, {"holds": None, "code": "GBR"}]}
    assert resolve(body, "/data/*/code") == ["FRA", "GBR"]
    assert resolve(body, "/data/[holds=null]/code") == ["GBR"]
    assert resolve(body, "/data/1/code") == "GBR"
    with pytest.raises(LookupError, match="status"):
        resolve(body, "/data/[status=1]/code")


def test_the_command_asks_a_server(database_url: str, client: TestClient) -> None:
    """It counts the answers that are wrong in this process too; the exit code is 1 if one is."""
    with serving(database_url, workers=1) as port:
        result = CliRunner().invoke(cli, ["--base", f"http://127.0.0.1:{port}"])
    wrong = sum(bool(failures(question, in_process(client))) for question in ALL)
    counted = re.search(r"(\d+) questions, (\d+) answered correctly, (\d+) not", result.output)
    assert counted is not None, result.output
    assert tuple(map(int, counted.groups())) == (len(ALL), len(ALL) - wrong, wrong)
    assert result.exit_code == (1 if wrong else 0)


def test_rows_of_a_date_are_counted_once(client: TestClient) -> None:
    """True, false and null add up to the resource, and the reasons to null."""
    [counts] = count_rows(in_process(client), ["2021-03-02"], ["documents"])
    total = client.get("/v1/documents?limit=1").json()["meta"]["total"]
    assert counts.true + counts.false + counts.null == total
    assert sum(counts.reasons.values()) == counts.null
    assert counts.true > 0
    assert counts.false > 0
    assert counts.empty > 0
