"""Who held which office: bars over the years, solid as far as a source says, dashed beyond."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from api.pages.charts.svg import cut, drawing, line, rect, scale, text


class Span(NamedTuple):
    """One bar, in years with fractions.

    Args:
        name: Who or what it is of.
        note: What is said under the name.
        start: Where it begins; None where no source says.
        stated: Up to where a source says that it lasts.
        end: Where it ends, None if no source says: it is drawn dashed then, up to the edge.
        holds: Whether it holds on the day of the chart.
        title: The bar in words.
        next_start: Where the next holder begins, if the end is not known: dashes go no further.
    """

    name: str
    note: str
    start: float | None
    stated: float
    end: float | None
    holds: bool
    title: str
    next_start: float | None = None


class _Size(NamedTuple):
    kind: str
    width: float
    left: float
    row: float
    text: float
    years: int  # labels of years that there is place for


_SIZES = (_Size("wide", 1100, 330, 30, 14, 12), _Size("narrow", 340, 8, 46, 12.5, 6))
_BAR, _TOP, _BOTTOM = 14, 28, 24


def timeline(
    spans: Sequence[Span], first: float, last: float, day: float | None, day_text: str, name: str
) -> Markup:
    """The bars, once for wide screens and once for narrow ones.

    Args:
        spans: The bars, in order.
        first: The year where the chart begins; what began before is cut there.
        last: The year where it ends.
        day: A day to mark, or None.
        day_text: The day in words.
        name: What the chart shows.
    """
    drawn = (_draw(spans, first, last, day, day_text, name, size) for size in _SIZES)
    return Markup("").join(drawn)


def _draw(
    spans: Sequence[Span],
    first: float,
    last: float,
    day: float | None,
    day_text: str,
    name: str,
    size: _Size,
) -> Markup:
    height = _TOP + len(spans) * size.row + _BOTTOM
    right = size.width - 16
    x = scale(first, last, size.left, right)
    parts = []
    step = next(n for n in (5, 10, 20, 50, 100) if (last - first) / n <= size.years)
    for year in range(int(-first // step * -step), int(last) + 1, step):
        parts.append(line(x(year), _TOP, x(year), height - _BOTTOM, "grid"))
        parts.append(text(x(year), height - 6, str(year), size.text - 1, anchor="middle"))
    for i, span in enumerate(spans):
        parts += _row(span, _TOP + i * size.row, x, first, last, size)
    if day is not None and first <= day <= last:
        parts.append(line(x(day), _TOP - 4, x(day), height - _BOTTOM, "day"))
        anchor = "end" if day > (first + last) / 2 else "start"
        parts.append(text(x(day), 16, day_text, size.text, "t-day", anchor))
    return drawing(size.width, height, name, parts, size.kind)


def _row(
    span: Span, top: float, x: Callable[[float], float], first: float, last: float, size: _Size
) -> list[str]:
    is_wide = size.kind == "wide"
    css = "strong" if span.holds else "ink"
    if is_wide:
        parts = [text(size.left - 14, top + 19, _label(span, 42), size.text, css, "end")]
        bar_top = top + 7
    else:
        parts = [text(size.left, top + 16, _label(span, 46), size.text, css)]
        bar_top = top + 22
    start = max(first, span.start if span.start is not None else span.stated)
    stated = max(start, span.stated)
    held = "now" if span.holds else "held"
    width = max(x(min(stated, last)) - x(start), 3)
    parts.append(rect(x(start), bar_top, width, _BAR, held, span.title))
    limit = last if span.next_start is None else min(last, max(span.next_start, stated))
    beyond = x(limit) - x(start) - width
    if span.end is None and beyond > (6 if span.next_start is None else 0):
        parts.append(rect(x(start) + width, bar_top + 1, beyond, _BAR - 2, "beyond"))
        parts.append(text(x(limit) + 4, bar_top + 12, "?", size.text))
    return parts


def _label(span: Span, letters: int) -> str:
    """The name, cut so that there is place for the note."""
    return f"{cut(span.name, letters - len(span.note) - 3)} · {span.note}"
