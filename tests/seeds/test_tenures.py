"""Tenures: the records of several sources merged, and what a merged row shows."""

import pytest

from schema.validity import KNOWN_FROM, LATEST, VALIDITY_COLUMNS
from seeds.check import CheckedFacts, check_facts
from seeds.loading.values import Row
from tests.seeds.conftest import Folder

_COLUMNS = (
    "id,official_id,title,organization,country_code,start_date,end_date,attested_on,former"
    ",source_id"
)


def checked_with(facts: Folder, *rows: str) -> CheckedFacts:
    """The facts with these records: title, organization, start, end, attested, former, source."""
    lines = [f"r{n},li-wei,{cells}" for n, cells in enumerate(rows)]
    facts.write("tenure-records/data.csv", "\n".join([_COLUMNS, *lines]) + "\n")
    checked = check_facts(facts.path)
    assert checked.problems == []
    return checked


def record(title: str, start: str, end: str, source: str, organization: str = "") -> str:
    """The cells of a dated record of a Norwegian office."""
    return f"{title},{organization},NOR,{start},{end},,,{source}"


def merged(checked: CheckedFacts) -> list[list[str]]:
    """The records of each tenure, by id."""
    records = {
        row.text("id"): row.text("row_id")
        for row in checked.record["source-records"]
        if row.values["resource"] == "tenures"
    }
    tenures = [row.text("id") or "" for row in checked.record["tenures"]]
    groups = {
        id_: [key or "" for key, row_id in records.items() if row_id == id_] or [id_]
        for id_ in tenures
    }
    return [group for id_, group in groups.items() if id_.startswith("r")]


def tenure(checked: CheckedFacts, id_: str) -> Row:
    """The tenure with an id."""
    (row,) = (row for row in checked.record["tenures"] if row.values["id"] == id_)
    return row


DATA, PAPER = "the-data", "the-paper"
TRADE = "Minister of Trade"
THIRD = """
    - {id: third, kind: dataset, licence: CC0-1.0, citation: C, url_note: n,
       published_on: "2024-01-01"}
"""

ONE = {
    "the same days": [record(TRADE, "2020-02-13", "2021-05-06", s) for s in (DATA, PAPER)],
    "nearly the same days": [
        record(TRADE, "2020-02-13", "2021-05-06", DATA),
        record(TRADE, "2020-02-14", "2021-06-01", PAPER),
    ],
    "one without an end": [
        record(TRADE, "2020-02-13", "", DATA),
        record(TRADE, "2020-02-13", "2021-05-06", PAPER),
    ],
    "years and days": [
        record(TRADE, "2020", "2021", DATA),
        record(TRADE, "2020-02-13", "2021-05-06", PAPER),
    ],
    "rank and the country's name do not count": [
        record("Secretary of State for Trade of Norway", "2020-02-13", "2021", DATA),
        record("Minister for Trade", "2020-02-13", "2021-05-06", PAPER),
    ],
    "a rank in the department of that name": [
        record(TRADE, "2020-02-13", "2021", DATA),
        record("Minister of State", "2020-02-13", "2021", PAPER, "Department for Trade"),
    ],
    "terms of one source": [
        record(TRADE, "2020-02-13", "2021-05-06", DATA),
        record(TRADE, "2021-05-06", "2022-01-01", DATA),
    ],
    "what another source lists as a sequence": [
        record(TRADE, "2020-02-13", "2022-01-01", DATA),
        record(TRADE, "2020-02-13", "2021-05-06", PAPER, "Board of Trade"),
        record(TRADE, "2021-05-06", "2022-01-01", PAPER, "Department for Trade"),
    ],
}
TWO = {
    "another office": [
        record(TRADE, "2020-02-13", "2021-05-06", DATA),
        record("Minister of Fish", "2020-02-13", "2021-05-06", PAPER),
    ],
    "a deputy": [
        record(TRADE, "2020-02-13", "2021-05-06", DATA),
        record(f"Deputy {TRADE}", "2020-02-13", "2021-05-06", PAPER),
    ],
    "days too far apart": [
        record(TRADE, "2020-02-13", "2021-05-06", DATA),
        record(TRADE, "2020-02-13", "2021-08-06", PAPER),
    ],
    "a gap between two terms": [
        record(TRADE, "2020-02-13", "2021-05-06", DATA),
        record(TRADE, "2021-05-08", "2022-01-01", DATA),
    ],
    "ranks alone, which may be of two ministries": [
        record("State Secretary", "2020-02-13", "2021-05-06", DATA),
        record("State Secretary", "2021-05-06", "2022-01-01", DATA),
    ],
    "two of one source at the same time": [
        record(TRADE, "2020-02-13", "2021-05-06", DATA, "Trade Office"),
        record(TRADE, "2020-02-13", "2021-05-06", DATA, "Foreign Office"),
    ],
}


@pytest.mark.parametrize("rows", ONE.values(), ids=ONE)
def test_records_of_one_tenure_are_one_row(facts: Folder, rows: list[str]) -> None:
    """The row has the first record's id, and leads from the ids of the others."""
    checked = checked_with(facts, *rows)
    ids = [f"r{n}" for n in range(len(rows))]
    assert merged(checked) == [ids]
    assert tenure(checked, "r0").values["former_ids"] == [f"tenures/{id_}" for id_ in ids[1:]]


