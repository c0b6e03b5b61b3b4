"""Days on which a snapshot of another source speaks against a pledge."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from schema.pledges import PLEDGES
from schema.validity import VALIDITY_COLUMNS, VERSION_COLUMNS
from seeds.check import check_facts
from tests.seeds.conftest import Folder

SOURCES = ("first", "second", "third")
RECORD = (
    "id,pledge_id,country_code,form,first_seen,last_seen,valid_from,kind,horizon,target_year,"
    "announced_on,source_id"
)
# Norway's pledge p is in the first and the third source, and not in the second.
FIRST = "a,p,NOR,snapshot,2020-05-01,2020-06-30,,net_zero,end,2040,,first"
THIRD = "c,p,NOR,snapshot,2022-01-01,2022-03-31,,net_zero,end,2040,,third"
OTHER = "b,q,NOR,snapshot,2021-02-01,2021-02-28,,net_zero,end,2050,,second"
NONE = "b,,NOR,snapshot,2021-02-01,2021-02-28,,no_target,end,,,second"
GAP = ("2020-07-01", "2021-02-10", "2021-12-31")
NOW = "2026-01-01"


class Validity(NamedTuple):
    """The bounds of a version of `p`, and the certain days that it shows."""

    earliest: str
    certain_from: str
    certain_to: str
    latest: str
    shown: tuple[str | None, str | None]

    def holds(self, on: str) -> bool | None:
        """Whether it held on a day."""
        if self.certain_from <= on <= self.certain_to:
            return True
        return None if self.earliest <= on <= self.latest else False


Validities = Callable[..., Validity]


@pytest.fixture
def validities(facts: Folder) -> Callable[..., Validities]:
    """Writes Norway's source records of `p` and `q`; gives the validity of `p` on a day."""

    def write(*records: str) -> Validities:
        sources = [
            f"{name},dataset,https://example.org/{name},CC0-1.0,X,2023-01-01" for name in SOURCES
        ]
        header = "id,kind,url,licence,citation,retrieved_on"
        facts.write("sources/x.csv", "\n".join([header, *sources, ""]))
        (facts.path / "pledges/hand.yaml").unlink(missing_ok=True)
        ids = sorted({row.split(",")[1] for row in records} - {""})
        facts.write("pledges/x.csv", "id,country_code\n" + "".join(f"{i},NOR\n" for i in ids))
        facts.write("pledge-records/data.csv", "\n".join([RECORD, *records, ""]))
        checked = check_facts(facts.path)
        assert checked.problems == []

        def on(day: str, known_by: str = NOW) -> Validity:
            (row,) = (
                row.values
                for row in checked.record[PLEDGES.version_table_name]
                if row.values["id"] == "p" and _is_of(row.values, day, known_by)
            )
            bounds = (str(row[column]) for column in VALIDITY_COLUMNS)
            return Validity(*bounds, (row["certain_from"], row["certain_until"]))  # type: ignore[arg-type]

        return on

    return write


def _is_of(values: dict[str, object], day: str, known_by: str) -> bool:
    first, last, known_from, known_to = (str(values[name]) for name in VERSION_COLUMNS)
    return first <= day <= last and known_from <= known_by <= known_to


@pytest.mark.parametrize("against", [OTHER, NONE], ids=["another target", "none"])
def test_a_pledge_is_uncertain_where_a_snapshot_between_lacks_it(
    validities: Callable[..., Validities], against: str
) -> None:
    """On all days between its records, and only on these; the certain days end there."""
    on = validities(FIRST, against, THIRD)
    assert {on(day).holds(day) for day in GAP} == {None}
    assert {on(day).shown for day in GAP} == {(None, None)}
    for day in ("2020-05-01", "2020-06-30", "2022-01-01", "2022-03-31"):
        assert on(day).holds(day) is True, day
    assert on("2020-04-30").shown == ("2020-05-01", "2020-06-30")
    assert on("2022-03-31").shown == ("2022-01-01", "2022-03-31")
    assert on(NOW).shown == ("2022-01-01", "2022-03-31")


@pytest.mark.parametrize(
    "against",
    [
        OTHER.replace("end", "interim"),
        OTHER.replace("snapshot", "history"),
        OTHER.replace("second", "third"),
        OTHER.replace("2021-02", "2020-06"),
        OTHER.replace("2021-02-01", "2022-02-01").replace("2021-02-28", "2022-02-28"),
    ],
    ids=[
        "a target of the other horizon",
        "an article, which does not tell of all targets",
        "a source that has both",
        "on the days of its first record",
        "on the days of its second record",
    ],
)
def test_a_pledge_is_certain_where_nothing_speaks_against_it(
    validities: Callable[..., Validities], against: str
) -> None:
    """It stood between two of its records."""
    on = validities(FIRST, against, THIRD)
    assert {on(day).holds(day) for day in GAP} == {True}


def test_what_another_source_states_counts_once_both_records_are_known(
    validities: Callable[..., Validities],
) -> None:
    """Before, the days after the first record are those after the last one."""
    on = validities(FIRST, OTHER, THIRD)
    assert on("2021-02-10", "2021-12-31")[:4] == ("", "2020-05-01", "2020-06-30", "2040-12-31")
    crossed = ("", "2022-01-01", "2020-06-30", "2040-12-31")
    assert on("2021-02-10", "2022-01-01")[:4] == crossed


def test_a_pledge_ends_on_disputed_days(validities: Callable[..., Validities]) -> None:
    """Its target year passes before its next record: what was certain before stays so."""
    on = validities(*(row.replace("2040", "2021") for row in (FIRST, OTHER, THIRD)))
    assert on("2020-06-30").holds("2020-06-30") is True
    assert on("2021-12-31").holds("2021-12-31") is None
    assert on("2022-01-01").holds("2022-01-01") is False
    assert on(NOW).shown == ("2020-05-01", "2020-06-30")


def test_an_announcement_is_disputed_too(validities: Callable[..., Validities]) -> None:
    """A source that states none after it, and before the first record."""
    told = THIRD.replace("2040,,", "2040,2020-06,")
    assert validities(told)("2021-02-10").holds("2021-02-10") is True
    on = validities(told, NONE)
    assert on("2021-02-10").holds("2021-02-10") is None
    assert on("2020-06-30").holds("2020-06-30") is True


@pytest.mark.parametrize("day", ["2021-01-31", "2021-02-01", "2021-02-28"])
def test_a_pledge_had_not_begun_when_a_source_stated_none(
    validities: Callable[..., Validities], day: str
) -> None:
    """Before its first record: on those days it did not hold; after them it may have begun."""
    on = validities(NONE, THIRD)
    assert on(day).holds(day) is False
    assert on("2021-03-01").holds("2021-03-01") is None
    assert on("2022-01-01").holds("2022-01-01") is True


@pytest.mark.parametrize(
    "records",
    [
        (NONE.replace("end", "interim"), THIRD),
        (NONE, THIRD.replace("2022-01-01", "2021")),
        (OTHER, THIRD),
        (NONE.replace("2021-02-28", "2021-12-31"), THIRD.replace("2040", "2021")),
    ],
    ids=[
        "none of the other horizon",
        "the pledge may be older, since only the year of its record is known",
        "another target, beside which it may have stood",
        "the target was to be met by then, and had begun before",
    ],
)
def test_a_pledge_may_have_begun_where_no_source_states_none(
    validities: Callable[..., Validities], records: tuple[str, ...]
) -> None:
    """What is stated does not exclude it."""
    assert validities(*records)("2021-02-10").holds("2021-02-10") is None
