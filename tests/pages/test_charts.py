"""The drawings, by numbers alone."""

import re
from types import SimpleNamespace
from typing import Any

from api.pages import emissions_part
from api.pages.charts.dates import in_years
from api.pages.charts.dots import Dot, DotLine, Range, dot_chart
from api.pages.charts.lanes import Certainty, Lane, Stretch, lane_chart
from api.pages.charts.lines import Mark, Series, line_chart
from api.pages.charts.matrix import counts, unit_matrix
from api.pages.charts.svg import apart, ticks
from api.pages.charts.timeline import Span, timeline
from api.pages.charts.units import Group, Unit, UnitLine, unit_lines
from api.pages.world import World


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
    moved = apart([100, 101, 199], [15, 15, 15], 215)
    assert moved == [100, 115, 199]
    assert apart([195, 198], [15, 15], 215) == [185, 200]
    assert apart([100, 101], [30, 15], 215) == [100, 130]


def test_a_square_for_each_pledge() -> None:
    """As many squares as pledges, the firmest at the bottom, and the same as a table."""
    columns = {2050: ["proposed", "in_law", "in_law"], 2030: ["proposed"]}
    order = ("in_law", "proposed")
    wide = str(unit_matrix(columns, order, "x", lambda year: f"/pledges?year={year}")).split(
        "</svg>"
    )[0]
    assert wide.count('class="in_law"') == wide.count('class="proposed"') == 2
    assert counts(columns, order) == [(2030, [0, 1]), (2050, [2, 1])]


def test_squares_lead_to_what_they_are_of() -> None:
    """Of each year to its list, and on wide screens of each pledge to its page."""
    drawn = str(unit_matrix({2050: ["in_law"]}, ("in_law",), "x", lambda year: f"/p?y={year}&z"))
    for each in drawn.split("</svg>")[:2]:
        assert re.search(r'<a href="/p\?y=2050&amp;z"><rect class="in_law"[^>]*/><text', each)
    group = Group([Unit("in_law", "A", "/a?b&c")], "/list")
    wide, narrow = str(
        unit_lines([UnitLine("in_law", "In law", "1")], {("in_law", 2050): group}, "x")
    ).split("</svg>")[:2]
    assert '<a href="/a?b&amp;c" tabindex="-1"><rect class="in_law"' in wide
    assert '<a href="/list"><rect class="in_law"' in narrow


def test_a_long_name_leaves_place_for_the_note() -> None:
    """What is said under a name is never cut."""
    span = Span("A" * 80, "since 1973-01-01", 1973, 2020, 2020, False, "A")
    drawn = str(timeline([span], 1970, 2021, None, "", "x"))
    assert drawn.count("… · since 1973-01-01<") == 2


def test_dashes_end_where_the_next_holder_begins() -> None:
    """The end stays unknown; the bar goes no further than the next one's start."""
    alone = Span("A", "head", 2001, 2005, None, False, "A")
    followed = alone._replace(next_start=2008)
    edges = []
    for span in (alone, followed):
        drawn = str(timeline([span], 2000, 2020, None, "", "x"))
        assert drawn.count(">?<") == 2
        bar = re.search(r'class="beyond" x="([\d.]+)"[^>]*width="([\d.]+)"', drawn)
        assert bar is not None
        edges.append(float(bar[1]) + float(bar[2]))
    assert edges[1] < edges[0]


def test_only_an_unknown_end_is_dashed() -> None:
    """A bar that ends is solid; one without an end is solid as far as it is stated."""
    ended = Span("A", "head", 2001, 2005, 2005, False, "A")
    open_end = Span("B", "head", 2005, 2010, None, True, "B")
    assert "beyond" not in timeline([ended], 2000, 2020, None, "", "x")
    drawn = str(timeline([open_end], 2000, 2020, 2006.5, "2006", "x"))
    assert drawn.count('class="beyond"') == drawn.count('class="now"') == 2
    assert drawn.count('class="day"') == 2