@pytest.mark.parametrize("rows", TWO.values(), ids=TWO)
def test_records_that_may_be_two_tenures_stay_two(facts: Folder, rows: list[str]) -> None:
    """No row is merged without evidence."""
    assert merged(checked_with(facts, *rows)) == [["r0"], ["r1"]]


def test_a_source_that_lists_an_office_twice_means_two(facts: Folder) -> None:
    """The nearer of the two is merged with the other source's; the second stays."""
    rows = [
        record(TRADE, "2020-02-13", "2021-05-06", PAPER, "Foreign Office"),
        record(TRADE, "2020-02-20", "2021-05-06", PAPER, "Trade Office"),
        record(TRADE, "2020-02-20", "2021-05-06", DATA),
    ]
    assert sorted(merged(checked_with(facts, *rows))) == [["r0"], ["r1", "r2"]]


@pytest.mark.parametrize(
    ("undated", "expected"),
    [
        (f"{TRADE},,NOR,,,2021-02,,the-data", ["r0", "r2"]),
        (f"{TRADE},,NOR,,,2009-05-05,,the-data", ["r1", "r2"]),
        (f"{TRADE},,NOR,,,2015,,the-data", ["r2"]),
        ("Minister of Fish,,NOR,,,2021-02,,the-data", ["r2"]),
    ],
)
def test_a_record_without_dates_is_of_the_tenure_that_it_fits(
    facts: Folder, undated: str, expected: list[str]
) -> None:
    """By the day on which its source shows the office held; of none or of two, it stays alone."""
    rows = [
        record(TRADE, "2020-02-13", "2022", PAPER),
        record(TRADE, "2008", "2010", PAPER),
        undated,
    ]
    assert expected in merged(checked_with(facts, *rows))


def test_each_cell_is_of_the_latest_source_and_the_most_precise_date(facts: Folder) -> None:
    """Statements tell which source each cell is from, and what the others say."""
    facts.write("sources/third.yaml", THIRD)
    rows = [
        record("Minister for Trade of Norway", "2020-02-13", "2021-05-06", DATA),
        record("Minister for Trade", "2020", "2021-05-07", "third", "Trade Office"),
    ]
    checked = checked_with(facts, *rows)
    row = tenure(checked, "r0")
    assert row.values["title"] == "Minister for Trade"
    assert (row.values["start_date"], row.values["end_date"]) == ("2020-02-13", "2021-05-07")
    assert row.values["source_id"] == "third"
    # The sources differ about the last day, so that only the days before both are certain.
    bounds = [row.text(column) for column in VALIDITY_COLUMNS]
    assert bounds == ["2020-02-13", "2020-02-13", "2021-05-06", "2021-05-07"]
    statements = {
        (s.text("source_record_id"), s.text("field")): (s.values["used"], s.values["inferred"])
        for s in checked.record["statements"]
        if s.values["row_id"] == "r0"
    }
    assert statements["r0", "start_date"] == (True, False)
    assert statements["r1", "start_date"] == (False, False)
    assert statements["r1", "end_date"] == (True, False)
    assert statements["r0", "end_date"] == (False, False)
    assert statements["r1", "roles"] == (True, True)


def test_a_version_shows_what_had_been_stated(facts: Folder) -> None:
    """Before the later source, the row has the cells and the id of the source of the earlier."""
    facts.write("sources/third.yaml", THIRD)
    rows = [
        record(TRADE, "2020-02-13", "", DATA),
        record(TRADE, "2020-02-13", "2021-05-06", "third"),
    ]
    checked = checked_with(facts, *rows)
    versions = {
        row.text(KNOWN_FROM): (row.values["end_date"], row.values["source_id"])
        for row in checked.record["tenure_version"]
        if row.values["id"] == "r0"
    }
    assert list(versions.values()) == [(None, DATA), ("2021-05-06", "third")]
    assert "2024-01-01" in versions


def test_a_term_in_a_row_of_terms_is_certain_until_the_break(facts: Folder) -> None:
    """A last term without an end does not make the terms before it uncertain."""
    rows = [
        record(TRADE, "2019-03-20", "2019-10-01", DATA),
        record(TRADE, "2019-10-01", "", DATA),
    ]
    row = tenure(checked_with(facts, *rows), "r0")
    assert row.values["end_date"] is None
    assert row.values["certain_until"] == "2019-10-01"


def test_an_end_that_a_later_source_shows_was_not_known_before(facts: Folder) -> None:
    """Of a tenure that is not merged with the other: only its versions since then have ended."""
    facts.write("sources/third.yaml", THIRD)
    rows = [
        record(TRADE, "2020-02-13", "", DATA),
        record(TRADE, "2019-01-01", "2021-05-06", "third"),
    ]
    checked = checked_with(facts, *rows)
    latest = {
        row.text(KNOWN_FROM): row.text(LATEST)
        for row in checked.record["tenure_version"]
        if row.values["id"] == "r0"
    }
    assert list(latest.values()) == ["~", "2021-05-06"]
    assert list(latest)[-1] == "2024-01-01"
