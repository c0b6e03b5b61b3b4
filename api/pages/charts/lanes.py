"""What each source states of one row: a lane for each, with dated stretches on an axis of years."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from api.pages.charts.svg import drawing, line, rect, scale, text


class Stretch(NamedTuple):
    """A time that is stated.

    Args:
        start: Where it begins, as a year with its fraction.
        end: Where it ends; the same for a single day.
        css: The class of its colour.
        label: What is stated of it.
    """

    start: float
    end: float
    css: str
    label: str


class Lane(NamedTuple):
    """One source.

    Args:
        name: Its name.
        note: What is said under the name.
        stretches: What it states with a date, and last the days on which it states it.
    """

    name: str
    note: str
    stretches: Sequence[Stretch]


class Certainty(NamedTuple):
    """From when to when something is certain; before and after it, nobody says.

    Args:
        start: The first day; None if no day is certain.
        end: The last day.
        stop: Where it had ended at the latest; None if no source says so.
        label: The same in words.
    """

    start: float | None
    end: float | None
    stop: float | None
    label: str


class _Size(NamedTuple):
    kind: str
    width: float
    left: float
    head: float  # the height of the name where it stands above its lane
    text: float
    years: int  # labels of years that there is place for


_SIZES = (_Size("wide", 1060, 200, 0, 13, 12), _Size("narrow", 340, 0, 22, 12, 5))
_ROW, _GAP, _BAR, _BOTTOM = 34, 8, 9, 22
_LETTER = 0.55  # the width of a letter, as a part of its size
_SMALLEST = 7.0  # narrower stretches are drawn as a diamond

_Scale = Callable[[float], float]


def lane_chart(lanes: Sequence[Lane], certainty: Certainty, last_name: str, name: str) -> Markup:
    """The lanes, once for wide screens and once for narrow ones.

    Args:
        lanes: A lane for each source, in order.
        certainty: What follows from all of them, which is the last lane.
        last_name: The name of that lane.
        name: What the chart shows.
    """
    places = [place for lane in lanes for each in lane.stretches for place in each[:2]]
    places += [place for place in certainty[:3] if place is not None]
    first, last = int(min(places) - 0.2), int(-(-(max(places) + 0.6) // 1))
    drawn = (_draw(lanes, certainty, (first, last), last_name, name, size) for size in _SIZES)
    return Markup("").join(drawn)


def _draw(
    lanes: Sequence[Lane],
    certainty: Certainty,
    years: tuple[int, int],
    last_name: str,
    name: str,
    size: _Size,
) -> Markup:
    first, last = years
    x = scale(first, last, size.left + 10, size.width - 12)
    heights = [size.head + len(lane.stretches) * _ROW + _GAP for lane in lanes]
    height = sum(heights) + size.head + _ROW + 2 * _GAP + _BOTTOM
    parts: list[str] = []
    top = 0.0
    for lane, own in zip(lanes, heights, strict=True):
        parts += _lane(lane, top, x, size)
        top += own
    parts.append(line(0, top, size.width, top, "axis"))
    parts += _last_lane(certainty, last_name, top + _GAP, x, years, size)
    step = next(n for n in (1, 2, 5, 10, 20, 50) if (last - first) / n <= size.years)
    labels = []
    for year in range(first, last + 1):
        if year % step == 0:
            labels.append(line(x(year), 0, x(year), height - _BOTTOM, "grid"))
            labels.append(text(x(year), height - 6, str(year), size.text - 1, "", _anchor(x, year)))
    return drawing(size.width, height, name, [*_grounds(heights, size), *labels, *parts], size.kind)


def _anchor(x: _Scale, year: float) -> str:
    return "" if x(year) < 20 else "middle"


def _grounds(heights: Sequence[float], size: _Size) -> list[str]:
    """The ground of each lane, below the grid."""
    parts = []
    top = 0.0
    for own in heights:
        ground = own - size.head - _GAP
        parts.append(rect(size.left, top + size.head, size.width - size.left, ground, "ground"))
        top += own
    return parts


def _name(name: str, note: str, top: float, size: _Size) -> list[str]:
    if size.kind == "wide":
        return [
            text(0, top + 18, name, size.text, "strong"),
            text(0, top + 35, note, size.text - 1),
        ]
    return [
        text(0, top + 15, name, size.text, "strong"),
        text(size.width, top + 15, note, size.text - 1, "", "end"),
    ]


def _lane(lane: Lane, top: float, x: _Scale, size: _Size) -> list[str]:
    parts = _name(lane.name, lane.note, top, size)
    for i, each in enumerate(lane.stretches):
        row = top + size.head + i * _ROW
        parts += _stretch(each, row, x, size)
    return parts


def _stretch(each: Stretch, top: float, x: _Scale, size: _Size) -> list[str]:
    """A bar with its label above; a diamond for what is narrower than one."""
    start, end = x(each.start), x(each.end)
    middle = top + 24
    if end - start < _SMALLEST:
        center = (start + end) / 2
        path = f"M{center:.1f} {middle - 6:.1f}l6 6l-6 6l-6-6Z"
        mark = f'<path class="{each.css}" d="{path}"/>'
        start -= 6
    else:
        mark = rect(start, middle - _BAR / 2, end - start, _BAR, each.css)
    return [mark, _label(each.label, start, middle - 10, size)]


def _label(label: str, at: float, y: float, size: _Size) -> str:
    """A label that begins at a place, or ends at the edge if there is no room for it."""
    width = len(label) * size.text * _LETTER
    if at + width > size.width - 6:
        return text(size.width - 6, y, label, size.text - 0.5, "ink", "end")
    return text(max(at, size.left + 4), y, label, size.text - 0.5, "ink")


def _last_lane(
    certainty: Certainty,
    name: str,
    top: float,
    x: _Scale,
    years: tuple[int, int],
    size: _Size,
) -> list[str]:
    """Solid where it is certain, dashed where nobody says, nothing once it had ended."""
    parts = _name(name, "by all of them", top, size)
    middle = top + size.head + 24
    first, last = x(years[0]), x(years[1])
    stop = last if certainty.stop is None else x(certainty.stop)
    if certainty.start is None or certainty.end is None:
        parts += _dashed(first, stop, middle)
        at = first
    else:
        at, end = x(certainty.start), x(certainty.end)
        parts += [*_dashed(first, at, middle), *_dashed(max(end, at + 3), stop, middle)]
        parts.append(rect(at, middle - _BAR / 2, max(end - at, 3), _BAR, "now"))
    parts.append(_label(certainty.label, at, middle - 10, size))
    return parts


def _dashed(start: float, end: float, middle: float) -> list[str]:
    return [line(start, middle, end, middle, "beyond")] if end - start > 3 else []
