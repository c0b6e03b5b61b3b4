"""The examples of the OpenAPI document are answers."""

import pytest
from starlette.testclient import TestClient

from api.rest.openapi.schemas import EXAMPLES
from schema import RESOURCES


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_what_its_address_answers(client: TestClient, name: str) -> None:
    """After a change of the facts, `python -m api examples` writes schema/examples.json anew."""
    assert client.get(f"/v1/{name}/{RESOURCES[name].example}").json()["data"] == EXAMPLES[name]
