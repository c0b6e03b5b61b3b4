"""Importing the sessions of the Conference of the Parties."""

import pytest

from tests.seeds.conftest import table, written

COLUMNS = ("Meeting", "Location", "Year", "Parties", "Total_Participants", "Media")
EVENTS = "events/unfccc-sessions.csv"


@pytest.fixture
def sessions(folder, out, seeds):
    """Import rows of the list; the result."""

    def run(*rows: tuple[str, ...]):
        text = table(COLUMNS, *(dict(zip(COLUMNS, row, strict=False)) for row in rows))
        path = folder.write("sessions.csv", text)
        return seeds("import", "unfccc-sessions", path, "--facts", out)

    return run


def test_a_row_is_an_event_of_its_year(sessions, out):
    """With its number and counts, and the country that is concluded from the place."""
    sessions(("COP 21", "Paris", "2015", "196", "30372"), ("Pre-COP 2", "Geneva", "1991"))
    cop, committee = written(out, EVENTS)
    assert cop == {
        "id": "unfccc-cop-21", "name": "COP 21", "kind": "conference_of_the_parties",
        "number": "21", "date": "2015", "date_note": "The source has the year alone.",
        "place": "Paris", "country_code": "FRA",
        "country_note": "Concluded from the place: the source does not name the country.",
        "parties": "196", "participants": "30372", "locator": "sessions.csv:2",
        "source_id": "unfccc-sessions-2024",
    }  # fmt: skip
    assert (committee["id"], committee["kind"]) == (
        "unfccc-pre-cop-2",
        "negotiating_committee_session",
    )


def test_who_took_part_online_is_no_session(sessions, out):
    """The row is merged into that of the session, with a note; a place may be the country."""
    sessions(
        ("COP 28", "UAE (on-site)", "2023", "195", "83881"),
        ("COP 28", "UAE (virtual)", "2023", "108", "2089"),
    )
    (event,) = written(out, EVENTS)
    assert (event["id"], event["place"], event["country_code"]) == ("unfccc-cop-28", "UAE", "ARE")
    assert "country_note" not in event
    assert event["participants"] == "83881"
    assert "108 Parties and 2089 participants" in event["participants_note"]
    notes = written(out, "import-notes/unfccc-sessions.csv")
    assert [note["locator"] for note in notes if note["action"] == "row_merged"] == [
        "sessions.csv:3"
    ]


def test_sessions_of_one_number_are_told_apart_by_the_year(sessions, out):
    """COP 6 took place twice; a place that is not known leaves the country null, and says so."""
    sessions(("COP 6", "Hague", "2000"), ("COP 6", "Bonn", "2001"), ("COP 30", "Belem", "2025"))
    last, first, second = written(out, EVENTS)
    assert [first["id"], second["id"]] == ["unfccc-cop-6-2000", "unfccc-cop-6-2001"]
    assert "country_code" not in last
    assert last["country_note"] == "The source names a place whose country is not known here."


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("Cop 21", "Paris", "2015"), "2:Meeting: 'Cop 21' is not known"),
        (("COP 21", "Paris", "15"), "2:Year: '15' is not a year"),
        (("COP 21", "Paris", "2015", "many"), "2:Parties: 'many' is not a number"),
    ],
)
def test_what_is_not_understood_is_refused(sessions, out, row, message):
    """Nothing is written."""
    result = sessions(row)
    assert result.exit_code == 1
    assert message in result.output
    assert not out.exists()


def test_a_session_is_in_the_list_once(sessions):
    """A second row on site is refused."""
    result = sessions(("COP 21", "Paris", "2015"), ("COP 21", "Paris", "2015"))
    assert "3:Meeting: the session has a row already" in result.output
