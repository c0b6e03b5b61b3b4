"""Raw requests that no well-meaning client sends: each is refused or answered, none does harm."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from api.settings import Settings
from tests.http.abuse import CASES, Case
from tests.http.sockets import Running, connected, get, running

STATUS_LINE = re.compile(rb"^HTTP/1\.1 (\d{3}) ", re.MULTILINE)


@pytest.fixture(scope="module")
def server(database_url: str) -> Iterator[Running]:
    """A worker with short deadlines: what waits for more bytes is refused soon."""
    settings = Settings(
        database_url=database_url,
        header_timeout_s=1.0,
        body_timeout_s=1.0,
        keep_alive_timeout_s=0.05,
        log_level="error",
    )
    with running(settings) as server:
        yield server


def test_the_corpus_has_at_least_150_cases() -> None:
    """Each under a name of its own."""
    assert len({case.name for case in CASES}) == len(CASES) >= 150


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_is_answered_with_the_right_status(server: Running, case: Case) -> None:
    """Nothing is 500, and the next client gets its answer."""
    with connected(server.port) as client:
        client.send(case.data)
        answer = client.read_all()
    statuses = [int(status) for status in STATUS_LINE.findall(answer)] or [0]
    assert statuses[0] in case.statuses, (statuses, answer[:500])
    assert {status for status in statuses if status >= 500} <= {501, 505}
    with connected(server.port) as client:
        client.send(get("/healthz", "Connection: close"))
        assert client.read_response()[0] == 200


def test_the_cases_are_told_apart() -> None:
    """No two of them send the same."""
    ordered = sorted(case.data for case in CASES)
    assert not [first for first, second in pairwise(ordered) if first == second]
