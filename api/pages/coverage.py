"""The page of what the record covers of whom, and what limits it."""

from collections.abc import Iterable
from typing import NamedTuple

from api.http.request import Request
from api.http.response import Response
from api.pages.coverage_levels import KIND_WORDS, LETTERS, LEVEL_WORDS, Levels, read_levels
from api.pages.examples import address_of_query
from api.pages.map_part import all_series
from api.pages.reading import Json, Reader, open_page
from api.pages.site import record_page
from api.pages.wording import count, on_day
from api.pages.world import read_world
from schema.coverage import COVERAGE

_NAMED = 60  # countries that a list names at most
_QUERY = (
    '{ coverageEntries(where: { resource: { eq: "pledges" } })'
    " { nodes { actorId level coveredFrom coveredTo note } } }"
)
_ENTRIES = (
    f"FROM {COVERAGE.table_name} WHERE country_code IS NOT NULL AND NOT states_none"
    " GROUP BY resource, source_id"
)
# Each source with the countries that it covers; then how many of them share each of its notes.
_BY_SOURCE = (
    "SELECT resource, source_id, NULL, count(DISTINCT country_code), min(covered_from),"
    f" max(covered_to) {_ENTRIES} UNION ALL"
    " SELECT resource, source_id, note, count(DISTINCT country_code), NULL, NULL"
    f" {_ENTRIES}, note HAVING note IS NOT NULL"
)

_BY_SERIES = (
    "SELECT scope, count(DISTINCT country_code), min(covered_from), max(covered_to)"  # noqa: S608
    f" FROM {COVERAGE.table_name} WHERE resource = 'emissions-shares' AND level <> 'none'"
    " AND country_code IS NOT NULL AND NOT states_none GROUP BY scope"
)


class SourceCoverage(NamedTuple):
    """What one source covers of one kind of facts.

    Args:
        source_id: The source.
        countries: How many countries it covers.
        first: The first day or year; None if it is not known.
        last: The last.
        note: What most of its entries say of their limits, or "".
    """

    source_id: str
    countries: int
    first: str | None
    last: str | None
    note: str


async def coverage(request: Request) -> Response:
    """GET /coverage: what the sources cover of each country, in all or on a day."""
    reader = await open_page(request)
    world, answer = await read_world(reader), await reader.answer("/coverage")
    levels, by_source = read_levels(reader, world), await _by_source(reader)
    kinds = [_kind(letter, levels, by_source.get(name, [])) for letter, name in LETTERS.items()]
    reader.uses(each.source_id for kind in kinds for each in kind["sources"])
    filled = [sum(level > 0 for level in of) for of in levels.by_code.values()]
    return record_page(
        request,
        reader,
        "coverage.html",
        answer=answer,
        alternate="/v1/coverage",
        sentence=_sentence(kinds, filled, reader.as_of),
        kinds=kinds,
        levels=levels,
        words=LEVEL_WORDS,
        total=len(filled),
        in_all=sum(number == len(kinds) for number in filled),
        in_none=sum(number == 0 for number in filled),
        others=sorted(by_source.keys() - {*LETTERS.values()}),
        by_series=await _by_series(reader),
        in_record=await _in_record(reader),
        countries=world.countries,
        sources=await reader.sources(),
        query=_QUERY,
        query_address=address_of_query(_QUERY),
    )


def _kind(letter: str, levels: Levels, sources: list[SourceCoverage]) -> Json:
    """One kind of facts: how many countries have which level, and which have none."""
    at = list(LETTERS).index(letter)
    of_level: tuple[list[str], ...] = ([], [], [])
    for code, of in levels.by_code.items():
        of_level[of[at]].append(code)
    covered = [code for code, of in levels.by_code.items() if of[at]]
    is_short = len(of_level[0]) <= _NAMED
    return {
        "letter": letter,
        "resource": LETTERS[letter],
        "words": KIND_WORDS[letter],
        "numbers": [len(codes) for codes in of_level],
        "covered": len(covered),
        "missing": of_level[0] if is_short else [],
        "only": covered if not is_short and len(covered) <= _NAMED else [],
        "sources": sources,
    }


async def _by_series(reader: Reader) -> list[Json]:
    """How many countries each series of emissions covers, and which years; once per release."""
    cache, release = reader.per_release("coverage-by-series"), reader.snapshot.release
    if release not in cache:
        rows = await reader.snapshot.fetch_all_in_thread(_BY_SERIES, ())
        covered = {scope: of for scope, *of in rows}
        cache[release] = [
            {**series, "countries": covered[key][0], "span": covered[key][1:]}
            for key, series in (await all_series(reader)).items()
            if key in covered
        ]
    by_series: list[Json] = cache[release]
    return by_series


async def _in_record(reader: Reader) -> int:
    """How many sources there are; counted once per release."""
    cache, release = reader.per_release("number-of-sources"), reader.snapshot.release
    if release not in cache:
        cache[release] = await reader.count("sources")
    number: int = cache[release]
    return number


async def _by_source(reader: Reader) -> dict[str, list[SourceCoverage]]:
    """What each source covers of each resource, the most countries first; once per release."""
    cache, release = reader.per_release("coverage-by-source"), reader.snapshot.release
    if release not in cache:
        cache[release] = _grouped(await reader.snapshot.fetch_all_in_thread(_BY_SOURCE, ()))
    by_source: dict[str, list[SourceCoverage]] = cache[release]
    return by_source


def _grouped(rows: Iterable[tuple[object, ...]]) -> dict[str, list[SourceCoverage]]:
    """The rows of the statement by resource: a source has the note that most countries share."""
    wholes: dict[tuple[str, str], SourceCoverage] = {}
    notes: dict[tuple[str, str], tuple[int, str]] = {}
    for resource, source_id, note, countries, first, last in rows:
        key, number = (str(resource), str(source_id)), int(str(countries))
        if note is None:
            start, end = (None if day is None else str(day) for day in (first, last))
            wholes[key] = SourceCoverage(key[1], number, start, end, "")
        else:
            notes[key] = min(notes.get(key, (0, "")), (-number, str(note)))
    by_resource: dict[str, list[SourceCoverage]] = {}
    for key, whole in wholes.items():
        number, note = notes.get(key, (0, ""))
        is_shared = -number * 2 > whole.countries
        by_resource.setdefault(key[0], []).append(whole._replace(note=note if is_shared else ""))
    return {
        name: sorted(of, key=lambda each: (-each.countries, each.source_id))
        for name, of in by_resource.items()
    }


def _sentence(kinds: list[Json], filled: list[int], as_of: str | None) -> str:
    """The sentence that answers, made from data."""
    total = len(filled)
    if not total:
        return "The record has no countries."
    most = max(kinds, key=lambda kind: kind["covered"])
    least = min(kinds, key=lambda kind: kind["covered"])
    half = sum(2 * kind["covered"] > total for kind in kinds)
    when = f"{on_day(as_of).capitalize()}, of" if as_of else "Of"
    first = (
        f"{when} {count(total, 'country or territory', 'countries and territories')}, sources here"
        f" cover more than half in {half} of {len(kinds)} kinds of facts."
    )
    widest = f"Most are covered in {_low(most)} ({most['covered']}), fewest in {_low(least)}"
    return f"{first} {widest} ({least['covered']})."


def _low(kind: Json) -> str:
    """The kind in the middle of a sentence; an abbreviation keeps its capitals."""
    words: str = kind["words"]
    return words if words[:2].isupper() else f"{words[:1].lower()}{words[1:]}"
