"""What an attestation shows, and when other records speak against it."""

import pytest

from seeds.check import check_facts
from tests.seeds.conftest import Folder

_COLUMNS = "id,official_id,title,country_code,start_date,end_date,attested_on,source_id"
PEOPLE = """
    - {id: ann, name: Ann, source_id: the-paper}
    - {id: bo, name: Bo, source_id: the-paper}
    """
SOURCES = """
    - {id: list, kind: dataset, licence: CC0-1.0, citation: C, url_note: n,
       retrieved_on: "2020-06-01"}
    """
PRIME = "Prime Minister"

# Records of others (official, title, start, end, attested, source), and what holds of Ann's.
CASES = {
    "nobody else": ([], ("2020-01-01", "2020-01-01")),
    "another title": (["bo,King,2015,2023,,the-data"], ("2020-01-01", "2020-01-01")),
    "who left before": ([f"bo,{PRIME},2015,2019,,the-data"], ("2020-01-01", "2020-01-01")),
    "in office around that day": ([f"bo,{PRIME},2015,2023-01,,the-data"], (None, None)),
    "of whom no end is known": ([f"bo,{PRIME},2015,,,the-data"], ("2020-01-01", "2020-01-01")),
    "the same source": ([f"bo,{PRIME},2015,2023,,list"], ("2020-01-01", "2020-01-01")),
    "had left by another source": ([f"ann,{PRIME},2012,2015,,the-data"], (None, None)),
}


@pytest.mark.parametrize(("others", "certain"), CASES.values(), ids=CASES)
def test_an_attested_day_is_certain_unless_another_source_has_somebody_else(
    facts: Folder, others: list[str], certain: tuple[str | None, str | None]
) -> None:
    """Both records are here, whatever holds."""
    assert _certain(facts, f"ann,{PRIME},,,2020-01-01,list", others) == certain


# The same of a record that says since when: it lasts up to the day before a successor's first.
SINCE = {
    "nobody else": ([], ("2018-02-03", "2020-01-01")),
    "a successor": ([f"bo,{PRIME},2019-05-06,,,the-data"], ("2018-02-03", "2019-05-05")),
    "of the same source": ([f"bo,{PRIME},2019-05-06,,,list"], ("2018-02-03", "2019-05-05")),
    "a predecessor": ([f"bo,{PRIME},2010,2018,,the-data"], ("2018-02-03", "2020-01-01")),
    "a later one": ([f"bo,{PRIME},2020-05-06,,,the-data"], ("2018-02-03", "2020-01-01")),
}


@pytest.mark.parametrize(("others", "certain"), SINCE.values(), ids=SINCE)
def test_an_office_held_since_a_day_is_certain_up_to_a_successor(
    facts: Folder, others: list[str], certain: tuple[str | None, str | None]
) -> None:
    """A list that lags names the predecessor, who left by the successor's first day."""
    assert _certain(facts, f"ann,{PRIME},2018-02-03,,2020-01-01,list", others) == certain


def test_a_minister_of_the_same_subject_may_have_another_title(facts: Folder) -> None:
    """Of one official it is one tenure; of two it speaks against the attested one."""
    one = "ann,Minister of Environment & Forestry,,,2020-01-01,list"
    same = ["ann,Minister of the Environment,2018-02-03,,,the-data"]
    assert _certain(facts, one, same) == ("2018-02-03", "2020-01-01")
    other = ["bo,Minister of the Environment and Energy,2015,2022,,the-data"]
    assert _certain(facts, one, other) == (None, None)


def _certain(facts: Folder, one: str, others: list[str]) -> tuple[object, object]:
    """The certain days of the tenure with the first record."""
    facts.write("officials/people.yaml", PEOPLE)
    facts.write("sources/list.yaml", SOURCES)
    rows = []
    for number, cells in enumerate([one, *others]):
        official, title, rest = cells.split(",", 2)
        rows.append(f"r{number},{official},{title},NOR,{rest}")
    facts.write("tenure-records/data.csv", "\n".join([_COLUMNS, *rows]) + "\n")
    checked = check_facts(facts.path)
    assert checked.problems == []
    records = {r.text("id"): r.text("row_id") for r in checked.record["source-records"]}
    id_ = records.get("r0", "r0")
    (row,) = (row for row in checked.record["tenures"] if row.values["id"] == id_)
    return row.values["certain_from"], row.values["certain_until"]