def test_a_vague_date_is_as_wide_as_it_is_vague() -> None:
    """A year reaches to its end, a month to the next one, a day is a place."""
    assert in_years("2021", at_end=True) - in_years("2021", at_end=False) == 1
    assert in_years("2021-02", at_end=True) == in_years("2021-03", at_end=False)
    assert in_years("2021-03-01", at_end=True) == in_years("2021-03-01", at_end=False)


def test_a_lane_is_solid_where_it_is_certain_and_ends_where_a_source_says() -> None:
    """Dashed is what nobody says: all of it, before and after, or up to the end."""
    lane = Lane("A", "text of 2020", [Stretch(2020, 2021, "seen", "stated 2020")])

    def dashes(certainty: Certainty) -> list[tuple[float, float]]:
        wide = str(lane_chart([lane], certainty, "In force", "x")).split("</svg>")[0]
        found = re.findall(r'<line class="beyond" x1="([\d.]+)"[^>]* x2="([\d.]+)"', wide)
        return [(float(start), float(end)) for start, end in found]

    assert len(dashes(Certainty(None, None, None, ""))) == 1
    (_, before), (after, edge) = dashes(Certainty(2020.5, 2021, None, ""))
    assert before < after < edge
    assert dashes(Certainty(2020.5, 2021, 2021.2, ""))[-1][1] < edge


def test_narrow_stretches_are_diamonds() -> None:
    """A day is drawn as a mark that can be seen, a year as a bar."""
    stretches = [Stretch(2020, 2021, "in_law", "a"), Stretch(2021.5, 2021.5, "seen", "b")]
    wide = str(lane_chart([Lane("A", "", stretches)], Certainty(None, None, None, ""), "", "x"))
    wide = wide.split("</svg>")[0]
    assert wide.count('<rect class="in_law"') == wide.count('<path class="seen"') == 1


def test_units_stand_in_their_line_and_year() -> None:
    """A count for each group that there is, and a square for each unit, in both drawings."""
    groups = {
        ("in_law", 2050): Group(
            [Unit("in_law", "<A>", "/a"), Unit("in_law", "B", "/b")], "/x?a=1&b=2"
        ),
        ("proposed", 2030): Group([Unit("proposed", "C", "/c")], "/y"),
    }
    lines = [UnitLine("in_law", "In law", "2"), UnitLine("proposed", "Proposed", "1")]
    for drawn in str(unit_lines(lines, groups, "x")).split("</svg>")[:2]:
        assert drawn.count("<rect") == 3
        assert len(re.findall(r'<a href="/[xy][^>]*">', drawn)) == 2
        assert 'href="/x?a=1&amp;b=2"' in drawn
        assert "<A>" not in drawn


def test_years_of_dots_that_stand_close_share_a_row() -> None:
    """Labels do not cover each other; those of dots apart stand below their own."""
    near = [Dot(1, "2019", True, ""), Dot(1.001, "2018", False, ""), Dot(9, "2020", False, "")]
    drawn = str(dot_chart([DotLine("A", "", near, "")], Range(2, 3, "w", "n"), " %", "x"))
    wide = drawn.split("</svg>")[0]
    assert ">’18 ’19<" in wide
    assert ">’20<" in wide
    assert wide.count('class="range"') == 1
    one = str(dot_chart([DotLine("A", "", near, "")], Range(3, 3, "w", "n"), " %", "x"))
    assert 'class="range"' not in one


def test_the_range_of_a_claim_is_named_above_it() -> None:
    """On a narrow screen too; long words of the claim do not move it, and are cut at the edge."""
    dots = [Dot(1, "2018", True, ""), Dot(2, "2019", False, "")]
    drawn = str(dot_chart([DotLine("A", "", dots, "")], Range(1, 1, "w" * 90, "rank 1"), "", "x"))
    for each in drawn.split("</svg>")[:2]:
        edge = re.search(r'class="range-edge" x1="([\d.]+)"', each)
        note = re.search(r'<text x="([\d.]+)"[^>]*>rank 1<', each)
        assert edge is not None
        assert note is not None
        assert edge[1] == note[1]
    assert f"{'w' * 90}" in drawn.split("</svg>")[0]
    assert f"{'w' * 90}" not in drawn.split("</svg>")[1]


