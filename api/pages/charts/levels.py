"""A mark for each of three levels, in named rows and lettered columns, block by block."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from api.pages.charts.svg import cut, drawing, place, text, titled


class LevelRow(NamedTuple):
    """One row.

    Args:
        name: Its name.
        href: Where the name leads.
        levels: The level in each column, 0 to 2.
        title: The row in words.
    """

    name: str
    href: str
    levels: Sequence[int]
    title: str


class LevelBlock(NamedTuple):
    """The rows of one region, with the id by which a link leads to it."""

    name: str
    anchor: str
    rows: Sequence[LevelRow]


class _Size(NamedTuple):
    kind: str
    width: float  # of a column of blocks
    row: float
    step: float  # from one mark to the next
    text: float
    letters: int  # of a name that there is place for
    squares: tuple[float, float, float]  # the side of the square of each level


_WIDE = _Size("wide", 204, 14, 10.2, 11, 19, (1.8, 4.6, 8))
_NARROW = _Size("narrow", 340, 18, 16, 12.5, 30, (2.2, 6.4, 11))
_GAP = 20  # between columns of blocks
_HEAD = 36  # the name of a block and the letters
_AFTER = 26  # below a block
# The class of each level: a colour that repeats what the size of the square says.
LEVEL_CLASSES = ("seen", "bar-other", "d-own")


def level_grid(
    columns: Sequence[Sequence[LevelBlock]], letters: Sequence[str], name: str
) -> Markup:
    """The blocks, beside each other on wide screens and below each other on narrow ones.

    Args:
        columns: On wide screens, the blocks of each column.
        letters: The letter of each column of marks.
        name: What the chart shows.
    """
    blocks = [block for column in columns for block in column]
    return _draw(columns, letters, name, _WIDE) + _draw([blocks], letters, name, _NARROW)


def _draw(
    columns: Sequence[Sequence[LevelBlock]], letters: Sequence[str], name: str, size: _Size
) -> Markup:
    parts: list[str] = []
    marks: list[list[str]] = [[], [], []]
    grounds: list[str] = []
    height = 0.0
    for i, column in enumerate(columns):
        left, top = i * (size.width + _GAP), 0.0
        for block in column:
            parts += _head(block, letters, left, top, size)
            for number, row in enumerate(block.rows):
                y = top + _HEAD + number * size.row
                if number % 2 == 0:
                    grounds.append(f"M{left} {place(y)}h{size.width}v{size.row}h-{size.width}z")
                parts.append(_name(row, left, y, size))
                for at, level in enumerate(row.levels):
                    center = _center(at, len(letters), left, size)
                    marks[level].append(_square(center, y + size.row / 2, size.squares[level]))
            top += _HEAD + len(block.rows) * size.row + _AFTER
        height = max(height, top - _AFTER)
    paths = [_path("ground", grounds), *map(_path, LEVEL_CLASSES, marks)]
    width = len(columns) * (size.width + _GAP) - _GAP
    return drawing(width, height, name, [*paths, *parts], size.kind, "group")


def _head(
    block: LevelBlock, letters: Sequence[str], left: float, top: float, size: _Size
) -> list[str]:
    """The name of a block with the number of its rows, and the letters; narrow ones have ids."""
    label = text(left, top + 14, f"{block.name} {len(block.rows)}", 14, "strong")
    if size is _NARROW:
        label = f'<g id="{block.anchor}">{label}</g>'
    return [
        label,
        *(
            text(_center(at, len(letters), left, size), top + 31, letter, size.text, "", "middle")
            for at, letter in enumerate(letters)
        ),
    ]


def _name(row: LevelRow, left: float, top: float, size: _Size) -> str:
    title = titled(row.title if size is _WIDE else row.name)
    label = text(left + 2, top + size.row * 0.76, cut(row.name, size.letters), size.text, "ink")
    return f'<a href="{escape(row.href)}">{title}{label}</a>'


def _center(at: int, of: int, left: float, size: _Size) -> float:
    return left + size.width - (of - at - 0.5) * size.step


def _square(x: float, y: float, side: float) -> str:
    return f"M{place(x - side / 2)} {place(y - side / 2)}h{side}v{side}h-{side}z"


def _path(css: str, squares: Sequence[str]) -> str:
    """All squares of one class as one element, so that a drawing of thousands stays small."""
    return f'<path class="{css}" d="{"".join(squares)}"/>' if squares else ""
