"""`python -m seeds resources`: each place that a resource still lacks has a line."""

from pathlib import Path

import pytest

from seeds.check import check_facts
from seeds.publishing.counts import tables, write_tables
from seeds.resources import gaps
from tests.seeds.conftest import Folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A table of counts with one line, which is wrong."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "data.md").write_text("| officials | 9,999 | `the-paper` 9,999 |\n")
    (tmp_path / "README.md").write_text("| officials | 9,999 | 1 |\n")
    return tmp_path


def test_what_a_resource_lacks_is_named(facts: Folder, root: Path) -> None:
    """Facts, counts, sources, and an example that no row has."""
    lines = list(gaps(check_facts(facts.path), facts.path, root))
    the_data = "[None](https://example.org/data) | None |  | CC0-1.0 |"
    hint = "`python -m seeds counts --write` writes the tables"
    for line in (
        f"docs/data.md: no line `| claims | 0 |  |`; {hint}",
        f"README.md: no line `| officials | 1 | 1 |`; {hint}",
        f"docs/data.md: no line `| officials | 1 | `the-paper` 1 |`; {hint}",
        f"docs/data.md: no line `| `the-data`: {the_data}`; {hint}",
        f"docs/data.md: no line `| `the-paper` | 4 | 0.47 kB |`; {hint}",
        "seeds/facts/claims/: no rows; facts are <origin>.csv or <origin>.yaml",
        "schema/officials.py: no row of officials has the key 'john-kerry'",
    ):
        assert line in lines


def test_lines_in_another_order_are_named(facts: Folder, root: Path) -> None:
    """Where each of them is there."""
    checked = check_facts(facts.path)
    for name, own in tables(checked, facts.path).items():
        lines = "\n".join(own).splitlines()
        (root / name).write_text("\n".join(reversed(lines)))
    named = [line for line in gaps(checked, facts.path, root) if "in another order" in line]
    assert [line.partition("`")[2].partition("`")[0] for line in named] == [
        "| resource | rows | sources |",
        "| resource | rows | by source |",
        "| source | made by | data through | licence |",
        "| source | files | size |",
    ]


def test_tables_are_written_into_the_documents(facts: Folder, root: Path) -> None:
    """Over their rows and what a merge left between them; the text around them stays."""
    checked = check_facts(facts.path)
    own = tables(checked, facts.path)
    for name, texts in own.items():
        conflict = "<<<<<<< HEAD\n| officials | 9 | 9 |\n======="
        headings = [f"{table.partition(chr(10))[0]}\n{conflict}" for table in texts]
        (root / name).write_text("# Title\n\n" + "\n\n".join(headings) + "\n\nThe end.\n")
    written = write_tables(checked, facts.path, root)
    assert written == [root / "README.md", root / "docs" / "data.md"]
    for name, texts in own.items():
        assert (root / name).read_text() == "\n\n".join(["# Title", *texts, "The end."]) + "\n"
    assert write_tables(checked, facts.path, root) == []
    assert [line for line in gaps(checked, facts.path, root) if ".md: " in line] == []


def test_nothing_is_written_where_a_table_has_no_heading(facts: Folder, root: Path) -> None:
    """The refusal names the heading."""
    before = (root / "README.md").read_text()
    with pytest.raises(ValueError, match="has to be one line"):
        write_tables(check_facts(facts.path), facts.path, root)
    assert (root / "README.md").read_text() == before
