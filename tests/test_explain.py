"""`python -m api explain`: plan, statement and the database's own plan of it, for either face."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.__main__ import cli
from tests.running import aside

Explain = Callable[..., Result]


@pytest.fixture
def explain(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Explain:
    """The command, over the record."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    return lambda *arguments: aside(lambda: CliRunner().invoke(cli, ["explain", *arguments]))


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/v1/pledges?status=in_law&sort=-target_year", "where status eq <status>"),
        ("/v1/pledges?status=in_law&include=source.country", None),
        ("/v1/countries/china", "one of countries"),
        ("/v1/countries/china/pledges.csv?limit=5", "up to 5 of pledges"),
        ("/v1/quotes?q=climate%20cooperation", "with the words <q>, <q>"),
        ("/v1/countries?group=eu&as_of=2019-06-01", "as of <as_of>"),
        ("/v1/claims/chn-reported-voa-2021/readings", "of readings"),
        ("/v1/sources?limit=all", "up to 10000000 of sources"),
    ],
)
def test_a_rest_address(explain: Explain, address: str, told: str | None) -> None:
    """What it becomes; a refusal is told as such."""
    found = explain(address)
    if told is None:
        assert found.exit_code == 1
        assert "include" in found.output
        return
    assert found.exit_code == 0, found.output
    assert told in found.output
    for heading in ("Plan\n", "Statement\n  SELECT", "How it is run\n"):
        assert heading in found.output
    assert "SEARCH" in found.output or "SCAN" in found.output


def test_a_graphql_text(explain: Explain) -> None:
    """One statement, with the values that the variables give."""
    text = "query ($c: String!) { country(code: $c) { name pledges(first: 3) { nodes { slug } } } }"
    found = explain(text, "--variables", '{"c": "china"}')
    assert found.exit_code == 0, found.output
    assert found.output.startswith("Compiled; 1 statement(s), 0 error(s).")
    assert "up to 3 of pledges" in found.output
    assert "with ('CHN',)" in found.output


def test_what_is_declined_or_wrong_says_so(explain: Explain) -> None:
    """The executor's part, and errors."""
    assert "The compiler declined" in explain("{ pledges(first: -1) { totalCount } }").output
    assert "Cannot query field 'nothing'" in explain("{ nothing }").output
    assert explain("/v1/pledges?statsu=in_law").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("{ x }", "--variables", "[1]"), "variables"),
        (("{ __typename }", "--variables", "3"), "variables"),
        (("/v1/countries/C%C3%B4te%20d%27Ivoire?fields=x",), "fields"),
    ],
)
def test_a_refusal_before_a_release_is_opened(
    explain: Explain, arguments: tuple[str, ...], message: str
) -> None:
    """Its message and no traceback."""
    result = explain(*arguments)
    assert result.exit_code == 1
    assert message in result.output


def test_explain_without_a_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says that there is none."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'none.sqlite'}")
    result = aside(lambda: CliRunner().invoke(cli, ["explain", "{ __typename }"]))
    assert result.exit_code == 1
    assert "no release" in result.output
