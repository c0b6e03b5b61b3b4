"""Exports from files: their length, their parts (RFC 9110, section 14), and what bounds them."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from api.app import App, create_app
from api.releases.sqlite_stream import stream_rows
from api.rest import export
from api.settings import Settings
from tests.client import TestClient
from tests.running import run

CSV = "/v1/pledges.csv?limit=all"
SHARES = "/v1/emissions-shares.ndjson?limit=all&defaults=false&year__gte=1990"
ADDRESSES = [CSV, SHARES, "/v1/pledges?limit=all", "/v1/quotes.ndjson?limit=all&q=climate"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
def test_the_length_is_known_before_the_body(
    every_transport: TestClient, address: str, coding: str
) -> None:
    """HEAD and GET have the length of the bytes that are sent, and say that they have parts."""
    headers = {"accept-encoding": coding}
    head = every_transport.head(address, headers=headers)
    with every_transport.stream("GET", address, headers=headers) as whole:
        raw = b"".join(whole.iter_raw())
    for answer in (head, whole):
        assert answer.headers["content-length"] == str(len(raw))
        assert answer.headers["accept-ranges"] == "bytes"
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["x-total-count"] == whole.headers["x-total-count"]


@pytest.mark.parametrize(
    ("range_", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, None),
        ("bytes=-100", -100, None),
        ("bytes=7-7", 7, 8),
        ("BYTES=5-999999999", 5, None),
        ("bytes=-999999999", 0, None),
    ],
)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_range_is_a_part_of_the_file(
    client: TestClient, range_: str, start: int, end: int | None, coding: str
) -> None:
    """206 with exactly these bytes, of the coding that is asked for, and where they are."""
    headers = {"accept-encoding": coding}
    with client.stream("GET", CSV, headers=headers) as whole:
        raw = b"".join(whole.iter_raw())
    with client.stream("GET", CSV, headers={**headers, "range": range_}) as answer:
        part = b"".join(answer.iter_raw())
    assert answer.status_code == 206
    assert part == raw[start:end]
    first = start % len(raw)
    where = f"bytes {first}-{first + len(part) - 1}/{len(raw)}"
    assert answer.headers["content-range"] == where
    assert answer.headers["content-length"] == str(len(part))
    assert answer.headers["etag"] == whole.headers["etag"]


@pytest.mark.parametrize(
    "headers",
    [
        {"range": "bytes=0-1,5-6"},
        {"range": "rows=0-1"},
        {"range": "bytes=5-2"},
        {"range": "bytes=-"},
        {"range": "bytes=0-99", "if-range": '"another"'},
        {"range": "bytes=0-99", "if-range": "Thu, 26 Nov 2026 11:00:00 GMT"},
    ],
)
def test_the_whole_is_sent_where_no_one_part_is_meant(
    client: TestClient, headers: dict[str, str]
) -> None:
    """Several ranges, other units, ranges of nothing, and parts of other bytes."""
    answer = client.get(CSV, headers=headers)
    assert (answer.status_code, answer.content) == (200, client.get(CSV).content)


def test_if_range_compares_strongly(client: TestClient) -> None:
    """A weak tag says nothing of bytes."""
    etag = client.head(CSV).headers["etag"]
    for tag, status in ((etag, 206), (f"W/{etag}", 200)):
        answer = client.get(CSV, headers={"range": "bytes=0-9", "if-range": tag})
        assert answer.status_code == status


@pytest.mark.parametrize("range_", ["bytes=999999999-", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused(client: TestClient, range_: str) -> None:
    """416 with the length."""
    length = client.head(CSV, headers={"accept-encoding": "identity"}).headers["content-length"]
    answer = client.get(CSV, headers={"range": range_, "accept-encoding": "identity"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{length}"
    assert answer.json()["type"] == "/problems/range-not-satisfiable"
    assert answer.json()["length"] == int(length)


def test_a_known_tag_goes_before_a_range(client: TestClient) -> None:
    """304, and HEAD knows no ranges."""
    etag = client.head(CSV).headers["etag"]
    answer = client.get(CSV, headers={"if-none-match": etag, "range": "bytes=0-9"})
    assert (answer.status_code, answer.content) == (304, b"")
    assert client.head(CSV, headers={"range": "bytes=0-9"}).status_code == 200


def test_an_export_is_made_once(database_url: str) -> None:
    """One statement, however often it is asked for, in parts or whole."""
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        del client.headers["accept-encoding"]
        client.get(SHARES)
        before = statements(client)
        for range_ in ("bytes=0-9", "bytes=10-", "bytes=-5"):
            assert client.get(SHARES, headers={"range": range_}).status_code == 206
        client.get(SHARES)
        assert statements(client) == before


def statements(client: TestClient) -> str:
    """The counted statements, as /metrics has them."""
    lines = client.get("/metrics").text.splitlines()
    return next(line for line in lines if line.startswith("climate_record_statements_total"))


def gauge(client: TestClient, name: str) -> float:
    """A level of /metrics."""
    lines = client.get("/metrics").text.splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith(f"{name} ")))


def test_the_files_are_bounded_by_bytes(database_url: str) -> None:
    """The least recently sent go; what is larger than all of them together is a stream."""
    settings = Settings(database_url=database_url, export_cache_bytes=300_000)
    with TestClient(create_app(settings)) as client:
        del client.headers["accept-encoding"]
        for name in ("countries", "pledges", "groups", "treaties", "sources", "pledges"):
            assert "content-length" in client.get(f"/v1/{name}.csv?limit=all").headers, name
            assert 0 < gauge(client, "climate_record_export_bytes") <= 300_000
        large = client.get(SHARES)
        again = client.get(SHARES, headers={"range": "bytes=0-9"})
        assert gauge(client, "climate_record_export_bytes") <= 300_000
    for answer in (large, again):
        assert answer.status_code == 200
        assert "content-length" not in answer.headers
        assert "accept-ranges" not in answer.headers
        assert len(answer.text.splitlines()) == int(answer.headers["x-total-count"])


def test_without_a_disk_exports_are_streams(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The same bytes, and a line in the log."""
    settings = Settings(database_url=database_url, export_cache_folder=tmp_path / "missing")
    with (
        TestClient(create_app(settings)) as client,
        TestClient(create_app(Settings(database_url=database_url))) as other,
        caplog.at_level(logging.WARNING),
    ):
        for address in ADDRESSES:
            answer = client.get(address)
            assert "content-length" not in answer.headers
            assert answer.content == other.get(address).content
    assert "cannot be written" in caplog.text


