"""A server under load while releases are published: the clients, and checks of each response."""

import http.client
import itertools
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seeds.publishing.publish import publish
from tests.seeds.conftest import SMALL_RECORD, Folder

ROOT = Path(__file__).parents[2]
OFFICIALS = 30
_START_SECONDS = 60.0
_HANG_SECONDS = 120.0  # without progress for as long, the server has stopped following releases
_REQUESTS_PER_CONNECTION = 25  # a new connection may meet another worker

GRAPHQL = """
query ($after: String) {
  release { slug }
  country(code: "NOR") { name }
  countries { nodes { name } }
  officials(first: 7, after: $after) { nodes { name } pageInfo { endCursor hasNextPage } }
}
"""


def publish_numbered(folder: Path, number: int, url: str) -> str:
    """Publish a record in which every name ends with the number of its release."""
    facts = Folder(folder / str(number))
    for name, text in SMALL_RECORD.items():
        text = text.replace("name: China", f"name: China {number}")
        facts.write(name, text.replace("name: Norway", f"name: Norway {number}"))
    rows = [f"o-{i:02},Official {i} {number},the-paper\n" for i in range(OFFICIALS - 1)]
    facts.write("officials/more.csv", "id,name,source_id\n" + "".join(rows))
    facts.write(
        "officials/hand.yaml",
        SMALL_RECORD["officials/hand.yaml"].replace("name: Li Wei", f"name: Li Wei {number}"),
    )
    facts.write("VERSION", f"0.{number}.0 2026-01-0{number}\n")
    return publish(facts.path, url).release_id


def number_of(release: str) -> str:
    """The number of a release that `publish_numbered` made."""
    return release.split(".")[1]


