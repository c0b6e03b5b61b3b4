"""The borders of countries as one SVG, made from Natural Earth's by way of the package world-atlas.

Its file is TopoJSON, version 1: arcs of differences on a grid, which borders share. Here they are
cut at the antimeridian, projected by Equal Earth (Šavrič, Patterson and Jenny 2018), and written as
a path for each country, under its number in ISO 3166-1. What is too small for the file of
1 : 110 million has a dot. Pages name a path with `<use>`, so that browsers load borders once.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any, NamedTuple

from api.pages.charts.svg import place

_FOLDER = Path(__file__).parent / "node_modules/world-atlas"
BORDERS = _FOLDER / "countries-110m.json"
_ISLANDS = _FOLDER / "countries-50m.json"  # most of what the coarser file leaves out

WIDTH, HEIGHT = 1000.0, 433.0
DOT_RADIUS = 3.4
UNCODED = "other"  # the path of places without a code of ISO 3166-1, but for Kosovo
_NORTH, _SOUTH = 83.7, -56.2  # Antarctica would take a fifth of the drawing
_ANTARCTICA = "010"
_ATLANTIC = -32  # the longitude between the two drawings for narrow screens
_UNNUMBERED = {"Kosovo": "XKX"}

Point = tuple[float, float]
_Ring = Sequence[Point]

# Territories with a code of their own that the file draws as a part of another country.
_PARTS: tuple[tuple[str, str, Callable[[float, float], bool]], ...] = (
    ("250", "254", lambda lon, _lat: lon < -40),  # French Guiana
    ("578", "744", lambda _lon, lat: lat > 72),  # Svalbard
)
# Dots of two that only the file of 1 : 10 million has, rounded: it is not needed otherwise. What no
# file draws by itself, such as Guadeloupe, has no place on the map.
_FURTHER: dict[str, Point] = {
    "292": (-5.3, 36.1),  # Gibraltar
    "798": (179.2, -8.5),  # Tuvalu
}


class Atlas(NamedTuple):
    """The drawing of the world, `WIDTH` by `HEIGHT`.

    Args:
        svg: A path or a dot for each place, with an id.
        numbers: The numbers of the countries that are drawn.
        west: Those of them whose largest part lies west of the Atlantic.
    """

    svg: bytes
    numbers: frozenset[str]
    west: frozenset[str]


def path_id(number: str) -> str:
    """The id of the path or dot of a country, by its number in ISO 3166-1."""
    return f"c{number}"


def read_atlas() -> Atlas | None:
    """The drawing; None if the package is not installed. Read again when its file changes."""
    if not BORDERS.is_file() or not _ISLANDS.is_file():
        return None
    return _draw(BORDERS.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _draw(_mtime_ns: int) -> Atlas:
    areas: dict[str, list[_Ring]] = {}
    for number, ring in _rings(BORDERS, {_ANTARCTICA}):
        areas.setdefault(_number_of(number, ring), []).append(ring)
    dots = _dots(areas)
    parts = [_path(number, rings) for number, rings in areas.items()]
    parts += [_dot(number, point) for number, point in dots.items()]
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    places = {number: max(map(_centre, rings))[1] for number, rings in areas.items()} | dots
    west = frozenset(number for number, (lon, _) in places.items() if lon < _ATLANTIC)
    return Atlas(svg.encode(), frozenset(places), west)


def _dots(areas: Collection[str]) -> dict[str, Point]:
    """The places of the dots: the largest island of each country that has no outline."""
    dots, largest = dict(_FURTHER), dict.fromkeys(_FURTHER, 0.0)
    for number, ring in _rings(_ISLANDS, {_ANTARCTICA, *areas}):
        size, centre = _centre(ring)
        if size > largest.get(number, 0):
            largest[number], dots[number] = size, centre
    return dots


def _number_of(number: str, ring: _Ring) -> str:
    """The country that a ring is of: a territory may be drawn as a part of another one."""
    return next(
        (of for whole, of, is_part in _PARTS if whole == number and is_part(*ring[0])), number
    )


def _rings(file: Path, without: Collection[str]) -> Iterator[tuple[str, _Ring]]:
    """The outlines in a file, cut at the antimeridian, each with the number of its country.

    Args:
        file: A file of TopoJSON.
        without: The numbers of countries that are left out.
    """
    topology = json.loads(file.read_bytes())
    for geometry in topology["objects"]["countries"]["geometries"]:
        number = geometry.get("id") or _UNNUMBERED.get(geometry["properties"]["name"], UNCODED)
        if number in without:
            continue
        polygons = geometry["arcs"]
        for polygon in [polygons] if geometry["type"] == "Polygon" else polygons:
            for indexes in polygon:
                for ring in _cut(_joined(indexes, topology)):
                    yield number, ring


def _arc(index: int, topology: dict[str, Any]) -> list[Point]:
    """An arc in degrees: each point is stored as the difference to the one before it."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    x = y = 0
    points = []
    for step_x, step_y in topology["arcs"][index]:
        x, y = x + step_x, y + step_y
        points.append((x * kx + dx, y * ky + dy))
    return points


