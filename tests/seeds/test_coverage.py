"""What follows from rows and declarations about the coverage of their sources."""

from collections.abc import Callable
from typing import Any

import pytest

from seeds.check import check_facts
from tests.seeds.conftest import Folder

Covered = Callable[[str], dict[str, Any]]


@pytest.fixture
def covered(facts: Folder) -> Covered:
    """An entry of the small record and of what a test adds to it, by its id."""

    def run(id_: str) -> dict[str, Any]:
        checked = check_facts(facts.path)
        assert checked.problems == []
        (row,) = (r.values for r in checked.record["coverage"] if r.values["id"] == id_)
        return row

    return run


def period(entry: dict[str, Any]) -> tuple[str | None, str | None]:
    """From when to when."""
    return entry["covered_from"], entry["covered_to"]


def of_two_years(facts: Folder, first: int, second: int) -> None:
    """Figures of China for these years, and of the world."""
    facts.write(
        "world-emissions/more.csv",
        f"""
        series_id,year,emissions_mt,source_id
        co2-territorial,{first},300,the-data
        co2-territorial,{second},300,the-data
        """,
    )
    facts.write(
        "emissions-shares/more.csv",
        f"""
        country_code,group_id,series_id,year,emissions_mt,source_id
        CHN,,co2-territorial,{second},90,the-data
        CHN,,co2-territorial,{first},80,the-data
        """,
    )


@pytest.mark.parametrize(
    ("years", "level", "dates"),
    [((2017, 2018), "full", ("2017", "2019")), ((2016, 2018), "partial", ("2016", "2019"))],
    ids=["three years in a row", "a year is missing"],
)
def test_a_series_is_full_if_no_year_is_missing(
    facts: Folder, covered: Covered, years: tuple[int, int], level: str, dates: tuple[str, str]
) -> None:
    """From the first to the last of the years, in whatever order the rows are."""
    of_two_years(facts, *years)
    entry = covered("emissions-shares-the-data-chn-co2-territorial")
    assert (entry["level"], period(entry), entry["scope"]) == (level, dates, "co2-territorial")


@pytest.mark.parametrize(("members", "level"), [("CHN,NOR", "full"), ("CHN,NOR,FRA", "partial")])
def test_a_sum_is_full_if_no_member_is_missing(
    facts: Folder, covered: Covered, members: str, level: str
) -> None:
    """A member without a figure is not in it."""
    facts.write(
        "groups/club.csv",
        "id,name,kind,party,source_id\nclub,Club,negotiating_group,false,the-data\n",
    )
    codes = ("FRA", "AUT", "DEU")
    named = "\n".join(f"{code},{code.title()},the-data" for code in codes)
    facts.write("countries/more.csv", f"code,name,source_id\n{named}\n")
    figures = "\n".join(f"{c},,co2-territorial,2019,5,the-data" for c in ("NOR", "AUT", "DEU"))
    columns = "country_code,group_id,series_id,year,emissions_mt,source_id"
    facts.write("emissions-shares/more.csv", f"{columns}\n{figures}\n")
    rows = "\n".join(f"club-{c.lower()},club,{c},the-data" for c in members.split(","))
    facts.write("memberships/club.csv", f"id,group_id,country_code,source_id\n{rows}\n")
    assert covered("emissions-shares-the-data-club-co2-territorial")["level"] == level


def test_dates_keep_their_precision(facts: Folder, covered: Covered) -> None:
    """Of quotes in any order: the first and the last date on which one was said."""
    assert period(covered("quotes-the-paper-chn")) == ("2020-03", "2020-03")
    quote = "{{id: {}, text: We act., kind: verbatim, language: en, speaker_kind: unnamed,"
    quote += " speaker_name: somebody, country_code: CHN, said_on: '{}', source_id: the-paper}}"
    dates = enumerate(("2020", "2021", "2021-03-02", "2018", "2018-05"))
    facts.write(
        "quotes/more.yaml", "\n".join(f"- {quote.format(f'q{n}', date)}" for n, date in dates)
    )
    assert period(covered("quotes-the-paper-chn")) == ("2018", "2021")


