"""When what a row says has held: certain days, possible days, and nothing claimed in between."""

import pytest

from schema.periods import period
from schema.validity import LAST_DAY, VALIDITY_COLUMNS
from seeds.check import check_facts
from seeds.derivation.bounds import NEVER, Evidence, validity_bounds
from seeds.derivation.source_dates import OPEN_END, SourceDates
from seeds.derivation.validity import stated_from, validity_columns
from tests.seeds.conftest import Folder

DAY = period("2021-03-02")


@pytest.mark.parametrize(
    ("evidence", "bounds"),
    [
        (Evidence(None, None), ("", "~", "", "~")),
        (Evidence(None, None, [DAY]), ("", "2021-03-02", "2021-03-02", "~")),
        (Evidence(None, None, [period("2021-03")]), ("", "~", "", "~")),
        (
            Evidence(None, None, [period("2020-02"), DAY]),
            ("", "2020-02-29", "2021-03-02", "~"),
        ),
        (Evidence(period("2021"), None), ("2021-01-01", "~", "", "~")),
        (Evidence(DAY, None), ("2021-03-02", "2021-03-02", "2021-03-02", "~")),
        (
            Evidence(period("2021"), None, [DAY]),
            ("2021-01-01", "2021-03-02", "2021-03-02", "~"),
        ),
        (
            Evidence(period("2020"), period("2022-06")),
            ("2020-01-01", "2020-12-31", "2022-06-01", "2022-06-30"),
        ),
        (Evidence(None, None, [DAY], ended_before="2024-03-01"), ("", *DAY, "2024-02-29")),
        (Evidence(DAY, DAY, [period("2019"), period("2023")]), (*DAY, *DAY)),
        (Evidence(None, None, [DAY, ("2021-06-01", "~")]), ("", "2021-03-02", "2021-06-01", "~")),
        (
            Evidence(period("2020"), period("2029"), told_until="2021-03-02"),
            ("2020-01-01", "2020-12-31", "2021-03-02", "2029-12-31"),
        ),
        (
            Evidence(period("2029-01-01"), None, told_until="2021-03-02"),
            ("2029-01-01", "~", "", "~"),
        ),
        (Evidence(None, None, [DAY], not_begun_on="2020-12-31"), ("2021-01-01", *DAY, "~")),
        (Evidence(DAY, None, never=True), tuple(NEVER)),
        (
            Evidence(period("2021"), None, [period("2021-01-01")]),
            ("2021-01-01", "2021-01-01", "2021-01-01", "~"),
        ),
    ],
    ids=[
        "nothing is told",
        "held on a day: certain on it, possible ever before and after",
        "held some day of a month: certain on none",
        "held on two days: certain in between, from the end of an imprecise one",
        "begun some day of a year: certain on none of its days",
        "begun on a day: certain on it, whatever came next",
        "begun some day of a year, held on a day of it: certain on that",
        "begun and ended imprecisely: certain between the inner ends",
        "over by a day: possible to the day before it",
        "what lies outside of start and end does not count",
        "held on a day not before another: certain up to that",
        "a scheduled end: certain up to the day of the source",
        "a scheduled start: certain on no day",
        "not begun by a day: possible from the next one",
        "never",
        "begun some day of a year, held on the first day of it",
    ],
)
def test_bounds(evidence: Evidence, bounds: tuple[str, ...]) -> None:
    """Earliest, certain from, certain to, latest."""
    assert tuple(validity_bounds(evidence)) == bounds


def test_certain_days_are_shown_if_there_are_any() -> None:
    """Else both are null."""
    shown = validity_columns(validity_bounds(Evidence(DAY, None)))
    assert (shown["certain_from"], shown["certain_until"]) == DAY
    shown = validity_columns(NEVER)
    assert (shown["certain_from"], shown["certain_until"]) == (None, None)


@pytest.mark.parametrize(
    ("dated", "day"),
    [
        (None, LAST_DAY),
        (period("2021"), "2021-12-31"),
        (("2021-03-01", OPEN_END), "2021-03-01"),
    ],
    ids=["a source without a date", "some day of a year", "no older than a day"],
)
def test_what_a_source_states_counts_from_its_last_possible_day(
    dated: tuple[str, str] | None, day: str
) -> None:
    """A source that is only known to be no older than a day counts from that day."""
    assert stated_from(dated) == day


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        ("2021,2023-01-01,2020", "2021-01-01"),
        (",2023-01-01,2020", "2023-01-01"),
        (",,2020-06", "2020-06-01"),
        (",,", None),
    ],
    ids=["some day of a year", "the day of the copy", "the day of its data", "no day is known"],
)
def test_the_last_day_that_a_source_can_tell_of(facts: Folder, dates: str, day: str | None) -> None:
    """The first of the days that it may be from."""
    facts.write(
        "sources/x.csv",
        f"""
        id,kind,url,licence,citation,published_on,retrieved_on,data_through
        x,dataset,https://example.org/x,CC0-1.0,X,{dates}
        """,
    )
    checked = check_facts(facts.path)
    assert checked.problems == []
    assert SourceDates(checked.record).told_until("x") == day


