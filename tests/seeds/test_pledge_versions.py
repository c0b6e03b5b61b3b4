"""Versions of a pledge: as it was on a day, to whoever knows what had been stated by a day."""

from collections.abc import Callable
from typing import Any

import pytest

from schema.pledges import PLEDGES
from schema.validity import VALIDITY_COLUMNS, VERSION_COLUMNS
from seeds.check import check_facts
from tests.seeds.conftest import Folder

ROW = (
    "id,country_code,outcome,outcome_basis,outcome_record_id,ended_by,in_force_to,superseded_by_id"
)
RECORD = (
    "id,pledge_id,country_code,form,first_seen,last_seen,valid_from,kind,target_year,status,"
    "announced_on,document_url,source_id"
)
FIRST = "a,p,NOR,snapshot,2020-05-01,2020-06-30,,net_zero,,proposed,,,the-paper"
SECOND = "b,p,NOR,snapshot,2022-01-01,2022-03-31,,net_zero,2050,in_law,,,the-data"
ENDING = "e,,NOR,snapshot,2023-01-01,2023-11-05,,no_target,,,,,the-data"
WITHDRAWN = "p,NOR,withdrawn,stated,e,2023-11-05,,"

Pledge = Callable[..., dict[str, Any] | None]
LATER = "2026-01-01"


@pytest.fixture
def pledge(facts: Folder) -> Callable[..., Pledge]:
    """Writes a pledge `p` of Norway, perhaps others, and source records; asks for versions."""

    def write(rows: str, *records: str) -> Pledge:
        (facts.path / "pledges/hand.yaml").unlink()
        facts.write("pledges/x.csv", f"{ROW}\n{rows}\n")
        facts.write("pledge-records/data.csv", "\n".join([RECORD, *records, ""]))
        checked = check_facts(facts.path)
        assert checked.problems == []

        def version(on: str, known_by: str = LATER, id_: str = "p") -> dict[str, Any] | None:
            found = []
            for row in checked.record[PLEDGES.version_table_name]:
                first, last, known_from, known_to = (row.values[n] for n in VERSION_COLUMNS)
                is_on = first <= on <= last and known_from <= known_by <= known_to
                if row.values["id"] == id_ and is_on:
                    found.append(row.values)
            assert len(found) <= 1
            return found[0] if found else None

        return version

    return write


def cell(version: dict[str, Any] | None, name: str) -> Any:
    """A cell of a version that there is."""
    assert version is not None
    return version[name]


def bounds(version: dict[str, Any] | None) -> tuple[str, ...]:
    """Earliest, certain from, certain to, latest."""
    assert version is not None
    return tuple(version[name] for name in VALIDITY_COLUMNS)


@pytest.mark.parametrize(
    ("on", "status", "source"),
    [
        ("2020-04-30", None, "the-paper"),
        ("2020-05-01", "proposed", "the-paper"),
        ("2021-12-31", "proposed", "the-paper"),
        ("2022-01-01", "in_law", "the-data"),
        (LATER, "in_law", "the-data"),
    ],
)
def test_a_record_counts_from_the_day_it_was_first_seen(
    pledge: Callable[..., Pledge], on: str, status: str | None, source: str
) -> None:
    """Before the first of them no cell is stated, and the row is of the first source."""
    version = pledge("p,NOR,,,,,,", FIRST, SECOND)(on)
    assert (cell(version, "status"), cell(version, "source_id")) == (status, source)


def test_a_version_is_of_what_had_been_stated(pledge: Callable[..., Pledge]) -> None:
    """Before the first record nothing was known; the second is unknown until it is seen."""
    version = pledge("p,NOR,,,,,,", FIRST, SECOND)
    assert version(LATER, "2020-04-30") is None
    assert cell(version(LATER, "2020-05-01"), "status") == "proposed"
    assert cell(version(LATER, "2021-12-31"), "target_year") is None
    assert cell(version(LATER, "2022-01-01"), "target_year") == 2050


def test_a_history_counts_from_the_dates_that_it_states(pledge: Callable[..., Pledge]) -> None:
    """Once it is known; of a month, from its first day."""
    history = "h,p,NOR,history,2021-03-01,2021-03-01,2019-03,net_zero,,declaration,,,the-paper"
    version = pledge("p,NOR,,,,,,", history)
    assert cell(version("2019-02-28"), "status") is None
    assert cell(version("2019-03-01"), "status") == "declaration"
    assert version("2019-03-01", "2021-02-28") is None