def test_figures_are_of_their_years(facts: Folder, covered: Covered) -> None:
    """A claim and its readings too."""
    facts.write(
        "claims/x.csv",
        """
        id,country_code,measure,value,year,words,source_id
        c,CHN,share,33,2019,a third,the-paper
        """,
    )
    for id_ in ("claims-the-paper-chn", "readings-the-data-chn"):
        assert period(covered(id_)) == ("2019", "2019")


def test_a_source_covers_pledges_while_its_records_state_them(
    facts: Folder, covered: Covered
) -> None:
    """Source records just so; that there is no target is an entry of its own, by horizon."""
    facts.write(
        "pledge-records/none.csv",
        """
        id,country_code,form,first_seen,last_seen,kind,horizon,source_id
        x,NOR,snapshot,2021-05-02,2022-03,no_target,end,the-data
        y,NOR,snapshot,2020,2020,no_target,end,the-data
        z,NOR,snapshot,2019,2023,no_target,interim,the-data
        """,
    )
    for resource in ("pledges", "source-records"):
        entry = covered(f"{resource}-the-data-nor")
        assert (period(entry), entry["level"]) == (("2019", "2023"), "partial")
        assert not entry["states_none"]
    none = covered("pledges-the-data-nor-end-none")
    assert (period(none), none["level"], none["scope"]) == (("2020", "2022-03"), "full", "end")
    assert none["states_none"]
    assert period(covered("pledges-the-data-nor-interim-none")) == ("2019", "2023")
    assert not covered("pledges-the-data-chn")["states_none"]
    rows = check_facts(facts.path).record["coverage"]
    assert {r.values["country_code"] for r in rows if r.values["states_none"]} == {"NOR"}


def test_a_history_covers_from_the_day_that_it_tells_of(facts: Folder, covered: Covered) -> None:
    """What had been stated by a date is known from the first record on."""
    facts.write(
        "pledge-records/told.csv",
        """
        id,country_code,form,first_seen,last_seen,valid_from,kind,horizon,source_id
        x,NOR,history,2021-05-02,2021-05-02,2019-09,no_target,end,the-data
        y,NOR,snapshot,2022,2022,,no_target,end,the-data
        """,
    )
    for id_ in ("pledges-the-data-nor", "pledges-the-data-nor-end-none"):
        entry = covered(id_)
        assert (period(entry), entry["stated_from"]) == (("2019-09", "2022"), "2021-05-02")


def test_rows_outside_of_what_is_declared_have_an_entry(facts: Folder, covered: Covered) -> None:
    """In part, with the days on which they hold for certain and the declared scope."""
    facts.write(
        "source-coverage/hand.csv",
        """
        resource,scope,level,covered_from,covered_to,note,source_id
        quotes,talks,full,2020-03,2021,All of 2021.,the-paper
        claims,,full,2020,2021,,the-paper
        """,
    )
    quotes = "quotes-the-paper-chn"
    ids = {row.values["id"] for row in check_facts(facts.path).record["coverage"]}
    assert f"{quotes}-rows" not in ids
    quote = "- {id: q, text: We act., kind: verbatim, language: en, speaker_kind: unnamed,"
    quote += " speaker_name: somebody, country_code: CHN, said_on: '2020-01', source_id: the-paper}"
    facts.write("quotes/more.yaml", quote)
    assert (period(covered(quotes)), covered(quotes)["level"]) == (("2020-03", "2021"), "full")
    entry = covered(f"{quotes}-rows")
    assert (period(entry), entry["level"]) == (("2020-01", "2020-03"), "partial")
    assert (entry["scope"], entry["stated_from"]) == ("talks", covered(quotes)["stated_from"])


