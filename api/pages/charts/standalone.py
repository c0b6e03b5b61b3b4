"""A drawing as a picture to take away: with its title, its legend, and where it is from."""

import re
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from api.pages.charts.svg import place, rect, text

_MARGIN = 28.0
_NARROWEST = 640.0
_LETTER = 0.53  # the width of a letter on average, as a part of its size
_BOX = re.compile(r'viewBox="([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)"')
CARD_WIDTH, CARD_HEIGHT = 1200, 630
_EDGE = 64.0


class Figure(NamedTuple):
    """A figure of a page.

    Args:
        title: What it shows.
        note: How to read it.
        drawing: An SVG with a `viewBox`.
        key: The legend: classes of colours with their words.
        caption: The source and its licence.
    """

    title: str
    note: str
    drawing: str
    key: Sequence[tuple[str, str]]
    caption: str


class _Text(NamedTuple):
    words: str
    size: float
    css: str
    most: int  # lines


def wrapped(words: str, width: float, size: float, most: int = 99) -> list[str]:
    """Lines of a text that fit a width; the last of `most` lines ends with a sign if it is cut."""
    letters = int(width / (size * _LETTER))
    lines, line = [], ""
    for word in words.split(" "):  # no line ends at a space that keeps words together
        if line and len(line) + 1 + len(word) > letters:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: letters - 2]} …"]
    return lines


def standalone(figure: Figure, origin: str, rules: str, definitions: str) -> str:
    """The figure as an SVG that needs no other file.

    Args:
        figure: The figure.
        origin: The address that gives its page for good.
        rules: The rules of its marks.
        definitions: What its marks name, such as borders.
    """
    left, top, width, height = _box(figure.drawing)
    inner = max(width, _NARROWEST)
    parts: list[str] = []
    y = _write(parts, [_Text(figure.title, 22, "title", 3)], inner, _MARGIN)
    y = _write(parts, [_Text(figure.note, 13, "note", 8)], inner, y + 2)
    place_of = f'x="{place(_MARGIN)}" y="{place(y + 10)}"'
    parts.append(_nested(figure.drawing, place_of, (left, top, width, height), width, height))
    y = _legend(parts, figure.key, inner, y + 10 + height + 14)
    y = _write(parts, [_Text(figure.caption, 12, "note", 12)], inner, y + 4)
    y = _write(parts, [_Text(f"Climate Record, {origin}", 12, "note", 3)], inner, y)
    return _document(inner + 2 * _MARGIN, y + 16, parts, rules, definitions)


def card(
    title: str, sentence: str, origin: str, figure: Figure | None, rules: str, definitions: str
) -> str:
    """The picture that links to a page show: its title, its sentence and its first figure."""
    column = 500.0 if figure else CARD_WIDTH - 2 * _EDGE
    sizes = (54, 38, 29) if figure else (54, 46, 34)
    title_size = sizes[sum(len(title) > letters for letters in (40, 90))]
    parts: list[str] = []
    texts = [
        _Text(title, title_size, "title", 7),
        _Text(sentence, 25, "lede", 6),
    ]
    _write(parts, texts, column, _EDGE - 14, left=_EDGE, apart=14)
    if figure is not None:
        box = _box(figure.drawing)
        scale = min(524 / box[2], 440 / box[3])
        width, height = box[2] * scale, box[3] * scale
        x, y = 612 + (524 - width) / 2, 85 + (440 - height) / 2
        place_of = f'x="{place(x)}" y="{place(y)}"'
        parts.append(rect(588, 64, 572, 476, "card"))
        _write(parts, [_Text(figure.caption, 12, "note", 2)], 572, 540, left=588)
        parts.append(_nested(figure.drawing, place_of, box, width, height))
    parts.append(text(_EDGE, CARD_HEIGHT - 34, "Climate Record", 24, "title"))
    parts.append(text(CARD_WIDTH - _EDGE, CARD_HEIGHT - 36, origin, 15, "note", "end"))
    return _document(CARD_WIDTH, CARD_HEIGHT, parts, rules, definitions, ground="#fbfaf6")


def _box(drawing: str) -> tuple[float, float, float, float]:
    match = _BOX.search(drawing)
    assert match is not None, "a drawing has a viewBox"
    left, top, width, height = map(float, match.groups())
    return left, top, width, height


def _nested(
    drawing: str, where: str, box: tuple[float, float, float, float], width: float, height: float
) -> str:
    """A drawing within another; its links, which lead nowhere from a file, are left out."""
    inside = drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")]
    inside = re.sub(r"<a [^>]*>", "<g>", inside).replace("</a>", "</g>")
    css = re.search(r'class="([^"]*)"', drawing)
    over = "hidden" if css and "map" in css[1] else "visible"
    viewed = " ".join(map(place, box))
    return (
        f'<svg {where} width="{place(width)}" height="{place(height)}" viewBox="{viewed}"'
        f' overflow="{over}" class="{css[1] if css else ""}">{inside}</svg>'
    )


def _write(
    parts: list[str],
    texts: Sequence[_Text],
    width: float,
    y: float,
    *,
    left: float = _MARGIN,
    apart: float = 0,
) -> float:
    """Write texts below each other; where they end."""
    for each in texts:
        if not each.words:
            continue
        for line in wrapped(each.words, width, each.size, each.most):
            y += each.size * (1.2 if each.css == "title" else 1.35)
            parts.append(text(left, y, line, each.size, each.css))
        y += apart
    return y


def _legend(parts: list[str], key: Sequence[tuple[str, str]], width: float, y: float) -> float:
    """A square with its words for each colour; where they end."""
    x = _MARGIN
    for css, words in key:
        size = 22 + len(words) * 13 * _LETTER + 16
        if x > _MARGIN and x + size > width + _MARGIN:
            x, y = _MARGIN, y + 20
        parts.append(rect(x, y - 1, 11, 11, f"{css} keyed"))
        parts.append(text(x + 17, y + 9, words, 13, "note"))
        x += size
    return y + 20 if key else y


def _document(
    width: float,
    height: float,
    parts: Sequence[str],
    rules: str,
    definitions: str,
    ground: str = "#fff",
) -> str:
    style = (
        'text{font-family:"Inter Variable",Inter,system-ui,sans-serif}'
        '.title,.lede{font-family:"Source Serif 4 Variable","Source Serif 4",Georgia,serif}'
        ".title{font-weight:600;fill:#12202b}.lede,.note{fill:#4d5b66}"
        f".card{{fill:#fff;stroke:#dcdad1}}{rules}.keyed{{stroke:#5c6871;stroke-width:.6}}"
    )
    size = f'width="{place(width)}" height="{place(height)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}'
        f' viewBox="0 0 {place(width)} {place(height)}">'
        f"<style>{escape(style, quote=False)}</style><defs>{definitions}</defs>"
        f'<rect {size} fill="{ground}"/>{"".join(parts)}</svg>'
    )