def test_a_country_that_is_not_among_the_largest_stands_between_its_neighbours() -> None:
    """Five bars of the largest, then two on either side, each with its rank."""
    reader: Any = SimpleNamespace(address=lambda path: path)
    codes = [f"C{rank}" for rank in range(1, 21)]
    shares = [
        {"country_code": code, "rank": rank, "share_percent": 21 - rank}
        for rank, code in enumerate(codes, 1)
    ]
    names = {code: {"name": f"name {code}"} for code in codes}
    world = World(2023, shares, {}, names, {}, [], "s")

    def ranks(code: str) -> list[int]:
        drawn = str(emissions_part._ranking(reader, world, code)["largest"])
        assert drawn.count("bar-this") == 1
        return [int(rank) for rank in re.findall(r">(\d+) name C\d+</text>", drawn)]

    assert ranks("C10") == list(range(1, 11))
    assert ranks("C11") == [1, 2, 3, 4, 5, 9, 10, 11, 12, 13]
    assert ranks("C20") == [1, 2, 3, 4, 5, 18, 19, 20]


def test_a_long_label_of_a_line_has_two_lines() -> None:
    """On a narrow screen its figure stands below the name; the labels of others fit."""
    alone = Series("Tuvalu", "Tuvalu", "own", [(2000, 0.00003), (2023, 0.000031753)])
    short = Series("European Union", "EU", "s3", [(2000, 14.0), (2023, 6.6433)])
    for series in ([alone], [alone, short]):
        narrow = str(line_chart(series, [], "Share")).split('<svg class="narrow"')[1]
        labels = re.findall(r'y="([\d.]+)"[^>]* class="t-(\w+)">([^<]*)<', narrow)
        own = [(float(y), words) for y, css, words in labels if css == "own"]
        assert [words for _, words in own] == ["Tuvalu", "0.000031753\u00a0%"]
        assert own[1][0] > own[0][0]
        others = [words for _, css, words in labels if css == "s3"]
        assert others == (["EU 6.6433\u00a0%"] if len(series) > 1 else [])


def test_claims_at_one_place_share_a_ring() -> None:
    """The ring names all of them, and the label says how many more have the figure."""
    series = [Series("A", "A", "this", [(year, 25.0) for year in range(1960, 2024)])]
    marks = [Mark(2019, 30, "almost 30%"), Mark(2019, 30, "30 percent"), Mark(2020, 30, "30%")]
    for drawn in str(line_chart(series, [*marks, Mark(1970, 30, "30")], "x")).split("</svg>")[:2]:
        rings = re.findall(r'class="mark"[^>]*><title>([^<]*)</title>', drawn)
        assert rings == [
            "1970: “30”",
            "3 claims; 2019: “almost 30%”; 2019: “30 percent”; 2020: “30%”",
        ]
        assert "“almost 30%” and 3 more<" in drawn


def test_words_of_a_claim_stand_where_no_line_is() -> None:
    """A flat line close above their dotted line sends them below it; without one they are above."""
    mark = Mark(2000, 30, "about 30%")
    flat = Series("Flat", "F", "s2", [(year, 31.0) for year in range(1960, 2001)])
    low = Series("Low", "L", "s3", [(year, 2.0) for year in range(1960, 2001)])

    def below(series: Series) -> bool:
        drawing = str(line_chart([series], [mark], "Claim")).split("</svg>")[0]
        dotted = re.search(
            r'class="claim"[^>]*y1="([\d.]+)"|y1="([\d.]+)"[^>]*class="claim"', drawing
        )
        words = re.search(r'<text[^>]*class="words"[^>]*>', drawing)
        assert dotted is not None
        assert words is not None
        base = re.search(r' y="([\d.]+)"', words[0])
        assert base is not None
        return float(base[1]) > float(dotted[1])

    assert below(flat)
    assert not below(low)
