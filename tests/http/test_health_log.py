"""The health: what changes of it is logged once, whoever finds it."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import create_app
from api.http.health_log import HealthLog
from api.releases.open import open_store
from api.releases.store import StoreLimits
from api.settings import Settings
from tests.client import TestClient
from tests.clock import Clock
from tests.http.raw import send
from tests.releases.two import two_releases


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What is logged of the health."""
    with caplog.at_level(logging.INFO, "api.health"):
        yield caplog


def said(log: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Levels and texts, which are taken out of the log."""
    lines = [(r.levelname, r.getMessage()) for r in log.records if r.name == "api.health"]
    log.clear()
    return lines


def test_a_state_is_logged_once(log: pytest.LogCaptureFixture) -> None:
    """And again when it has changed, with the time that it lasted."""
    health = HealthLog(clock := Clock())
    health.is_ready("1.0.0-a")
    health.is_ready("1.0.0-a")
    assert said(log) == [("INFO", "release 1.0.0-a is served")]
    for _ in range(3):
        health.is_not_ready("no release at record.sqlite")
        clock.advance(10)
    health.is_not_ready("release 1.0.0-a cannot be read")
    assert said(log) == [
        ("ERROR", "not ready: no release at record.sqlite"),
        ("ERROR", "not ready: release 1.0.0-a cannot be read"),
    ]
    health.is_ready("1.0.0-a")
    assert said(log) == [("WARNING", "ready again after 30 s")]
    health.is_ready("1.0.1-b")
    assert said(log) == [("INFO", "release 1.0.1-b is served, after 1.0.0-a")]


def test_a_server_says_that_it_has_no_release(
    tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    """Before anybody asks; and what it serves, once there is a release."""
    two = two_releases(tmp_path)
    store = open_store(two.url, limits=StoreLimits(clock=(clock := Clock())))
    with TestClient(create_app(Settings(database_url=two.url), store=store)) as client:
        assert send(client, "GET", "/readyz").status == 503
        assert send(client, "GET", "/readyz").status == 503
        ((level, text),) = said(log)
        assert (level, text.startswith("not ready: no release at")) == ("ERROR", True)
        first = two.publish_first()
        clock.advance(2)
        assert send(client, "GET", "/readyz").status == 200
        (level, text), served = said(log)
        assert (level, text.startswith("ready again after ")) == ("WARNING", True)
        assert served == ("INFO", f"release {first} is served")
        second = two.publish_second()
        clock.advance(2)
        assert send(client, "GET", "/metrics").status == 200
        assert said(log) == [("INFO", f"release {second} is served, after {first}")]