class Client:
    """A client of an app in one event loop, which may stall and go away."""

    def __init__(self, app: App, target: str, coding: str = "") -> None:
        path, _, query = target.partition("?")
        headers = [(b"host", b"x")] + ([(b"accept-encoding", coding.encode())] if coding else [])
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": headers,
        }
        self.reads, self._gone = asyncio.Semaphore(0), asyncio.Event()
        self.started: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.chunks: list[bytes] = []
        self.task = asyncio.create_task(app(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.started.set_result(message)
            return
        self.chunks.append(message.get("body", b""))
        await self.reads.acquire()

    def leave(self) -> None:
        """Go away: the server takes no more, and sends nothing."""
        self._gone.set()
        self.reads.release()

    def read_on(self) -> None:
        """Take all that is sent from now on."""
        for _ in range(10_000):
            self.reads.release()


def streaming(database_url: str, **settings: Any) -> App:
    """An app whose exports are streams."""
    return create_app(Settings(database_url=database_url, export_cache_bytes=0, **settings))


def test_more_exports_than_may_run_are_asked_to_come_again(database_url: str) -> None:
    """503 with Retry-After, until one of them ends: here because its client goes away."""

    async def ask() -> list[dict[str, Any]]:
        app = streaming(database_url, exports_running=1, queue_wait_s=0.01)
        first = Client(app, SHARES)
        await first.started
        second = Client(app, CSV)
        refused = await second.started
        second.read_on()
        first.leave()
        await first.task
        third = Client(app, CSV)
        third.read_on()
        await third.task
        assert app.metrics.levels["exports"] == 0
        return [refused, await third.started]

    refused, served = run(ask())
    assert refused["status"] == 503
    assert (b"retry-after", b"1") in refused["headers"]
    assert served["status"] == 200


def test_a_stalled_reader_of_a_stream_holds_few_rows(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read from the database waits for the client."""
    monkeypatch.setattr(export, "_BATCH_ROWS", 50)

    async def ask() -> tuple[int, int]:
        app = streaming(database_url)
        snapshot = await app.store.current()
        batches = 0
        plain = snapshot.stream

        async def counted(*arguments: Any) -> AsyncIterator[Any]:
            nonlocal batches
            async for batch in plain(*arguments):
                batches += 1
                yield batch

        snapshot.stream = counted  # type: ignore[method-assign,assignment]
        reader = Client(app, SHARES)
        await reader.started
        await asyncio.sleep(0.05)
        stalled = batches
        reader.read_on()
        await reader.task
        return stalled, batches

    stalled, whole = run(ask())
    assert stalled <= 2
    assert whole > 20


def test_stalled_readers_of_a_file_leave_the_others_their_turn(database_url: str) -> None:
    """However many they are, each holds one piece of the file."""

    async def ask() -> list[Client]:
        app = create_app(Settings(database_url=database_url, exports_running=1, queue_wait_s=5))
        readers = [Client(app, SHARES) for _ in range(30)]
        await asyncio.gather(*(reader.started for reader in readers))
        assert app.metrics.levels["exports"] == 0
        other = Client(app, CSV)
        other.read_on()
        await other.task
        for reader in readers:
            reader.leave()
        await asyncio.gather(*(reader.task for reader in readers))
        app.state.exports.close()
        return [*readers, other]

    *readers, other = run(ask())
    assert all(sum(map(len, reader.chunks)) <= 65_536 for reader in readers)
    assert sum(map(len, other.chunks)) > 10_000


def test_what_nobody_waits_for_is_not_made(database_url: str) -> None:
    """The statement and its connection end with the last client that waits."""

    async def ask() -> bool:
        app = create_app(Settings(database_url=database_url, answer_cache_bytes=0))
        snapshot = await app.store.current()
        ended = asyncio.Event()

        async def endless(*_: Any) -> AsyncIterator[Any]:
            try:
                while True:
                    yield [(1, 1, "{}", "x")]
                    await asyncio.sleep(0)
            finally:
                ended.set()

        snapshot.stream = endless  # type: ignore[method-assign,assignment]
        clients = [Client(app, SHARES) for _ in "ab"]
        await asyncio.sleep(0.02)
        clients[0].leave()
        await clients[0].task
        assert not ended.is_set()
        clients[1].leave()
        await clients[1].task
        await asyncio.wait_for(ended.wait(), 5)
        return app.metrics.levels["exports"] == 0

    assert run(ask())


def test_the_number_of_files_is_bounded(database_url: str, tmp_path: Path) -> None:
    """Each holds a descriptor: of many short exports the last ones are kept."""
    settings = Settings(database_url=database_url, export_cache_folder=tmp_path)
    with TestClient(create_app(settings)) as client:
        for year in range(1900, 2020):
            assert client.get(f"/v1/pledges.csv?limit=all&target_year={year}").status_code == 200
        # The descriptor that lists the folder is closed again.
        open_ = [fd for fd in Path("/proc/self/fd").iterdir() if fd.is_symlink()]
        assert sum(fd.readlink().is_relative_to(tmp_path) for fd in open_) == 100


LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"


@pytest.mark.parametrize("text", [LONG, f"SELECT max(i) FROM ({LONG})"])
def test_a_stream_of_rows_ends_wherever_it_is(
    text: str, sqlite_connection: Callable[[], Any]
) -> None:
    """Between two batches, and in the middle of a statement without end."""

    async def read() -> None:
        rows = stream_rows(sqlite_connection(), text, (), 10, lambda error: error)
        reading = asyncio.ensure_future(anext(rows))
        done, _ = await asyncio.wait([reading], timeout=0.1)
        if done:
            assert len(reading.result()) == 10
        else:
            reading.cancel()
            await asyncio.wait([reading])
        await rows.aclose()

    run(read())


@pytest.fixture
def sqlite_connection() -> Callable[[], Any]:
    """Makes connections to an empty database."""
    import apsw

    return lambda: apsw.Connection(":memory:")
