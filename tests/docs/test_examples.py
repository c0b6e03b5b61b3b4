"""What README and docs/ show is what the API answers."""

import json
import re
from typing import Any

import pytest

from api.app import create_app
from api.pages.examples import TABS
from api.settings import Settings
from tests.client import TestClient
from tests.docs.examples import (
    ORIGIN,
    PAGES,
    ROOT,
    Example,
    all_examples,
    curl_request,
    examples_of,
    is_part,
)

EXAMPLES = all_examples()
DECLINED = re.compile(r"^climate_record_graphql_declined_total\S* (\d+)", re.MULTILINE)


def send(client: TestClient, example: Example) -> Any:
    """Send the request of an example."""
    if example.language == "graphql":
        return client.post("/graphql", json={"query": example.request})
    request = curl_request(example.request)
    return client.request(
        request.method, request.address, content=request.body, headers=request.headers
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.page}: {e.request[:60]}")
def test_an_example_is_answered_as_shown(client: TestClient, example: Example) -> None:
    """What an answer block shows is part of the real answer, value for value."""
    response = send(client, example)
    assert example.answer.strip() not in ("", "{}")
    if example.answer_language == "csv":
        assert response.text.replace("\r\n", "\n").startswith(example.answer)
    else:
        assert is_part(json.loads(example.answer), response.json()), response.text


def test_every_request_of_a_page_is_answered(client: TestClient) -> None:
    """Also a command whose answer is not shown."""
    commands = re.findall(
        rf"^curl .*{ORIGIN}.*$", "\n".join(page.read_text() for page in PAGES), re.MULTILINE
    )
    shown = {example.request for example in EXAMPLES}
    others = [command for command in commands if command not in shown]
    assert others
    for command in others:
        request = curl_request(command)
        assert client.get(request.address).status_code == 200, command


def test_readme_has_one_example_of_each_face_and_one_of_time() -> None:
    """One REST, one GraphQL and one `as_of` example."""
    rest, graphql, dated = (e.request for e in examples_of(ROOT / "README.md"))
    assert "/v1/" in rest
    assert "/graphql" in graphql
    assert "as_of=" in dated


@pytest.mark.parametrize(
    ("page", "least"), [("rest.md", 7), ("graphql.md", 2), ("time.md", 4)], ids=str
)
def test_the_pages_of_the_faces_have_examples(page: str, least: int) -> None:
    """A page whose examples are lost in an edit is noticed."""
    assert len(examples_of(ROOT / "docs" / page)) >= least


def test_no_example_needs_the_executor(database_url: str) -> None:
    """The compiled path covers every GraphQL document that the pages and GraphiQL show."""
    answered = [e for e in EXAMPLES if '"errors"' not in e.answer]
    documents = [e.request for e in answered if e.language == "graphql"]
    bodies = [curl_request(e.request).body for e in answered if e.language == "sh"]
    documents += [json.loads(body)["query"] for body in bodies if body is not None]
    assert len(documents) >= 4
    documents += TABS
    app = create_app(Settings(database_url=database_url, answer_cache_bytes=0))
    with TestClient(app) as client:
        before = DECLINED.findall(client.get("/metrics").text)
        for document in documents:
            assert client.post("/graphql", json={"query": document}).json()["data"]
        invalid = {"query": "{ pledges(first: -1) { totalCount } }"}
        after = DECLINED.findall(client.get("/metrics").text)
        assert client.post("/graphql", json=invalid).json()["errors"]
        last = DECLINED.findall(client.get("/metrics").text)
    assert after == before
    assert last != after, "the counter does not count"
