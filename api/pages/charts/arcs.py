"""A list of names, and an arc for each pair of them that belongs together."""

from collections.abc import Collection, Sequence
from html import escape
from math import sqrt

from markupsafe import Markup

from api.pages.charts.svg import drawing, place, rect, text

_ROW = 19.0
_WIDE, _NARROW = (640, 200.0, 13.5), (358, 186.0, 12.5)  # width, where names end, letters


def arc_diagram(
    names: Sequence[str],
    pairs: Collection[tuple[str, str]],
    marked: Collection[str],
    root: str,
    label: str,
) -> Markup:
    """The names below each other, each with arcs to those that it leads to; wide and narrow.

    Args:
        names: The names, from top to bottom.
        pairs: From which name an arc leads to which.
        marked: The names that have a square beside them.
        root: What a name is put behind, as the address of its page.
        label: What the drawing shows.
    """
    return Markup().join(
        _arcs(names, pairs, marked, root, label, size, kind)
        for size, kind in ((_WIDE, "wide arcs"), (_NARROW, "narrow arcs"))
    )


def _arcs(
    names: Sequence[str],
    pairs: Collection[tuple[str, str]],
    marked: Collection[str],
    root: str,
    label: str,
    size: tuple[int, float, float],
    kind: str,
) -> Markup:
    width, x, letters = size
    y = {name: (number + 0.5) * _ROW for number, name in enumerate(names)}
    longest = max((abs(y[a] - y[b]) for a, b in pairs), default=1) or 1
    targets = {target for _name, target in pairs}
    parts = []
    for name in names:
        parts.append(f'<g class="from"><a href="{escape(root)}{escape(name)}">')
        parts.append(text(x - 24, y[name] + 4, name, letters, "ink", "end"))
        parts.append("</a>")
        for _name, target in sorted(pair for pair in pairs if pair[0] == name):
            reach = (width - x - 6) * sqrt(abs(y[name] - y[target]) / longest)
            parts.append(_arc(x, y[name], y[target], reach, f"{name} → {target}"))
        if name in marked:
            parts.append(rect(x - 18, y[name] - 3.5, 7, 7, "now"))
        radius = 4 if name in targets else 2.5
        parts.append(f'<circle class="node" cx="{place(x)}" cy="{place(y[name])}" r="{radius}"/>')
        parts.append("</g>")
    return drawing(width, len(names) * _ROW, label, parts, kind, "group")


def _arc(x: float, start: float, end: float, reach: float, title: str) -> str:
    """Half an ellipse to the right; a name that leads to itself has a loop."""
    if start == end:
        path = f"M{place(x)} {place(start - 3)}a9 5 0 1 1 0 6"
    else:
        top, bottom = sorted((start, end))
        radius = place((bottom - top) / 2)
        path = f"M{place(x)} {place(top)}A{place(reach)} {radius} 0 0 1 {place(x)} {place(bottom)}"
    return f'<path class="arc" d="{path}"><title>{escape(title)}</title></path>'
