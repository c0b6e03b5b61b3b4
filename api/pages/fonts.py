"""Make TrueType fonts of the installed WOFF2 files: pictures in PNG are drawn with them.

    python api/pages/fonts.py

What draws pictures reads neither WOFF2 nor variable fonts, and takes all letters of a family from
one file: so each weight becomes a file, of the latin and the latin-ext subset together.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

_INSTALLED = Path(__file__).parent / "node_modules"
_MADE = _INSTALLED / ".fonts"  # `DRAWN_FONTS` of styles.py, which this program does not import
_WEIGHTS = {
    "inter": ("Inter Variable", (400, 600)),
    "source-serif-4": ("Source Serif 4 Variable", (400, 600)),
}
# Tables of layout and of hints, which would have to be merged and are not needed.
_LEFT_OUT = ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "MVAR", "HVAR", "prep", "fpgm", "cvt ", "gasp")
_FAMILY_NAMES = (1, 16)  # identifiers of OpenType's table of names
_WINDOWS, _UNICODE, _ENGLISH = 3, 1, 0x409


def write_fonts() -> None:
    """Write a file for each family and weight."""
    _MADE.mkdir(exist_ok=True)
    for package, (family, weights) in _WEIGHTS.items():
        for weight in weights:
            files = list(_subsets(package, family, weight))
            Merger().merge(files).save(_MADE / f"{package}-{weight}.ttf")


def _subsets(package: str, family: str, weight: int) -> Iterator[BytesIO]:
    """The subsets of a family in one weight."""
    folder = _INSTALLED / "@fontsource-variable" / package / "files"
    for subset in ("latin", "latin-ext"):
        font = TTFont(folder / f"{package}-{subset}-wght-normal.woff2")
        for table in _LEFT_OUT:
            if table in font:
                del font[table]
        font = instancer.instantiateVariableFont(font, {"wght": weight})
        font.flavor = None
        for name in _FAMILY_NAMES:
            font["name"].setName(family, name, _WINDOWS, _UNICODE, _ENGLISH)
        file = BytesIO()
        font.save(file)
        file.seek(0)
        yield file


if __name__ == "__main__":
    write_fonts()
