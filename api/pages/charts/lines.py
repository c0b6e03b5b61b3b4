"""A line for each series over the years, with claims marked on it."""

from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import NamedTuple

from markupsafe import Markup

from api.pages.charts.svg import (
    apart,
    drawing,
    line,
    place,
    scale,
    text,
    ticks,
    titled,
    year_ticks,
    years_path,
)
from schema.figures import figure_text


class Series(NamedTuple):
    """One line.

    Args:
        name: Its label.
        short: Its label on a narrow screen.
        css: The class of its colour: `this`, `s2`, `s3`, `s4` or `others`.
        points: Years with their figures, in order. A missing year is a gap.
    """

    name: str
    short: str
    css: str
    points: Sequence[tuple[int, float]]


class Mark(NamedTuple):
    """A figure as a source reports it, in the year that it is of or was said in."""

    year: int
    value: float
    words: str


class _Size(NamedTuple):
    kind: str
    width: float
    height: float
    right: float
    text: float
    words: int  # the letters that a label has place for


_SIZES = (_Size("wide", 680, 400, 172, 13, 30), _Size("narrow", 340, 300, 96, 12.5, 18))
_TOP, _BOTTOM = 14, 26

_LETTER = 0.6  # the width of a digit, as a part of its size
_BOLD = 0.5  # that of a letter in the label of a line
_NO_BREAK = "\u00a0"
_LABEL = 9  # from the end of a line to its label
_BEYOND = 12  # how far words may go on beyond their dotted line, or the drawing
_ITALIC = 0.5  # that of a letter in the words of a claim
_RING = 4.5  # the radius of the ring of a claim

_Scale = Callable[[float], float]


def line_chart(series: Sequence[Series], marks: Sequence[Mark], name: str) -> Markup:
    """A chart of shares in percent, once for wide screens and once for narrow ones.

    The script charts.js writes the figures of a year into the element after them.
    """
    drawn = Markup("").join(_draw(series, marks, name, size) for size in _SIZES)
    return drawn + Markup('<p class="reading" aria-hidden="true"></p>')


def _draw(series: Sequence[Series], marks: Sequence[Mark], name: str, size: _Size) -> Markup:
    years = [year for each in series for year, _ in each.points] + [mark.year for mark in marks]
    values = [value for each in series for _, value in each.points] + [m.value for m in marks]
    first, last, high = min(years), max(years), max(values) * 1.06
    steps = [step for step in ticks(high) if step <= high]
    labels = [figure_text(step) for step in steps]
    labels[-1] += " %"
    left = max(map(len, labels)) * (size.text - 1) * _LETTER + 10
    x = scale(first, last, left, size.width - size.right)
    y = scale(0, high, size.height - _BOTTOM, _TOP)
    parts = []
    for step, label in zip(steps, labels, strict=True):
        parts.append(line(left, y(step), size.width - size.right, y(step), "grid"))
        parts.append(text(left - 7, y(step) + 4, label, size.text - 1, anchor="end"))
    for year in year_ticks(first, last, 4):
        anchor = "middle" if year != first else "start"
        parts.append(text(x(year), size.height - 6, str(year), size.text - 1, anchor=anchor))
    parts += [years_path(each.points, x, y, each.css) for each in reversed(series)]
    parts += _ends(series, x, y, size)
    parts += _marked(series, marks, x, y, size, first)
    axes = (first, last, x(first), x(last), y(0), y(high), high)
    return drawing(size.width, size.height, name, parts, size.kind, axes=axes)


def _ends(series: Sequence[Series], x: _Scale, y: _Scale, size: _Size) -> list[str]:
    """A dot and a label at the end of each line, the labels apart from each other."""
    drawn = [each for each in series if each.points]
    labels = [_lines(each, size) for each in drawn]
    row = size.text + 3
    heights = [len(lines) * row for lines in labels]
    ends = [y(each.points[-1][1]) for each in drawn]
    places = [end - (height - row) / 2 for end, height in zip(ends, heights, strict=True)]
    tops = apart(places, heights, size.height - _BOTTOM + row)
    parts = []
    for each, lines, end, top in zip(drawn, labels, ends, tops, strict=True):
        at = x(each.points[-1][0])
        parts.append(f'<circle class="d-{each.css}" cx="{place(at)}" cy="{place(end)}" r="3"/>')
        for number, words in enumerate(lines):
            base = top + number * row + 4
            parts.append(text(at + _LABEL, base, words, size.text, f"t-{each.css}"))
    return parts


