"""A running server moves to a new release: no answer fails, none is mixed, no walk breaks."""

from pathlib import Path

import pytest

from tests.releases.load import switch_under_load


def test_two_workers_move_to_a_new_release_under_load(tmp_path: Path) -> None:
    """Three clients ask while two releases are published."""
    url = f"sqlite:///{tmp_path / 'record.sqlite'}"
    switch_under_load(tmp_path, url, workers=2, clients=3, walks=3)


@pytest.mark.long
def test_four_workers_move_to_a_new_release_under_load(tmp_path: Path) -> None:
    """Longer, and with as many workers as serve a machine of four cores."""
    url = f"sqlite:///{tmp_path / 'record.sqlite'}"
    switch_under_load(tmp_path, url, workers=4, clients=8, walks=100)
