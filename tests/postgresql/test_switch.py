"""A running server over PostgreSQL moves to a new release, as one over SQLite does."""

from pathlib import Path

import pytest

from tests.conftest import empty_database
from tests.releases.load import switch_under_load


@pytest.mark.long
def test_four_workers_move_to_a_new_release_under_load(address: str, tmp_path: Path) -> None:
    """No answer fails, none is mixed, no walk breaks."""
    url = empty_database(address, "switching")
    switch_under_load(tmp_path, url, workers=4, clients=8, walks=100)
