"""Bars with a name and a figure each, the longest first."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from api.pages.charts.svg import drawing, rect, scale, text


class Bar(NamedTuple):
    """One bar.

    Args:
        name: What it is of.
        value: Its length.
        label: Its figure as text.
        href: The page of what it is of.
        is_this: Whether it is what the page is about.
    """

    name: str
    value: float
    label: str
    href: str
    is_this: bool = False


_ROW, _NAMES, _VALUES, _GAP = 27, 168, 82, 16
_NAME_MAX = 24


def bar_chart(bars: Sequence[Bar], name: str, gap: int = 0) -> Markup:
    """The bars, one drawing for every screen: they are narrow enough for a phone.

    Args:
        bars: The bars.
        name: What they show.
        gap: After how many bars some are left out; 0 where none are.
    """
    after = gap or len(bars)
    width = 440
    x = scale(0, max((bar.value for bar in bars), default=1), 0, width - _NAMES - _VALUES)
    parts = []
    for i, bar in enumerate(bars):
        top = i * _ROW + (_GAP if i >= after else 0)
        css = "this" if bar.is_this else "other"
        shown = bar.name if len(bar.name) <= _NAME_MAX else f"{bar.name[: _NAME_MAX - 1]}…"
        name_css = "strong" if bar.is_this else "ink"
        parts.append(f'<a href="{escape(bar.href)}"><title>{escape(bar.name)}</title>')
        parts.append(text(_NAMES - 10, top + 17, shown, 13.5, name_css, "end"))
        parts.append(rect(_NAMES, top + 4, max(x(bar.value), 1), 18, f"bar-{css}"))
        parts.append("</a>")
        parts.append(text(_NAMES + x(bar.value) + 8, top + 17, bar.label, 13.5, "ink"))
    if after < len(bars):
        parts.append(text(_NAMES - 10, after * _ROW + 11, "…", 13.5, "", "end"))
    height = len(bars) * _ROW + (_GAP if after < len(bars) else 0)
    return drawing(width, height, name, parts, "bars", "group")
