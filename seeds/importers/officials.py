"""People and their posts: what the importers of officials share.

Who is who is settled in the order of precedence: what is written by hand, then `ORIGINS`. An
importer reads only what goes before it, never its own earlier output, so that the same input gives
the same ids. A person who is there already keeps that row, and gains positions and other names;
whoever merely might be the same stays apart, and is listed in `unmerged-officials/`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from schema.words import normalise
from seeds.importers.frame import BadCell, Cells, Frame, OutCell, Table
from seeds.loading.files import Fact, read_facts

ORIGINS = (
    "everypolitician-cabinets",
    "everypolitician-world-leaders",
    "us-executive",
    "ifg-ministers",
)

_OFFICIALS = ("id", "name", "sort_name", "wikidata_id", "aliases", "source_id")
_POSITIONS = (
    "id", "official_id", "title", "organization", "country_code", "start_date", "end_date",
    "source_id",
)  # fmt: skip
_ALIASES = ("official_id", "alias", "source_id")
_UNMERGED = ("official_id", "other_id", "why", "source_id")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
# Letters that Unicode does not take for a Latin letter with a mark.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ə": "e"}
    | dict.fromkeys("ʻʼʹ", "")
)


@dataclass(frozen=True, slots=True)
class Post:
    """One holding of one post; dates as precise as the source has them."""

    title: str
    country: str
    start: str
    end: str | None
    organization: str | None = None
    mark: str = ""  # what its id needs beside title and start, such as a department's acronym


@dataclass(slots=True)
class Person:
    """A person as one source has them; `mark` tells namesakes apart in ids."""

    name: str
    mark: str
    wikidata_id: str | None = None
    sort_name: str | None = None
    aliases: list[str] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    same_as: str | None = None  # the official that this certainly is
    perhaps: dict[str, str] = field(default_factory=dict)  # officials that this may be, and why not

    @property
    def names(self) -> set[str]:
        """All names, in normal form."""
        return {normalise(name) for name in (self.name, *self.aliases)}


@dataclass(slots=True)
class Known:
    """An official who is there already."""

    id: str
    name: str
    wikidata_id: str | None
    posts: list[Post] = field(default_factory=list)


def known_before(origin: str, facts: Path) -> list[Known]:
    """The officials of what goes before `origin`, with their posts."""
    known: dict[str, Known] = {}
    for row in _rows("officials", origin, facts):
        id_ = _text(row, "id") or ""
        known[id_] = Known(id_, _text(row, "name") or "", _text(row, "wikidata_id"))
    for row in _rows("positions", origin, facts):
        holder = known.get(_text(row, "official_id") or "")
        if holder:
            columns = ("title", "country_code", "start_date")
            title, country, start = (_text(row, column) or "" for column in columns)
            end, organization = _text(row, "end_date"), _text(row, "organization")
            holder.posts.append(Post(title, country, start, end, organization))
    return list(known.values())


def _rows(folder: str, origin: str, facts: Path) -> Iterator[Fact]:
    earlier = [facts / folder / f"{name}.csv" for name in ORIGINS[: ORIGINS.index(origin)]]
    for path in (*sorted(facts.glob(f"{folder}/*.yaml")), *earlier):
        if path.is_file():
            yield from (row for row in read_facts(path) if isinstance(row, Fact))


def _text(row: Fact, column: str) -> str | None:
    cell = row.cells.get(column)
    return cell.text if cell and isinstance(cell.text, str) else None


def merge_by_wikidata(people: Iterable[Person], known: list[Known]) -> None:
    """Settle who is there already under the same Wikidata item, and who may be under none."""
    items = {official.wikidata_id: official.id for official in known if official.wikidata_id}
    nameless = {normalise(o.name): o.id for o in known if o.wikidata_id is None}
    for person in people:
        person.same_as = person.same_as or items.get(person.wikidata_id or "")
        if person.same_as is None:
            for name in sorted(person.names & nameless.keys()):
                why = "the same name, and only one of them has a Wikidata item"
                person.perhaps.setdefault(nameless[name], why)


def tables(
    origin: str,
    source_id: str,
    people: list[Person],
    known: list[Known],
    source: Path,
    frame: Frame,
) -> list[Table]:
    """The facts of one origin; a problem is noted for ids that two people or posts would share."""
    people = [person for person in people if person.posts]
    ids = _ids(people, known)
    new = [(id_, p) for id_, p in zip(ids, people, strict=True) if p.same_as is None]
    old = [p for p in people if p.same_as is not None]
    positions = [row for id_, p in zip(ids, people, strict=True) for row in _positions(id_, p)]
    for rows in ([id_ for id_, _ in new], [str(row["id"]) for row in positions]):
        for id_, times in Counter(rows).items():
            if times > 1:
                frame.bad_file(source, f"{times} rows would have the id {id_}")
    return [
        Table(f"officials/{origin}.csv", _OFFICIALS, _sourced(source_id, _officials(new))),
        Table(f"positions/{origin}.csv", _POSITIONS, _sourced(source_id, positions)),
        Table(
            f"official-aliases/{origin}.csv",
            _ALIASES,
            _sourced(source_id, _other_names(old, known)),
            key="",
        ),
        Table(
            f"unmerged-officials/{origin}.csv",
            _UNMERGED,
            _sourced(source_id, _unmerged(new)),
            key="",
        ),
    ]


def _sourced(source_id: str, rows: Iterable[dict[str, OutCell]]) -> list[dict[str, OutCell]]:
    return [row | {"source_id": source_id} for row in rows]


def _ids(people: list[Person], known: list[Known]) -> list[str]:
    """A slug of the name; whoever has a namesake here or there has the mark too.

    Nobody of several namesakes gets the bare name, for it would be taken for the best known.
    """
    taken = {word for official in known for word in (official.id, slug(official.name))}
    times = Counter(slug(person.name) for person in people if person.same_as is None)

    def id_of(person: Person) -> str:
        bare = slug(person.name)
        unique = bare and times[bare] == 1 and bare not in taken
        return bare if unique else "-".join(filter(None, (bare, slug(person.mark))))

    return [person.same_as or id_of(person) for person in people]


def slug(text: str) -> str:
    """Lower-case ASCII words with hyphens; empty if it has letters that have no place in it."""
    folded = text.casefold().translate(_LETTERS)
    words = normalise(unicodedata.normalize("NFC", folded)).replace(" ", "-")
    return words if words.isascii() else ""


def _officials(people: list[tuple[str, Person]]) -> Iterator[dict[str, OutCell]]:
    for id_, person in people:
        yield {
            "id": id_,
            "name": person.name,
            "sort_name": person.sort_name,
            "wikidata_id": person.wikidata_id,
            "aliases": list(person.aliases),
        }


def _positions(official: str, person: Person) -> Iterator[dict[str, OutCell]]:
    """A person's posts, each once."""
    posts = list(dict.fromkeys(person.posts))
    for post in posts:
        yield {
            "id": "-".join(filter(None, (official, *_position_id(post, posts)))),
            "official_id": official,
            "title": post.title,
            "organization": post.organization,
            "country_code": post.country,
            "start_date": post.start,
            "end_date": post.end,
        }


