"""`python -m seeds resources`: each place that a resource still lacks has a line."""

from pathlib import Path

import pytest

from seeds.check import check_facts
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
    lines = list(gaps(check_facts(facts.path), root))
    rows = len(check_facts(facts.path).record["officials"])
    hint = "`python -m seeds counts` prints the table"
    for line in (
        f"docs/data.md: no line `| claims | 0 | ...`; {hint}",
        f"docs/data.md: no line `| officials | {rows} | ...`; {hint}",
        f"docs/data.md: no line `| `the-paper`: ...`; {hint}",
        "seeds/facts/claims/: no rows; facts are <origin>.csv or <origin>.yaml",
        "schema/officials.py: no row of officials has the key 'john-kerry'",
    ):
        assert line in lines
