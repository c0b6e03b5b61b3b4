"""The three versions of docs/versions.md are each stated in one place."""

import json
import re
import tomllib

from schema import RESOURCES
from tests.client import TestClient
from tests.docs.examples import ROOT

SEMANTIC = re.compile(r"\d+\.\d+\.\d+")


def test_the_software_is_of_the_newest_version_in_the_changelog() -> None:
    """`version` in pyproject.toml, or `.dev0` of the next one while Unreleased has entries."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text()
    headings = re.findall(r"^## \[(.+?)\]", changelog, re.MULTILINE)
    assert headings[0] == "Unreleased"
    version, _, development = project["version"].partition(".dev")
    assert development in ("", "0")
    if development:
        assert changelog.partition("## [Unreleased]")[2].lstrip().startswith("### ")
        headings.insert(1, version)
    assert version == headings[1]
    versions = [tuple(map(int, heading.split("."))) for heading in headings[1:]]
    assert versions == sorted(versions, reverse=True)


def test_no_code_states_the_software_version() -> None:
    """It is read from pyproject.toml where it is needed."""
    statement = re.compile(r"""version__?\s*=\s*f?["']\d+\.\d+\.\d+["']""", re.IGNORECASE)
    for package in ("api", "schema", "seeds"):
        for path in (ROOT / package).rglob("*.py"):
            assert not statement.search(path.read_text()), path


def test_the_contract_is_of_the_version_in_its_paths() -> None:
    """OpenAPI's `info.version` is the number in `/v1`."""
    contract = json.loads((ROOT / "schema" / "openapi.json").read_text())
    prefixes = {path.split("/")[1] for path in contract["paths"]} - {"healthz", "readyz"}
    assert prefixes == {f"v{contract['info']['version']}"}


def test_every_former_name_is_documented_with_its_last_day() -> None:
    """As deprecated, until the declared day."""
    text = (ROOT / "docs" / "versions.md").read_text().partition("### Deprecation")[2]
    for resource in RESOURCES.values():
        for name, deprecation in resource.former_names.items():
            assert f"`/v1/{name}`" in text
            assert f"{deprecation.sunset:%-d %B %Y}" in text.replace("\n", " ")


def test_a_release_is_of_the_version_of_the_facts(client: TestClient) -> None:
    """The id of the served release starts with the version in seeds/facts/VERSION."""
    version, date = (ROOT / "seeds" / "facts" / "VERSION").read_text().split()
    assert SEMANTIC.fullmatch(version)
    release = client.get("/v1/releases?sort=-sequence&limit=1").json()["data"][0]
    assert release["version"] == version
    assert release["released"] == date
    assert release["id"].startswith(f"{version}-")
