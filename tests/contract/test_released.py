"""Nothing breaks a client of the last released version: both contracts are compared with its own.

schema/released/ has them; docs/versions.md says what breaks a client, and what to do instead.
"""

import json
import re
import tomllib
from copy import deepcopy
from pathlib import Path

import pytest
from packaging.version import Version
from typer.testing import CliRunner

from api import __main__ as commands
from tests.contract.changes import Change, breaks, is_bound, unannounced
from tests.contract.graphql_changes import graphql_changes
from tests.contract.openapi_changes import openapi_changes

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "schema"
RELEASED = SCHEMA / "released"
VERSION = (RELEASED / "VERSION").read_text().strip()
SOFTWARE = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text()


@pytest.fixture(scope="module")
def changes() -> list[Change]:
    """What changed in both contracts since the last released version."""
    documents = [json.loads((folder / "openapi.json").read_text()) for folder in (RELEASED, SCHEMA)]
    schemas = [(folder / "schema.graphql").read_text() for folder in (RELEASED, SCHEMA)]
    return openapi_changes(*documents) + graphql_changes(*schemas)


def test_nothing_breaks_a_client_of_the_last_release(changes: list[Change]) -> None:
    """Within a major version; a pre-release promises nothing."""
    found = breaks(changes) if is_bound(VERSION, SOFTWARE) else []
    assert not found, f"clients of {VERSION} break:\n" + "\n".join(found)


def test_new_values_are_in_the_changelog(changes: list[Change]) -> None:
    """In backquotes, since the last released version: generated clients have to be made anew."""
    since = CHANGELOG.partition(f"\n## [{VERSION}]")[0]
    found = unannounced(changes, since) if is_bound(VERSION, SOFTWARE) else []
    assert not found, "CHANGELOG does not name:\n" + "\n".join(found)


def test_every_schema_of_the_contract_is_compared() -> None:
    """None of them is out of reach of the comparison: a break in each is named."""
    document = json.loads((SCHEMA / "openapi.json").read_text())
    broken = deepcopy(document)
    names = set()
    for name, schema in broken["components"]["schemas"].items():
        if schema.pop("required", None) or (schema.get("enum", []) and schema["enum"].pop()):
            names.add(name)
    found = {change.sentence.partition(":")[0] for change in openapi_changes(document, broken)}
    assert len(names) > 100
    assert names - found == set()


def test_a_release_keeps_its_contracts() -> None:
    """They are of the newest version in the changelog; before the first of a major version, of a
    pre-release of it."""
    newest = Version(re.findall(r"^## \[(\d.*?)\]", CHANGELOG, re.MULTILINE)[0])
    kept = Version(VERSION)
    is_first = kept.is_prerelease and kept.major > newest.major
    assert kept == newest or is_first, "run `python -m api release-contracts`"


def test_the_command_writes_both_contracts_and_their_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they are committed in schema/, also over older ones."""
    monkeypatch.setattr(commands, "_CONTRACTS", tmp_path)
    for _ in range(2):
        assert CliRunner().invoke(commands.cli, ["release-contracts"]).exit_code == 0
    written = {path.name: path.read_text() for path in (tmp_path / "released").iterdir()}
    assert written == {
        "VERSION": f"{SOFTWARE}\n",
        "openapi.json": (SCHEMA / "openapi.json").read_text(),
        "schema.graphql": (SCHEMA / "schema.graphql").read_text(),
    }
