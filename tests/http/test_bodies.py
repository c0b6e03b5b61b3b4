"""Request bodies: in parts, too long, and broken off."""

import json

import pytest

from tests.client import TestClient
from tests.http.raw import RawResponse, send

LONGEST_BYTES = 100_000  # the default of `max_body_bytes`
PART_BYTES = 10_000


def post(client: TestClient, parts: list[bytes]) -> tuple[RawResponse, int]:
    """Send a body to /graphql in parts; the response, and how many parts were not read."""
    left = iter(parts)
    response = send(client, "POST", "/graphql", [("content-type", "application/json")], left)
    return response, len(list(left))


def parts_of(body: bytes, size_bytes: int) -> list[bytes]:
    """A body cut into parts, and the empty part that ends it."""
    cuts = range(0, len(body), size_bytes)
    return [*(body[start : start + size_bytes] for start in cuts), b""]


def operation(length_bytes: int) -> bytes:
    """A GraphQL request of that many bytes."""
    body = json.dumps({"query": "{ release { slug } }"}).encode()
    return body + b" " * (length_bytes - len(body))


@pytest.mark.parametrize("size_bytes", [1, 7, 1_000])
def test_a_body_may_arrive_in_parts(either: TestClient, size_bytes: int) -> None:
    """Put together it is the request."""
    response, _ = post(either, parts_of(operation(50), size_bytes))
    assert response.status == 200
    assert json.loads(response.body)["data"]["release"]["slug"]


def test_the_longest_body_is_read(either: TestClient) -> None:
    """A body of exactly `max_body_bytes` is taken."""
    response, left = post(either, parts_of(operation(LONGEST_BYTES), PART_BYTES))
    assert (response.status, left) == (200, 0)


def test_a_longer_body_is_read_no_further(either: TestClient) -> None:
    """The length of all parts counts; the response is sent once they pass the limit."""
    response, left = post(either, parts_of(operation(3 * LONGEST_BYTES), PART_BYTES))
    assert response.status == 413
    assert left == len(parts_of(operation(3 * LONGEST_BYTES), PART_BYTES)) - 11
    (error,) = json.loads(response.body)["errors"]
    assert str(LONGEST_BYTES) in error["message"]
    assert error["extensions"]["maximum"] == LONGEST_BYTES


def test_a_body_that_breaks_off_is_no_request(either: TestClient) -> None:
    """What came of it is not answered, not even where it would be a request by itself."""
    for parts in ([], [operation(50)]):
        response, _ = post(either, parts)
        assert response.status == 400, parts
