"""compose.yaml names settings, services and files that there are."""

import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from api.settings import Settings
from tests.docs.examples import ROOT

COMPOSE = ROOT / "compose.yaml"


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services of compose.yaml by name."""
    return dict(yaml.safe_load(COMPOSE.read_text())["services"])


def test_the_services_are_those_that_nginx_asks(services: dict[str, Any]) -> None:
    """Two of them, at the port that the image listens on."""
    asked = re.findall(r"^\s+server ([\w-]+):(\d+)", (ROOT / "docs/nginx.conf").read_text(), re.M)
    assert asked == [("api-1", "8000"), ("api-2", "8000")]
    assert {name for name, _ in asked} <= services.keys()
    assert "PORT=8000" in (ROOT / "Dockerfile").read_text()


def test_every_variable_is_a_setting(services: dict[str, Any]) -> None:
    """Of the API; its stop takes longer than its drain."""
    known = {name.upper() for name in Settings.model_fields}
    for name in ("api-1", "api-2", "publish"):
        assert services[name]["environment"].keys() <= known
    grace_s = int(services["api-1"]["stop_grace_period"].removesuffix("s"))
    assert grace_s > Settings.model_fields["shutdown_timeout_s"].default


def test_what_a_service_waits_for_is_there(services: dict[str, Any]) -> None:
    """Its dependencies are services, and those that have to be healthy say when they are."""
    own = {"api-1", "api-2"}  # the image has a HEALTHCHECK
    for service in services.values():
        for name, how in service.get("depends_on", {}).items():
            assert name in services
            is_checked = "healthcheck" in services[name] or name in own
            assert how["condition"] != "service_healthy" or is_checked


def test_compose_itself_reads_it() -> None:
    """Where Docker's compose is installed."""
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], check=False).returncode:
        pytest.skip("no `docker compose` on this machine")
    command = [docker, "compose", "-f", str(COMPOSE), "config", "--quiet"]
    environment = {"PATH": "/usr/bin:/bin", "POSTGRES_PASSWORD": "x"}
    subprocess.run(command, check=True, env=environment)
