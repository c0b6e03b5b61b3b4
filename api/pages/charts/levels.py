"""A mark for each of three levels, in named rows and lettered columns, block by block."""

from collections.abc import Sequence
from html import escape
from textwrap import wrap
from typing import NamedTuple

from markupsafe import Markup

from api.pages.charts.svg import drawing, place, text, titled


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
    letters: int  # of a name that one line has place for
    squares: tuple[float, float, float]  # the side of the square of each level


_WIDE = _Size("wide", 204, 14, 9.2, 11, 17, (1.8, 4.6, 7.6))
_NARROW = _Size("narrow", 340, 18, 15, 12.5, 26, (2.2, 6.4, 11))
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
            y = top + _HEAD
            for number, row in enumerate(block.rows):
                lines = wrap(row.name, size.letters, break_on_hyphens=False)
                row_height = size.row + (len(lines) - 1) * size.text
                if number % 2 == 0:
                    across = f"h{size.width}v{place(row_height)}h-{size.width}z"
                    grounds.append(f"M{left} {place(y)}{across}")
                parts.append(_name(row, lines, left, y, size))
                for at, level in enumerate(row.levels):
                    center = _center(at, len(letters), left, size)
                    marks[level].append(_square(center, y + size.row / 2, size.squares[level]))
                y += row_height
            top = y + _AFTER
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


def _name(row: LevelRow, lines: Sequence[str], left: float, top: float, size: _Size) -> str:
    """The name, in as many lines as it needs, which leads to the page of the row."""
    title = titled(row.title if size is _WIDE else row.name)
    first = top + size.row * 0.76
    labels = (
        text(left + 2, first + number * size.text, words, size.text, "ink")
        for number, words in enumerate(lines)
    )
    return f'<a href="{escape(row.href)}">{title}{"".join(labels)}</a>'


def _center(at: int, of: int, left: float, size: _Size) -> float:
    return left + size.width - (of - at - 0.5) * size.step


def _square(x: float, y: float, side: float) -> str:
    return f"M{place(x - side / 2)} {place(y - side / 2)}h{side}v{side}h-{side}z"


def _path(css: str, squares: Sequence[str]) -> str:
    """All squares of one class as one element, so that a drawing of thousands stays small."""
    return f'<path class="{css}" d="{"".join(squares)}"/>' if squares else ""
