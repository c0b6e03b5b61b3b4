"""A pledge's status among several tellings, and what it superseded."""

import pytest

from seeds.check import check_facts
from seeds.loading.values import Value
from tests.seeds.conftest import Folder

SOURCES = """
    id,kind,url_note,licence,citation,published
    older,dataset,printed,MIT,Older.,2022-03-30
    younger,dataset,printed,MIT,Younger.,2023-11-05
    """


@pytest.fixture
def pledges(facts: Folder):
    """The pledges of the small record with one more source's steps, by id."""

    def run(steps: str, rows: str = "") -> dict[str, dict[str, Value]]:
        facts.write("sources/x.csv", SOURCES)
        facts.write("pledges/x.csv", f"id,country_code,kind,{rows or 'source_id'}")
        head = "id,pledge_id,date,status,kind,source_id\n"
        facts.write("pledge-steps/data.csv", head + steps)
        checked = check_facts(facts.path)
        assert checked.problems == []
        return {str(row.values["id"]): row.values for row in checked.record["pledges"]}

    return run


@pytest.mark.parametrize(
    ("steps", "status", "date"),
    [
        ("a,{},2021,in_law,net_zero,older\nb,{},2019,proposed,net_zero,younger\n",
         "proposed", "2019"),
        ("a,{},2021,in_law,net_zero,older\nb,{},,in_law,net_zero,younger\n", "in_law", "2021"),
        ("a,{},2021,in_law,net_zero,older\nb,{},,proposed,net_zero,younger\n", "proposed", None),
        ("a,{},2021,in_law,net_zero,older\nb,{},2022,,net_zero,younger\n", "in_law", "2021"),
        ("a,{},2021,in_law,net_zero,older\nb,{},,no_target,no_target,younger\n", "in_law", "2021"),
        ("a,{},2023,in_law,net_zero,the-paper\nb,{},2021,proposed,net_zero,older\n",
         "in_law", "2023"),
    ],
    ids=[
        "the youngest source has the last word, however old the date it gives",
        "an undated telling keeps the date that another gives for the same status",
        "but not the date of another status",
        "a telling without a status says nothing of it",
        "the word that there is no target ends a pledge and is not its status",
        "a source without a day counts as of the day that it tells of",
    ],
)  # fmt: skip
def test_the_status_is_the_latest_word(pledges, steps: str, status: str, date: str | None) -> None:
    """With the date since when, if anybody gives it."""
    row = pledges(steps.replace("{}", "chn-net-zero-2060"))["chn-net-zero-2060"]
    assert (row["status"], row["status_date"]) == (status, date)


def test_what_superseded_knows_what_it_superseded(pledges) -> None:
    """Of several, the one that ended last."""
    by = "superseded,{},chn-net-zero-2060,the-data"
    rows = "outcome,ended_by,superseded_by_id,source_id\n" + "".join(
        f"{key},CHN,other,{by.format(day)}\n"
        for key, day in (("p", "2021"), ("q", "2023-11-05"), ("r", "2022-03-30"))
    )
    found = pledges("", rows)
    assert found["chn-net-zero-2060"]["supersedes_id"] == "q"
    assert found["q"]["supersedes_id"] is None