def test_each_participant_of_a_dialogue_is_covered(covered: Covered) -> None:
    """Without dates."""
    for code in ("chn", "nor"):
        entry = covered(f"dialogues-the-paper-{code}")
        assert (period(entry), entry["level"]) == ((None, None), "partial")


LISTED = "id,group_id,country_code,start_date,source_id"


@pytest.mark.parametrize(
    ("rows", "is_full"),
    [
        (("eu-chn,eu,CHN,2000-01-01,listed", "eu-nor,eu,NOR,2023-11-05,listed"), True),
        (("eu-chn,eu,CHN,2000-01-01,listed", "eu-nor,eu,NOR,,listed"), False),
        (("eu-chn,eu,CHN,2000-01-01,listed", "eu-nor,eu,NOR,2010-01-01,listed"), False),
        (("eu-chn,eu,CHN,2000-01-01,listed",), False),
        (("eu-chn,eu,CHN,2000-01-01,listed", "eu-nor,eu,NOR,2024-01-01,listed"), False),
    ],
    ids=[
        "all are certain on its day",
        "one has no date",
        "one had left",
        "one row is no list",
        "one came later",
    ],
)
def test_a_list_has_a_group_in_full_on_its_day(
    facts: Folder, covered: Covered, rows: tuple[str, ...], is_full: bool
) -> None:
    """If each of its members is certain to belong on that day."""
    facts.write(
        "sources/listed.yaml",
        """
        - id: listed
          kind: dataset
          url: https://example.org/list
          licence: CC0-1.0
          citation: The List.
          published_on: "2023-11-05"
        """,
    )
    facts.write("memberships/x.csv", "\n".join([LISTED, *rows, ""]))
    statements = "group_id,country_code,list,list_from,source_id\n"
    if is_full:
        statements += "eu,CHN,A,2023-11-05,listed\neu,NOR,A,2023-11-05,listed\n"
    else:
        statements += "eu,CHN,A,2023-11-05,listed\n"
    facts.write("membership-statements/x.csv", statements)
    ids = {str(r.values["id"]) for r in check_facts(facts.path).record["coverage"]}
    assert ("memberships-listed-eu-list" in ids) is is_full
    if is_full:
        entry = covered("memberships-listed-eu-list")
        assert (entry["level"], period(entry)) == ("full", ("2023-11-05", "2023-11-05"))


def test_a_member_that_is_a_group_is_covered(facts: Folder, covered: Covered) -> None:
    """As a member, and as a group with members of its own: one entry for both."""
    facts.write(
        "groups/club.csv",
        "id,name,kind,party,source_id\nclub,Club,negotiating_group,false,the-data\n",
    )
    facts.write(
        "memberships/x.csv",
        """
        id,group_id,member_group_id,country_code,start_date,source_id
        club-eu,club,eu,,2001-02-03,the-data
        eu-chn,eu,,CHN,1999-01-01,the-data
        """,
    )
    group, member = covered("memberships-the-data-club"), covered("memberships-the-data-eu")
    assert period(group) == ("2001-02-03", "2001-02-03")
    assert period(member) == ("1999-01-01", "2001-02-03")
    assert group["note"] == member["note"] == "Members whose dates are known."


def test_what_is_declared_comes_before_what_rows_show(facts: Folder, covered: Covered) -> None:
    """Of a source, then of one of its countries; what is not declared stays as the rows show it."""
    facts.write(
        "source-coverage/hand.csv",
        """
        resource,country_code,scope,level,covered_from,covered_to,completeness,measured_with_id,note,source_id
        pledges,,,full,2001,,,,All of them.,the-data
        pledges,CHN,,partial,,,40,the-paper,,the-data
        """,
    )
    entry = covered("pledges-the-data-chn")
    assert (entry["level"], entry["completeness"], entry["measured_with_id"]) == (
        "partial",
        40,
        "the-paper",
    )
    assert (period(entry), entry["note"]) == (("2001", "2021"), "All of them.")
