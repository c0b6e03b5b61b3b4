"""Draws an SVG as PNG: a process of its own, for the library holds the interpreter's lock.

    python api/pages/rasterize.py FONTS ZOOM < picture.svg > picture.png

Only its standard input and output are used. It imports no other module of ours: so it starts in a
tenth of the time.
"""

import sys
from pathlib import Path

import resvg_py


def draw(svg: str, fonts: Path, zoom: float) -> bytes:
    """The PNG of an SVG.

    Args:
        svg: The picture.
        fonts: The folder of the fonts; no other font is used.
        zoom: How many pixels a unit of the drawing has.
    """
    files = [str(file) for file in sorted(fonts.glob("*.ttf"))]
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg, zoom=zoom, font_files=files, skip_system_fonts=True
    )
    return bytes(drawn)


if __name__ == "__main__":
    picture = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(draw(picture, Path(sys.argv[1]), float(sys.argv[2])))
