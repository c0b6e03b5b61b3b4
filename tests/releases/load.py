"""A server under load while the record changes: who asks, and what every answer has to be."""

import http.client
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
_ASKED_EACH = 25  # questions a connection: a new one may meet another worker
NOTICED_SECONDS = 2.0

GRAPHQL = """
query ($after: String) {
  release { slug }
  country(code: "NOR") { name }
  countries { nodes { name } }
  officials(first: 7, after: $after) { nodes { name } pageInfo { endCursor hasNextPage } }
}
"""


def publish_numbered(folder: Path, number: int, url: str) -> str:
    """Publish a record of which every name says in which release it stands."""
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
    """Which of the numbered releases this is."""
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
    """One connection, kept for a few questions."""

    def __init__(self, port: int) -> None:
        self._port, self._asked = port, 0
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, address: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of an answer."""
        if self._connection is None or self._asked >= _ASKED_EACH:
            self.close()
            self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
            self._asked = 0
        self._asked += 1
        headers = {"Content-Type": "application/json"} if body else {}
        self._connection.request(method, address, json.dumps(body) if body else None, headers)
        answer = self._connection.getresponse()
        return answer.status, json.loads(answer.read())

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass
class Load:
    """Clients that ask until they are told to stop, and what they found."""

    port: int
    pinned: str
    faults: list[str] = field(default_factory=list)
    seen: list[tuple[float, str]] = field(default_factory=list)  # asked when, answered from
    answers: int = 0
    walks: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self, clients: int) -> Iterator[None]:
        """Ask, by so many clients side by side."""
        threads = [threading.Thread(target=self._client, args=(n,)) for n in range(clients)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def _client(self, number: int) -> None:
        asker, turn = Asker(self.port), number
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
        """Every name is of the release that the answer says it is from."""
        assert names, release
        assert {name.split()[-1] for name in names} == {number_of(release)}, (release, names)

    def _list(self, asker: Asker) -> None:
        began = time.monotonic()
        body = self._get(asker, "/v1/countries")
        self._whole(body["meta"]["release"], [row["name"] for row in body["data"]])
        self.seen.append((began, body["meta"]["release"]))

    def _pinned(self, asker: Asker) -> None:
        body = self._get(asker, f"/v1/countries?release={self.pinned}")
        assert body["meta"]["release"] == self.pinned
        self._whole(self.pinned, [row["name"] for row in body["data"]])

    def _item(self, asker: Asker) -> None:
        began = time.monotonic()
        body = self._get(asker, "/v1/countries/NOR?include=source")
        self._whole(body["meta"]["release"], [body["data"]["name"]])
        self.seen.append((began, body["meta"]["release"]))

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


def switch_under_load(
    folder: Path, url: str, *, workers: int, clients: int, seconds: float
) -> Load:
    """Publish twice while clients ask; every answer whole, and the new release seen in time."""
    first = publish_numbered(folder, 1, url)
    with serving(url, workers) as port:
        load = Load(port, first)
        switches = []
        with load.running(clients):
            for number in (2, 3):
                time.sleep(seconds)
                release = publish_numbered(folder, number, url)
                switches.append((time.monotonic(), release))
            time.sleep(NOTICED_SECONDS + seconds)
    assert not load.faults, (len(load.faults), load.faults[:3])
    assert {release for _, release in load.seen} == {first, *(r for _, r in switches)}
    for switched, release in switches:
        stale = [
            began - switched
            for began, seen in load.seen
            if began > switched + NOTICED_SECONDS and number_of(seen) < number_of(release)
        ]
        assert not stale, stale
    return load


def slowest_to_notice(load: Load) -> dict[str, float]:
    """By release: how long after it was first seen an older one was still answered."""
    found = {}
    for release in sorted({r for _, r in load.seen})[1:]:
        first = min(began for began, r in load.seen if r == release)
        late = [b for b, r in load.seen if number_of(r) < number_of(release)]
        found[release] = max(late) - first
    return found
