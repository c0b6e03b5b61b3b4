"""A line over the years in which one year and one time are marked."""

from collections.abc import Sequence

from markupsafe import Markup

from api.pages.charts.svg import drawing, line, place, rect, scale, text, years_path
from schema.figures import figure_text

_WIDTH, _HEIGHT, _TOP, _BOTTOM = 340, 190, 40, 24
_SIZE = 13
_LABEL = 26  # the height of the marked figure, above every line
_LABELLED = 4  # years above or below which the first figure is written
_MOMENT = 3  # the width up to which a time is drawn as a line


def moment_chart(
    points: Sequence[tuple[int, float]],
    marked: int,
    time: tuple[float, float],
    words: str,
    name: str,
) -> Markup:
    """The line, one drawing for every screen: it is narrow enough for a phone.

    Args:
        points: Years with their figures in percent, in order. A missing year is a gap.
        marked: The year whose figure is written beside its dot.
        time: The time to mark, from its first to its last day, as years with fractions.
        words: What is written there.
        name: What the chart shows.
    """
    first = points[0][0]
    last = max(points[-1][0], int(time[0]) + 1)
    high = max(value for _, value in points) or 1
    x = scale(first, last, 4, _WIDTH - 12)
    y = scale(0, high, _HEIGHT - _BOTTOM, _TOP)
    base = _HEIGHT - _BOTTOM
    parts = [
        text(4, 10, "Percent of the world’s CO₂, from 0", _SIZE - 1),
        line(4, base, _WIDTH - 12, base, "axis"),
    ]
    for year, anchor in ((first, "start"), (last, "end")):
        parts.append(text(x(year), _HEIGHT - 6, str(year), _SIZE - 1, anchor=anchor))
    parts.append(years_path(points, x, y, "this"))
    side = "end" if time[0] > (first + last) / 2 else "start"
    start, end = map(x, time)
    if end - start > _MOMENT:
        parts.append(rect(start, 16, end - start, base - 16, "when"))
    parts.append(line(start, 16, start, base, "day"))
    parts.append(text(start + (-6 if side == "end" else 6), base - 8, words, _SIZE, "t-day", side))
    begins = y(points[0][1])
    rises = points[0][1] <= points[min(_LABELLED, len(points) - 1)][1]
    height = min(begins + 18, base - 4) if rises else begins - 8
    parts.append(text(4, height, _percent(points[0][1]), _SIZE - 1))
    for year, value in points:
        if year == marked:
            dot = f'cx="{place(x(year))}" cy="{place(y(value))}" r="4"'
            parts.append(f'<circle class="d-this" {dot}/>')
            label = f"{year}: {_percent(value)}"
            parts.append(text(x(year) - 6, _LABEL, label, _SIZE, "t-this", side))
    return drawing(_WIDTH, _HEIGHT, name, parts, "moment")


def _percent(value: float) -> str:
    return f"{figure_text(value)} %"