def _position_id(post: Post, posts: list[Post]) -> Iterator[str]:
    """Title and start; the country and the end only where they tell two posts apart."""
    title = slug(post.title)
    alike = [p for p in posts if (slug(p.title), p.start) == (title, post.start)]
    here = [p for p in alike if (p.country, p.mark) == (post.country, post.mark)]
    yield title
    yield slug(post.mark)
    yield post.country.lower() if any(p.country != post.country for p in alike) else ""
    yield post.start
    yield f"to-{post.end}" if len(here) > 1 and post.end else ""


def _other_names(people: list[Person], known: list[Known]) -> Iterator[dict[str, OutCell]]:
    """What this source calls those who are officials already, where it is another name."""
    names = {official.id: normalise(official.name) for official in known}
    for person in people:
        for alias in (person.name, *person.aliases):
            if person.same_as and normalise(alias) != names[person.same_as]:
                yield {"official_id": person.same_as, "alias": alias}


def _unmerged(people: list[tuple[str, Person]]) -> Iterator[dict[str, OutCell]]:
    for id_, person in people:
        for other, why in person.perhaps.items():
            yield {"official_id": id_, "other_id": other, "why": why}


def dates(cells: Cells, start: str, end: str, frame: Frame) -> tuple[str, str | None] | None:
    """First and last day as the source has them; None, and told, if it ends before it starts."""
    first, last = cells[start].strip(), cells[end].strip()
    for column, value in ((start, first), (end, last)):
        if not _DATE.fullmatch(value) and (value or column == start):
            raise BadCell(column, f"{value!r} is not a date", "2021, 2021-03 or 2021-03-01")
    precision = min(len(first), len(last))
    if last and last[:precision] < first[:precision]:
        frame.leave_out("a post that ends before it starts")
        return None
    return first, last or None
