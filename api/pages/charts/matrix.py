"""One square for each row: in columns by year, stacked by standing, with a count above each."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from api.pages.charts.svg import drawing, line, rect, text


class _Size(NamedTuple):
    kind: str
    square: float
    across: int  # squares beside each other in a column
    gap: float  # between columns
    text: float


_SIZES = (_Size("wide", 9, 7, 22, 13), _Size("narrow", 5.4, 4, 12, 11))
_TOP, _BOTTOM = 20, 22


def unit_matrix(
    columns: Mapping[int, Sequence[str]],
    order: Sequence[str],
    name: str,
    address: Callable[[int], str],
) -> Markup:
    """A square for each pledge.

    Args:
        columns: By year, the standing of each pledge, which is the class of its square.
        order: The standings, the firmest first: it stands at the bottom.
        name: What the chart shows.
        address: Where a column leads, by its year.
    """
    return Markup("").join(_draw(columns, order, name, address, size) for size in _SIZES)


def _draw(
    columns: Mapping[int, Sequence[str]],
    order: Sequence[str],
    name: str,
    address: Callable[[int], str],
    size: _Size,
) -> Markup:
    step = size.square + 1.6
    highest = max((_rows(len(column), size) for column in columns.values()), default=1)
    base = _TOP + highest * step
    parts: list[str] = []
    left = 2.0
    for year in sorted(columns):
        ranked = sorted(columns[year], key=order.index)
        across = min(size.across, max(len(ranked), 3))
        parts.append(f'<a href="{escape(address(year))}">')
        for i, standing in enumerate(ranked):
            x = left + i % across * step
            y = base - (i // across + 1) * step
            parts.append(rect(x, y, size.square, size.square, standing))
        middle = left + across * step / 2
        top = base - _rows(len(ranked), size) * step
        parts.append(text(middle, top - 6, str(len(ranked)), size.text, "count", "middle"))
        parts.append(text(middle, base + 16, str(year), size.text - 1, anchor="middle"))
        parts.append("</a>")
        left += across * step + size.gap
    parts.append(line(0, base + 1, left - size.gap, base + 1, "axis"))
    return drawing(left - size.gap + 4, base + _BOTTOM, name, parts, size.kind, "group")


def _rows(count: int, size: _Size) -> int:
    return -(-count // size.across)


def counts(
    columns: Mapping[int, Sequence[str]], order: Sequence[str]
) -> list[tuple[int, list[int]]]:
    """The same as a table: by year, how many pledges have each standing."""
    return [
        (year, [Counter(columns[year])[standing] for standing in order]) for year in sorted(columns)
    ]