def _joined(indexes: Iterable[int], topology: dict[str, Any]) -> list[Point]:
    """A ring of arcs, without its last point, which is its first; `~i` is arc i backwards."""
    ring: list[Point] = []
    for index in indexes:
        arc = _arc(index, topology) if index >= 0 else _arc(~index, topology)[::-1]
        ring += arc[:-1]
    return ring


def _cut(ring: _Ring) -> Iterator[_Ring]:
    """The parts of a ring on either side of the antimeridian, each within ±180°."""
    unwrapped: list[Point] = []
    turn = 0
    for i, (lon, lat) in enumerate(ring):
        if i and abs(step := lon - ring[i - 1][0]) > 180:
            turn -= 360 if step > 0 else -360
        unwrapped.append((lon + turn, lat))
    for shift in (-360, 0, 360):
        moved = [(lon + shift, lat) for lon, lat in unwrapped]
        part = _clipped(_clipped(moved, 180, 1), -180, -1)
        if len(part) > 2:
            yield part


def _clipped(ring: _Ring, limit: float, side: int) -> list[Point]:
    """What is below a longitude (side 1), or above it (−1): Sutherland and Hodgman 1974."""
    kept: list[Point] = []
    for i, (lon, lat) in enumerate(ring):
        before, lat_before = ring[i - 1]
        if (lon - limit) * (before - limit) < 0:
            part = (limit - before) / (lon - before)
            kept.append((limit, lat_before + (lat - lat_before) * part))
        if (lon - limit) * side <= 0:
            kept.append((lon, lat))
    return kept


def _centre(ring: _Ring) -> tuple[float, Point]:
    """The area of a ring in square degrees, and its centre."""
    area = x = y = 0.0
    for i, (lon, lat) in enumerate(ring):
        before, lat_before = ring[i - 1]
        cross = before * lat - lon * lat_before
        area, x, y = area + cross, x + (before + lon) * cross, y + (lat_before + lat) * cross
    return (abs(area / 2), (x / (3 * area), y / (3 * area))) if area else (0.0, ring[0])


_A = (1.340264, -0.081106, 0.000893, 0.003796)
_ROOT = sqrt(3) / 2


def projected(lon: float, lat: float) -> Point:
    """A place in the drawing, by Equal Earth."""
    t = asin(_ROOT * sin(radians(lat)))
    t2 = t * t
    t6 = t2**3
    slope = _A[0] + 3 * _A[1] * t2 + t6 * (7 * _A[2] + 9 * _A[3] * t2)
    x = radians(lon) * cos(t) / (_ROOT * slope)
    return x, t * (_A[0] + _A[1] * t2 + t6 * (_A[2] + _A[3] * t2))


_HALF = projected(180, 0)[0]
_TOP, _BOTTOM = projected(0, _NORTH)[1], projected(0, _SOUTH)[1]
_SCALE = WIDTH / (2 * _HALF)


def _placed(point: Point) -> Point:
    x, y = projected(*point)
    return (x + _HALF) * _SCALE, (_TOP - y) * _SCALE


def _path(number: str, rings: Iterable[_Ring]) -> str:
    return f'<path id="{path_id(number)}" d="{"".join(map(_outline, rings))}"/>'


def _outline(ring: _Ring) -> str:
    """A ring in tenths of a unit, each step relative to the point before: half of the bytes."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in map(_placed, ring)]
    (x, y), steps = tenths[0], []
    for next_x, next_y in tenths[1:]:
        if (next_x, next_y) != (x, y):
            steps.append(f"{place((next_x - x) / 10)} {place((next_y - y) / 10)}")
            x, y = next_x, next_y
    return f"M{place(tenths[0][0] / 10)} {place(tenths[0][1] / 10)}l{' '.join(steps)}z"


def _dot(number: str, point: Point) -> str:
    x, y = _placed(point)
    return f'<circle id="{path_id(number)}" cx="{place(x)}" cy="{place(y)}" r="{DOT_RADIUS}"/>'
