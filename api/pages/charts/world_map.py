"""A map of the world in six colours, whose borders are in a file of their own."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from api.pages.charts.svg import drawing

NO_FIGURE = "m0"  # the class of places without a figure
# What the style sheet fills them with: in the dark, a colour is too near to the lowest one.
HATCH = Markup(
    '<pattern id="hatch" width="3.2" height="3.2" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><path d="M0 0v3.2" stroke="currentColor"/></pattern>'
)
_SPLIT = 400.0  # where the eastern drawing for narrow screens begins
_NARROW = 600.0  # the width of both


class Borders(NamedTuple):
    """Where the borders are.

    Args:
        file: The address of an SVG with a path for each place.
        width: Its width.
        height: Its height.
    """

    file: str
    width: float
    height: float


class Area(NamedTuple):
    """One country.

    Args:
        path: The id of its path.
        css: The class of its colour.
        title: Its name and figure.
        href: Its page; "" if it has none.
        is_west: Whether it lies west of the Atlantic.
    """

    path: str
    css: str
    title: str
    href: str
    is_west: bool


def world_map(areas: Sequence[Area], borders: Borders, name: str) -> Markup:
    """The map: one drawing for wide screens; for narrow ones two halves below each other.

    The table beneath has the links of the map, so they are no stops of the Tab key.
    """
    areas = sorted(areas, key=lambda area: area.css)
    halves = (
        (0.0, [area for area in areas if area.is_west], f"{name}: the Americas"),
        (_SPLIT, [area for area in areas if not area.is_west], f"{name}: the other continents"),
    )
    narrow = [
        drawing(_NARROW, borders.height, title, _plain(part, borders), "narrow map", left=left)
        for left, part, title in halves
    ]
    wide = drawing(
        borders.width, borders.height, name, _linked(areas, borders), "wide map", "group"
    )
    return Markup("").join((wide, *narrow))


def _linked(areas: Iterable[Area], borders: Borders) -> list[str]:
    return [
        f'<g class="{css}">{"".join(_link(area, borders) for area in part)}</g>'
        for css, part in groupby(areas, lambda area: area.css)
    ]


def _link(area: Area, borders: Borders) -> str:
    used = f'<use href="{borders.file}#{area.path}"/>'
    title = f"<title>{escape(area.title)}</title>"
    if not area.href:
        return f"<g>{title}{used}</g>"
    return f'<a href="{escape(area.href)}" tabindex="-1">{title}{used}</a>'


def _plain(areas: Iterable[Area], borders: Borders) -> list[str]:
    return [
        f'<g class="{css}">'
        + "".join(f'<use href="{borders.file}#{area.path}"/>' for area in part)
        + "</g>"
        for css, part in groupby(areas, lambda area: area.css)
    ]
