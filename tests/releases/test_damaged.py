"""A release file that is not as it was published: it is told, and another release is served."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.releases.open import open_store
from api.releases.sqlite_faults import Faults, FileMark
from api.releases.store import StoreLimits
from api.settings import Settings
from schema.checksums import NAME
from tests.client import TestClient
from tests.clock import Clock
from tests.http.damaged import damage
from tests.releases.two import TwoReleases, two_releases

Damage = Callable[[Path], None]
COUNTRY = "/v1/countries/CHN"


def truncate(path: Path) -> None:
    """Cut the last page off."""
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 4096)


def flip(path: Path) -> None:
    """Change a letter in a text: the database is sound, and says something else."""
    data = path.read_bytes()
    assert b"Cathay" in data
    path.write_bytes(data.replace(b"Cathay", b"Kathay"))


def overwrite(path: Path) -> None:
    """Overwrite it with something else."""
    path.write_bytes(b"no database at all" * 1_000)


def empty(path: Path) -> None:
    """Leave nothing of it."""
    path.write_bytes(b"")


def page(path: Path) -> None:
    """Overwrite the first page of a table."""
    damage(path, "country")


DAMAGES = [truncate, flip, overwrite, empty, page]


@pytest.fixture
def two(published: TwoReleases, tmp_path: Path) -> TwoReleases:
    """Two releases of its own, of which the second is served."""
    return published.copied(tmp_path)


def file_of(two: TwoReleases, release: str) -> Path:
    """The file of a release, which can be written."""
    path = Path(two.url.removeprefix("sqlite:///")).parent / "releases" / f"{release}.sqlite"
    path.chmod(0o644)
    return path


@contextmanager
def serving(two: TwoReleases, clock: Clock) -> Iterator[TestClient]:
    """An app whose clock a test moves."""
    store = open_store(two.url, limits=StoreLimits(clock=clock))
    settings = Settings(database_url=two.url, answer_cache_bytes=0)
    with TestClient(create_app(settings, store=store), raise_server_exceptions=False) as client:
        yield client


def ask_until(client: TestClient, clock: Clock, is_reached: Callable[[], bool]) -> list[Any]:
    """Ask, second by second, until something has happened; the answers."""
    answers = []
    for _ in range(500):
        answers.append(client.get(COUNTRY))
        if is_reached():
            return answers
        clock.advance(2)
        time.sleep(0.01)
    raise AssertionError("it did not happen")


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged of damage."""
    return [r.getMessage() for r in caplog.records if "damaged" in r.getMessage()]


@pytest.mark.parametrize("is_served_before", [True, False], ids=["while served", "at the start"])
@pytest.mark.parametrize("harm", DAMAGES)
def test_the_last_sound_release_is_served_instead(
    two: TwoReleases, harm: Damage, is_served_before: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """No 500, one line in the log, not ready; and the damaged one is refused by name."""
    clock = Clock()
    if not is_served_before:
        harm(file_of(two, two.second))
    with serving(two, clock) as client, caplog.at_level(logging.ERROR):
        if is_served_before:
            assert client.get(COUNTRY).json()["data"]["name"] == "Cathay"
            clock.advance(2)
            harm(file_of(two, two.second))
        answers = ask_until(client, clock, lambda: client.get("/readyz").status_code == 503)
        answers += [client.get(COUNTRY), client.get(f"{COUNTRY}?release={two.first}")]
        named = client.get(f"{COUNTRY}?release={two.second}")
        assert {answer.status_code for answer in answers} <= {200, 503}
        assert [a.json()["meta"]["release"] for a in answers[-2:]] == [two.first] * 2
        assert (named.status_code, named.json()["type"]) == (503, "/problems/not-ready")
        assert "damaged" in client.get("/readyz").json()["detail"]
    assert len(complaints(caplog)) == 1
    assert two.second in complaints(caplog)[0]


@pytest.mark.parametrize("harm", DAMAGES)
def test_without_another_release_nothing_is_served(
    tmp_path: Path, harm: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    """503 from both faces, with one line in the log; ready again when it is published again."""
    two = two_releases(tmp_path)
    two.publish_second()
    clock = Clock()
    with serving(two, clock) as client, caplog.at_level(logging.ERROR):
        assert client.get("/readyz").status_code == 200
        harm(file_of(two, two.second))
        clock.advance(2)
        ask_until(client, clock, lambda: client.get(COUNTRY).status_code == 503)
        for path in (COUNTRY, "/v1/sources", "/v1/countries.csv?limit=all", "/readyz"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["type"]) == (503, "/problems/not-ready")
        assert client.post("/graphql", json={"query": "{ release { slug } }"}).status_code == 503
        assert len(complaints(caplog)) == 1
        two.publish_second()
        clock.advance(2)
        assert client.get("/readyz").json() == {"release": two.second}
        assert client.get(COUNTRY).json()["data"]["name"] == "Cathay"


def test_a_damaged_older_release_is_refused_by_name(two: TwoReleases) -> None:
    """503; the release that is published is served as before."""
    truncate(file_of(two, two.first))
    with serving(two, Clock()) as client:
        refused = client.get(f"{COUNTRY}?release={two.first}")
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/not-ready")
        assert client.get("/readyz").json() == {"release": two.second}


def test_a_feed_is_whole_again_once_the_release_is(two: TwoReleases) -> None:
    """Meanwhile it has the counts alone, and does not say that nothing matches a filter."""
    path = file_of(two, two.first)
    sound = path.read_bytes()
    truncate(path)
    with serving(two, Clock()) as client:
        for _ in range(2):
            latest, first = client.get("/feeds/changes.json").json()["items"]
            assert first["url"] == f"/v1/releases/{two.first}"
            refused = client.get("/feeds/changes.json?resource=countries")
            assert (refused.status_code, refused.json()["type"]) == (503, "/problems/not-ready")
        path.write_bytes(sound)
        latest, first = client.get("/feeds/changes.json").json()["items"]
        assert first["url"] == f"/v1/changes?release={two.first}"
        items = client.get("/feeds/changes.json?resource=countries").json()["items"]
        assert [item["title"] for item in items] == [latest["title"]]


def test_a_release_without_a_checksum_is_served(two: TwoReleases) -> None:
    """As those are that earlier versions of the software published."""
    sums = file_of(two, two.second).with_name(NAME)
    sums.write_text("")
    flip(file_of(two, two.second))
    clock = Clock()
    with serving(two, clock) as client:
        for _ in range(5):
            assert client.get(COUNTRY).json()["data"]["name"] == "Kathay"
            clock.advance(2)


def test_damage_is_in_the_log_before_it_has_consequences(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever is refused can read why, though another thread has found the fault."""
    file = tmp_path / "1.0.0-0123456789ab.sqlite"
    file.write_bytes(b"no database")
    mark, faults = FileMark.of(file), Faults(0)
    seen: list[str | None] = []

    class Reader(logging.Handler):
        def emit(self, _record: logging.LogRecord) -> None:
            seen.append(faults.of(mark))

    handler = Reader()
    logging.getLogger("api").addHandler(handler)
    try:
        faults.note(mark, "not as it was published")
        faults.note(mark, "not as it was published")
    finally:
        logging.getLogger("api").removeHandler(handler)
        faults.stop()
    assert seen == [None]
    assert faults.of(mark) == "not as it was published"
    assert len(complaints(caplog)) == 1
