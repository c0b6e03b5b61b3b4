"""The search page: rows whose words match, and the documentation."""

from collections.abc import Callable
from typing import NamedTuple

from api.http.request import Request
from api.http.response import Response
from api.pages.choices import chosen
from api.pages.citing import named_by
from api.pages.documentation import Entry, matching_entries
from api.pages.reading import Json, Reader, Rows, open_page
from api.pages.search_ways import Way, search_ways
from api.pages.site import record_page
from api.pages.wording import count, listed

_FEW, _MANY = 5, 50  # results of a kind, beside other kinds and alone
_DOCUMENTATION = "documentation"


class Searched(NamedTuple):
    """A resource that is searched. A row without words is named by its note.

    Args:
        title: What its rows are called.
        fields: The columns that a result shows, the key first and the words to read second.
        note: What a result says of its row besides.
        has_pages: Whether a row has a page; the others have their data.
    """

    title: str
    fields: str
    note: Callable[[Json], object]
    has_pages: bool = False


SEARCHED = {
    "countries": Searched("Countries", "code,name,region", lambda row: row["region"], True),
    "groups": Searched("Groups", "id,name,acronym", lambda row: row["acronym"], True),
    "officials": Searched("People", "id,name,native_name", lambda row: row["native_name"], True),
    "quotes": Searched(
        "Quotes", "id,text,speaker_name,said_on", lambda row: _said(row["speaker_name"], row), True
    ),
    "claims": Searched(
        "Claims",
        "id,words,speaker_name,said_on",
        lambda row: _said(row["speaker_name"], row),
        True,
    ),
    "initiatives": Searched("Initiatives", "id,name", lambda _: None, True),
    "documents": Searched("NDCs", "id,title,submitted_on", lambda row: row["submitted_on"]),
    "dialogues": Searched("Dialogues", "id,name,start_date", lambda row: row["start_date"]),
    "events": Searched("Events", "id,name,date", lambda row: row["date"]),
    "speeches": Searched(
        "Speeches",
        "id,title,occasion,country_code,speaker_name,date",
        lambda row: _known(row["speaker_name"], row["country_code"], row["date"]),
    ),
    "sources": Searched(
        "Sources",
        "id,title,publisher,producers,edition,published_on",
        lambda row: _known(named_by(row), row["published_on"] or row["edition"]),
        True,
    ),
}


class Result(NamedTuple):
    """A row that matches: its words, its address, and what else is said of it."""

    words: str
    href: str
    note: object
    is_page: bool = True


class Section(NamedTuple):
    """The results of a kind, and how many there are."""

    kind: str
    title: str
    total: int
    results: list[Result]
    data: str | None


async def search(request: Request) -> Response:
    """GET /search: what matches the words of `q`, by kind; of one kind with `kind`."""
    reader = await open_page(request, ("q", "kind"))
    words = reader.rest.query.get("q")
    kind = chosen(reader.rest.query.get("kind"), "kind", [*SEARCHED, _DOCUMENTATION])
    sections = await _sections(reader, words, kind) if words else []
    further = search_ways(reader, words) if words else []
    matching = [section for section in sections if section.total]
    return record_page(
        request,
        reader,
        "search.html",
        answer=await reader.answer("/search", q=words, kind=kind),
        words=words,
        kind=kind,
        sentence=_sentence(words, sections, further),
        sections=matching,
        further=further,
        nothing=listed([section.title for section in sections if not section.total]),
        searched=listed([_in_prose(of.title) for of in SEARCHED.values()]),
        sources={},
    )


async def _sections(reader: Reader, words: str, kind: str | None) -> list[Section]:
    """The kinds that are searched, each with its first results."""
    limit = _MANY if kind else _FEW
    kinds = [name for name in SEARCHED if kind in (None, name)]
    sections = [await _rows(reader, name, words, limit) for name in kinds]
    if kind in (None, _DOCUMENTATION):
        sections.append(
            _of_documentation(
                reader, matching_entries(reader.rest.request.app.router, words), limit
            )
        )
    return sections


async def _rows(reader: Reader, name: str, words: str, limit: int) -> Section:
    """The rows of a resource that have all words, and first the one that the words name."""
    of = SEARCHED[name]
    rows = await reader.rows(name, _MANY, counted=True, q=words, fields=of.fields)
    named = await _named(reader, name, words, rows)
    results = [_result(reader, name, row) for row in [*named, *rows.rows]]
    results.sort(key=lambda result: _distance(result.words, words))
    data = reader.address(f"/v1/{name}", q=words)
    return Section(name, of.title, (rows.total or 0) + len(named), results[:limit], data)


async def _named(reader: Reader, name: str, words: str, rows: Rows) -> list[Json]:
    """The country or group that the words are a name of, where `q` does not find it."""
    if name not in ("countries", "groups"):
        return []
    key = reader.snapshot.aliases.resolve(name, words)
    key_name = SEARCHED[name].fields.partition(",")[0]
    if key is None or any(row[key_name] == key for row in rows.rows):
        return []
    return [await reader.row(name, key, fields=SEARCHED[name].fields)]


def _result(reader: Reader, name: str, row: Json) -> Result:
    of = SEARCHED[name]
    key, words = of.fields.split(",")[:2]
    path = f"/{name}/{row[key]}" if of.has_pages else f"/v1/{name}/{row[key]}"
    return Result(_words(name, row, words), reader.address(path), of.note(row), of.has_pages)


def _words(name: str, row: Json, column: str) -> str:
    """The words of a result; of a row without a title, what it has instead."""
    if row[column]:
        return str(row[column])
    if name == "sources":
        return f"A text of {row['publisher'] or 'an unknown publisher'}"
    return str(row.get("occasion") or row["id"])


def _distance(found: str, words: str) -> int:
    """0 for the very name, 1 for one that ends so, as family names do, 2 for one that begins so."""
    name, sought = found.casefold(), words.casefold()
    is_last = name.endswith(f" {sought}")
    return 0 if name == sought else 1 if is_last else 2 if name.startswith(sought) else 3


def _of_documentation(reader: Reader, entries: list[Entry], limit: int) -> Section:
    results = [Result(entry.title, reader.root + entry.path, entry.about) for entry in entries]
    return Section(_DOCUMENTATION, "Documentation", len(results), results[:limit], None)


def _known(*parts: str | None) -> str:
    """The parts that are known, with commas between."""
    return ", ".join(filter(None, parts))


def _in_prose(title: str) -> str:
    """A title as it stands in a sentence; an abbreviation as it is."""
    return title if title[1:2].isupper() else title.lower()


def _said(who: str | None, row: Json) -> str:
    return f"{who or 'speaker unknown'}, {row['said_on'] or 'day unknown'}"


def _sentence(words: str | None, sections: list[Section], further: list[Way]) -> str:
    """The sentence that answers, made from data."""
    if not words:
        return "Words and names find rows of the record, and pages of the documentation."
    total = sum(section.total for section in sections)
    has_rows = any(section.total for section in sections if section.kind != _DOCUMENTATION)
    if not has_rows and further:
        return "No row has all of these words. Pages and lists below are for some of them."
    if not total:
        return "Nothing here has all of these words. A missing row is not a no."
    kinds = [f"{section.total:,} in {section.title}" for section in sections if section.total]
    return f"{count(total, 'result')}: {listed(kinds)}."
