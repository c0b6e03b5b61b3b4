"""Importing who joined the declarations of COP 26."""

import pytest

from tests.seeds.conftest import written

HEADER = "state_iso;state_name;status_deforestation;status_methane;status_coal;status_cars"
ROWS = "initiative-participations/cop26-pledges.csv"


@pytest.fixture
def pledges(folder, facts, seeds):
    """Import rows of the list into facts that have China and Norway; the result."""

    def run(*rows: str):
        path = folder.write("agreements.csv", "\n".join((HEADER, *rows)) + "\n")
        return seeds("import", "cop26-pledges", path, "--facts", facts.path)

    return run


def statuses(facts) -> dict[tuple[str, str], str]:
    """The status by country and initiative."""
    rows = written(facts.path, ROWS)
    return {(row["country_code"], row["initiative_id"]): row["status"] for row in rows}


def test_a_word_is_a_row_for_each_initiative_that_it_speaks_of(pledges, facts):
    """Of the older initiatives only who joined; a target year where the word has one."""
    pledges("NO;Norway;PledgedNYandCOP26;PledgedAsPartOfEU;PledgedPlusPPCAUsesCoal;Pledged2040")
    assert statuses(facts) == {
        ("NOR", "glasgow-leaders-declaration-on-forests"): "joined",
        ("NOR", "new-york-declaration-on-forests"): "joined",
        ("NOR", "global-methane-pledge"): "joined_through_eu",
        ("NOR", "global-coal-to-clean-power-statement"): "joined",
        ("NOR", "powering-past-coal-alliance"): "joined",
        ("NOR", "zero-emission-cars-declaration"): "joined",
    }
    cars = written(facts.path, ROWS)[-1]
    assert cars == {
        "id": "zero-emission-cars-declaration-nor-2021-11",
        "initiative_id": "zero-emission-cars-declaration", "country_code": "NOR",
        "status": "joined", "target_year": "2040", "attested_on": "2021-11",
        "words": "Pledged2040", "locator": "agreements.csv:2",
        "source_id": "klimadashboard-cop26-pledges-2021-11",
    }  # fmt: skip


def test_not_joined_is_said_only_where_the_word_says_it(pledges, facts):
    """Not of the alliance and the older declaration; an empty cell says nothing."""
    pledges("CN;China;NotPledged;;IncompletePledgedUsesCoal;NotPledged")
    assert statuses(facts) == {
        ("CHN", "glasgow-leaders-declaration-on-forests"): "not_joined",
        ("CHN", "global-coal-to-clean-power-statement"): "incomplete",
        ("CHN", "zero-emission-cars-declaration"): "not_joined",
    }


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("XX;Nowhere;;;;", "2:state_iso: 'XX' is no country of the facts"),
        ("NO;Norway;;Left;;", "2:status_methane: 'Left' is new"),
    ],
)
def test_what_is_new_is_refused(pledges, facts, row, message):
    """Nothing is written."""
    result = pledges(row)
    assert result.exit_code == 1
    assert message in result.output
    assert not (facts.path / ROWS).exists()