@pytest.mark.parametrize(
    ("dates", "said_on", "days"),
    [
        ("2021,2023-01-01", "2019", period("2021")),
        (",2023-01-01", "2019", period("2023-01-01")),
        ("2021,", "2021-05", ("2021-05-01", "2021-12-31")),
        ("2021,", "2022", period("2021")),
        (",", "2022-03", ("2022-03-01", OPEN_END)),
    ],
    ids=[
        "the day of publication comes before that of the copy",
        "without one, the day of the copy",
        "not before the last day that it mentions",
        "a day that it mentions after its own is not its own",
        "without dates, not before the last day that it mentions",
    ],
)
def test_the_days_that_a_source_may_be_from(
    facts: Folder, dates: str, said_on: str, days: tuple[str, str]
) -> None:
    """By its own dates, and by what it tells of."""
    facts.write(
        "sources/x.csv",
        f"""
        id,kind,url,licence,citation,published_on,retrieved_on
        x,dataset,https://example.org/x,CC0-1.0,X,{dates}
        """,
    )
    quote = "We act.,verbatim,en,unnamed,somebody,CHN"
    facts.write(
        "quotes/x.csv",
        f"""
        id,text,kind,language,speaker_kind,speaker_name,country_code,said_on,source_id
        p,{quote},{said_on},x
        q,{quote},2015,x
        """,
    )
    checked = check_facts(facts.path)
    assert checked.problems == []
    assert SourceDates(checked.record).period("x") == days


TENURES = "id,official_id,title,country_code,start_date,end_date,former,source_id"


@pytest.mark.parametrize(
    ("cells", "bounds"),
    [
        (
            "2020-01-02,2021-03-04,,the-data",
            ["2020-01-02", "2020-01-02", "2021-03-04", "2021-03-04"],
        ),
        (
            "2020-01-02,2029-03-04,,the-data",
            ["2020-01-02", "2020-01-02", "2023-11-05", "2029-03-04"],
        ),
        ("2020-01-02,,false,the-data", ["2020-01-02", "2020-01-02", "2023-11-05", "~"]),
        ("2020-01-02,,true,the-data", ["2020-01-02", "2020-01-02", "2020-01-02", "2023-11-04"]),
        ("2020-01-02,,true,the-paper", ["2020-01-02", "2020-01-02", "2020-01-02", "~"]),
    ],
    ids=[
        "from its start to its end",
        "a scheduled end, after the day of its source",
        "the source calls it a present one",
        "the source calls it a past one",
        "a past one, in a source that is only known to be no older than a day",
    ],
)
def test_a_post(facts: Folder, cells: str, bounds: list[str]) -> None:
    """By its own dates, and by what its source calls it on the source's date."""
    facts.write("tenure-records/x.csv", f"{TENURES}\np,li-wei,Judge,CHN,{cells}\n")
    assert tenure_bounds(facts) == bounds


@pytest.mark.parametrize(
    ("reason", "certain"), [("contradiction", ("~", "")), ("malformed", ("2020-01-02",) * 2)]
)
def test_a_post_whose_dates_contradict_each_other(
    facts: Folder, reason: str, certain: tuple[str, str]
) -> None:
    """Neither date is evidence, since nobody knows which is wrong."""
    facts.write("tenure-records/x.csv", f"{TENURES}\np,li-wei,Judge,CHN,2020-01-02,,,the-data\n")
    facts.write(
        "import-notes/x.csv",
        f"""
        id,action,reason,note,locator,rows,resource,row_id,field,source_id
        n,cell_left_out,{reason},is before the start,x.csv:2,1,tenures,p,end_date,the-data
        """,
    )
    assert tuple(tenure_bounds(facts)[1:3]) == certain


def tenure_bounds(facts: Folder) -> list[object]:
    """The validity bounds of the tenure `p`."""
    checked = check_facts(facts.path)
    assert checked.problems == []
    (row,) = (row.values for row in checked.record["tenures"] if row.values["id"] == "p")
    return [row[column] for column in VALIDITY_COLUMNS]


RECORDS = "id,pledge_id,country_code,form,first_seen,last_seen,kind,value,target_year,source_id"


def bounds_of(facts: Folder, pledge: str, *records: str) -> list[object]:
    """The validity bounds of a pledge of Norway with source records."""
    facts.write("pledges/x.csv", f"id,country_code,outcome,outcome_basis,ended_by\n{pledge}\n")
    facts.write("pledge-records/x.csv", "\n".join([RECORDS, *records, ""]))
    record = check_facts(facts.path).record
    (row,) = (row.values for row in record["pledges"] if row.values["id"] == "p")
    return [row[column] for column in VALIDITY_COLUMNS]


def test_a_pledge_that_ended_is_not_in_force_on_the_day_that_says_so(facts: Folder) -> None:
    """It held while its record was stated; whether it did after that, nobody tells."""
    ended = bounds_of(
        facts,
        "p,NOR,withdrawn,stated,2023-11-05",
        "s,p,NOR,snapshot,2022-03-15,2022-03-30,other,,,the-data",
    )
    assert ended == ["", "2022-03-15", "2022-03-30", "2023-11-04"]


def test_a_pledge_with_another_figure_is_the_same_pledge(facts: Folder) -> None:
    """It stood between two records, whatever its figure was in between."""
    bounds = bounds_of(
        facts,
        "p,NOR,,,",
        "s,p,NOR,snapshot,2022-03-15,2022-03-30,base_year,26,,the-data",
        "t,p,NOR,snapshot,2023-05-15,2023-11-05,base_year,43,,the-data",
    )
    assert bounds == ["", "2022-03-15", "2023-11-05", "~"]


def test_a_target_year_that_has_passed_is_not_in_force(facts: Folder) -> None:
    """Though a tracker lists it on and on."""
    late = "s,p,NOR,snapshot,2023-05-15,2023-11-05,base_year,26,2020,the-data"
    assert bounds_of(facts, "p,NOR,,,", late) == ["", "~", "", "2020-12-31"]
