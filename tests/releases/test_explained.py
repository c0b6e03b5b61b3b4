"""`python -m api explain` looks into the release that an address names."""

from functools import partial

import pytest
from typer.testing import CliRunner

from api.__main__ import cli
from tests.releases.two import TwoReleases
from tests.running import aside


def test_an_address_is_explained_in_the_release_it_names(
    two: TwoReleases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One by name, one by its cursor, two that are compared; one that is not kept is refused."""
    monkeypatch.setenv("DATABASE_URL", two.url)
    explain = CliRunner().invoke
    for address, status, told in (
        (f"/v1/countries/CHN?release={two.first}", 0, "one of countries"),
        (f"/v1/countries?after={two.first}~CHN", 0, "after the row <after>"),
        (f"/v1/releases/{two.first}...{two.second}/changes?kind=added", 0, "where kind eq <kind>"),
        ("/v1/countries?release=9.9.9-0123456789ab", 1, "is not stored here"),
    ):
        found = aside(partial(explain, cli, ["explain", address]))
        assert found.exit_code == status, found.output
        assert told in found.output