@contextmanager
def serving(url: str, workers: int) -> Iterator[int]:
    """The server as `python -m api serve` starts it; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"DATABASE_URL": url, "WORKERS": str(workers), "PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "api", "serve"],
        cwd=ROOT,
        env=os.environ | settings | {"LOG_LEVEL": "error", "HOST": "127.0.0.1"},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    asker, status = Asker(port), 0
    while status != 200:
        assert time.monotonic() < deadline, "the server does not answer"
        time.sleep(0.1)
        try:
            status, _ = asker.ask("GET", "/readyz")
        except OSError:  # not yet
            asker.close()
    asker.close()


class Asker:
    """A client that keeps a connection for a few requests; `connection` numbers them."""

    _numbers = itertools.count()

    def __init__(self, port: int, client: int = 0) -> None:
        self.client, self.connection = client, 0
        self._port, self._asked = port, 0
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, address: str, body: Any = None) -> tuple[int, Any]:
        """Send a request; the status and the JSON of the response."""
        if self._connection is None or self._asked >= _REQUESTS_PER_CONNECTION:
            self.close()
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
            self.connection = next(self._numbers)
            self._asked = 0
        self._asked += 1
        headers = {"Content-Type": "application/json"} if body else {}
        self._connection.request(method, address, json.dumps(body) if body else None, headers)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass
class Load:
    """Clients that send requests until they are stopped, and what they have seen."""

    port: int
    pinned: str
    faults: list[str] = field(default_factory=list)
    # Which client, over which connection, had a response from which release.
    seen: list[tuple[int, int, str]] = field(default_factory=list)
    answers: int = 0
    walks: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self, clients: int) -> Iterator[None]:
        """Run that many clients in parallel."""
        threads = [threading.Thread(target=self._client, args=(n,)) for n in range(clients)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def wait_until_seen(self, release: str, clients: int, walks: int) -> None:
        """Return once every client has had a response from a release, and walks are finished."""
        deadline = time.monotonic() + _HANG_SECONDS
        while True:
            seen_by = {client for client, _, seen in list(self.seen) if seen == release}
            if (len(seen_by) == clients and self.walks >= walks) or self.faults:
                return
            assert time.monotonic() < deadline, f"{release} is seen by {seen_by} only"
            time.sleep(0.02)

    def _client(self, number: int) -> None:
        asker, turn = Asker(self.port, number), number
        kinds = (self._list, self._pinned, self._item, self._walk, self._graphql_walk)
        while not self._stop.is_set():
            try:
                kinds[turn % len(kinds)](asker)
            except Exception as error:  # noqa: BLE001  # whatever it is, it is a failed answer
                self.faults.append(repr(error))
                asker.close()
            turn += 1
        asker.close()

    def _get(self, asker: Asker, address: str) -> Any:
        status, body = asker.ask("GET", address)
        self.answers += 1
        assert status == 200, (address, body)
        return body

    def _whole(self, release: str, names: list[str]) -> None:
        """Check that every name is of the release that the response names."""
        assert names, release
        assert {name.split()[-1] for name in names} == {number_of(release)}, (release, names)

    def _list(self, asker: Asker) -> None:
        body = self._get(asker, "/v1/countries")
        self._whole(body["meta"]["release"], [row["name"] for row in body["data"]])
        self.seen.append((asker.client, asker.connection, body["meta"]["release"]))

    def _pinned(self, asker: Asker) -> None:
        body = self._get(asker, f"/v1/countries?release={self.pinned}")
        assert body["meta"]["release"] == self.pinned
        self._whole(self.pinned, [row["name"] for row in body["data"]])

    def _item(self, asker: Asker) -> None:
        body = self._get(asker, "/v1/countries/NOR?include=source")
        self._whole(body["meta"]["release"], [body["data"]["name"]])
        self.seen.append((asker.client, asker.connection, body["meta"]["release"]))

    def _walk(self, asker: Asker) -> None:
        address, names, releases = "/v1/officials?limit=7", [], set()
        while address is not None:
            body = self._get(asker, address)
            names += [row["name"] for row in body["data"]]
            releases.add(body["meta"]["release"])
            address = body["links"]["next"]
            time.sleep(0.02)  # so that a release comes in between now and then
        self._walked(names, releases)

    def _graphql_walk(self, asker: Asker) -> None:
        after, names, releases = None, [], set()
        while True:
            asked = {"query": GRAPHQL, "variables": {"after": after}}
            status, body = asker.ask("POST", "/graphql", asked)
            self.answers += 1
            assert status == 200, body
            data = body["data"]
            releases |= {data["release"]["slug"], body["extensions"]["release"]}
            names += [row["name"] for row in data["officials"]["nodes"]]
            others = [row["name"] for row in data["countries"]["nodes"]]
            self._whole(data["release"]["slug"], [data["country"]["name"], *others])
            after = data["officials"]["pageInfo"]["endCursor"]
            if not data["officials"]["pageInfo"]["hasNextPage"]:
                break
            time.sleep(0.02)
        self._walked(names, releases)

    def _walked(self, names: list[str], releases: set[str]) -> None:
        (release,) = releases
        assert len(set(names)) == OFFICIALS, names
        self._whole(release, names)
        self.walks += 1


def switch_under_load(folder: Path, url: str, *, workers: int, clients: int, walks: int) -> Load:
    """Publish twice while clients ask, and check every response.

    Args:
        folder: Where the facts of the releases are written.
        url: The store.
        workers: Worker processes of the server.
        clients: Clients that ask side by side.
        walks: Walks through all pages that are finished under each release, at least.

    Returns:
        What the clients have seen. No response failed or mixed two releases, and on no connection
        did an older release follow a newer one.
    """
    releases = [publish_numbered(folder, 1, url)]
    with serving(url, workers) as port:
        load = Load(port, releases[0])
        with load.running(clients):
            load.wait_until_seen(releases[0], clients, walks)
            for number in (2, 3):
                releases.append(publish_numbered(folder, number, url))
                load.wait_until_seen(releases[-1], clients, load.walks + walks)
    assert not load.faults, (len(load.faults), load.faults[:3])
    assert {release for _, _, release in load.seen} == set(releases)
    by_connection: dict[int, list[str]] = {}
    for _, connection, release in load.seen:
        by_connection.setdefault(connection, []).append(number_of(release))
    for numbers in by_connection.values():
        assert numbers == sorted(numbers)
    return load