def test_of_two_records_the_one_stated_last_comes_first(pledge: Callable[..., Pledge]) -> None:
    """On a day within both, the one that began later; after the end of it, the other one again."""
    long = "a,p,NOR,snapshot,2020-01-01,2022-12-31,,net_zero,,proposed,,,the-paper"
    short = "b,p,NOR,snapshot,2021-01-01,2021-06-30,,net_zero,,in_law,,,the-data"
    version = pledge("p,NOR,,,,,,", long, short)
    days = {"2020-12-31": "proposed", "2021-06-30": "in_law", "2021-07-01": "proposed"}
    assert {on: cell(version(on), "status") for on in days} == days
    assert cell(version(LATER, "2021-06-30"), "status") == "in_law"
    assert cell(version(LATER, "2021-07-01"), "status") == "proposed"
    assert bounds(version(LATER, "2020-12-31"))[2] == "2020-12-31"
    assert bounds(version(LATER, "2021-01-01"))[2] > "2020-12-31"


def test_bounds_are_by_what_was_known(pledge: Callable[..., Pledge]) -> None:
    """Certain from the first to the last day that had been stated by then."""
    version = pledge("p,NOR,,,,,,", FIRST, SECOND)
    assert bounds(version(LATER, "2020-12-01")) == ("", "2020-05-01", "2020-06-30", "~")
    assert bounds(version(LATER, "2022-04-01")) == ("", "2020-05-01", "2022-03-31", "2050-12-31")
    assert cell(version("2020-05-01"), "certain_from") == "2020-05-01"


def test_an_end_shows_from_the_day_of_the_source_that_says_so(
    pledge: Callable[..., Pledge],
) -> None:
    """On that day and by what was known on it, and on none before."""
    version = pledge(WITHDRAWN, FIRST, SECOND, ENDING)
    for on, known_by, outcome in (
        ("2023-11-04", LATER, None),
        ("2023-11-05", LATER, "withdrawn"),
        ("2023-11-05", "2023-11-05", "withdrawn"),
        (LATER, "2023-11-04", None),
        (LATER, "2023-11-05", "withdrawn"),
    ):
        assert cell(version(on, known_by), "outcome") == outcome, (on, known_by)
    assert bounds(version(LATER, "2023-11-04"))[3] == "2050-12-31"
    assert bounds(version(LATER, "2023-11-05"))[1:] == ("2020-05-01", "2022-03-31", "2023-11-04")


def test_a_stated_end_is_known_with_its_source(pledge: Callable[..., Pledge]) -> None:
    """Its last day ends the pledge, and is no evidence that it held until then."""
    version = pledge(WITHDRAWN.replace("05,,", "05,2022-12,"), FIRST, SECOND, ENDING)
    assert bounds(version(LATER, "2023-11-04")) == ("", "2020-05-01", "2022-03-31", "2050-12-31")
    assert bounds(version(LATER)) == ("", "2020-05-01", "2022-03-31", "2022-12-31")


def test_a_pledge_ends_before_its_successor_begins(pledge: Callable[..., Pledge]) -> None:
    """The successor was announced some day of 2022-03: the pledge may have held until its 30th."""
    rows = "p,NOR,superseded,inferred,c,2024-02-01,,q\nq,NOR,,,,,,"
    following = "c,q,NOR,snapshot,2024-02-01,2024-02-01,,net_zero,2040,in_law,2022-03,,the-data"
    version = pledge(rows, FIRST, SECOND, following)
    assert bounds(version(LATER, "2024-01-31"))[3] == "2050-12-31"
    assert bounds(version(LATER, "2024-02-01")) == ("", "2020-05-01", "2022-03-30", "2022-03-30")
    assert cell(version(LATER, id_="q"), "supersedes_id") == "p"
    assert cell(version("2024-01-31", id_="q"), "supersedes_id") is None


def test_a_pledge_took_a_place_on_the_day_that_shows_it(pledge: Callable[..., Pledge]) -> None:
    """By the day asked about and by what was known: of several, the last that had ended by then."""
    rows = (
        "p,NOR,superseded,inferred,d,2024-02-01,,q\n"
        "o,NOR,superseded,inferred,c,2023-01-01,,q\nq,NOR,,,,,,"
    )
    old = FIRST.replace("a,p,", "x,o,")
    following = "c,q,NOR,snapshot,2023-01-01,2023-01-01,,net_zero,2040,in_law,2022-03,,the-data"
    again = following.replace("c,q,", "d,q,").replace("2023-01-01", "2024-02-01")
    version = pledge(rows, FIRST, SECOND, old, following, again)
    for on, known_by, replaced in (
        ("2022-12-31", LATER, None),
        ("2023-01-01", LATER, "o"),
        ("2024-01-31", LATER, "o"),
        ("2024-02-01", LATER, "p"),
        (LATER, "2023-01-01", "o"),
        (LATER, "2024-01-31", "o"),
        (LATER, "2024-02-01", "p"),
    ):
        assert cell(version(on, known_by, "q"), "supersedes_id") == replaced, (on, known_by)


