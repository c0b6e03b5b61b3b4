"""How far the sources cover each country in each kind of facts: a drawing, and a table."""

from typing import NamedTuple

from markupsafe import Markup, escape

from api.pages.charts.levels import LevelBlock, LevelRow, level_grid
from api.pages.country import COVERED
from api.pages.reading import Reader
from api.pages.wording import listed
from api.pages.world import World
from api.releases.coverage import CoverageQuery
from schema.coverage import CoverageLevel
from schema.words import normalise

# The kinds of facts are those of the page of a country: the letter of each, and its resource.
LETTERS = {letter: name for letter, (name, _) in zip("ECPNTIOQSVG", COVERED, strict=True)}
KIND_WORDS = {letter: words for letter, (_, words) in zip(LETTERS, COVERED, strict=True)}
LEVEL_WORDS = ("not covered", "in part", "in full")
_LEVELS = (CoverageLevel.none, CoverageLevel.partial, CoverageLevel.full)
_NO_REGION = "In no region"


class Region(NamedTuple):
    """A region with the codes of its countries, by name."""

    name: str
    anchor: str
    codes: list[str]


class Levels(NamedTuple):
    """How far the record covers each country, on a day or in all.

    Args:
        by_code: The level of each kind, 0 to 2, by country.
        regions: The regions.
        chart: The drawing.
        table: The rows of the table beneath it.
    """

    by_code: dict[str, list[int]]
    regions: list[Region]
    chart: Markup
    table: Markup


def read_levels(reader: Reader, world: World) -> Levels:
    """The levels with their drawing; made once per release and day."""
    cache = reader.per_release("coverage")
    key = f"{reader.snapshot.release} {reader.rest.names_release} {reader.as_of}"
    if key not in cache:
        cache[key] = _levels(reader, world)
    levels: Levels = cache[key]
    return levels


def _levels(reader: Reader, world: World) -> Levels:
    by_code = {code: _of_country(reader, code) for code in world.countries}
    regions = _regions(world)
    blocks = [_block(reader, world, region, by_code) for region in regions]
    # The countries without a region are few: they stand below the last region.
    columns = [[block] for block in blocks]
    if len(columns) > 1 and regions[-1].name == _NO_REGION:
        columns[-2:] = [[*columns[-2], *columns[-1]]]
    chart = level_grid(columns, list(LETTERS), "What is covered of each country, by region")
    return Levels(by_code, regions, chart, _table(reader, world, by_code))


def _of_country(reader: Reader, code: str) -> list[int]:
    """The level of each kind, as the list of its rows at `/v1` says."""
    find = reader.snapshot.coverage.find
    queries = (
        CoverageQuery(name, ((code,),), date=reader.as_of, main_only=True)
        for name in LETTERS.values()
    )
    return [_LEVELS.index(find(query).level) for query in queries]


def _regions(world: World) -> list[Region]:
    """The regions by name, last the countries that are in none."""
    codes: dict[str, list[str]] = {}
    for code, row in world.countries.items():
        codes.setdefault(row["region"] or _NO_REGION, []).append(code)
    names = sorted(codes, key=lambda name: (name == _NO_REGION, name))
    return [
        Region(
            name,
            f"in-{name.lower().replace(' ', '-')}",
            sorted(codes[name], key=lambda code: normalise(world.countries[code]["name"])),
        )
        for name in names
    ]


def _block(
    reader: Reader, world: World, region: Region, by_code: dict[str, list[int]]
) -> LevelBlock:
    rows = [
        LevelRow(
            world.countries[code]["name"],
            _href(reader, code),
            by_code[code],
            f"{world.countries[code]['name']}: {_in_words(by_code[code])}",
        )
        for code in region.codes
    ]
    return LevelBlock(region.name, region.anchor, rows)


def _in_words(levels: list[int]) -> str:
    """The levels of a country in a sentence."""
    parts = []
    for level in (2, 1, 0):
        kinds = [
            words for words, of in zip(KIND_WORDS.values(), levels, strict=True) if of == level
        ]
        if kinds:
            parts.append(f"{LEVEL_WORDS[level]}: {listed(kinds)}")
    return "; ".join(parts)


def _table(reader: Reader, world: World, by_code: dict[str, list[int]]) -> Markup:
    """The same as rows of a table."""
    cells = ['<td class="none">not covered</td>', "<td>in part</td>", "<td>in full</td>"]
    rows = [
        f'<tr><th scope="row"><a href="{escape(_href(reader, code))}">'
        f"{escape(row['name'])}</a></th>{''.join(cells[level] for level in by_code[code])}</tr>"
        for code, row in world.countries.items()
    ]
    return Markup("".join(rows))  # noqa: S704  # names and addresses are escaped


def _href(reader: Reader, code: str) -> str:
    return reader.address(f"/countries/{code}", as_of=reader.as_of)
