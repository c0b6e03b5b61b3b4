"""Two dates of one pledge in one document stay apart in a client that normalises.

Apollo Client merges all objects with the same `__typename` and `id` into one. Were the version of a
date under the id of the pledge, the later one in the response would show on both dates.
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.node import node_with
from tests.releases.load import serving

FOLDER = Path(__file__).parent
TIMEOUT_S = 60

TWO_DATES = """
{
  before: pledges(where: {slug: {eq: "usa-net-zero-2050"}}, asOf: "2022-04-01") { ...Statuses }
  after: pledges(where: {slug: {eq: "usa-net-zero-2050"}}, asOf: "2023-11-05") { ...Statuses }
}
fragment Statuses on PledgeConnection { nodes { id slug status statusDate } }
"""


@pytest.fixture(scope="module")
def node() -> str:
    """Node, once `make test` has installed the client."""
    return node_with(FOLDER / "node_modules" / "@apollo", "make apollo")


def query(
    node: str, port: int, text: str, *options: str, script: str = "query.mjs"
) -> dict[str, Any]:
    """What a script prints for a document."""
    process = subprocess.run(
        [node, FOLDER / script, f"http://127.0.0.1:{port}", *options],
        input=text,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    result: dict[str, Any] = json.loads(process.stdout)
    return result


@pytest.fixture(scope="module")
def port(real_database_url: str) -> Iterator[int]:
    """The port of a server of the real record."""
    with serving(real_database_url, workers=1) as port:
        yield port


def test_two_dates_of_one_pledge_are_not_mixed(node: str, port: int) -> None:
    """In a policy document on 2022-04-01, in law on 2023-11-05; the cache gives both back."""
    result = query(node, port, TWO_DATES)
    for answer in (result["data"], result["cached"]):
        [before], [after] = answer["before"]["nodes"], answer["after"]["nodes"]
        assert (before["status"], before["statusDate"]) == ("IN_POLICY_DOCUMENT", "2021")
        assert (after["status"], after["statusDate"]) == ("IN_LAW", "2023")
        assert before["slug"] == after["slug"] == "usa-net-zero-2050"
        assert before["id"] == "pledges/usa-net-zero-2050@2022-04-01"


def test_the_client_reads_this_server(node: str, port: int) -> None:
    """Without a date: one object in the cache, under the pledge's own id."""
    text = '{ pledge(slug: "usa-net-zero-2050") { id slug status } }'
    result = query(node, port, text)
    assert result["cached"] == result["data"]
    assert result["data"]["pledge"]["status"] == "IN_LAW"
    assert "Pledge:pledges/usa-net-zero-2050" in result["ids"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_client_recovers_with_persisted_queries(
    node: str, real_database_url: str, method: str
) -> None:
    """The hash, then the query with its hash, and the second time the hash alone."""
    text = f'query By{method} {{ pledge(slug: "usa-net-zero-2050") {{ id status }} }}'
    with serving(real_database_url, workers=1) as port:
        result = query(node, port, text, method, script="persisted.mjs")
    first, second = result["data"]
    assert first == second
    assert first["pledge"]["status"] == "IN_LAW"
    assert result["requests"] == [[method, False, 200], ["POST", True, 200], [method, False, 200]]
