"""One square for each row, in named lines and dated columns, with a count above each group."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from api.pages.charts.svg import drawing, line, rect, text


class Unit(NamedTuple):
    """One square.

    Args:
        css: The class of its colour.
        title: What it is.
        href: The page of what it is.
    """

    css: str
    title: str
    href: str


class UnitLine(NamedTuple):
    """A named line of groups.

    Args:
        css: The class of its squares, by which groups name it.
        name: Its name.
        note: What is said under the name.
    """

    css: str
    name: str
    note: str


class Group(NamedTuple):
    """The squares of one line in one year, and the address that lists them."""

    units: Sequence[Unit]
    href: str


Groups = dict[tuple[str, int], Group]

_SQUARE, _STEP, _LEFT, _WIDTH, _GAP = 9, 11.5, 170, 1100, 16
_NARROW_WIDTH, _NARROW_LEFT, _NARROW_ACROSS = 340, 42, 24
_LABEL = 34  # the width of a year


def unit_lines(lines: Sequence[UnitLine], groups: Groups, name: str) -> Markup:
    """The squares, once for wide screens and once for narrow ones.

    Args:
        lines: The lines, from the top.
        groups: By line and year, the squares.
        name: What the chart shows.
    """
    years = sorted({year for _, year in groups})
    return _wide(lines, groups, years, name) + _narrow(lines, groups, years, name)


def _wide(lines: Sequence[UnitLine], groups: Groups, years: Sequence[int], name: str) -> Markup:
    across = _across(groups, years)
    lefts, left = {}, float(_LEFT)
    for year in years:
        lefts[year] = left
        left += _column_width(across[year]) + _GAP
    parts = [text(lefts[year], 12, str(year), 13, "strong") for year in years]
    top = 22.0
    for each in lines:
        parts.append(line(0, top, _WIDTH, top, "grid"))
        parts.append(text(0, top + 18, each.name, 13, "strong"))
        parts.append(text(0, top + 35, each.note, 12))
        height = 44.0
        for year in years:
            if (group := groups.get((each.css, year))) is not None:
                parts += _group(group, lefts[year], top + 16, across[year], titled=True)
                height = max(height, 30 + -(-len(group.units) // across[year]) * _STEP)
        top += height + 4
    return drawing(_WIDTH, top, name, parts, "wide", "group")


def _narrow(lines: Sequence[UnitLine], groups: Groups, years: Sequence[int], name: str) -> Markup:
    """Line below line, and in each line year below year."""
    parts: list[str] = []
    top = 0.0
    for each in lines:
        parts.append(text(0, top + 14, each.name, 13, "strong"))
        parts.append(text(_NARROW_WIDTH, top + 14, each.note, 12, "", "end"))
        parts.append(line(0, top + 21, _NARROW_WIDTH, top + 21, "grid"))
        top += 26
        for year in years:
            if (group := groups.get((each.css, year))) is None:
                continue
            parts.append(text(0, top + 12, str(year), 12))
            rows = -(-len(group.units) // _NARROW_ACROSS)
            squares = _squares(group, _NARROW_LEFT, top + 3, _NARROW_ACROSS, titled=False)
            count = text(_NARROW_WIDTH, top + 12, str(len(group.units)), 12.5, "count", "end")
            parts.append(_linked(group, "".join([*squares, count])))
            top += max(17.0, rows * _STEP + 5)
        top += 10
    return drawing(_NARROW_WIDTH, top, name, parts, "narrow", "group")


def _across(groups: Groups, years: Sequence[int]) -> dict[int, int]:
    """How many squares stand beside each other in each column, so that the lines are low."""
    largest = {
        year: max(len(group.units) for (_, of), group in groups.items() if of == year)
        for year in years
    }
    rows = 1
    while True:
        across = {year: -(-count // rows) for year, count in largest.items()}
        width = sum(_column_width(each) + _GAP for each in across.values())
        if width <= _WIDTH - _LEFT + _GAP or rows >= max(largest.values(), default=1):
            return across
        rows += 1


def _column_width(across: int) -> float:
    return max(across * _STEP, _LABEL)


def _group(group: Group, left: float, top: float, across: int, *, titled: bool) -> list[str]:
    """The count, which leads to the list of them, and the squares below it."""
    count = text(left, top, str(len(group.units)), 13, "count")
    return [_linked(group, count), *_squares(group, left, top + 5, across, titled=titled)]


def _linked(group: Group, count: str) -> str:
    return f'<a href="{escape(group.href)}">{count}</a>'


def _squares(group: Group, left: float, top: float, across: int, *, titled: bool) -> list[str]:
    squares = []
    for i, unit in enumerate(group.units):
        x, y = left + i % across * _STEP, top + i // across * _STEP
        square = rect(x, y, _SQUARE, _SQUARE, unit.css, unit.title if titled else "")
        squares.append(_own_link(unit, square) if titled else square)
    return squares


def _own_link(unit: Unit, square: str) -> str:
    """A square that leads to its page; by keyboard the list that its count leads to has them."""
    return f'<a href="{escape(unit.href)}" tabindex="-1">{square}</a>'
