"""Dated lists of groups' members from climate-categories."""

from pathlib import Path

import pytest
import yaml

from tests.seeds.conftest import Folder, written

LISTS = Path(__file__).parents[2] / "seeds" / "importers" / "climate_categories.yaml"

CATEGORIES = """
version: '2025-07-31'
categories:
  FRA: {title: France}
  World: {children: [[FRA]]}
  LMDC: {children: [[FRA]]}
"""


def categories_file(folder: Folder, comments: dict[str, str] | None = None) -> Path:
    """A file with each list that the importer reads, of one member."""
    text = CATEGORIES
    for entry in yaml.safe_load(LISTS.read_text("utf-8")):
        comment = (comments or {}).get(entry["category"], entry.get("words", ""))
        text += f"  {entry['category']}: {{comment: '{comment}', children: [[FRA]]}}\n"
    return folder.write("ISO3.yaml", text)


def test_climate_categories(folder, out, seeds):
    """Lists with a date in their comment, in their name, and without one."""
    comments = {
        "EU_1993": "The European Union from 1993-11-1 to 1994-12-31.",
        "EU_2020": "The European Union since 2020-02-01 to date.",
    }
    path = categories_file(folder, comments)
    result = seeds("import", "climate-categories", path, "--facts", out)
    assert result.exit_code == 0, result.output
    rows = written(out, "membership-statements/climate-categories.csv")
    dates = {row["list"]: (row.get("list_from"), row.get("list_to")) for row in rows}
    assert dates["EU_1993"] == ("1993-11-01", "1994-12-31")
    assert dates["EU_2020"] == ("2020-02-01", "2025-07-31")
    assert dates["UMBRELLA_2023"] == ("2023", "2023")
    assert dates["OPEC"] == (None, None)
    assert "LMDC" not in dates
    assert "the list in climate-categories is from Wikipedia.: LMDC" in result.output


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("2025-07-31", "2026-01-01", "version '2026-01-01', and the source row describes"),
        ("LMDC", "NEW", "NEW is a new list"),
        ("joined the group in 2023", "left", "UMBRELLA_2023: no such list, or its comment is new"),
    ],
)
def test_another_edition_of_climate_categories_is_refused(folder, out, seeds, old, new, told):
    """Nothing is written: the facts would be of an edition that the source row does not name."""
    path = categories_file(folder)
    path.write_text(path.read_text().replace(old, new))
    result = seeds("import", "climate-categories", path, "--facts", out)
    assert result.exit_code == 1
    assert told in result.output
    assert not out.exists()
