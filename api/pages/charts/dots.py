"""Measured figures as dots beside the range that a claim names, a line for each series."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from api.pages.charts.svg import cut, drawing, line, place, rect, scale, text, titled
from schema.figures import figure_text


class Dot(NamedTuple):
    """One measured figure.

    Args:
        value: The figure.
        label: Its year.
        is_hit: Whether it is drawn filled, as one that fits.
        title: The same in words.
    """

    value: float
    label: str
    is_hit: bool
    title: str


class DotLine(NamedTuple):
    """The figures of one series.

    Args:
        name: What was measured.
        note: What is said under the name.
        dots: The figures.
        tally: What is said of them at the end of the line.
    """

    name: str
    note: str
    dots: Sequence[Dot]
    tally: str


class Range(NamedTuple):
    """What a claim names.

    Args:
        low: Where it begins.
        high: Where it ends; the same for a single figure.
        words: The words of the claim.
        note: The range in words.
    """

    low: float
    high: float
    words: str
    note: str


class _Size(NamedTuple):
    kind: str
    width: float
    left: float
    right: float
    head: float  # the height of a name that stands above its line
    text: float
    ticks: int


_SIZES = (
    _Size("wide", 1060, 340, 110, 0, 13, 6),
    _Size("narrow", 340, 14, 14, 34, 12, 4),
)
_TOP, _ROW, _BOTTOM = 44, 48, 26
_LETTERS = 48  # of a name that there is place for
_APART = 24  # the distance from which dots have each their label below

_Scale = Callable[[float], float]


def dot_chart(lines: Sequence[DotLine], claimed: Range, unit: str, name: str) -> Markup:
    """The dots, once for wide screens and once for narrow ones.

    Args:
        lines: The series, in order.
        claimed: What the claim names.
        unit: What stands behind the figures of the axis; "" for ranks.
        name: What the chart shows.
    """
    return Markup("").join(_draw(lines, claimed, unit, name, size) for size in _SIZES)


def _draw(lines: Sequence[DotLine], claimed: Range, unit: str, name: str, size: _Size) -> Markup:
    values = [dot.value for each in lines for dot in each.dots] + [claimed.low, claimed.high]
    low, high = min(values), max(values)
    margin = (high - low) * 0.12 or abs(high) * 0.1 or 1
    start, end = size.left + 6, size.width - size.right - 6
    x = scale(low - margin, high + margin, start, end)
    height = _TOP + len(lines) * (_ROW + size.head) + _BOTTOM
    bottom = height - _BOTTOM
    parts = _range(claimed, x, bottom, size)
    least = 0.0 if unit else 1.0  # ranks are whole numbers
    for tick in _ticks(low - margin, high + margin, size.ticks, least):
        parts.append(line(x(tick), _TOP, x(tick), bottom, "grid"))
        label = f"{figure_text(tick)}{unit}"
        parts.append(text(x(tick), height - 8, label, size.text - 1, anchor="middle"))
    for i, each in enumerate(lines):
        top = _TOP + i * (_ROW + size.head)
        parts.append(line(0, top, size.width, top, "grid"))
        parts += _line(each, top, x, size)
    return drawing(size.width, height, name, parts, size.kind)


def _range(claimed: Range, x: _Scale, bottom: float, size: _Size) -> list[str]:
    """The band of the claim with its words above; a line for a single figure."""
    left, right = x(claimed.low), x(claimed.high)
    middle = (left + right) / 2
    reach = max(len(claimed.words), len(claimed.note)) * size.text * 0.28
    middle = min(max(middle, reach + 2), size.width - reach - 2)
    parts = []
    if right > left:
        parts.append(rect(left, _TOP, right - left, bottom - _TOP, "range"))
        parts.append(line(left, _TOP, left, bottom, "range-edge"))
    parts.append(line(right, _TOP, right, bottom, "range-edge"))
    parts.append(text(middle, 16, claimed.words, size.text + 1, "words", "middle"))
    parts.append(text(middle, 34, claimed.note, size.text - 1, "", "middle"))
    return parts


def _line(each: DotLine, top: float, x: _Scale, size: _Size) -> list[str]:
    if size.kind == "wide":
        parts = [text(0, top + 20, cut(each.name, _LETTERS), size.text, "strong")]
        parts.append(text(0, top + 37, cut(each.note, _LETTERS + 6), size.text - 1))
        parts.append(text(size.width, top + 24, each.tally, size.text, "ink", "end"))
    else:
        parts = [text(0, top + 16, cut(each.name, _LETTERS), size.text, "strong")]
        parts.append(text(0, top + 32, each.tally, size.text - 1))
    return [*parts, *_dots(sorted(each.dots), top + size.head + 19, x)]


def _dots(dots: Sequence[Dot], height: float, x: _Scale) -> list[str]:
    """Dots on a line, each with its year below, or with all in one row where they stand close."""
    if not dots:
        return []
    places = [x(dot.value) for dot in dots]
    parts = [line(places[0], height, places[-1], height, "axis")]
    for at, dot in zip(places, dots, strict=True):
        css = "now" if dot.is_hit else "mark"
        parts.append(
            f'<circle class="{css}" cx="{place(at)}" cy="{place(height)}" r="5.5">'
            f"{titled(dot.title)}</circle>"
        )
    return parts + _years(places, dots, height + 20)


def _years(places: Sequence[float], dots: Sequence[Dot], height: float) -> list[str]:
    """The year below each dot; of dots that stand close, all in one row."""
    close: list[list[int]] = []
    for i, at in enumerate(places):
        if close and at - places[close[-1][-1]] < _APART:
            close[-1].append(i)
        else:
            close.append([i])
    return [
        text(
            (places[row[0]] + places[row[-1]]) / 2,
            height,
            " ".join(f"’{dots[i].label[-2:]}" for i in row),
            11.5,
            "",
            "middle",
        )
        for row in close
    ]


def _ticks(low: float, high: float, most: int, least: float) -> list[float]:
    """Round numbers between two figures, which are `least` apart or more."""
    rough = max((high - low) / most, least)
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * n for n in (1, 2, 5, 10) if unit * n >= rough)
    first = math.ceil(low / step)
    return [float(f"{step * i:.12g}") for i in range(first, math.floor(high / step) + 1)]
