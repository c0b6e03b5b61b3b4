"""What README shows is what the API answers."""

import json
import re
import shlex
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from seeds.check import check_facts
from seeds.publishing.content import content
from seeds.publishing.counts import as_markdown, rows_by_source

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text()
ORIGIN = "http://127.0.0.1:8000"


class Example(NamedTuple):
    """A question in a fenced block and the answer in the next."""

    language: str
    question: str
    answer_language: str
    answer: str


def examples() -> list[Example]:
    """Every question that is followed by an answer."""
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.M | re.S)
    return [
        Example(language, question.strip(), answer_language, answer)
        for (language, question), (answer_language, answer) in pairwise(blocks)
        if answer_language in ("json", "csv") and language in ("sh", "graphql")
    ]


def ask(client: TestClient, example: Example) -> Any:
    """Send what the block says, as curl would."""
    if example.language == "graphql":
        return client.post("/graphql", json={"query": example.question})
    words = [word for word in shlex.split(example.question)[1:] if word != "-s"]
    address = next(word for word in words if word.startswith(ORIGIN))
    body = words[words.index("-d") + 1] if "-d" in words else None
    headers = dict(words[i + 1].split(": ", 1) for i, word in enumerate(words) if word == "-H")
    method = "POST" if body else "GET"
    return client.request(method, address.removeprefix(ORIGIN), content=body, headers=headers)


def holds(shown: Any, answered: Any) -> bool:
    """Whether all that is shown stands in the answer: keys of objects, first items of lists."""
    if isinstance(shown, dict):
        return all(name in answered and holds(v, answered[name]) for name, v in shown.items())
    if isinstance(shown, list):
        return len(shown) <= len(answered) and all(map(holds, shown, answered))
    return bool(shown == answered)


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.question[:60])
def test_an_example_is_answered_as_shown(client: TestClient, example: Example) -> None:
    """What an answer block shows is part of the real answer, value for value."""
    answer = ask(client, example)
    assert example.answer.strip() not in ("", "{}")
    if example.answer_language == "csv":
        assert answer.text.replace("\r\n", "\n").startswith(example.answer)
    else:
        assert holds(json.loads(example.answer), answer.json()), answer.text


def test_there_are_examples() -> None:
    """The questions of all three readers."""
    assert len(examples()) >= 7


def test_every_setting_is_in_the_table(client: TestClient) -> None:
    """With the default that the code has."""
    for name, field in Settings.model_fields.items():
        row = next(line for line in README.splitlines() if f"`{name.upper()}`" in line)
        assert f"`{field.default}`" in row


def test_every_source_is_listed_with_its_licence(client: TestClient) -> None:
    """The table of licences is that of /v1/sources."""
    for source in client.get("/v1/sources").json()["data"]:
        row = next(line for line in README.splitlines() if line.startswith(f"| `{source['id']}`"))
        assert (source["licence"] or "none") in row


def test_no_example_needs_the_executor(database_url: str) -> None:
    """The compiler covers every GraphQL text that README and GraphiQL show."""
    welcome = (ROOT / "api" / "pages" / "static" / "welcome.graphql").read_text()
    texts = [e.question for e in examples() if e.language == "graphql"]
    texts += re.findall(r'"query": "(.*?)"}\'', README)
    assert len(texts) >= 2
    app = create_app(Settings(database_url=database_url, answer_cache_bytes=0))
    with TestClient(app) as client:
        for text in [*texts, welcome]:
            query = text.replace('\\"', '"')
            assert client.post("/graphql", json={"query": query}).json()["data"]
        assert app.state.graphql.documents.reference_executions == 0


def test_the_counts_are_those_of_the_facts() -> None:
    """The table of rows by resource and source is what `python -m seeds counts` prints."""
    found = content(check_facts(ROOT / "seeds" / "facts"))
    assert "\n".join(as_markdown(rows_by_source(found))) in README
