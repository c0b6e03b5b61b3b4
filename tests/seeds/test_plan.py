"""`python -m seeds plan`: what publishing would change, readably, and nothing written."""

import re

import pytest

from seeds.publishing.publish import publish
from tests.seeds.conftest import correct
from tests.seeds.test_history import REASONS


@pytest.fixture
def url(tmp_path) -> str:
    """Where the small record is served from."""
    return f"sqlite:///{tmp_path / 'var' / 'record.sqlite'}"


def test_the_first_release_has_nothing_to_be_compared_with(facts, url, seeds, tmp_path):
    """It is said so, and no folder is made."""
    result = seeds("plan", "--facts", facts.path, "--database-url", url)
    assert result.exit_code == 0
    assert re.search(r"would be the first, with [1-9]\d* rows", result.output)
    assert not (tmp_path / "var").exists()


def test_the_same_facts_would_change_nothing(facts, url, seeds):
    """And the command says what is served."""
    id_ = publish(facts.path, url).release_id
    result = seeds("plan", "--facts", facts.path, "--database-url", url)
    assert result.output == f"nothing would change: {id_} is served already\n"


def test_only_another_version(facts, url, seeds):
    """No row changes, and yet it would be another release."""
    publish(facts.path, url)
    facts.write("VERSION", "0.2.0 2026-02-01\n")
    result = seeds("plan", "--facts", facts.path, "--database-url", url)
    assert "any resource: only the version changes" in result.output


def test_what_would_change_is_listed_and_is_what_changes(facts, url, seeds, tmp_path):
    """Counts by resource, then a line a change: old value, new value, reason."""
    publish(facts.path, url)
    before = sorted((tmp_path / "var").rglob("*"))
    correct(facts)
    facts.write("change-reasons/hand.csv", REASONS)
    result = seeds("plan", "--facts", facts.path, "--database-url", url)
    assert sorted((tmp_path / "var").rglob("*")) == before
    assert result.exit_code == 1  # two of four source records are many: see test_drops
    lines = result.output.splitlines()
    assert lines[0].startswith("from 0.1.0-")
    for line in (
        "     added  corrected  removed  merged  rows of",
        "         1          0        0       0  countries",
        "         0          1        0       0  pledges",
        "         0          0        2       0  source-records",
        "countries: added 1",
        "+ countries/FRA",
        "- source-records/b",
        '~ pledges/chn-net-zero-2060 status: "in_law" → "declaration" (The law was no law.)',
        '~ officials/li-wei name: "Li Wei" → "Li Wei Jr" (The paper corrected the name.)',
    ):
        assert line in lines


def test_lines_can_be_limited_and_chosen_by_resource(facts, url, seeds):
    """What is left out is counted; a resource that is none is refused."""
    publish(facts.path, url)
    correct(facts)
    where = ("--facts", facts.path, "--database-url", url)
    lines = seeds("plan", *where, "--limit", 1).output.splitlines()
    assert "- source-records/b" in lines
    assert "- source-records/c" not in lines
    assert "... and 1 more of source-records (--limit 0 shows all)" in lines
    lines = seeds("plan", *where, "--resource", "officials").output.splitlines()
    assert [line for line in lines if line[:1] in "+-~" and line] == [
        '~ officials/li-wei name: "Li Wei" → "Li Wei Jr"'
    ]
    assert seeds("plan", *where, "--resource", "oficials").exit_code == 2


def test_wide_texts_are_cut(facts, url, seeds):
    """A line stays a line, however long the text is that is corrected."""
    publish(facts.path, url)
    words = "We will act, " * 40
    text = (facts.path / "quotes/hand.yaml").read_text().replace("We will act.", f'"{words}so."')
    facts.write("quotes/hand.yaml", text)
    output = seeds("plan", "--facts", facts.path, "--database-url", url).output
    (line,) = (line for line in output.splitlines() if line.startswith("~ quotes"))
    assert line.startswith('~ quotes/we-will-act text: "We will act." → "We will act, We')
    assert line.endswith("…")
    assert len(line) < 120


def test_a_reason_without_a_change_is_told(facts, url, seeds):
    """A slip in the key, most likely."""
    publish(facts.path, url)
    correct(facts)
    facts.write(
        "change-reasons/hand.csv",
        "version,resource,row_id,field,why,source_id\n0.2.0,officials,li-wai,name,Corrected.,\n",
    )
    output = seeds("plan", "--facts", facts.path, "--database-url", url).output
    assert "a reason is given, but nothing changes: officials/li-wai name" in output


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("0.2.0,oficials,li-wei,name,So.,", "no resource 'oficials' (did you mean officials?)"),
        ("0.2.0,officials,li-wei,nmae,So.,", "officials have no field 'nmae' (did you mean name?)"),
        ("0.2.0,officials,li-wei,name,,", "why is missing"),
        ("0.2.0,officials,li-wei,name,So.,the-papre", "source_id: no 'the-papre' among sources"),
    ],
)
def test_reasons_are_checked_like_other_facts(facts, url, seeds, row, told):
    """With file and line, and a hint."""
    header = "version,resource,row_id,field,why,source_id\n"
    facts.write("change-reasons/hand.csv", f"{header}{row}\n")
    result = seeds("plan", "--facts", facts.path, "--database-url", url)
    assert result.exit_code == 1
    assert f"change-reasons/hand.csv:2: {told}" in result.output