def test_a_pledge_without_source_records_took_a_place_on_that_day(
    facts: Folder, pledge: Callable[..., Pledge]
) -> None:
    """Though its row states all other cells for all days."""
    facts.write("pledges/y.csv", "id,country_code,kind,source_id\ny,NOR,other,the-data\n")
    version = pledge("p,NOR,superseded,inferred,b,2024-02-01,,y", FIRST, SECOND)
    assert cell(version("2024-01-31", id_="y"), "supersedes_id") is None
    assert cell(version("2024-02-01", id_="y"), "supersedes_id") == "p"
    assert cell(version(LATER, "2024-01-31", id_="y"), "supersedes_id") is None


def test_a_status_may_say_that_it_is_achieved(pledge: Callable[..., Pledge]) -> None:
    """That is stated, and rests on the record of the status."""
    done = "b,p,NOR,snapshot,2022-01-01,2022-03-31,,net_zero,,achieved_self_declared,,,the-data"
    version = pledge("p,NOR,,,,,,", FIRST, done)
    names = ("outcome", "outcome_basis", "outcome_record_id")
    assert [cell(version("2021-12-31"), name) for name in names] == [None] * 3
    assert [cell(version("2022-01-01"), name) for name in names] == ["achieved", "stated", "b"]


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        ("2019", ("", "~", "", "2019-12-31")),
        ("2020", ("", "2020-05-01", "2020-12-31", "2020-12-31")),
        ("2022", ("", "2020-05-01", "2022-03-31", "2022-12-31")),
    ],
)
def test_a_pledge_holds_to_the_end_of_its_target_year(
    pledge: Callable[..., Pledge], year: str, expected: tuple[str, ...]
) -> None:
    """However long a tracker lists it."""
    records = (row.replace(",net_zero,,", ",net_zero,2050,") for row in (FIRST, SECOND))
    version = pledge("p,NOR,,,,,,", *(row.replace("2050", year) for row in records))
    assert bounds(version(LATER)) == expected


def test_a_pledge_may_hold_on_one_day(pledge: Callable[..., Pledge]) -> None:
    """The last of its target year; a date of reduced precision counts from its last day."""
    year = "a,p,NOR,snapshot,2020,2020-05,,net_zero,2020,,,,the-paper"
    version = pledge("p,NOR,,,,,,", year)
    assert bounds(version(LATER)) == ("", "2020-12-31", "2020-12-31", "2020-12-31")


def test_a_pledge_begins_in_force_and_not_when_announced(
    facts: Folder, pledge: Callable[..., Pledge]
) -> None:
    """Where both dates are known; without source records they are in its row."""
    facts.write(
        "pledges/y.csv",
        """
        id,country_code,kind,announced_on,in_force_from,source_id
        y,NOR,other,2019-01-01,2021-01-01,the-data
        """,
    )
    version = pledge("p,NOR,,,,,,", FIRST)
    assert bounds(version(LATER, id_="y"))[0] == "2021-01-01"


def test_a_document_is_that_of_a_record_that_counts(
    facts: Folder, pledge: Callable[..., Pledge]
) -> None:
    """Before the record that leads to it, there is no link."""
    facts.write(
        "documents/x.csv",
        """
        id,country_code,kind,title,url,submitted_on,status,version,source_id
        nor-ndc,NOR,ndc,NDC,https://example.org/ndc.pdf,2021-01-01,active,1,the-data
        """,
    )
    second = SECOND.replace(",,,the-data", ",,https://example.org/ndc.pdf,the-data")
    version = pledge("p,NOR,,,,,,", FIRST, second)
    assert cell(version("2021-12-31"), "document_id") is None
    assert cell(version("2022-01-01"), "document_id") == "nor-ndc"


@pytest.mark.parametrize(
    ("known_by", "days"),
    [
        ("2020-05-31", ("2020-05-01", "2020-05-01")),
        ("2020-07-01", ("2020-05-01", "2020-06-30")),
        ("2022-02-01", ("2020-05-01", "2022-01-01")),
        (LATER, ("2020-05-01", "2022-03-31")),
    ],
)
def test_no_day_is_shown_as_certain_that_had_not_come(
    pledge: Callable[..., Pledge], known_by: str, days: tuple[str, str]
) -> None:
    """A record that is stated until later shows the day on which it was first known."""
    version = pledge("p,NOR,,,,,,", FIRST, SECOND)("2022-01-01", known_by)
    assert (cell(version, "certain_from"), cell(version, "certain_until")) == days
