"""`python -m seeds resources`: each place that a resource still lacks has a line."""

from pathlib import Path

import pytest

from seeds.check import check_facts
from seeds.publishing.counts import tables
from seeds.resources import gaps
from tests.seeds.conftest import Folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A table of counts with one line, which is wrong."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "data.md").write_text("| officials | 9,999 | `the-paper` 9,999 |\n")
    return tmp_path


def test_what_a_resource_lacks_is_named(facts: Folder, root: Path) -> None:
    """Facts, counts, sources, and an example that no row has."""
    lines = list(gaps(check_facts(facts.path), facts.path, root))
    the_data = "[None](https://example.org/data) | None |  | CC0-1.0 |"
    hint = "`python -m seeds counts` prints the table"
    for line in (
        f"docs/data.md: no line `| claims | 0 |  |`; {hint}",
        f"docs/data.md: no line `| officials | 1 | `the-paper` 1 |`; {hint}",
        f"docs/data.md: no line `| `the-data`: {the_data}`; {hint}",
        f"docs/data.md: no line `| `the-paper` | 4 | 0.46 kB |`; {hint}",
        "seeds/facts/claims/: no rows; facts are <origin>.csv or <origin>.yaml",
        "schema/officials.py: no row of officials has the key 'john-kerry'",
    ):
        assert line in lines


def test_lines_in_another_order_are_named(facts: Folder, root: Path) -> None:
    """Where each of them is there."""
    checked = check_facts(facts.path)
    lines = "\n".join(tables(checked, facts.path)).splitlines()
    (root / "docs" / "data.md").write_text("\n".join(reversed(lines)))
    named = [line for line in gaps(checked, facts.path, root) if "are not in order" in line]
    assert [line.partition("`")[2].partition("`")[0] for line in named] == [
        "| resource | rows | by source |",
        "| source | made by | data through | licence |",
        "| source | files | size |",
    ]
