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
_YEAR_SIZE = 11.5
_MOST_YEARS = 6  # that are written out where dots stand close
_LETTER = 0.5  # the width of a letter, as a part of its size
_NARROW_LETTER = 0.45  # of slanted words

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
    tops = [_TOP + i * (_ROW + size.head) for i in range(len(lines))]
    # On a narrow screen, names stand above their dots and not over the band.
    spans = [(top + size.head, top + size.head + _ROW) for top in tops if size.head]
    parts = _range(claimed, x, spans or [(_TOP, bottom)], size)
    least = 0.0 if unit else 1.0  # ranks are whole numbers
    for tick in _ticks(low - margin, high + margin, size.ticks, least):
        parts.append(line(x(tick), _TOP, x(tick), bottom, "grid"))
        label = f"{figure_text(tick)}{unit}"
        parts.append(text(x(tick), height - 8, label, size.text - 1, anchor="middle"))
    for top, each in zip(tops, lines, strict=True):
        parts.append(line(0, top, size.width, top, "grid"))
        parts += _line(each, top, x, size)
    return drawing(size.width, height, name, parts, size.kind)


def _range(
    claimed: Range, x: _Scale, spans: Sequence[tuple[float, float]], size: _Size
) -> list[str]:
    """The band of the claim with its words above; a line for a single figure.

    Args:
        claimed: What the claim names.
        x: The places of figures.
        spans: From where to where the band goes, for each of its parts.
        size: The size of the drawing.
    """
    left, right = x(claimed.low), x(claimed.high)
    parts = []
    for top, bottom in spans:
        if right > left:
            parts.append(rect(left, top, right - left, bottom - top, "range"))
            parts.append(line(left, top, left, bottom, "range-edge"))
        parts.append(line(right, top, right, bottom, "range-edge"))
    middle = (left + right) / 2
    words = cut(claimed.words, int(size.width / (size.text + 1) / _NARROW_LETTER))
    parts.append(_above(middle, 16, words, size.text + 1, "words", size))
    parts.append(_above(middle, 34, claimed.note, size.text - 1, "", size))
    return parts


def _above(middle: float, y: float, words: str, letter: float, css: str, size: _Size) -> str:
    """A text above the band, as near to its middle as the drawing has place for it."""
    half = len(words) * letter * _LETTER / 2
    return text(min(max(middle, half), size.width - half), y, words, letter, css, "middle")


def _line(each: DotLine, top: float, x: _Scale, size: _Size) -> list[str]:
    if size.kind == "wide":
        parts = [text(0, top + 20, cut(each.name, _LETTERS), size.text, "strong")]
        parts.append(text(0, top + 37, cut(each.note, _LETTERS + 6), size.text - 1))
        parts.append(text(size.width, top + 24, each.tally, size.text, "ink", "end"))
    else:
        parts = [text(0, top + 16, cut(each.name, _LETTERS), size.text, "strong")]
        noted = "; ".join(filter(None, (each.note, each.tally)))
        parts.append(text(0, top + 32, cut(noted, _LETTERS + 10), size.text - 1))
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
    """The year below each dot; years whose labels would touch stand in one row, in their order."""
    rows = [_YearRow(at, at, [dot.label]) for at, dot in zip(places, dots, strict=True)]
    i = 0
    while i + 1 < len(rows):
        if rows[i].end > rows[i + 1].start:
            rows[i : i + 2] = [rows[i].joined(rows[i + 1])]
            i = max(i - 1, 0)  # the longer label may touch the one before
        else:
            i += 1
    return [text(row.middle, height, row.label, _YEAR_SIZE, "year", "middle") for row in rows]


class _YearRow(NamedTuple):
    """The years of dots that stand close, from the place of the first to that of the last."""

    first: float
    last: float
    years: list[str]

    @property
    def middle(self) -> float:
        return (self.first + self.last) / 2

    @property
    def label(self) -> str:
        """All years, or from the first to the last of many that follow each other."""
        years = sorted(self.years)
        if len(years) > _MOST_YEARS:
            return f"’{years[0][-2:]} to ’{years[-1][-2:]}"
        return " ".join(f"’{year[-2:]}" for year in years)

    @property
    def start(self) -> float:
        return self.middle - self._half

    @property
    def end(self) -> float:
        return self.middle + self._half

    @property
    def _half(self) -> float:
        return (len(self.label) + 1) * _YEAR_SIZE * _LETTER / 2

    def joined(self, following: "_YearRow") -> "_YearRow":
        """This one and the following one as one."""
        return _YearRow(self.first, following.last, [*self.years, *following.years])


def _ticks(low: float, high: float, most: int, least: float) -> list[float]:
    """Round numbers between two figures, which are `least` apart or more."""
    rough = max((high - low) / most, least)
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * n for n in (1, 2, 5, 10) if unit * n >= rough)
    first = math.ceil(low / step)
    return [float(f"{step * i:.12g}") for i in range(first, math.floor(high / step) + 1)]
