"""What all charts share: elements as text, places, ticks, labels that keep apart."""

import math
from collections.abc import Callable, Sequence
from html import escape
from itertools import pairwise

from markupsafe import Markup


def drawing(
    width: float,
    height: float,
    name: str,
    marks: Sequence[str],
    kind: str,
    role: str = "img",
    left: float = 0,
    axes: Sequence[float] = (),
) -> Markup:
    """An SVG image.

    Args:
        width: Its width in units of its own; the page scales it.
        height: Its height.
        name: What it shows, for who does not see it.
        marks: Its elements.
        kind: `wide` or `narrow`, the screens that it is for, or the class of one for both.
        role: `img`, or `group` where its marks are links.
        left: Where it begins.
        axes: Where the axes of a line chart are, for charts.js: the first and the last year, their
            places, the place of zero, that of the highest figure, and this figure.
    """
    places = " ".join(f"{each:.6g}" for each in axes)
    data = f' data-axes="{places}"' if axes else ""
    return Markup(  # noqa: S704  # the functions below escape what they are given
        f'<svg class="{kind}" viewBox="{place(left)} 0 {place(width)} {place(height)}"'
        f' role="{role}" aria-label="{escape(name)}"{data}>{"".join(marks)}</svg>'
    )


def place(number: float) -> str:
    """A coordinate: tenths of a unit are finer than a screen shows."""
    return f"{number:.1f}".removesuffix(".0")


def _tag(written: str) -> str:
    """A tag whose coordinates have one decimal, as `place` gives them: a chart has hundreds."""
    return written.replace('.0"', '"')


def text(x: float, y: float, words: str, size: float, css: str = "", anchor: str = "") -> str:
    """A text; `anchor` is `middle` or `end`."""
    anchored = f' text-anchor="{anchor}"' if anchor else ""
    styled = f' class="{css}"' if css else ""
    tag = _tag(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}"{styled}{anchored}>')
    return f"{tag}{escape(words)}</text>"


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    """A straight line."""
    return _tag(f'<line class="{css}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>')


def rect(x: float, y: float, width: float, height: float, css: str, title: str = "") -> str:
    """A rectangle with an optional title."""
    start = _tag(
        f'<rect class="{css}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}"'
        f' height="{height:.1f}" rx="1.5"'
    )
    return f"{start}>{titled(title)}</rect>" if title else f"{start}/>"


def titled(words: str) -> str:
    """What a mark is in words, as a browser shows it where the pointer is."""
    return f"<title>{escape(words)}</title>"


def cut(words: str, most: int) -> str:
    """Words as far as there is place for them."""
    return words if len(words) <= most else f"{words[: most - 1]}…"


def years_path(
    points: Sequence[tuple[int, float]],
    x: Callable[[float], float],
    y: Callable[[float], float],
    css: str,
) -> str:
    """A line through the figures of years; it is broken where years are missing."""
    places = [f"{x(year):.1f} {y(value):.1f}" for year, value in points]
    pairs = enumerate(pairwise(points), start=1)
    gaps = [number for number, ((before, _), (year, _)) in pairs if year - before > 1]
    runs = pairwise([0, *gaps, len(points)])
    path = "".join([f"M{'L'.join(places[start:end])}" for start, end in runs]) + "Z"
    # As `place` does for one coordinate: there are hundreds.
    for after in " LMZ":
        path = path.replace(f".0{after}", after)
    return f'<path class="ln {css}" d="{path.removesuffix("Z")}"/>'


def scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """A linear scale from values to places."""
    span, length = (high - low) or 1, end - start
    return lambda value: start + (value - low) / span * length


def ticks(high: float, most: int = 5) -> list[float]:
    """Round numbers from zero up to about `high`, the last one not below it."""
    if high <= 0:
        return [0, 1]
    rough = high / most
    unit = 10.0 ** math.floor(math.log10(rough))
    step = next(unit * n for n in (1, 2, 5, 10) if unit * n >= rough)
    return [float(f"{step * i:.12g}") for i in range(math.ceil(high / step - 1e-9) + 1)]


def year_ticks(first: int, last: int, most: int) -> list[int]:
    """Round years from the first to the last, about `most` of them."""
    step = next((n for n in (1, 2, 5, 10, 20, 50, 100) if (last - first) / n <= most), 100)
    return [year for year in range(first, last + 1) if year % step == 0] or [first]


def apart(places: Sequence[float], sizes: Sequence[float], end: float) -> list[float]:
    """Places for labels in the same order, so that none covers another or goes beyond `end`.

    Args:
        places: Where each would begin.
        sizes: The height of each.
        end: Where the last one may end.
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = list(places)
    for before, after in pairwise(order):
        moved[after] = max(moved[after], moved[before] + sizes[before])
    for index in reversed(order):
        moved[index] = end = min(moved[index], end - sizes[index])
    return moved
