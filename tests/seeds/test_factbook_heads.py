"""Heads of state and government of the CIA World Factbook: since when, and who has the office."""

import pytest

from seeds.check import check_facts
from tests.seeds.conftest import written

CABINET = """
    position,person,personID,start,end
    Prime Minister,Ann Berg,Q11,2016-03-01,
    President,Xi Bo,Q12,2013,
    """
# The first and the third text are of the gap's last day, and nobody had refreshed them.
HEADS = """
    gec,iso3,name,field,first_seen,last_seen,snapshots,text
    no,NOR,N,chief of state,2016-11-06,2020-11-23,4,King HARALD V (since 17 January 1991)
    no,NOR,N,chief of state,2020-11-24,2021-03-01,9,King HARALD V (since 17 January 1991); Heir HAAKON
    no,NOR,N,head of government,2016-11-06,2020-11-23,4,Prime Minister Ann BERG Dahl (since 1 March 2016)
    no,NOR,N,head of government,2020-11-24,2021-03-01,9,"Prime Minister (acting) Jon LIE, Dr. (since April 2019)"
    ch,CHN,C,head of government,2020-11-24,2021-03-01,9,{XI}
    ch,CHN,C,chief of state,2020-11-24,2021-03-01,9,{XI}
    ch,CHN,C,cabinet,2020-11-24,2021-03-01,9,State Council
    je,GBR,J,head of government,2020-11-24,2021-03-01,9,Chief Minister A. B (since 2018)
    no,NOR,N,head of government,2021-05-23,2021-06-01,2,Prime Minister (vacant)
    no,NOR,N,head of government,2021-07-01,2021-07-08,2,Kari MOE (since 1 July 2021)
    """  # noqa: E501
XI = "President XI Bo (head of government since 9 July 2018; chief of state since 4 May 2013)"


@pytest.fixture
def out(facts, folder, seeds):
    """The small record with a cabinet, and the heads."""
    folder.write("NOR.csv", CABINET)
    run = ("--facts", facts.path)
    assert seeds("import", "everypolitician-cabinets", folder.path, *run).exit_code == 0
    heads = folder.write("factbook/heads-2015-2026.csv", HEADS.replace("{XI}", XI)).parent
    result = seeds("import", "cia-world-factbook-heads", heads, *run)
    assert result.exit_code == 0, result.output
    return facts.path


def _posts(out):
    rows = written(out, "tenure-records/cia-world-factbook-heads.csv")
    return {
        (r["official_id"], r["title"]): (r.get("start_date"), r.get("end_date"), r["attested_on"])
        for r in rows
    }


def test_since_is_the_start_and_the_last_snapshot_no_end(out):
    """The first person of each text; a text that nobody refreshed is evidence before the gap."""
    assert _posts(out) == {
        ("harald-v", "King"): ("1991-01-17", None, "2021-03-01"),
        ("ann-berg", "Prime Minister"): ("2016-03-01", None, "2017-03-28"),
        ("jon-lie", "Prime Minister"): ("2019-04", None, "2021-03-01"),
        ("xi-bo-chn", "President"): ("2013-05-04", None, "2021-03-01"),
        ("xi-bo-chn", "President (head of government)"): ("2018-07-09", None, "2021-03-01"),
        ("kari-moe", "Head of government"): ("2021-07-01", None, "2021-07-08"),
    }


def test_what_the_rules_do_not_know_is_noted(out):
    """With its words; other fields and areas without a country of the record are out of scope."""
    notes = written(out, "import-notes/cia-world-factbook-heads.csv")
    rows = {(n["note"], n.get("value")) for n in notes if n["action"] == "row_left_out"}
    assert rows == {
        ("no office and name of one person that the rules know", "Prime Minister"),
        ("an area that is no country of the record", None),
    }


def test_a_successor_ends_what_is_certain(out, facts):
    """Both are here: the predecessor is certain up to the day before, or to the last snapshot."""
    facts.write("sources/list.yaml", """
        - {id: everypolitician-cabinets-2022, kind: dataset, licence: CC0-1.0, citation: C,
           url_note: n, retrieved_on: "2022-08-03"}
        - {id: cia-world-factbook-heads-2026, kind: dataset, licence: CC0-1.0, citation: C,
           url_note: n, retrieved_on: "2026-01-22"}
        """)  # fmt: skip
    (facts.path / "sources/cia-world-factbook-heads-2026.csv").unlink()
    (facts.path / "sources/everypolitician-cabinets-2022.csv").unlink()
    checked = check_facts(facts.path)
    assert checked.problems == []
    certain = {
        (row.values["official_id"], row.values["title"]): (
            row.values["certain_from"],
            row.values["certain_until"],
        )
        for row in checked.record["tenures"]
    }
    assert certain["ann-berg", "Prime Minister"] == ("2016-03-01", "2017-03-28")
    assert certain["jon-lie", "Prime Minister"] == ("2019-04-30", "2021-03-01")
    assert certain["xi-bo-chn", "President (head of government)"] == ("2018-07-09", "2021-03-01")
