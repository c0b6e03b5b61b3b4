"""Statements that were too long for the event loop, and when they are tried there again."""

from collections import Counter
from collections.abc import Iterable

from api.releases.detours import Detours
from api.releases.sqlite_reader import STEPS_PER_CALL
from api.releases.sqlite_snapshot import SqliteSnapshot
from tests.releases.test_work import COUNTING, over
from tests.releases.two import TwoReleases


def where(lengths: Iterable[bool]) -> Counter[str]:
    """Where the runs of one text end or begin, by whether each of them is too long."""
    detours, counted = Detours(10), Counter[str]()
    for is_too_long in lengths:
        if detours.begin("text"):
            counted["thread"] += 1
        elif is_too_long:
            counted["interrupted"] += 1
            detours.lengthen("text")
        else:
            counted["loop"] += 1
            detours.shorten("text")
    return counted


def test_a_text_that_is_seldom_too_long_stays_in_the_event_loop() -> None:
    """Each run that is too long sends one more run to a thread."""
    counted = where(number % 20 == 0 for number in range(200))
    assert counted == {"interrupted": 10, "thread": 10, "loop": 180}


def test_a_text_that_is_mostly_too_long_is_seldom_tried_in_the_event_loop() -> None:
    """The event loop loses its budget of steps once in 65 runs at last."""
    assert where([True] * 1_000)["interrupted"] <= 7 + 1_000 // 65
    assert where(number % 7 != 0 for number in range(1_000))["thread"] > 900


def test_a_short_run_goes_to_the_event_loop_again(two: TwoReleases) -> None:
    """The same text with other values of its parameters."""
    text = COUNTING.format("?")

    async def work(snapshot: SqliteSnapshot) -> None:
        for number, threaded in ((10_000, 1), (10, 2), (10, 2), (10, 2)):
            assert await snapshot.fetch_one(text, (number,)) == (number,)
            assert snapshot.work.threaded == threaded

    over(two.url, work, loop_steps=STEPS_PER_CALL)
