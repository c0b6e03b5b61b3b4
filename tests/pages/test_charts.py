"""The drawings, by numbers alone."""

import re

from api.pages.charts.lines import Mark, Series, line_chart
from api.pages.charts.matrix import counts, unit_matrix
from api.pages.charts.svg import apart, ticks
from api.pages.charts.timeline import Span, timeline


def test_a_missing_year_is_a_gap() -> None:
    """A line is not drawn over years without a figure."""
    drawn = str(line_chart([Series("A", "A", "this", [(2000, 1), (2001, 2), (2005, 3)])], [], "x"))
    path = re.findall(r'd="([^"]+)"', drawn)[0]
    assert re.findall("[ML]", path) == ["M", "L", "M"]


def test_words_of_others_are_escaped() -> None:
    """Names and words are text in the drawing."""
    marks = [Mark(2001, 1, "<b>most</b>")]
    drawn = str(line_chart([Series("<i>", "<i>", "this", [(2000, 1), (2002, 2)])], marks, '"<x>'))
    assert "<b>" not in drawn
    assert "<i>" not in drawn
    assert 'aria-label="&quot;&lt;x&gt;"' in drawn


def test_ticks_are_round_and_reach_the_highest_figure() -> None:
    """Axes count in ones, twos and fives, also for the smallest shares."""
    assert ticks(31.5) == [0, 10, 20, 30, 40]
    assert ticks(0.00003) == [0, 0.00001, 0.00002, 0.00003]
    assert ticks(0) == [0, 1]


def test_labels_keep_apart() -> None:
    """Labels at nearly one height are moved, in their order, and none falls off the chart."""
    moved = apart([100, 101, 199], 15, 200)
    assert moved == [100, 115, 199]
    assert apart([195, 198], 15, 200) == [185, 200]


def test_a_square_for_each_pledge() -> None:
    """As many squares as pledges, the firmest at the bottom, and the same as a table."""
    columns = {2050: ["proposed", "in_law", "in_law"], 2030: ["proposed"]}
    order = ("in_law", "proposed")
    wide = str(unit_matrix(columns, order, "x")).split("</svg>")[0]
    assert wide.count('class="in_law"') == wide.count('class="proposed"') == 2
    assert counts(columns, order) == [(2030, [0, 1]), (2050, [2, 1])]


def test_only_an_unknown_end_is_dashed() -> None:
    """A bar that ends is solid; one without an end is solid as far as it is stated."""
    ended = Span("A", "head", 2001, 2005, 2005, False, "A")
    open_end = Span("B", "head", 2005, 2010, None, True, "B")
    assert "beyond" not in timeline([ended], 2000, 2020, None, "", "x")
    drawn = str(timeline([open_end], 2000, 2020, 2006.5, "2006", "x"))
    assert drawn.count('class="beyond"') == drawn.count('class="now"') == 2
    assert drawn.count('class="day"') == 2
