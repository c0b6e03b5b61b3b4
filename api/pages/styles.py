"""The style sheets: parts of our own, and the fonts that are installed.

A font is named with the digest of its bytes, so that a browser may store it for good. Where fonts
are not installed, the sheet names none, and the system's fonts stand in.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).parent
_STATIC = _HERE / "static"
_FONTS = _HERE / "node_modules/@fontsource-variable"
DRAWN_FONTS = _HERE / "node_modules/.fonts"  # which fonts.py makes of them, for pictures

# What a page loads → the parts that it is made of.
SHEETS = {
    "style.css": (_STATIC / "frame.css", _STATIC / "content.css"),
    "docs.css": (_STATIC / "frame.css", _STATIC / "content.css", _STATIC / "docs.css"),
    "tool.css": (_STATIC / "frame.css", _STATIC / "tools.css"),
}

_LATIN = (
    "U+0-FF,U+131,U+152-153,U+2BB-2BC,U+2C6,U+2DA,U+2DC,U+304,U+308,U+329,U+2000-206F,U+20AC,"
    "U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD"
)
_LATIN_EXT = (
    "U+100-2BA,U+2BD-2C5,U+2C7-2CC,U+2CE-2D7,U+2DD-2FF,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,"
    "U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF"
)


class Font(NamedTuple):
    """One file of a variable font.

    Args:
        family: The family that the sheets name.
        file: The installed file.
        weights: The weights that it spans.
        characters: The characters that a browser loads it for.
    """

    family: str
    file: Path
    weights: str
    characters: str


def _fonts(family: str, package: str, weights: str) -> dict[str, Font]:
    return {
        f"fonts/{package}-{subset}.woff2": Font(
            family,
            _FONTS / package / f"files/{package}-{subset}-wght-normal.woff2",
            weights,
            characters,
        )
        for subset, characters in (("latin", _LATIN), ("latin-ext", _LATIN_EXT))
    }


FONTS = {
    **_fonts("Inter Variable", "inter", "100 900"),
    **_fonts("Source Serif 4 Variable", "source-serif-4", "200 900"),
}
# The fonts that every page needs, so that a browser asks for them at once.
FIRST_FONTS = tuple(name for name in FONTS if name.endswith("-latin.woff2"))


def font_face(name: str, version: str) -> str:
    """The rule that names a font.

    Args:
        name: The name of the asset.
        version: The digest of its bytes.
    """
    font = FONTS[name]
    return (
        f'@font-face{{font-family:"{font.family}";font-display:swap;font-weight:{font.weights};'
        f'src:url("{name}?v={version}") format("woff2");unicode-range:{font.characters}}}\n'
    )


_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(r"\s*([{};,])\s*|(?<=:)\s+")  # a blank before a colon is part of a selector


def without_blanks(rules: str) -> str:
    """Rules without comments and without the blanks that mean nothing: a tenth less to send."""
    dense = _BLANKS.sub(lambda match: match[1] or "", _COMMENT.sub("", rules))
    return dense.replace(";}", "}").strip()


_BLOCK = re.compile(r"/\*.*?\*/|@[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")
_DRAWN = ("fill", "stroke", "font", "paint-order")  # what declarations of marks begin with


def drawing_rules(drawing: str) -> str:
    """The rules of the marks in a drawing, in the light colours, without variables.

    Args:
        drawing: An SVG, whose classes tell which rules it needs.
    """
    classes = {name for text in re.findall(r'class="([^"]*)"', drawing) for name in text.split()}
    return "".join(
        f"{selector}{{{declarations}}}"
        for selector, declarations in _rules()
        if set(re.findall(r"\.([\w-]+)", selector)) <= classes
    )


@lru_cache(maxsize=1)
def _rules() -> list[tuple[str, str]]:
    """The rules for the marks of drawings: selectors with their declarations."""
    sheet = "".join(part.read_text(encoding="utf-8") for part in SHEETS["docs.css"])
    root = _RULE.search(sheet[sheet.index(":root") :])
    assert root is not None
    values = dict(re.findall(r"(--[\w-]+): ([^;]+);", root[2]))
    return list(_rules_of(_BLOCK.sub("", sheet), values))


def _rules_of(sheet: str, values: dict[str, str]) -> Iterator[tuple[str, str]]:
    for selectors, text in _RULE.findall(sheet):
        declarations = [each.strip() for each in text.split(";")]
        drawn = ";".join(each for each in declarations if each.startswith(_DRAWN))
        if not drawn:
            continue
        drawn = _VARIABLE.sub(lambda match: values.get(match[1], "inherit"), drawn)
        for selector in map(str.strip, selectors.split(",")):
            is_of_marks = selector.startswith(("svg text", "svg .", "."))
            if is_of_marks and ":" not in selector:
                yield selector, drawn
