"""`python -m seeds resources`: each place that a resource still lacks has a line."""

from pathlib import Path

import pytest

from seeds.check import check_facts
from seeds.resources import gaps
from tests.seeds.conftest import Folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Documents that know of officials only, and count two of them."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "ARCHITECTURE.md").write_text("schema/\n  officials.py               officials\n")
    (tmp_path / "docs" / "rest.md").write_text("The resources are `officials`.\n")
    (tmp_path / "docs" / "data.md").write_text("| officials | 9,999 | `the-paper` 9,999 |\n")
    return tmp_path


def test_what_a_resource_lacks_is_named(facts: Folder, root: Path) -> None:
    """The map, the list of names, the counts, facts, and an example that no row has."""
    lines = list(gaps(check_facts(facts.path), root))
    rows = len(check_facts(facts.path).record["officials"])
    for line in (
        "ARCHITECTURE.md: the map has no line for schema/quotes.py",
        "docs/rest.md: the list of resources lacks `quotes`",
        (
            f"docs/data.md: no line `| officials | {rows} | ...`;"
            " `python -m seeds counts` prints the table"
        ),
        "docs/data.md: no line | `the-paper`: <title> | <licence> |",
        "schema/officials.py: no row of officials has the key 'john-kerry'",
    ):
        assert line in lines
    assert not any("schema/officials.py" in line and "map" in line for line in lines)
    assert "docs/rest.md: the list of resources lacks `officials`" not in lines
