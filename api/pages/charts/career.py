"""The posts of a person over the years, and beneath them a country's share on the same axis."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from api.pages.charts.svg import (
    drawing,
    line,
    place,
    rect,
    scale,
    text,
    ticks,
    year_ticks,
    years_path,
)
from schema.figures import figure_text


class Post(NamedTuple):
    """One post, in years with fractions.

    Args:
        name: What it is.
        note: Its days in words.
        shown_from: The first day on which a source shows it held; None if none shows any.
        shown_to: The last such day.
        earliest: Before the first one, where it may have begun; None if it began there.
        latest: After the last one, up to where it may have lasted; None if it ended there.
        holds: Whether it is certain on the day of the chart.
        title: The post in words, for who points at it.
    """

    name: str
    note: str
    shown_from: float | None
    shown_to: float | None
    earliest: float | None
    latest: float | None
    holds: bool
    title: str


class Share(NamedTuple):
    """A country's share of the world's emissions in percent, by year."""

    name: str
    note: str
    points: Sequence[tuple[int, float]]


class Axis(NamedTuple):
    """The years of a chart, and a day that it marks, in years and in words."""

    first: int
    last: int
    day: float | None
    day_text: str


class _Size(NamedTuple):
    kind: str
    width: float
    left: float
    row: float
    bar: float  # of a row, from its top to the middle of its bar
    panel: float
    text: float
    letters: int  # of a name
    ticks: int


_SIZES = (
    _Size("wide", 1100, 330, 46, 16, 150, 14, 40, 10),
    _Size("narrow", 340, 40, 62, 48, 120, 12.5, 44, 4),
)
_BAR, _TOP, _BOTTOM, _GAP = 14, 28, 24, 26
_MOST_BANDS = 6  # more of them lie on each other
_LABELS_APART = 76
_FIGURE_WIDTH = 46

_Scale = Callable[[float], float]


def career_chart(posts: Sequence[Post], share: Share | None, axis: Axis, name: str) -> Markup:
    """The posts, and the share if there is one, once for wide screens and once for narrow ones."""
    return Markup("").join(_draw(posts, share, axis, name, size) for size in _SIZES)


def _draw(posts: Sequence[Post], share: Share | None, axis: Axis, name: str, size: _Size) -> Markup:
    x = scale(axis.first, axis.last, size.left + 12, size.width - 18)
    panel_top = _TOP + len(posts) * size.row + (_GAP if size.kind == "narrow" else 0)
    base = panel_top + (size.panel if share else 0)
    parts = _bands(posts, x, base) if share else []
    for year in year_ticks(axis.first, axis.last, size.ticks):
        parts.append(line(x(year), _TOP - 4, x(year), base, "grid"))
        parts.append(text(x(year), base + 18, str(year), size.text - 1, anchor="middle"))
    for i, post in enumerate(posts):
        parts += _post(post, _TOP + i * size.row, x, size)
    if share:
        parts += _panel(share, posts, axis, x, panel_top, base, size)
    if axis.day is not None and axis.first <= axis.day <= axis.last:
        parts += _day(x(axis.day), axis, len(posts), panel_top, base, size)
    return drawing(size.width, base + _BOTTOM, name, parts, size.kind)


def _day(
    at: float, axis: Axis, posts: int, panel_top: float, base: float, size: _Size
) -> list[str]:
    """The line of the day: whole beside the names, and in pieces where they stand over the bars."""
    anchor = "end" if (axis.day or 0) > (axis.first + axis.last) / 2 else "start"
    parts = [text(at, 14, axis.day_text, size.text, "t-day", anchor)]
    if size.kind == "wide":
        return [*parts, line(at, _TOP - 8, at, base, "day")]
    for i in range(posts):
        middle = _TOP + i * size.row + size.bar
        parts.append(line(at, middle - 12, at, middle + 12, "day"))
    if base > panel_top:
        parts.append(line(at, panel_top + 24, at, base, "day"))
    return parts


def _bands(posts: Sequence[Post], x: _Scale, base: float) -> list[str]:
    """The times of the posts behind the drawing, as far as a source shows them."""
    shown = [p for p in posts if p.shown_from is not None and p.shown_to is not None]
    if len(shown) > _MOST_BANDS:
        return []
    return [
        rect(
            x(p.shown_from),
            _TOP - 4,
            max(x(p.shown_to) - x(p.shown_from), 2),
            base - _TOP + 4,
            "band",
        )
        for p in shown
        if p.shown_from is not None and p.shown_to is not None
    ]


def _post(post: Post, top: float, x: _Scale, size: _Size) -> list[str]:
    css = "strong" if post.holds else "ink"
    at = 0 if size.kind == "wide" else 4
    parts = [
        text(at, top + 14, _cut(post.name, size.letters), size.text, css),
        text(at, top + 31, _cut(post.note, size.letters + 14), size.text - 2),
    ]
    middle = top + size.bar
    if post.earliest is not None:
        end = post.latest if post.shown_from is None else post.shown_from
        parts.append(line(x(post.earliest), middle, x(end or post.earliest), middle, "beyond"))
        parts.append(text(x(post.earliest) - 4, middle + 5, "?", size.text, "", "end"))
    if post.latest is not None:
        start = post.shown_to if post.shown_to is not None else post.earliest
        parts.append(line(x(start or post.latest), middle, x(post.latest), middle, "beyond"))
        parts.append(text(x(post.latest) + 4, middle + 5, "?", size.text))
    if post.shown_from is not None and post.shown_to is not None:
        width = max(x(post.shown_to) - x(post.shown_from), 4)
        bar = "now" if post.holds else "held"
        parts.append(rect(x(post.shown_from), middle - 7, width, _BAR, bar, post.title))
    return parts


def _panel(
    share: Share,
    posts: Sequence[Post],
    axis: Axis,
    x: _Scale,
    top: float,
    base: float,
    size: _Size,
) -> list[str]:
    high = max(value for _, value in share.points) or 1
    y = scale(0, high * 1.25, base, top + (12 if size.kind == "wide" else 24))
    left = x(axis.first)
    label = top + 52 if size.kind == "wide" else top
    at = 0 if size.kind == "wide" else 4
    note = label + 17 if size.kind == "wide" else label + 15
    parts = [
        text(at, label, _cut(share.name, size.letters), size.text, "strong"),
        text(at, note, share.note, size.text - 2),
        line(left, base, x(axis.last), base, "axis"),
    ]
    for step in ticks(high, 4):
        if 0 < step <= high * 1.2:
            parts.append(line(left, y(step), x(axis.last), y(step), "grid"))
            number = f"{figure_text(step)} %"
            parts.append(text(left - 5, y(step) + 4, number, size.text - 2, anchor="end"))
    parts.append(years_path(share.points, x, y, "this"))
    for year, value in _labelled(share.points, posts, x):
        dot = f'cx="{place(x(year))}" cy="{place(y(value))}" r="3.5"'
        parts.append(f'<circle class="d-this" {dot}/>')
        label_at, anchor = _beside(x(year), None if axis.day is None else x(axis.day), left, size)
        parts.append(
            text(label_at, y(value) + 20, figure_text(value), size.text - 1, "t-this", anchor)
        )
    return parts


def _beside(at: float, day: float | None, left: float, size: _Size) -> tuple[float, str]:
    """Where a figure is written at its year, and which way: not across the line of the day."""
    if day is not None and abs(at - day) < _FIGURE_WIDTH:
        return (min(at, day) - 5, "end") if at <= day else (max(at, day) + 5, "start")
    if at > size.width - 60:
        return at, "end"
    return at, "start" if at < left + 20 else "middle"


def _labelled(
    points: Sequence[tuple[int, float]], posts: Sequence[Post], x: _Scale
) -> list[tuple[int, float]]:
    """The figures that are written: of the last year, and of years in which posts begin."""
    begun = {int(post.shown_from) for post in posts if post.shown_from is not None}
    chosen: list[tuple[int, float]] = [points[-1]]
    for year, value in reversed(points):
        if year in begun and x(chosen[-1][0]) - x(year) >= _LABELS_APART:
            chosen.append((year, value))
    return chosen


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"