def _lines(series: Series, size: _Size) -> list[str]:
    """The label of a line with its last figure, in as few lines as there is place for."""
    name = series.name if size.kind == "wide" else series.short
    letters = int((size.right - _LABEL + _BEYOND) / (size.text * _BOLD))
    figured = f"{name} {figure_text(series.points[-1][1])}{_NO_BREAK}%"
    if len(figured) <= letters:
        return [figured]
    return wrap(figured, letters, break_long_words=False, break_on_hyphens=False)


def _marked(
    series: Sequence[Series],
    marks: Sequence[Mark],
    x: _Scale,
    y: _Scale,
    size: _Size,
    first: int,
) -> list[str]:
    """A ring for claims at one place; a dotted line and the words for each figure that differs."""
    parts: list[str] = []
    labelled: list[float] = []
    points = [point for each in series for point in each.points]
    for value in dict.fromkeys(mark.value for mark in marks):
        of_value = [mark for mark in marks if mark.value == value]
        height = y(value)
        if len(labelled) < 2 and all(abs(height - other) > size.text * 2 for other in labelled):
            labelled.append(height)
            end = max(mark.year for mark in of_value)
            words = _label(of_value, size.words)
            low, high = height - 6 - size.text, height + size.text + 7
            # The others cross no words, wherever these are.
            near = [(x(year), at) for year, shown in points if low <= (at := y(shown)) <= high]
            start, base = _free_place(near, (x(first), x(end)), height, len(words), size)
            parts.append(line(start, height, x(end), height, "claim"))
            parts.append(text(start, base, words, size.text, "words"))
        parts += [_ring(of, x, height) for of in _close(of_value, x)]
    return parts


def _label(marks: Sequence[Mark], most: int) -> str:
    """The words of the first claim of a figure, and how many more claims have the figure."""
    words = f"“{_shortened(marks[0].words, most)}”"
    return f"{words} and {len(marks) - 1} more" if len(marks) > 1 else words


def _close(marks: Sequence[Mark], x: _Scale) -> list[list[Mark]]:
    """Claims of one figure by the ring that they share: those whose own would overlap."""
    groups: list[list[Mark]] = []
    for mark in sorted(marks, key=lambda each: each.year):
        if groups and x(mark.year) - x(groups[-1][-1].year) <= 2 * _RING:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return groups


def _free_place(
    near: Sequence[tuple[float, float]],
    between: tuple[float, float],
    height: float,
    letters: int,
    size: _Size,
) -> tuple[float, float]:
    """Where words begin, above or below their dotted line, so that they cross fewest points.

    Args:
        near: The points of lines that words may cross.
        between: From where to where the dotted line may go.
        height: Where it is.
        letters: How many letters the words have.
        size: The size of the drawing.
    """
    left, right = between
    width = letters * size.text * _ITALIC
    places = [
        (left + (right - left) * part, height + side)
        for part in (0.36, 0.3, 0.24, 0.18, 0.12, 0.06, 0, 0.42, 0.48, 0.54, 0.6)
        for side in (-6, size.text + 3)
        if left + (right - left) * part + width <= right + _BEYOND
    ]

    def crossed(place: tuple[float, float]) -> int:
        start, base = place
        return sum(
            start - 4 <= across <= start + width + 4 and base - size.text <= down <= base + 4
            for across, down in near
        )

    return min(places or [(left, height - 6)], key=crossed)


def _ring(marks: Sequence[Mark], x: _Scale, height: float) -> str:
    """One ring for claims close together, as long as their years."""
    left, right = x(marks[0].year) - _RING, x(marks[-1].year) + _RING
    said = [f"{mark.year}: “{mark.words}”" for mark in marks]
    title = titled("; ".join([f"{len(marks)} claims", *said] if len(marks) > 1 else said))
    return (
        f'<rect class="mark" x="{place(left)}" y="{place(height - _RING)}"'
        f' width="{place(right - left)}" height="{2 * _RING:g}" rx="{_RING}">{title}</rect>'
    )


def _shortened(words: str, most: int) -> str:
    """Words for a label: whole ones, as many as there is place for."""
    if len(words) <= most:
        return words
    start = ""
    for word in words.split():
        if len(start) + len(word) > most:
            break
        start = f"{start} {word}".strip()
    return f"{start} …"
