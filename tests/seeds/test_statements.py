"""The cells of pledges: which source record states each, and what is concluded from it."""

from collections.abc import Callable
from typing import Any

import pytest

from seeds.check import check_facts
from tests.seeds.conftest import Folder

RECORDS = "id,pledge_id,country_code,form,first_seen,last_seen,kind,horizon,document_url,source_id"

Statements = Callable[[], dict[str, dict[str, Any]]]


@pytest.fixture
def statements(facts: Folder) -> Statements:
    """The statements of the record by id."""

    def run() -> dict[str, dict[str, Any]]:
        checked = check_facts(facts.path)
        assert checked.problems == []
        return {str(row.values["id"]): row.values for row in checked.record["statements"]}

    return run


def test_a_cell_is_used_once(statements: Statements) -> None:
    """Of records that state the same value, the one that the row takes it from."""
    rows = statements()
    kinds = {id_: row for id_, row in rows.items() if row["field"] == "kind"}
    assert {id_: row["used"] for id_, row in kinds.items()} == {
        "a-kind": False,
        "b-kind": True,
        "c-kind": False,
    }
    assert {row["value"] for row in kinds.values()} == {"net_zero"}
    assert not any(row["inferred"] for row in rows.values())
    assert (rows["b-status"]["source_record_id"], rows["b-status"]["source_id"]) == (
        "b",
        "the-data",
    )


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("2021,2021", {"y": ["2020-06-01/2021-12-30"], "z": ["2021-12-31/.."]}),
        (
            "2021-03-01,2021-03-02",
            {
                "y": ["2020-06-01/2021-02-28", "2021-03-03/.."],
                "z": ["2021-03-01/2021-03-02"],
            },
        ),
    ],
    ids=["later", "between"],
)
def test_a_statement_names_the_days_on_which_it_is_used(
    facts: Folder, statements: Statements, seen: str, expected: dict[str, list[str]]
) -> None:
    """One source may be the last to state a cell, be followed by another, and be the last again."""
    facts.write("pledges/x.csv", "id,country_code\np,NOR\n")
    facts.write(
        "pledge-records/x.csv",
        f"""
        {RECORDS}
        y,p,NOR,snapshot,2020-06-01,2021-06-30,net_zero,end,,the-paper
        z,p,NOR,snapshot,{seen},net_zero,end,,the-data
        """,
    )
    rows = statements()
    assert {id_: rows[f"{id_}-kind"]["used_on"] for id_ in ("y", "z")} == expected
    assert {rows[f"{id_}-kind"]["used"] for id_ in ("y", "z")} == {True, False}


ENDED = "id,country_code,outcome,outcome_basis,outcome_record_id,ended_by,superseded_by_id"


@pytest.mark.parametrize("basis", ["stated", "inferred"])
def test_the_end_of_a_pledge_rests_on_a_record(
    facts: Folder, statements: Statements, basis: str
) -> None:
    """An outcome may be stated; what else is concluded from that record is inferred."""
    facts.write(
        "pledges/x.csv",
        f"{ENDED}\np,NOR,superseded,{basis},r,2023-11-05,q\nq,NOR,,,,,\n",
    )
    facts.write(
        "pledge-records/x.csv",
        f"""
        {RECORDS}
        o,p,NOR,snapshot,2020,2020,net_zero,end,,the-paper
        r,q,NOR,snapshot,2023,2023-11-05,base_year,end,,the-data
        """,
    )
    rows = statements()
    concluded = {id_: row for id_, row in rows.items() if id_.startswith(("p-", "q-"))}
    assert {id_: row["inferred"] for id_, row in concluded.items()} == {
        "p-outcome": basis == "inferred",
        "p-outcome-basis": True,
        "p-outcome-record-id": True,
        "p-ended-by": True,
        "p-superseded-by-id": True,
        "q-supersedes-id": True,
    }
    assert {row["source_record_id"] for row in concluded.values()} == {"r"}
    assert all(row["used"] for row in concluded.values())


def test_a_document_rests_on_the_latest_record_that_leads_to_it(
    facts: Folder, statements: Statements
) -> None:
    """The link is inferred, from its address."""
    facts.write(
        "documents/x.csv",
        """
        id,country_code,kind,title,url,submitted_on,status,version,source_id
        nor-ndc,NOR,ndc,NDC,https://example.org/ndc.pdf,2021-01-01,active,1,the-data
        """,
    )
    facts.write("pledges/x.csv", "id,country_code\np,NOR\n")
    facts.write(
        "pledge-records/x.csv",
        f"""
        {RECORDS}
        x,p,NOR,snapshot,2021-02,2021-02,net_zero,end,https://example.org/ndc.pdf,the-paper
        y,p,NOR,snapshot,2022-02,2022-02,net_zero,end,https://example.org/ndc.pdf,the-data
        z,p,NOR,snapshot,2023-02,2023-02,net_zero,end,,the-data
        """,
    )
    link = statements()["p-document-id"]
    assert (link["value"], link["source_record_id"]) == ("nor-ndc", "y")
    assert (link["used"], link["inferred"]) == (True, True)
    assert link["used_on"] == ["2022-02-28/.."]
    assert statements()["x-document-id"]["used_on"] == ["2021-02-28/2022-02-27"]


def test_a_record_that_states_none_has_a_null(facts: Folder, statements: Statements) -> None:
    """No statement, since there is no row whose cell it could be."""
    facts.write(
        "pledge-records/x.csv",
        f"{RECORDS}\nnone,,NOR,snapshot,2021,2021,no_target,end,,the-data\n",
    )
    assert all(row["source_record_id"] != "none" for row in statements().values())
    rows = {
        row.values["id"]: row.values for row in check_facts(facts.path).record["source-records"]
    }
    assert rows["none"]["values"] == {"kind": None, "horizon": "end"}
    assert (rows["none"]["row_id"], rows["none"]["country_code"]) == (None, "NOR")


def test_why_a_year_is_null_counts_only_while_it_is(facts: Folder) -> None:
    """A note of one source gives way to a year of another; alone, it stays."""
    facts.write("pledges/more.csv", "id,country_code\nnor-clean,NOR\n")
    facts.write(
        "pledge-records/more.csv",
        """
        id,pledge_id,country_code,form,first_seen,last_seen,kind,target_year_note,source_id
        x,chn-net-zero-2060,CHN,snapshot,2021-02,2021-02,net_zero,Unclear.,the-data
        y,nor-clean,NOR,snapshot,2021-02,2021-02,clean_energy,Unclear.,the-data
        """,
    )
    checked = check_facts(facts.path)
    assert checked.problems == []
    pledges = {row.values["id"]: row.values for row in checked.record["pledges"]}
    shown = {key: (p["target_year"], p["target_year_note"]) for key, p in pledges.items()}
    assert shown["chn-net-zero-2060"] == (2060, None)
    assert shown["nor-clean"] == (None, "Unclear.")
